"""The tables of the bodies room behind their policies."""

from jikimi.access.guarded import guarded
import django.db.models.deletion
import jikimi.access.policy
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        guarded("bodies", "acl", for_staff=False),
        guarded("bodies", "acceptance"),
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False),
                ),
                ("position", models.IntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("title", models.CharField(blank=True, max_length=200)),
                ("subject_id", models.UUIDField(blank=True, null=True)),
                ("minutes_planned", models.IntegerField(default=15)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Body",
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
                ("kind", models.CharField(max_length=40)),
                ("name_ko", models.CharField(max_length=120)),
                ("name_en", models.CharField(max_length=120)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "above",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="bodies.body",
                    ),
                ),
                (
                    "station",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="working_council",
                        to="access.agency",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False),
                ),
                ("subject_id", models.UUIDField(blank=True, null=True)),
                ("text", models.TextField()),
                ("decided_at", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="bodies.agendaitem",
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
            ],
            options={
                "ordering": ["decided_at"],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False),
                ),
                ("kind", models.CharField(default="regular", max_length=20)),
                ("stage", models.CharField(default="called", max_length=20)),
                ("stage_since", models.DateTimeField(auto_now_add=True)),
                ("starts_at", models.DateTimeField()),
                ("place", models.CharField(max_length=200)),
                ("is_urgent", models.BooleanField(default=False)),
                ("current_item", models.UUIDField(blank=True, null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="bodies.body",
                    ),
                ),
                (
                    "called_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_at"],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False),
                ),
                ("answer", models.CharField(default="invited", max_length=20)),
                ("has_sent_information", models.BooleanField(default=False)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("attended", models.BooleanField(null=True)),
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
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="bodies.meeting",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="items",
                to="bodies.meeting",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="bodies.meeting",
            ),
        ),
        migrations.CreateModel(
            name="Seat",
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
                ("joined_on", models.DateField()),
                ("left_on", models.DateField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="access.agency",
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="bodies.body",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="body",
            constraint=jikimi.access.policy.OpenPolicy(name="bodies_body_open"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=jikimi.access.policy.AclPolicy(
                keeper="bodies_keep_item_acl('discussion')",
                name="bodies_decision_rows",
                only="meeting_id = ANY ((SELECT bodies_meetings_accepted())::uuid[])",
            ),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["body", "-starts_at"], name="bodies_meeting_body"),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=jikimi.access.policy.AclPolicy(
                keeper="bodies_keep_meeting_acl()", name="bodies_meeting_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("stage__in", ("called", "open", "closed", "cancelled"))),
                name="bodies_meeting_stage",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("regular", "ad_hoc"))),
                name="bodies_meeting_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(
                fields=("meeting", "member"), name="bodies_attendance_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer__in", ("invited", "coming", "apologies", "reading"))),
                name="bodies_attendance_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=jikimi.access.policy.AclPolicy(
                keeper="bodies_keep_acl_of_meeting()", name="bodies_attendance_rows"
            ),
        ),
        migrations.AddIndex(
            model_name="agendaitem",
            index=models.Index(fields=["subject_id"], name="bodies_item_subject"),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=jikimi.access.policy.AclPolicy(
                keeper="bodies_keep_item_acl('')", name="bodies_agendaitem_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("meeting", "subject_id"),
                name="bodies_item_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_on__isnull", True)),
                fields=("body", "agency"),
                name="bodies_seat_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=jikimi.access.policy.OpenPolicy(name="bodies_seat_open"),
        ),
    ]
