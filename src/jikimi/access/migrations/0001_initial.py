"""The tables of the access room behind their policies."""

import django.contrib.postgres.fields
from jikimi.access.guarded import guarded
import django.db.models.deletion
import django.utils.timezone
import jikimi.access.policy
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        guarded("access", "functions"),
        migrations.CreateModel(
            name="Agency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("key", models.SlugField(unique=True)),
                ("name_ko", models.CharField(max_length=120)),
                ("name_en", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=40)),
                ("district", models.CharField(blank=True, max_length=60)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("joined_on", models.DateField(blank=True, null=True)),
                ("left_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["name_ko"],
                "constraints": [jikimi.access.policy.OpenPolicy(name="access_agency_open")],
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                ("username", models.CharField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("roster_id", models.CharField(max_length=40, unique=True)),
                ("job", models.CharField(blank=True, max_length=60)),
                ("born_on", models.DateField(blank=True, null=True)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("pledged_on", models.DateField(blank=True, null=True)),
                ("trained_on", models.DateField(blank=True, null=True)),
                ("is_active", models.BooleanField(default=True)),
                ("left_on", models.DateField(blank=True, null=True)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="access.agency",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False),
                ),
                ("member_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=60)),
                ("subject_id", models.UUIDField(null=True)),
                ("link", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                ("mailed_at", models.DateTimeField(blank=True, null=True)),
                ("day", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-created_at"],
                "indexes": [
                    models.Index(fields=["member_id", "-created_at"], name="access_notice_member")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("member_id", "kind", "subject_id", "day"),
                        name="access_notice_once_a_day",
                    ),
                    jikimi.access.policy.RowPolicy(
                        name="access_notice_rows",
                        select="member_id * 8 + 2 = ANY ((SELECT access_principals())::bigint[]) OR (SELECT access_is(22))",
                        update="member_id * 8 + 2 = ANY ((SELECT access_principals())::bigint[]) OR (SELECT access_is(22))",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("lane", models.SmallIntegerField()),
                ("number", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("member_id", models.BigIntegerField()),
                ("agency_id", models.BigIntegerField()),
                ("act", models.CharField(max_length=80)),
                ("subject_kind", models.CharField(max_length=40)),
                ("subject_id", models.UUIDField(null=True)),
                (
                    "person_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), size=None
                    ),
                ),
                ("why", models.TextField()),
                ("outcome", models.CharField(max_length=10)),
                ("details", models.JSONField()),
                ("place", models.CharField(max_length=60)),
                ("previous_hash", models.BinaryField()),
                ("hash", models.BinaryField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject_id", "at"], name="access_record_subject"),
                    models.Index(fields=["agency_id", "-at"], name="access_record_agency"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("lane", "number"), name="access_record_place"),
                    jikimi.access.policy.RowPolicy(
                        name="access_record_rows",
                        select="agency_id * 8 + 5 = ANY ((SELECT access_principals())::bigint[])",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Role",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("practitioner", "practitioner"),
                            ("coordinator", "coordinator"),
                            ("council_member", "council_member"),
                            ("analyst", "analyst"),
                            ("auditor", "auditor"),
                            ("administrator", "administrator"),
                        ],
                        max_length=20,
                    ),
                ),
                ("body_id", models.BigIntegerField(blank=True, null=True)),
                ("granted_at", models.DateTimeField()),
                ("granted_by_id", models.BigIntegerField()),
                ("why", models.CharField(max_length=200)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="access.agency",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roles",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=jikimi.access.policy.RowPolicy(
                insert="agency_id * 8 + 7 = ANY ((SELECT access_principals())::bigint[]) OR (SELECT access_is(30))",
                name="access_member_rows",
                select="(SELECT access_principals()) <> '{}'",
                update="id * 8 + 2 = ANY ((SELECT access_principals())::bigint[]) OR agency_id * 8 + 7 = ANY ((SELECT access_principals())::bigint[]) OR (SELECT access_is(14)) OR (SELECT access_is(30))",
            ),
        ),
        migrations.AddIndex(
            model_name="role",
            index=models.Index(fields=["body_id"], name="access_role_body"),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agency__isnull", False), ("body_id__isnull", True)),
                    models.Q(("agency__isnull", True), ("body_id__isnull", False)),
                    _connector="OR",
                ),
                name="access_role_at_agency_or_in_body",
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("member", "kind", "agency", "body_id"),
                name="access_role_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=jikimi.access.policy.RowPolicy(
                insert="access_may_grant(member_id, body_id) OR (SELECT access_is(30))",
                name="access_role_rows",
                select="(SELECT access_principals()) <> '{}'",
                update="access_may_grant(member_id, body_id) OR (SELECT access_is(30))",
            ),
        ),
    ]
