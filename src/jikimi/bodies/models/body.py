"""Body: a council or working group; Seat: an agency's place in it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language

from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.bodies.wall import BodyPolicy


class Body(models.Model):
    """Who sits together; kind: a code of body_kinds. Holds no person.

    station: the police agency at which a working council is set up. host: the agency where it
    meets or has its office.
    """

    key = models.SlugField(unique=True)
    kind = models.CharField(max_length=40)
    name_ko = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    station = models.OneToOneField(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="working_council",
    )
    host = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    place = models.CharField(max_length=200, blank=True)
    above = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [BodyPolicy(name="bodies_body_rows", column="id")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The body's name in the reader's language."""
        return self.name_en if (get_language() or "ko").startswith("en") else self.name_ko

    @property
    def body_id(self) -> int:
        """Its own number: roles held in this body count."""
        return int(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "body"

    def standings(self, actor: Actor) -> set[str]:
        """body: coordinates it; seat: the actor's agency sits in it; chair: the actor chairs it.

        host: the actor's agency keeps it, as the police station of a working council or as the host
        of any other body.
        """
        keeper = self.station_id or self.host_id
        seated = Seat.objects.filter(body=self, agency_id=actor.agency_id, left_on__isnull=True)
        chairs = self.chairs.filter(member_id=actor.member_id, until__isnull=True)
        return (
            {"body"}
            | ({"seat"} if seated.exists() else set())
            | ({"chair"} if chairs.exists() else set())
            | ({"host"} if keeper == actor.agency_id else set())
        )


class Seat(models.Model):
    """An agency's place in a body, from the day it joined until it left."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seats")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="seats")
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body", "agency"],
                condition=models.Q(left_on__isnull=True),
                name="bodies_seat_once",
            ),
            BodyPolicy(name="bodies_seat_rows"),
        ]

    def __str__(self) -> str:
        return f"{self.body_id}/{self.agency_id}"
