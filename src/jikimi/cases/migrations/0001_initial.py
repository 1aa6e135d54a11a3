"""The tables of the cases room behind their policies."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from jikimi.access.guarded import guarded
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import jikimi.access.policy
import jikimi.cases.wall
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0001_initial"),
        ("bodies", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        guarded("cases", "acl", for_staff=False),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(db_collation="C", max_length=40)),
                ("received_at", models.DateTimeField()),
                ("kind", models.CharField(max_length=30)),
                ("response_code", models.SmallIntegerField(blank=True, null=True)),
                ("police_box", models.CharField(blank=True, max_length=60)),
                ("province", models.CharField(blank=True, max_length=30)),
                ("city", models.CharField(blank=True, max_length=30)),
                ("town", models.CharField(blank=True, max_length=30)),
                ("road", models.CharField(blank=True, max_length=60)),
                ("building", models.CharField(blank=True, max_length=20)),
                ("detail", models.CharField(blank=True, max_length=80)),
                ("place_as_written", models.CharField(blank=True, max_length=200)),
                ("legal_dong_code", models.CharField(blank=True, max_length=10)),
                ("relation", models.CharField(blank=True, max_length=30)),
                ("actions_taken", models.CharField(blank=True, max_length=200)),
                ("result", models.CharField(blank=True, max_length=100)),
                ("narrative", models.TextField(blank=True)),
                ("digest", models.BinaryField()),
                ("batch_id", models.UUIDField(blank=True, null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "station",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
            ],
            options={
                "ordering": ["-received_at"],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=12, unique=True)),
                ("pathway", models.CharField(default="jss", max_length=20)),
                ("kind", models.CharField(max_length=30)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("nominated", "nominated"),
                            ("selected", "selected"),
                            ("declined", "declined"),
                            ("heard", "heard"),
                            ("analysed", "analysed"),
                            ("planned", "planned"),
                            ("acting", "acting"),
                            ("reviewed", "reviewed"),
                            ("closed", "closed"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "stage_since",
                    models.DateTimeField(default=django.utils.timezone.now),
                ),
                ("lead_member_id", models.BigIntegerField(blank=True, null=True)),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "last_event_at",
                    models.DateTimeField(default=django.utils.timezone.now),
                ),
                ("review_due_on", models.DateField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("repeat_until", models.DateField(blank=True, null=True)),
                ("is_repeat", models.BooleanField(default=False)),
                ("consent_withdrawn_on", models.DateField(blank=True, null=True)),
                ("decline_reason", models.CharField(blank=True, max_length=40)),
                ("version", models.IntegerField(default=1)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bodies.body",
                    ),
                ),
                (
                    "lead_agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
                (
                    "nominated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
                (
                    "repeat_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "ordering": ["-last_event_at"],
            },
        ),
        migrations.CreateModel(
            name="BrokenGlass",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                ("reason", models.TextField()),
                ("opened_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("verdict", models.CharField(blank=True, max_length=20)),
                ("review_note", models.TextField(blank=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="broken_glass",
                        to="cases.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Bar",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                ("reason", models.CharField(max_length=40)),
                ("barred_at", models.DateTimeField()),
                ("barred_by_id", models.BigIntegerField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bars",
                        to="cases.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CaseReport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                ("report_id", models.UUIDField()),
                ("number", models.CharField(max_length=40)),
                ("received_at", models.DateTimeField()),
                ("kind", models.CharField(max_length=30)),
                ("response_code", models.SmallIntegerField(blank=True, null=True)),
                ("actions_taken", models.CharField(blank=True, max_length=200)),
                ("result", models.CharField(blank=True, max_length=100)),
                ("linked_at", models.DateTimeField(auto_now_add=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_reports",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "ordering": ["-received_at"],
            },
        ),
        migrations.CreateModel(
            name="Closure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                ("closed_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=40)),
                ("summary", models.TextField()),
                ("reopened_at", models.DateTimeField(blank=True, null=True)),
                ("reopened_why", models.TextField(blank=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closures",
                        to="cases.case",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-closed_at"],
            },
        ),
        migrations.CreateModel(
            name="ColumnMapping",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
                ("headers", models.JSONField()),
                ("saved_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    jikimi.access.policy.OpenPolicy(name="cases_columnmapping_open")
                ],
            },
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                ("data_name", models.CharField(max_length=120)),
                ("provided_at", models.DateTimeField()),
                ("purpose", models.CharField(max_length=300)),
                ("basis", models.CharField(max_length=40)),
                (
                    "items",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None
                    ),
                ),
                ("period_until", models.DateTimeField(blank=True, null=True)),
                ("limits", models.TextField()),
                ("provided_by_id", models.BigIntegerField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to="cases.case",
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
            ],
            options={
                "ordering": ["provided_at"],
            },
        ),
        migrations.CreateModel(
            name="Hearing",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                ("discussion", models.TextField(blank=True)),
                ("heard_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hearings",
                        to="cases.case",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bodies.meeting",
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bodies.agendaitem",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("file_name", models.CharField(max_length=200)),
                ("member_id", models.BigIntegerField()),
                ("state", models.CharField(default="running", max_length=20)),
                ("sheet", models.CharField(blank=True, max_length=100)),
                ("mapping", models.JSONField(default=dict)),
                ("findings", models.JSONField(default=dict)),
                ("started_at", models.DateTimeField(auto_now_add=True)),
                ("touched_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("rows_found", models.IntegerField(default=0)),
                ("rows_done", models.IntegerField(default=0)),
                ("new", models.IntegerField(default=0)),
                ("changed", models.IntegerField(default=0)),
                ("same", models.IntegerField(default=0)),
                ("rejected", models.IntegerField(default=0)),
                ("masked", models.IntegerField(default=0)),
                ("rejects_path", models.TextField(blank=True)),
                ("rejects_bytes", models.BigIntegerField(default=0)),
                (
                    "agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
            ],
            options={
                "ordering": ["-started_at"],
            },
        ),
        migrations.CreateModel(
            name="MonitoringContact",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                ("due_on", models.DateField()),
                ("face_to_face", models.BooleanField(default=False)),
                ("outcome", models.CharField(blank=True, max_length=20)),
                ("note", models.TextField(blank=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="monitoring_contacts",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on"],
            },
        ),
        migrations.CreateModel(
            name="Nomination",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                ("nominated_at", models.DateTimeField(auto_now_add=True)),
                (
                    "signs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        default=list,
                        size=None,
                    ),
                ),
                ("worry", models.TextField()),
                ("basis", models.CharField(max_length=40)),
                ("basis_note", models.CharField(blank=True, max_length=300)),
                ("consented_by", models.CharField(blank=True, max_length=20)),
                ("consented_on", models.DateField(blank=True, null=True)),
                ("is_repeat", models.BooleanField(default=False)),
                ("version", models.IntegerField(default=1)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nominations",
                        to="cases.case",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["nominated_at"],
            },
        ),
        migrations.CreateModel(
            name="Participation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                ("role", models.CharField(max_length=20)),
                ("basis", models.CharField(max_length=40)),
                ("narrative", models.TextField(blank=True)),
                ("purpose", models.CharField(max_length=300)),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None
                    ),
                ),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("invited_by_id", models.BigIntegerField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_by_id", models.BigIntegerField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_why", models.CharField(blank=True, max_length=200)),
                ("last_event_at", models.DateTimeField()),
                ("field_group", models.CharField(blank=True, max_length=20)),
                ("consented_on", models.DateField(blank=True, null=True)),
                ("review_due_at", models.DateTimeField(blank=True, null=True)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("reviewed_by_id", models.BigIntegerField(blank=True, null=True)),
                ("verdict", models.CharField(blank=True, max_length=20)),
                ("review_note", models.TextField(blank=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="cases.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("victim", "victim"),
                            ("perpetrator", "perpetrator"),
                            ("child", "child"),
                            ("household", "household"),
                            ("other", "other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("field_group", models.CharField(max_length=20)),
                ("relation", models.CharField(blank=True, max_length=30)),
                ("wishes", models.TextField(blank=True)),
                ("knows_of_case", models.BooleanField(null=True)),
                ("lives_in_home", models.BooleanField(null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parties",
                        to="cases.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=60)),
                ("started_at", models.DateTimeField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_why", models.CharField(blank=True, max_length=200)),
                ("version", models.IntegerField(default=1)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="cases.case",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.party",
                    ),
                ),
            ],
            options={
                "ordering": ["started_at"],
            },
        ),
        migrations.CreateModel(
            name="Cause",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("evidence", models.TextField()),
                ("said_by", models.CharField(max_length=120)),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("no_action_reason", models.TextField(blank=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="causes",
                        to="cases.case",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.party",
                    ),
                ),
            ],
            options={
                "ordering": ["recorded_at"],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=80)),
                (
                    "name_keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=84),
                        default=list,
                        size=None,
                    ),
                ),
                ("born_on", models.DateField(blank=True, null=True)),
                ("sex", models.CharField(blank=True, max_length=10)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("language", models.CharField(blank=True, max_length=20)),
                ("needs", models.CharField(blank=True, max_length=200)),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="party",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parties",
                to="cases.person",
            ),
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                ("side", models.CharField(max_length=20)),
                ("field_group", models.CharField(max_length=20)),
                ("goal", models.TextField(blank=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="cases.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Action",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                ("field_group", models.CharField(max_length=20)),
                ("text", models.TextField()),
                ("due_on", models.DateField()),
                ("stage", models.CharField(default="open", max_length=20)),
                ("stage_since", models.DateTimeField(auto_now_add=True)),
                ("outcome", models.TextField(blank=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bodies.decision",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="cases.case",
                    ),
                ),
                (
                    "cause",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="cases.cause",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="cases.plan",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on"],
            },
        ),
        migrations.CreateModel(
            name="Reporter",
            fields=[
                (
                    "report",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reporter",
                        serialize=False,
                        to="cases.report",
                    ),
                ),
                ("kind", models.CharField(blank=True, max_length=40)),
                ("name", models.CharField(blank=True, max_length=80)),
                ("phone", models.CharField(blank=True, max_length=20)),
            ],
        ),
        migrations.CreateModel(
            name="ReportParty",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                ("role", models.CharField(max_length=20)),
                ("name", models.CharField(blank=True, max_length=80)),
                ("sex", models.CharField(blank=True, max_length=10)),
                ("born_on", models.DateField(blank=True, null=True)),
                ("phone", models.CharField(blank=True, max_length=20)),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.person",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parties",
                        to="cases.report",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                ("held_at", models.DateTimeField()),
                ("found", models.TextField()),
                ("is_safer", models.CharField(max_length=10)),
                ("next_on", models.DateField(blank=True, null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="cases.case",
                    ),
                ),
                (
                    "held_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-held_at"],
            },
        ),
        migrations.CreateModel(
            name="Risk",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                ("level", models.CharField(max_length=20)),
                ("instrument", models.CharField(blank=True, max_length=40)),
                ("score", models.IntegerField(blank=True, null=True)),
                ("reason", models.TextField()),
                ("lowers", models.BooleanField(default=False)),
                ("judged_at", models.DateTimeField(auto_now_add=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.agency",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="risks",
                        to="cases.case",
                    ),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-judged_at"],
            },
        ),
        migrations.CreateModel(
            name="SafeContact",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                ("channel", models.CharField(max_length=20)),
                ("address", models.CharField(blank=True, max_length=120)),
                ("is_safe", models.BooleanField(default=True)),
                ("from_time", models.TimeField(blank=True, null=True)),
                ("until_time", models.TimeField(blank=True, null=True)),
                (
                    "weekdays",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), default=list, size=None
                    ),
                ),
                ("may_leave_message", models.BooleanField(default=False)),
                ("caution", models.CharField(blank=True, max_length=200)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="safe_contacts",
                        to="cases.case",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="safe_contacts",
                        to="cases.party",
                    ),
                ),
            ],
            options={
                "ordering": ["channel", "from_time"],
            },
        ),
        migrations.CreateModel(
            name="SealedField",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=30)),
                ("sealed", models.BinaryField()),
                (
                    "readers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                ("written_by_id", models.BigIntegerField()),
                ("written_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sealed_fields",
                        to="cases.case",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sealed_fields",
                        to="cases.party",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["body", "-last_event_at"], name="cases_case_of_body"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["review_due_on"], name="cases_case_review"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["lead_member_id", "-last_event_at"], name="cases_case_of_member"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["lead_agency", "-last_event_at"], name="cases_case_of_lead"
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=jikimi.access.policy.AclPolicy(
                insert=False, keeper="cases_keep_case_acl()", name="cases_case_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "stage__in",
                        (
                            "nominated",
                            "selected",
                            "declined",
                            "heard",
                            "analysed",
                            "planned",
                            "acting",
                            "reviewed",
                            "closed",
                        ),
                    )
                ),
                name="cases_case_stage",
            ),
        ),
        migrations.AddConstraint(
            model_name="brokenglass",
            constraint=jikimi.cases.wall.CaseWall(
                also="ARRAY[member_id * 8 + 2, agency_id * 8 + 5] OPERATOR(pg_catalog.&&) (SELECT access_principals())",
                group="steering",
                insert=False,
                name="cases_brokenglass_rows",
                update=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="bar",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("case", "member"),
                name="cases_bar_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="bar",
            constraint=jikimi.cases.wall.CaseWall(
                group="steering", insert=False, name="cases_bar_rows", update=False
            ),
        ),
        migrations.AddIndex(
            model_name="casereport",
            index=models.Index(fields=["report_id"], name="cases_casereport_report"),
        ),
        migrations.AddConstraint(
            model_name="casereport",
            constraint=models.UniqueConstraint(
                fields=("case", "report_id"), name="cases_casereport_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="casereport",
            constraint=jikimi.cases.wall.CaseWall(
                group="reports", name="cases_casereport_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="closure",
            constraint=jikimi.cases.wall.CaseWall(
                group="discussion", name="cases_closure_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=jikimi.cases.wall.CaseWall(
                also="provider_id * 8 + 5 = ANY ((SELECT access_principals())::bigint[])",
                group="steering",
                insert=False,
                name="cases_disclosure_rows",
                update=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="hearing",
            constraint=jikimi.cases.wall.CaseWall(
                group="discussion",
                name="cases_hearing_rows",
                only="meeting_id = ANY ((SELECT bodies_meetings_accepted())::uuid[])",
            ),
        ),
        migrations.AddIndex(
            model_name="importbatch",
            index=models.Index(fields=["digest"], name="cases_importbatch_file"),
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=jikimi.access.policy.RowPolicy(
                insert="agency_id * 8 + 1 = ANY ((SELECT access_principals())::bigint[]) OR (SELECT access_is(22)) OR (SELECT access_is(30))",
                name="cases_importbatch_rows",
                select="agency_id * 8 + 1 = ANY ((SELECT access_principals())::bigint[]) OR (SELECT access_is(22)) OR (SELECT access_is(30))",
                update="agency_id * 8 + 1 = ANY ((SELECT access_principals())::bigint[]) OR (SELECT access_is(22)) OR (SELECT access_is(30))",
            ),
        ),
        migrations.AddIndex(
            model_name="monitoringcontact",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)),
                fields=["agency", "due_on"],
                name="cases_monitoring_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="monitoringcontact",
            constraint=jikimi.cases.wall.CaseWall(
                group="risk", name="cases_monitoring_rows", own_agency=True
            ),
        ),
        migrations.AddConstraint(
            model_name="nomination",
            constraint=jikimi.cases.wall.CaseWall(
                group="risk", name="cases_nomination_rows", own_agency=True
            ),
        ),
        migrations.AddIndex(
            model_name="nomination",
            index=models.Index(
                fields=["agency", "-nominated_at"], name="cases_nomination_agency"
            ),
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)),
                fields=["agency", "-last_event_at"],
                include=("case",),
                name="cases_participation_work",
            ),
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(fields=["case"], name="cases_participation_case"),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("case", "agency"),
                name="cases_participation_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=jikimi.access.policy.AclPolicy(
                insert=False,
                keeper="cases_keep_participation_acl()",
                name="cases_participation_rows",
                update=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=jikimi.cases.wall.CaseWall(
                group="risk", name="cases_measure_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="cause",
            constraint=jikimi.cases.wall.CaseWall(
                group="causes", name="cases_cause_rows", own_agency=True
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=jikimi.access.policy.AclPolicy(
                keeper="cases_keep_person_acl()", name="cases_person_rows"
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["born_on"], name="cases_person_born"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Reverse("phone"),
                    name="text_pattern_ops",
                ),
                condition=models.Q(("phone", ""), _negated=True),
                name="cases_person_phone",
            ),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(fields=["person"], name="cases_party_person"),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(
                fields=("case", "person", "role"), name="cases_party_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=jikimi.cases.wall.CaseWall(group="*", name="cases_party_rows"),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(
                fields=("case", "side"), name="cases_plan_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=jikimi.cases.wall.CaseWall(group="*", name="cases_plan_rows"),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)),
                fields=["agency", "due_on"],
                name="cases_action_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", False)),
                fields=["agency", "stage", "due_on"],
                name="cases_action_reported",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "stage__in",
                        ("open", "accepted", "done", "not_possible", "not_done"),
                    )
                ),
                name="cases_action_stage",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stage__in", ("open", "accepted", "done")),
                    models.Q(("outcome", ""), _negated=True),
                    _connector="OR",
                ),
                name="cases_action_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("stage__in", ("open", "accepted"))),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("stage__in", ("done", "not_possible", "not_done")),
                    ),
                    _connector="OR",
                ),
                name="cases_action_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=jikimi.cases.wall.CaseWall(
                group="*", name="cases_action_rows", own_agency=True
            ),
        ),
        migrations.AddField(
            model_name="reporter",
            name="station",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="access.agency",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                fields=["station", "-received_at"], name="cases_report_station"
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                fields=("number",), name="cases_report_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=jikimi.access.policy.RowPolicy(
                insert="station_id * 8 + 1 = ANY ((SELECT access_principals())::bigint[])",
                name="cases_report_rows",
                select="station_id * 8 + 1 = ANY ((SELECT access_principals())::bigint[])",
                update="station_id * 8 + 1 = ANY ((SELECT access_principals())::bigint[])",
            ),
        ),
        migrations.AddIndex(
            model_name="reportparty",
            index=models.Index(
                fields=["station", "name"],
                name="cases_reportparty_name",
                opclasses=["int8_ops", "varchar_pattern_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="reportparty",
            index=models.Index(
                models.F("station"),
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Reverse("phone"),
                    name="text_pattern_ops",
                ),
                condition=models.Q(("phone", ""), _negated=True),
                name="cases_reportparty_phone",
            ),
        ),
        migrations.AddIndex(
            model_name="reportparty",
            index=models.Index(
                condition=models.Q(("person__isnull", False)),
                fields=["person"],
                name="cases_reportparty_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportparty",
            constraint=jikimi.access.policy.RowPolicy(
                insert="station_id * 8 + 1 = ANY ((SELECT access_principals())::bigint[])",
                name="cases_reportparty_rows",
                select="station_id * 8 + 1 = ANY ((SELECT access_principals())::bigint[])",
                update="station_id * 8 + 1 = ANY ((SELECT access_principals())::bigint[])",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=jikimi.cases.wall.CaseWall(
                group="discussion", name="cases_review_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="risk",
            constraint=jikimi.cases.wall.CaseWall(
                group="risk", name="cases_risk_rows", own_agency=True
            ),
        ),
        migrations.AddConstraint(
            model_name="safecontact",
            constraint=jikimi.cases.wall.CaseWall(
                group="contact", name="cases_safecontact_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="sealedfield",
            constraint=jikimi.access.policy.AclPolicy(
                keeper="cases_keep_sealed_acl()", name="cases_sealedfield_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="reporter",
            constraint=jikimi.access.policy.RowPolicy(
                insert="station_id * 8 + 4 = ANY ((SELECT access_principals())::bigint[])",
                name="cases_reporter_rows",
                select="station_id * 8 + 4 = ANY ((SELECT access_principals())::bigint[])",
                update="station_id * 8 + 4 = ANY ((SELECT access_principals())::bigint[])",
            ),
        ),
        migrations.CreateModel(
            name="DismissedMatch",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                ("why", models.CharField(max_length=300)),
                ("dismissed_at", models.DateTimeField(auto_now_add=True)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bodies.body",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dismissed_matches",
                        to="cases.case",
                    ),
                ),
                (
                    "dismissed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="dismissedmatch",
            constraint=models.UniqueConstraint(
                fields=("case", "other"), name="cases_dismissedmatch_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="dismissedmatch",
            constraint=jikimi.access.policy.RowPolicy(
                name="cases_dismissedmatch_rows",
                select="body_id * 8 + 3 = ANY ((SELECT access_principals())::bigint[])"
                    " AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id)",
                insert="body_id * 8 + 3 = ANY ((SELECT access_principals())::bigint[])"
                    " AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id)",
                delete="body_id * 8 + 3 = ANY ((SELECT access_principals())::bigint[])"
                    " AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id)",
            ),
        ),
    ]
