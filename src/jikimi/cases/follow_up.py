"""Follow-up: what agencies still owe, actions in cases and undertakings of bodies, in one list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Value
from django.utils import timezone

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.access.errors import NotAllowed
from jikimi.access.locking import lock_noted, need_password
from jikimi.access.models import Agency
from jikimi.bodies.evidence import download_reason
from jikimi.bodies.models import Body, Evidence, Undertaking
from jikimi.cases.models import Action, ActionEvidence, Party

PAGE = 50
MOST_TAKEN_OUT = 5_000
WHATS = ("action", "undertaking")
STATES = ("open", "overdue", "done", "not_possible", "not_done")
ORDERS = {
    "due": ("due_on", "number"),
    "latest": ("-due_on", "number"),
    "agency": ("named", "due_on", "number"),
}


@dataclass(frozen=True, slots=True)
class FollowUpLine:
    """One thing an agency owes. what: action (then case is its number) or undertaking (body).

    evidence: how many pieces show that it was done, as far as the reader may know.
    """

    what: str
    row: Action | Undertaking
    case: str
    body: str
    evidence: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it waits to be done."""
        return self.row.ended_at is None

    @property
    def days_left(self) -> int:
        """Whole days until it is due; negative when past."""
        return (self.row.due_on - timezone.localdate()).days

    @property
    def is_overdue(self) -> bool:
        """Whether it waits although its day is past."""
        return self.is_open and self.days_left < 0

    @property
    def ending(self) -> str:
        """The word for how it ended, as of that day; empty while it waits."""
        ended = self.row.ended_at
        if ended is None:
            return ""
        lists = {"action": ("cases", "action_outcomes")}
        room, name = lists.get(self.what, ("bodies", "undertaking_outcomes"))
        return label(room, name, self.row.stage, on=timezone.localdate(ended))


@dataclass(frozen=True, slots=True)
class FollowUpFilter:
    """How the list is narrowed. body_id: of all agencies of a body the actor coordinates.

    Without a body it is what the actor's own agency owes, in all bodies and cases.
    """

    state: str = "open"
    what: str = ""
    words: str = ""
    body_id: int | None = None
    agency_id: int | None = None
    is_mine: bool = False
    order: str = "due"
    page: int = 1


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One page of the list. counts: how many in each state; not possible and not done apart."""

    lines: list[FollowUpLine]
    counts: dict[str, int]
    has_later: bool


def follow_up(actor: Actor, narrowed: FollowUpFilter) -> FollowUp:
    """What is owed, one page, soonest first. The number of queries does not grow with the list.

    Records cases.follow_up.read with the persons of the cases shown.
    """
    found = _narrowed(actor, narrowed)
    start = (max(narrowed.page, 1) - 1) * PAGE
    keys = _keys(found, narrowed.order)[start : start + PAGE + 1]
    lines = _lines(list(keys)[:PAGE])
    reading(actor, "cases.follow_up.read", persons=_persons(lines))
    return FollowUp(lines, _counts(actor, narrowed), len(keys) > PAGE)


def printed(
    *, actor: Actor, narrowed: FollowUpFilter, reason: str, why: str = ""
) -> list[FollowUpLine]:
    """All of the narrowed list, for the printer, with the reason for it (SR-30).

    Raises NotValid without a reason from the list.  Records cases.follow_up.export.
    """
    said = download_reason(reason, why)
    lines = _whole(actor, narrowed)
    _record_taken(actor, lines, said, {"form": "print"})
    return lines


def taken_out(
    *, actor: Actor, narrowed: FollowUpFilter, reason: str, why: str = "", password: str = ""
) -> list[FollowUpLine]:
    """The same for a file, which needs a password when an action in a case is on it (SR-17).

    Raises NotValid also without that password.  Records cases.follow_up.export.
    """
    said = download_reason(reason, why)
    lines = _whole(actor, narrowed)
    need_password(password, is_personal=any(line.what == "action" for line in lines))
    _record_taken(actor, lines, said, {"form": "xlsx", **lock_noted(password)})
    return lines


def numbers_owed(actor: Actor) -> dict[str, int]:
    """How much the actor's agency has to do and how much of it is late: open, overdue."""
    counts = _counts(actor, FollowUpFilter())
    return {state: counts[state] for state in ("open", "overdue")}


def agencies_owing(actor: Actor, body_id: int) -> list[Agency]:
    """Agencies seated in a body that the actor coordinates, to choose one from."""
    if body_id not in actor.bodies_coordinated():
        raise NotAllowed
    rows = Agency.objects.filter(seats__body_id=body_id, seats__left_on=None)
    return list(rows.order_by("name_ko"))


def _whole(actor: Actor, narrowed: FollowUpFilter) -> list[FollowUpLine]:
    keys = _keys(_narrowed(actor, narrowed), narrowed.order)[:MOST_TAKEN_OUT]
    return _lines(list(keys))


