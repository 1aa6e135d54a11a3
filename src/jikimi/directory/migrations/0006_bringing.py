"""Files brought to be imported, what was said of look-alikes, and which ids are taken unseen."""

import django.utils.timezone
import jikimi.access.policy
import uuid
from django.db import migrations, models

from jikimi.access.guarded import guarded


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0005_editions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("file_name", models.CharField(max_length=200)),
                ("source", models.CharField(blank=True, default="", max_length=60)),
                ("agency_id", models.BigIntegerField()),
                ("member_id", models.BigIntegerField()),
                ("state", models.CharField(default="received", max_length=10)),
                ("findings", models.JSONField(default=dict)),
                ("batch_id", models.UUIDField(blank=True, null=True)),
                ("brought_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("touched_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["-brought_at"],
                "constraints": [
                    jikimi.access.policy.RowPolicy(
                        insert="agency_id * 8 + 1 = ANY ((SELECT access_principals())::bigint[]) OR (SELECT access_is(22)) OR (SELECT access_is(30))",
                        name="directory_upload_own",
                        select="agency_id * 8 + 1 = ANY ((SELECT access_principals())::bigint[]) OR (SELECT access_is(22)) OR (SELECT access_is(30))",
                        update="agency_id * 8 + 1 = ANY ((SELECT access_principals())::bigint[]) OR (SELECT access_is(22)) OR (SELECT access_is(30))",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("one_id", models.UUIDField()),
                ("other_id", models.UUIDField()),
                ("said", models.CharField(max_length=10)),
                ("batch_id", models.UUIDField(blank=True, null=True)),
                ("member_id", models.BigIntegerField()),
                ("agency_id", models.BigIntegerField()),
                ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["-said_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("one_id__lt", models.F("other_id"))),
                        name="directory_verdict_in_order",
                    ),
                    models.UniqueConstraint(
                        fields=("one_id", "other_id"), name="directory_verdict_one_each"
                    ),
                    jikimi.access.policy.OpenPolicy(name="directory_verdict_open"),
                ],
            },
        ),
        guarded("directory", "importing"),
    ]
