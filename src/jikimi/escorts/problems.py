"""Places that are a problem go to the safety working group, and what became of them comes back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, may, reading
from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.bodies.matters import MatterDraft, matters_numbered, propose_matter
from jikimi.bodies.models import Body, Matter
from jikimi.bodies.reads import bodies_of_kind
from jikimi.escorts.models import ControlRoom, ProblemPlace
from jikimi.escorts.problem_finding import Found, problems_found
from jikimi.escorts.problem_words import hazard_of, text_of, title_of
from jikimi.escorts.rooms import room_of
from jikimi.places.hazards import SAFETY, hazards_numbered, report_hazard
from jikimi.places.models import Hazard

READ = "escorts.problems.read"
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one place. hazard: where it is answered and closed; matter: the list it is on.

    is_over: the group closed it, or declined the list, or the room took it back.
    """

    row: ProblemPlace
    hazard: Hazard | None
    matter: Matter | None

    @property
    def is_over(self) -> bool:
        """Whether an answer has come that ends it."""
        if self.hazard is not None and self.hazard.closed_at is not None:
            return True
        return self.matter is not None and self.matter.stage in ("declined", "withdrawn")


@dataclass(frozen=True, slots=True)
class Problems:
    """Places of a control room: found and not yet dealt with, laid aside, put to a group.

    bodies: groups the actor may put them to.
    """

    room: ControlRoom
    found: list[Found] = field(default_factory=list)
    aside: list[ProblemPlace] = field(default_factory=list)
    put: list[Outcome] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)


def problems(actor: Actor) -> Problems:
    """What the actor's control room finds, laid aside and put forward.

    A place that was put forward is found anew once the group has closed it, if it is still one.
    Records escorts.problems.read.
    """
    room = room_of(actor)
    reading(actor, READ, room)
    aside, put = _known(room)
    return Problems(room, _left(room, aside, put), aside, put[:MOST_SHOWN], groups(actor))


def groups(actor: Actor) -> list[Body]:
    """Safety working groups in which the actor may propose something."""
    return [body for body in bodies_of_kind(SAFETY) if may(actor, "bodies.matter.propose", body)]


def put_problems(*, actor: Actor, body: Body, names: Collection[str]) -> Matter:
    """Put places to a group: one list for its next meeting, and a hazard for each place.

    names: of those found now (Found.name).  Whoever answers a hazard answers the room.
    Raises NotValid when none is chosen, NotAllowed for a group the actor may not propose to.
    Records escorts.problems.put.
    """
    room = room_of(actor)
    if body.pk not in {one.pk for one in groups(actor)}:
        raise NotAllowed
    with acting(actor, "escorts.problems.put", room) as doing:
        chosen = _chosen(room, names)
        draft = MatterDraft(kind="report", title=title_of(room), text=text_of(chosen))
        matter = propose_matter(actor=actor, body=body, draft=draft)
        _end_older(room, chosen)
        for one in chosen:
            hazard = report_hazard(actor=actor, draft=hazard_of(one, body.pk))
            row = _row(room, one, actor, "put")
            row.body_id, row.matter_id = body.pk, matter.pk
            row.hazard_id = hazard.merged_into_id or hazard.pk
            row.save(force_insert=True)
        doing.details["places"] = len(chosen)
    return matter


def lay_aside(*, actor: Actor, name: str) -> ProblemPlace:
    """Say that a place found is none: it is not shown until somebody takes it up again.

    Raises NotValid for what is not found now.  Records escorts.problems.lay_aside.
    """
    room = room_of(actor)
    with acting(actor, "escorts.problems.lay_aside", room):
        chosen = _chosen(room, [name])
        _end_older(room, chosen)
        row = _row(room, chosen[0], actor, "aside")
        row.save(force_insert=True)
    return row


def take_up(*, actor: Actor, number: UUID) -> None:
    """Take a place up again that was laid aside. Records escorts.problems.lay_aside."""
    room = room_of(actor)
    rows = ProblemPlace.objects.filter(room=room.agency, pk=number, stage="aside", ended_at=None)
    if not rows.exists():
        raise NotAllowed
    with acting(actor, "escorts.problems.lay_aside", room):
        rows.update(ended_at=timezone.now())


