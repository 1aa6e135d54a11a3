"""Measures recorded before their time limits were kept get their clocks from the clock door."""

from django.db import migrations, models

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):
    dependencies = [("cases", "0020_funnel")]
    operations = [
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                fields=["started_at"],
                name="cases_measure_unruled",
                condition=models.Q(rule="", ended_at__isnull=True),
            ),
        ),
        guarded("cases", "old_measures"),
    ]