def _record_taken(
    actor: Actor, lines: Sequence[FollowUpLine], why: str, how: dict[str, str | int]
) -> None:
    details = {**how, "rows": len(lines)}
    persons = _persons(lines)
    reading(actor, "cases.follow_up.export", persons=persons, why=why, details=details)


def _narrowed(actor: Actor, narrowed: FollowUpFilter) -> dict[str, QuerySet[Any]]:
    """The rows of each kind that fit; a kind that is not asked for is left out."""
    found: dict[str, QuerySet[Any]] = {}
    for what, rows in _owed(actor, narrowed).items():
        rows = rows.filter(condition(narrowed.state))
        if narrowed.words.strip():
            rows = rows.filter(text__icontains=narrowed.words.strip())
        if not narrowed.what or narrowed.what == what:
            found[what] = rows
    return found


def _owed(actor: Actor, narrowed: FollowUpFilter) -> dict[str, QuerySet[Any]]:
    """Whose the list is: the own agency's, or all of a body for those who coordinate it."""
    if narrowed.body_id is None:
        whose = Q(agency_id=actor.agency_id)
    elif narrowed.body_id in actor.bodies_coordinated():
        whose = Q(body_id=narrowed.body_id)
    else:
        raise NotAllowed
    if narrowed.agency_id and narrowed.body_id:
        whose &= Q(agency_id=narrowed.agency_id)
    if narrowed.is_mine:
        whose &= Q(owner_id=actor.member_id)
    return {
        "action": Action.objects.filter(whose),
        "undertaking": Undertaking.objects.filter(whose),
    }


def _keys(found: dict[str, QuerySet[Any]], order: str) -> QuerySet[Any]:
    """What and number of every row in one order, both kinds in one query."""
    kinds = [
        rows.order_by()
        .annotate(what=Value(what), number=F("pk"), named=F("agency__name_ko"))
        .values("what", "number", "due_on", "named")
        for what, rows in found.items()
    ]
    whole: QuerySet[Any] = kinds[0]
    if len(kinds) > 1:
        whole = kinds[0].union(*kinds[1:], all=True)
    return whole.order_by(*ORDERS.get(order, ORDERS["due"]))


def _lines(keys: Sequence[dict[str, Any]]) -> list[FollowUpLine]:
    of = {what: [key["number"] for key in keys if key["what"] == what] for what in WHATS}
    actions = Action.objects.filter(pk__in=of["action"])
    undertakings = Undertaking.objects.filter(pk__in=of["undertaking"])
    rows: dict[UUID, Action | Undertaking] = {
        **actions.select_related("case__body", "agency", "owner").in_bulk(),
        **undertakings.select_related("body", "agency", "owner").in_bulk(),
    }
    shown = _evidence(of)
    numbers = [key["number"] for key in keys if key["number"] in rows]
    return [line_of(rows[number], evidence=shown[number]) for number in numbers]


def line_of(row: Action | Undertaking, *, evidence: int = 0) -> FollowUpLine:
    """A row as it stands in a list."""
    if isinstance(row, Action):
        return FollowUpLine("action", row, row.case.number, row.case.body.name, evidence)
    return FollowUpLine("undertaking", row, "", row.body.name, evidence)


def _evidence(of: dict[str, list[UUID]]) -> Counter[UUID]:
    there = {"withdrawn_at": None}
    of_actions = ActionEvidence.objects.filter(action_id__in=of["action"], **there)
    others = Evidence.objects.filter(undertaking_id__in=of["undertaking"], **there)
    return Counter(
        [
            *of_actions.values_list("action_id", flat=True),
            *others.values_list("undertaking_id", flat=True),
        ]
    )


def _counts(actor: Actor, narrowed: FollowUpFilter) -> dict[str, int]:
    counted = {state: Count("pk", filter=condition(state)) for state in STATES}
    both: Counter[str] = Counter()
    for what, rows in _owed(actor, narrowed).items():
        if not narrowed.what or narrowed.what == what:
            both.update(rows.aggregate(**counted))
    return {state: both[state] for state in STATES}


def condition(state: str, today: date | None = None) -> Q:
    """Which rows are in a state of STATES."""
    if state == "overdue":
        return Q(ended_at__isnull=True, due_on__lt=today or timezone.localdate())
    if state in STATES and state != "open":
        return Q(stage=state, ended_at__isnull=False)
    return Q(ended_at__isnull=True)


def _persons(lines: Iterable[FollowUpLine]) -> set[UUID]:
    """Persons of the cases in a list whom the reader may know, for the record (SR-26)."""
    return persons_of({row.case_id for line in lines if isinstance(row := line.row, Action)})


def persons_of(case_ids: Collection[UUID]) -> set[UUID]:
    """Persons of these cases whom the reader may know."""
    return set(Party.objects.filter(case_id__in=case_ids).values_list("person_id", flat=True))


def bodies_followed(actor: Actor) -> list[Body]:
    """Bodies of which the actor sees what all agencies owe."""
    return list(Body.objects.filter(pk__in=actor.bodies_coordinated(), valid_to=None))