def outcome_words(outcome: Outcome) -> str:
    """What became of it, in the reader's language."""
    hazard, matter = outcome.hazard, outcome.matter
    if hazard is not None and hazard.closed_at is not None:
        return label("places", "hazard_closings", hazard.closed_how)
    if matter is not None and matter.stage == "declined":
        return _("Not taken up by the group")
    if hazard is not None and hazard.answered_at is not None:
        return _("Somebody sees to it")
    if matter is not None and matter.stage == "decided":
        return _("Dealt with in a meeting")
    if matter is not None and matter.stage == "on_agenda":
        return _("On the agenda of a meeting")
    if matter is not None and matter.stage == "withdrawn":
        return _("The list was taken back")
    return _("Waits for a meeting")


def answer_of(outcome: Outcome) -> str:
    """The group's own words, empty while there are none."""
    words = [outcome.hazard.answer if outcome.hazard else ""]
    if outcome.matter is not None and outcome.matter.stage == "declined":
        words.append(outcome.matter.answer)
    return " ".join(one for one in words if one)


def _known(room: ControlRoom) -> tuple[list[ProblemPlace], list[Outcome]]:
    """What is laid aside, and what was put to a group, the newest first."""
    rows = list(ProblemPlace.objects.filter(room=room.agency).select_related("member"))
    aside = [row for row in rows if row.stage == "aside" and row.ended_at is None]
    return aside, _outcomes([row for row in rows if row.stage == "put"])


def _left(room: ControlRoom, aside: Sequence[ProblemPlace], put: Sequence[Outcome]) -> list[Found]:
    """What is found and neither laid aside nor before a group."""
    busy = {(row.kind, row.key) for row in aside}
    busy |= {(one.row.kind, one.row.key) for one in put if not one.is_over}
    found = problems_found(room, _answered(put))
    return [one for one in found if (one.kind, one.key) not in busy]


def _answered(put: Sequence[Outcome]) -> dict[tuple[str, str], datetime]:
    """When a group last closed what it was told of each place."""
    closed = [(one.row, one.hazard.closed_at) for one in put if one.hazard]
    days = sorted((at, row.kind, row.key) for row, at in closed if at is not None)
    return {(kind, key): at for at, kind, key in days}


def _chosen(room: ControlRoom, names: Collection[str]) -> list[Found]:
    chosen = [one for one in _left(room, *_known(room)) if one.name in names]
    if not chosen:
        raise NotValid("escorts.problems.none", {"names": _("Choose at least one place.")})
    return chosen


def _end_older(room: ControlRoom, chosen: Sequence[Found]) -> None:
    """One row of a place is the one that counts; those before it stay for the history."""
    rows = ProblemPlace.objects.filter(room=room.agency, ended_at=None)
    keys = {(one.kind, one.key) for one in chosen}
    older = [row.pk for row in rows if (row.kind, row.key) in keys]
    ProblemPlace.objects.filter(pk__in=older).update(ended_at=timezone.now())


def _row(room: ControlRoom, one: Found, actor: Actor, stage: str) -> ProblemPlace:
    return ProblemPlace(
        room=room.agency,
        kind=one.kind,
        key=one.key,
        area_code=one.area_code,
        hours=one.hours,
        site_id=one.site.pk if one.site else None,
        x=one.x,
        y=one.y,
        count=one.count,
        days=one.days,
        reasons=list(one.reasons),
        stage=stage,
        member_id=actor.member_id,
    )


def _outcomes(rows: Sequence[ProblemPlace]) -> list[Outcome]:
    hazards = hazards_numbered([row.hazard_id for row in rows if row.hazard_id])
    matters = matters_numbered([row.matter_id for row in rows if row.matter_id])
    return [
        Outcome(
            row,
            hazards.get(row.hazard_id) if row.hazard_id else None,
            matters.get(row.matter_id) if row.matter_id else None,
        )
        for row in rows
    ]
