"""What a person needed and nobody could give is kept, and counted for the council."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import jikimi.cases.wall
from jikimi.access.guarded import guarded


def _link(to, *, name="+", is_optional=False):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name=name,
        to=to,
        blank=is_optional,
        null=is_optional,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0003_shown_when_refused"),
        ("cases", "0005_steered_filled"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="UnmetNeed",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("need", models.CharField(max_length=40)),
                ("why", models.CharField(max_length=20)),
                ("words", models.TextField(blank=True)),
                ("district", models.CharField(blank=True, max_length=12)),
                ("noted_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ending", models.CharField(blank=True, max_length=20)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("agency", _link("access.agency")),
                ("case", _link("cases.case", name="unmet_needs")),
                ("cause", _link("cases.cause", name="unmet_needs", is_optional=True)),
                ("noted_by", _link(settings.AUTH_USER_MODEL)),
            ],
            options={"ordering": ["noted_at"]},
        ),
        migrations.AddIndex(
            model_name="unmetneed",
            index=models.Index(fields=["noted_at"], name="cases_unmetneed_noted"),
        ),
        migrations.AddConstraint(
            model_name="unmetneed",
            constraint=models.CheckConstraint(
                name="cases_unmetneed_ended",
                condition=models.Q(ending="", ended_at__isnull=True)
                | (~models.Q(ending="") & models.Q(ended_at__isnull=False)),
            ),
        ),
        migrations.AddConstraint(
            model_name="unmetneed",
            constraint=jikimi.cases.wall.CaseWall(
                name="cases_unmetneed_rows", group="causes", own_agency=True
            ),
        ),
        guarded("cases", "unmet"),
    ]
