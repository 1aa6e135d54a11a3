"""Hazards: reported in half a minute, merged when near and alike, answered, closed, told back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version, reading
from jikimi.access.actor import Actor
from jikimi.access.codes import codes
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.masking import mask
from jikimi.access.models import Agency
from jikimi.access.notices import tell, tell_principals
from jikimi.access.principals import Principal
from jikimi.bodies.reads import bodies_of_kind
from jikimi.places.areas import boundaries
from jikimi.places.ground import metres
from jikimi.places.models import Hazard

SAFETY = "safety_working_group"
SHOWS = ("open", "unanswered", "ours", "closed", "all")
MOST_SHOWN = 200
_CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class HazardDraft:
    """What somebody noticed. kind: of hazard_kinds.csv; a place in words or by coordinates.

    key: made with the page, so that what is sent twice is one report.
    """

    kind: str
    body_id: int
    words: str = ""
    place: str = ""
    longitude: float | None = None
    latitude: float | None = None
    noticed_at: datetime | None = None
    key: UUID | None = None


def report_hazard(*, actor: Actor, draft: HazardDraft) -> Hazard:
    """Report a hazard to a safety working group; merged with an open one near and alike.

    Raises NotValid for an unknown kind or group, without a place, or for a time to come.  Sent
    twice it stays one.  Records places.hazards.report.
    """
    _check(draft)
    there = Hazard.objects.filter(pk=draft.key).first() if draft.key else None
    if there is not None:
        return there
    with acting(actor, "places.hazards.report") as doing:
        hazard = _made(actor, draft)
        main = _near_and_alike(hazard)
        if main is not None:
            hazard.merged_into, hazard.stage = main, "merged"
        hazard.save(force_insert=True)
        doing.about(hazard)
        doing.details.update(kind=hazard.kind, merged=int(main is not None))
        if main is None:
            coordinators = [Principal.BODY.of(hazard.body_id)]
            tell_principals(
                coordinators, "places.hazards.report", subject_id=hazard.pk, link=_link(hazard)
            )
    return hazard


def answer_hazard(
    *, actor: Actor, hazard: Hazard, answer: str, in_charge: Agency, version: int | None = None
) -> Hazard:
    """Say what will be done and by whom; everybody who reported it is told.

    Raises NotValid without an answer.  Records places.hazards.answer.
    """
    _need_words(answer, "answer")
    with transaction.atomic(), acting(actor, "places.hazards.answer", hazard):
        _need_open(hazard)
        mine: dict[str, object] = {"answer": _kept(answer), "in_charge_id": in_charge.pk}
        expect_version(hazard, version, mine)
        hazard.answer, hazard.in_charge = _kept(answer), in_charge
        hazard.answered_at = timezone.now()
        _tell_back(hazard, "places.hazards.answer")
        hazard.stage, hazard.stage_since = "answered", timezone.now()
        hazard.save()
        if in_charge.pk != actor.agency_id:
            theirs = [Principal.AGENCY.of(in_charge.pk)]
            tell_principals(
                theirs, "places.hazards.in_charge", subject_id=hazard.pk, link=_link(hazard)
            )
    return hazard


def close_hazard(*, actor: Actor, hazard: Hazard, how: str, answer: str = "") -> Hazard:
    """Close a hazard. how: a code of hazard_closings.csv; everybody who reported it is told.

    answer: what was done, kept when empty.  Records places.hazards.close.
    """
    if how not in codes("places", "hazard_closings"):
        raise NotValid("places.hazards.how", {"how": _("Choose one from the list.")})
    with acting(actor, "places.hazards.close", hazard) as doing:
        _need_open(hazard)
        hazard.closed_how, hazard.closed_at = how, timezone.now()
        hazard.answer = _kept(answer) or hazard.answer
        hazard.stage, hazard.stage_since = "closed", timezone.now()
        hazard.version += 1
        _tell_back(hazard, "places.hazards.close")
        hazard.save()
        doing.details["how"] = how
    return hazard


def reopen_hazard(*, actor: Actor, hazard: Hazard) -> Hazard:
    """Open a hazard again that was closed too early. Records places.hazards.close."""
    with acting(actor, "places.hazards.close", hazard):
        if hazard.closed_at is None:
            raise NotYet("places.not_yet.open", _("This hazard is not closed."))
        hazard.closed_how, hazard.closed_at = "", None
        hazard.stage = "answered" if hazard.answered_at else "reported"
        hazard.stage_since = timezone.now()
        hazard.version += 1
        hazard.save()
    return hazard


def part_hazard(*, actor: Actor, hazard: Hazard) -> Hazard:
    """Take a report out of the one it was merged with: it is another hazard after all.

    Records places.hazards.answer.
    """
    with acting(actor, "places.hazards.answer", hazard):
        if hazard.merged_into_id is None:
            raise NotYet("places.not_yet.merged", _("This report is merged with no other."))
        hazard.merged_into, hazard.stage = None, "reported"
        hazard.stage_since = timezone.now()
        hazard.version += 1
        hazard.save()
    return hazard


def hazards_found(actor: Actor, *, show: str = "open", text: str = "") -> list[Hazard]:
    """Hazards, newest first, with how_often each was reported. Records places.hazards.read."""
    reading(actor, "places.hazards.read")
    rows = Hazard.objects.filter(merged_into=None, **_shown(actor, show))
    if text.strip():
        rows = rows.filter(Q(words__icontains=text) | Q(place__icontains=text))
    return list(_counted(rows).order_by("-reported_at")[:MOST_SHOWN])


def hazard_called(actor: Actor, hazard_id: UUID) -> Hazard:
    """One hazard. Raises NotAllowed when there is none. Records places.hazards.read."""
    row = _counted(Hazard.objects.filter(pk=hazard_id)).first()
    if row is None:
        raise NotAllowed
    reading(actor, "places.hazards.read", row)
    return row


def hazards_numbered(numbers: Iterable[UUID]) -> dict[UUID, Hazard]:
    """Hazards by their numbers, for a room that told of them and reads what became of them."""
    return Hazard.objects.in_bulk(list(numbers))


def merged_with(hazard: Hazard) -> list[Hazard]:
    """Reports that were merged into this one, oldest first."""
    return list(hazard.merged.select_related("agency").order_by("reported_at"))


def _made(actor: Actor, draft: HazardDraft) -> Hazard:
    hazard = Hazard(
        id=draft.key or uuid4(),
        body_id=draft.body_id,
        kind=draft.kind,
        words=_kept(draft.words),
        place=_kept(draft.place)[:200],
        longitude=draft.longitude,
        latitude=draft.latitude,
        agency_id=actor.agency_id,
        member_id=actor.member_id,
        noticed_at=draft.noticed_at or timezone.now(),
    )
    if draft.longitude is not None and draft.latitude is not None:
        east, north = metres([draft.longitude], [draft.latitude])
        around = boundaries()
        at = around.places([draft.longitude], [draft.latitude])[0]
        hazard.x, hazard.y = float(east[0]), float(north[0])
        hazard.area_code = around.of[at].code if at >= 0 else ""
    return hazard


def _near_and_alike(hazard: Hazard) -> Hazard | None:
    """An open hazard of the same kind near enough and young enough, the nearest first."""
    kind = codes("places", "hazard_kinds")[hazard.kind].more
    within, days = float(kind["merge_within_m"]), int(kind["merge_within_days"])
    if hazard.x is None or hazard.y is None:
        return None
    rows = Hazard.objects.filter(
        kind=hazard.kind,
        body_id=hazard.body_id,
        merged_into=None,
        closed_at=None,
        noticed_at__gte=hazard.noticed_at - timedelta(days=days),
        x__range=(hazard.x - within, hazard.x + within),
        y__range=(hazard.y - within, hazard.y + within),
    )
    near = [(_apart(hazard, row), row) for row in rows[:MOST_SHOWN]]
    nearest = min(near, key=lambda one: one[0], default=None)
    return nearest[1] if nearest and nearest[0] <= within else None


def _apart(one: Hazard, other: Hazard) -> float:
    east = (one.x or 0) - (other.x or 0)
    north = (one.y or 0) - (other.y or 0)
    return float((east**2 + north**2) ** 0.5)


def _tell_back(hazard: Hazard, kind: str) -> None:
    """Tell whoever reported it, and whoever reported the same, that there is an answer."""
    members: Iterable[int] = [hazard.member_id, *hazard.merged.values_list("member_id", flat=True)]
    tell(members, kind, subject_id=hazard.pk, link=_link(hazard))
    hazard.told_back_at = timezone.now()


def _counted(rows: QuerySet[Hazard]) -> QuerySet[Hazard]:
    again = rows.annotate(how_often=Count("merged") + 1)
    return again.select_related("agency", "in_charge", "body", "merged_into")


def _shown(actor: Actor, show: str) -> dict[str, object]:
    asked: dict[str, dict[str, object]] = {
        "open": {"closed_at": None},
        "unanswered": {"closed_at": None, "answered_at": None},
        "ours": {"agency_id": actor.agency_id},
        "closed": {"closed_at__isnull": False},
    }
    return asked.get(show, {})


def _check(draft: HazardDraft) -> None:
    wrong: dict[str, str] = {}
    if draft.kind not in codes("places", "hazard_kinds"):
        wrong["kind"] = _("Choose one from the list.")
    if draft.body_id not in {body.pk for body in bodies_of_kind(SAFETY)}:
        wrong["body_id"] = _("Choose one from the list.")
    if draft.longitude is None and not draft.place.strip():
        wrong["place"] = _("Say where it is, or share the place.")
    if draft.longitude is not None and not is_korea(draft.longitude, draft.latitude):
        wrong["place"] = _("This place is not in Korea.")
    if draft.noticed_at and draft.noticed_at > timezone.now() + _CLOCKS_DIFFER:
        wrong["noticed_at"] = _("This time is in the future.")
    if wrong:
        raise NotValid("places.hazards.report", wrong)


def is_korea(longitude: float | None, latitude: float | None) -> bool:
    """Whether a place in degrees can lie in Korea."""
    west_east = longitude is not None and 124.5 <= longitude <= 132.0
    return west_east and latitude is not None and 32.9 <= latitude <= 38.7


def _need_words(text: str, name: str) -> None:
    if not text.strip():
        raise NotValid(f"places.hazards.{name}", {name: _("Say what will be done.")})


def _need_open(hazard: Hazard) -> None:
    if hazard.closed_at is not None:
        raise NotYet("places.not_yet.closed", _("This hazard is closed. Open it again first."))


def _kept(text: str) -> str:
    return mask(text)[0].strip()[:300]


def _link(hazard: Hazard) -> str:
    return f"/staff/hazards/{hazard.pk}/"
