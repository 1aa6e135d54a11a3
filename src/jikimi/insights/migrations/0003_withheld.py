"""Publications take two persons and stay as they were; what they hide is kept for analysts."""

import django.db.models.deletion
from django.db import migrations, models

import jikimi.insights.wall
from jikimi.access.guarded import owned


class Migration(migrations.Migration):
    dependencies = [("insights", "0002_counting")]
    operations = [
        migrations.AddField(
            model_name="publication",
            name="published_by_id",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="Withheld",
            fields=[
                (
                    "publication",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="withheld",
                        serialize=False,
                        to="insights.publication",
                    ),
                ),
                ("counts", models.JSONField(default=list)),
                ("own", models.IntegerField(default=0)),
            ],
            options={
                "constraints": [
                    jikimi.insights.wall.AnalystPolicy(
                        name="insights_withheld_rows", read_when="false"
                    )
                ],
            },
        ),
        owned("insights", "publications"),
    ]
