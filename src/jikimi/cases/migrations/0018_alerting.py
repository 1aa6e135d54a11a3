"""Alerts are raised, carried on and answered; tasks are forced; a move has orders varied."""

from django.db import migrations, models

import jikimi.cases.wall
from jikimi.access.guarded import guarded, owned

_UNSEEN = models.Q(("acknowledged_at__isnull", True), ("moot_at__isnull", True))


class Migration(migrations.Migration):
    dependencies = [("cases", "0017_pathways"), ("bodies", "0016_reviews_refused")]
    operations = [
        migrations.AddField(
            model_name="alert",
            name="answer",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="alert",
            name="moot_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RemoveIndex(model_name="alert", name="cases_alert_steered"),
        migrations.RemoveIndex(model_name="alert", name="cases_alert_own"),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                fields=["body", "-reached_at"], name="cases_alert_steered", condition=_UNSEEN
            ),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                fields=["told", "-reached_at"], name="cases_alert_own", condition=_UNSEEN
            ),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                fields=["escalated_to"],
                name="cases_alert_carried",
                condition=models.Q(("escalated_to__isnull", False)),
            ),
        ),
        guarded("cases", "alerting_parts", for_staff=False),
        guarded("cases", "alerting"),
        owned("cases", "alerting_triggers"),
        migrations.RemoveConstraint(model_name="alert", name="cases_alert_rows"),
        migrations.AddConstraint(
            model_name="alert", constraint=jikimi.cases.wall.AlertWall(name="cases_alert_rows")
        ),
    ]
