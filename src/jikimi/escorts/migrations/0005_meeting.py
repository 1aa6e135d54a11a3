"""Being met by a pair of escorts, and the taxi somebody is in."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

import jikimi.escorts.wall
from jikimi.access.guarded import guarded, owned

_AGENCY = {
    "on_delete": django.db.models.deletion.PROTECT,
    "related_name": "+",
    "to": "access.agency",
}
_MEMBER = {
    "on_delete": django.db.models.deletion.PROTECT,
    "related_name": "+",
    "to": settings.AUTH_USER_MODEL,
}
_OPEN = ~models.Q(stage="ended")


def _key():
    return models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)


def _scouts():
    return django.contrib.postgres.fields.ArrayField(
        base_field=models.BigIntegerField(), default=list, size=None
    )


class Migration(migrations.Migration):

    dependencies = [
        ("access", "0004_scouts"),
        ("escorts", "0004_pocket"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ScoutPair",
            fields=[
                ("id", _key()),
                ("name", models.CharField(max_length=30)),
                ("scouts", _scouts()),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.IntegerField(default=1)),
                ("first", models.ForeignKey(**_MEMBER)),
                ("room", models.ForeignKey(**_AGENCY)),
                ("second", models.ForeignKey(**_MEMBER)),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(first=models.F("second")), name="escorts_scoutpair_two"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(ended_at=None),
                        fields=("room", "name"),
                        name="escorts_scoutpair_name",
                    ),
                    jikimi.escorts.wall.ScoutsPolicy(name="escorts_scoutpair_rows"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScoutEvening",
            fields=[
                ("id", _key()),
                ("scouts", _scouts()),
                ("day", models.DateField()),
                ("opens_at", models.DateTimeField()),
                ("closes_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "pair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evenings",
                        to="escorts.scoutpair",
                    ),
                ),
                ("room", models.ForeignKey(db_constraint=False, db_index=False, **_AGENCY)),
            ],
            options={
                "ordering": ["day", "opens_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(withdrawn_at=None),
                        fields=["room", "day"],
                        name="escorts_scoutevening_day",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(withdrawn_at=None),
                        fields=("pair", "day"),
                        name="escorts_scoutevening_once",
                    ),
                    jikimi.escorts.wall.ScoutsPolicy(name="escorts_scoutevening_rows"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Booking",
            fields=[
                ("id", _key()),
                ("phone_id", models.UUIDField(blank=True, null=True)),
                ("token", models.BinaryField(null=True, unique=True)),
                ("stage", models.CharField(default="booked", max_length=20)),
                ("stage_since", models.DateTimeField(default=django.utils.timezone.now)),
                ("scouts", _scouts()),
                ("language", models.CharField(blank=True, max_length=5)),
                ("name", models.CharField(blank=True, max_length=60)),
                ("number", models.CharField(blank=True, max_length=20)),
                ("people", models.SmallIntegerField(default=0)),
                ("meet_at", models.CharField(blank=True, max_length=120)),
                ("longitude", models.FloatField(blank=True, null=True)),
                ("latitude", models.FloatField(blank=True, null=True)),
                ("destination", models.CharField(blank=True, max_length=120)),
                ("notes", models.CharField(blank=True, max_length=200)),
                ("word", models.CharField(blank=True, max_length=20)),
                ("digits", models.CharField(blank=True, max_length=4)),
                ("area_code", models.CharField(blank=True, max_length=10)),
                ("starts_at", models.DateTimeField()),
                ("minutes", models.SmallIntegerField()),
                ("booked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("here_at", models.DateTimeField(blank=True, null=True)),
                ("met_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ending", models.CharField(blank=True, max_length=30)),
                ("late_at", models.DateTimeField(blank=True, null=True)),
                ("late_why", models.CharField(blank=True, max_length=20)),
                ("version", models.IntegerField(default=1)),
                (
                    "pair",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="escorts.scoutpair",
                    ),
                ),
                ("room", models.ForeignKey(**_AGENCY)),
            ],
            options={
                "ordering": ["starts_at", "booked_at"],
                "indexes": [
                    models.Index(fields=["room", "starts_at"], name="escorts_booking_evening"),
                    models.Index(condition=_OPEN, fields=["starts_at"], name="escorts_booking_open"),
                    models.Index(condition=_OPEN, fields=["phone_id"], name="escorts_booking_phone"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            stage__in=("booked", "assigned", "on_the_way", "here", "met", "ended")
                        ),
                        name="escorts_booking_stage",
                    ),
                    jikimi.escorts.wall.ScoutsPolicy(name="escorts_booking_rows"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Ride",
            fields=[
                ("id", _key()),
                ("is_told", models.BooleanField(default=False)),
                ("plate", models.CharField(max_length=20)),
                ("company", models.CharField(blank=True, max_length=60)),
                ("boarded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("boarded_where", models.CharField(blank=True, max_length=120)),
                ("destination", models.CharField(blank=True, max_length=120)),
                (
                    "journey",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ride",
                        to="escorts.journey",
                    ),
                ),
                ("room", models.ForeignKey(db_constraint=False, db_index=False, **_AGENCY)),
            ],
            options={
                "constraints": [jikimi.escorts.wall.ToldRoomPolicy(name="escorts_ride_rows")],
            },
        ),
        guarded("escorts", "bookings", for_staff=False),
        guarded("escorts", "bookings_room"),
        guarded("escorts", "rides", for_staff=False),
        owned("escorts", "meeting_triggers"),
    ]
