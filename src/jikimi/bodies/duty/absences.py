"""Days without duty: a person, or who coordinates for that person, says so; nobody asks why."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.member import Member
from jikimi.access.notices import tell_principals
from jikimi.access.principals import Principal
from jikimi.bodies.models import Absence, Body, DutyMember

_LONGEST = timedelta(days=366)


def note_absence(
    *, actor: Actor, body: Body, member_id: int, begins_on: date, ends_on: date
) -> Absence:
    """Keep a person free of duty from a day to a day; those who coordinate are told.

    Raises NotAllowed for somebody else unless the actor coordinates the body.
    Records bodies.absence.note.
    """
    _check(begins_on, ends_on)
    row = Absence(body=body, member_id=member_id, begins_on=begins_on, ends_on=ends_on)
    with acting(actor, "bodies.absence.note", row) as doing:
        if not _is_listed(body, member_id):
            says = _("Only people on the list of a post have days without duty.")
            raise NotValid("bodies.absence.member", says=says)
        doing.details["member"] = member_id
        row.save(force_insert=True)
        if member_id == actor.member_id and not actor.holds("coordinator", body_id=body.pk):
            link = f"/staff/bodies/{body.key}/duty/"
            coordinators = [Principal.BODY.of(body.pk)]
            tell_principals(coordinators, "bodies.absence.note", subject_id=row.pk, link=link)
    return row


def withdraw_absence(*, actor: Actor, absence: Absence) -> None:
    """Take back days without duty. Records bodies.absence.withdraw."""
    with acting(actor, "bodies.absence.withdraw", absence) as doing:
        doing.details["member"] = absence.member_id
        absence.withdrawn_at = timezone.now()
        absence.save(update_fields=["withdrawn_at"])


def absences_ahead(actor: Actor, body: Body) -> list[Absence]:
    """Days without duty from today on: everybody's for who coordinates, else one's own."""
    rows = Absence.objects.filter(
        body=body, withdrawn_at=None, ends_on__gte=timezone.localdate()
    ).select_related("member__agency", "body")
    if not actor.holds("coordinator", body_id=body.pk):
        rows = rows.filter(member_id=actor.member_id)
    return list(rows.order_by("begins_on", "member__name"))


def people_noted(actor: Actor, body: Body) -> list[Member]:
    """For whom the actor may note days: all on the lists of the body, or oneself if listed."""
    rows = DutyMember.objects.filter(body=body, member__is_active=True)
    rows = rows.filter(Q(until=None) | Q(until__gte=timezone.localdate()))
    if not actor.holds("coordinator", body_id=body.pk):
        rows = rows.filter(member_id=actor.member_id)
    members = Member.objects.filter(pk__in=rows.values("member_id")).select_related("agency")
    return list(members.order_by("agency__name_ko", "name", "pk"))


def absence_of(actor: Actor, body: Body, absence_id: UUID) -> Absence:
    """One of them; NotAllowed when absent or not the actor's to see."""
    found = next((row for row in absences_ahead(actor, body) if row.pk == absence_id), None)
    if found is None:
        raise NotAllowed
    return found


def _is_listed(body: Body, member_id: int) -> bool:
    rows = DutyMember.objects.filter(body=body, member_id=member_id)
    return rows.filter(Q(until=None) | Q(until__gte=timezone.localdate())).exists()


def _check(begins_on: date, ends_on: date) -> None:
    wrong: dict[str, str] = {}
    if ends_on < begins_on:
        wrong["ends_on"] = _("The last day cannot be before the first.")
    elif ends_on - begins_on > _LONGEST:
        wrong["ends_on"] = _("Give at most a year at once.")
    if ends_on < timezone.localdate():
        wrong["ends_on"] = _("These days are over.")
    if wrong:
        raise NotValid("bodies.absence.days", wrong)
