"""What the doors read of signals: those sent by us, those that wait for our team, and one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from jikimi.access.acting import may, reading
from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.access.errors import NotAllowed
from jikimi.cases.models import Case, Signal
from jikimi.cases.words import words

PAGE = 50
STATES = ("waiting", "answered", "withdrawn")
BOXES = ("team", "ours")
ORDERS = ("pressing", "newest", "oldest")
_OFFERS = ("withdraw", "take_up", "join", "answer", "pass_on", "reopen")
_SHOWN_DIGITS = 8
_DIGITS = 32


@dataclass(frozen=True, slots=True)
class SignalLine:
    """One signal in words. told: what the sender learns; case_number: for the team alone.

    offers: withdraw, take_up, join, answer, pass_on, reopen.
    """

    signal: Signal
    pathway: str
    form: str
    signs: Sequence[str]
    told: str
    answer: str
    is_for_our_team: bool
    is_ours: bool
    case_number: str
    offers: frozenset[str]

    @property
    def number(self) -> str:
        """The short number by which people speak of it."""
        return number_of(self.signal)

    @property
    def days_left(self) -> int:
        """Days until it has to be answered; negative when overdue."""
        return (timezone.localdate(self.signal.answer_due_at) - timezone.localdate()).days

    @property
    def is_overdue(self) -> bool:
        """Whether it waits although its time is over."""
        return self.signal.answered_at is None and self.signal.answer_due_at < timezone.now()

    @property
    def needs_a_look_now(self) -> bool:
        """Whether a sign is ticked that must be looked at now; it hides no other (SR-44)."""
        return bool(_signs_of_danger() & set(self.signal.signs))


@dataclass(frozen=True, slots=True)
class SignalFilter:
    """How a list is narrowed. box: team or ours; number: the beginning of a signal's number."""

    box: str = "team"
    state: str = "waiting"
    pathway: str = ""
    form: str = ""
    days: int = 0
    number: str = ""
    order: str = "pressing"


@dataclass(frozen=True, slots=True)
class SignalList:
    """One page of signals. counts: how many in each state of STATES."""

    lines: Sequence[SignalLine]
    counts: dict[str, int]
    has_later: bool


def number_of(signal: Signal) -> str:
    """The short number by which people speak of a signal: the first eight signs of its id."""
    return signal.pk.hex[:_SHOWN_DIGITS].upper()


def signals_listed(actor: Actor, asked: SignalFilter, *, page: int = 1) -> SignalList:
    """Signals in one box, narrowed, one page. Constant number of queries.

    Records cases.signals.list.
    """
    box = _box(actor, asked.box)
    rows = _narrowed(box.filter(_in(asked.state)), asked)
    start = (max(page, 1) - 1) * PAGE
    order = {"newest": ("-sent_at", "pk"), "oldest": ("sent_at", "pk")}
    usual = ("answer_due_at", "pk") if asked.state == "waiting" else ("-answered_at", "pk")
    found = list(rows.order_by(*order.get(asked.order, usual))[start : start + PAGE + 1])
    reading(actor, "cases.signals.list", details={"box": asked.box, "shown": len(found[:PAGE])})
    counts = box.aggregate(**{name: Count("pk", filter=_in(name)) for name in STATES})
    numbers = _numbers(actor, found)
    lines = [_line(actor, row, numbers) for row in found[:PAGE]]
    return SignalList(lines, counts, len(found) > PAGE)


def signal_called(actor: Actor, signal_id: UUID) -> SignalLine:
    """One signal, for the agency that sent it and the team it went to.

    Raises NotAllowed when there is none for the actor.  Records cases.signals.read.
    """
    row = Signal.objects.filter(pk=signal_id).select_related(*_RELATED).first()
    if row is None:
        raise NotAllowed
    reading(actor, "cases.signals.read", row)
    return _line(actor, row, _numbers(actor, [row]))


def signals_waiting(actor: Actor, *, limit: int = PAGE) -> list[Signal]:
    """Signals that wait for an answer of a team the actor coordinates, soonest first. One query."""
    rows = _box(actor, "team").filter(_in("waiting")).select_related(None)
    return list(rows.order_by("answer_due_at", "pk")[:limit])


def cases_to_join(actor: Actor, signal: Signal, *, most: int = PAGE) -> list[Case]:
    """Running cases of the team, the latest first, to one of which a signal may belong."""
    rows = Case.objects.filter(body_id=signal.body_id).exclude(stage__in=("closed", "declined"))
    return list(rows.order_by("-last_event_at")[:most])


_RELATED = ("agency", "member", "body", "answered_by")


def _box(actor: Actor, box: str) -> QuerySet[Signal]:
    rows = Signal.objects.select_related(*_RELATED)
    if box == "ours":
        return rows.filter(agency_id=actor.agency_id)
    return rows.filter(body_id__in=actor.bodies_coordinated())


def _narrowed(rows: QuerySet[Signal], asked: SignalFilter) -> QuerySet[Signal]:
    if asked.pathway:
        rows = rows.filter(pathway=asked.pathway)
    if asked.form:
        rows = rows.filter(form=asked.form)
    if asked.days:
        rows = rows.filter(sent_at__gte=timezone.now() - timedelta(days=asked.days))
    if asked.number:
        rows = rows.filter(_numbered(asked.number))
    return rows


def _numbered(typed: str) -> Q:
    """Signals whose number begins so, as a range of ids, which the index answers."""
    digits = re.sub(r"[^0-9a-f]", "", typed.lower())[:_DIGITS]
    if not digits:
        return Q(pk=None)
    first, last = UUID(digits.ljust(_DIGITS, "0")), UUID(digits.ljust(_DIGITS, "f"))
    return Q(pk__gte=first, pk__lte=last)


def _in(state: str) -> Q:
    said = {
        "answered": Q(answered_at__isnull=False) & ~Q(answer="withdrawn"),
        "withdrawn": Q(answer="withdrawn"),
    }
    return said.get(state, Q(answered_at=None))


def _numbers(actor: Actor, rows: Sequence[Signal]) -> dict[UUID, str]:
    """Numbers of the cases that came of signals, as far as the actor may know them. One query."""
    ours = set(actor.bodies_coordinated())
    wanted = {row.case_id for row in rows if row.case_id and row.body_id in ours}
    if not wanted:
        return {}
    return dict(Case.objects.filter(pk__in=wanted).values_list("pk", "number"))


def _line(actor: Actor, row: Signal, numbers: dict[UUID, str]) -> SignalLine:
    on = timezone.localdate(row.sent_at)
    is_team = row.body_id in actor.bodies_coordinated()
    return SignalLine(
        signal=row,
        pathway=label("cases", "pathways", row.pathway, on=on),
        form=label("cases", "short_forms", row.form, on=on),
        signs=[label("cases", "worry_signs", code, on=on) for code in row.signs],
        told=_told(row),
        answer=label("cases", "signal_answers", row.answer) if is_team and row.answer else "",
        is_for_our_team=is_team,
        is_ours=row.agency_id == actor.agency_id,
        case_number=numbers.get(row.case_id, "") if row.case_id else "",
        offers=_offers(actor, row),
    )


def _offers(actor: Actor, row: Signal) -> frozenset[str]:
    open_to = {word for word in _OFFERS if may(actor, f"cases.signals.{word}", row)}
    if row.case_id is not None or row.answer == "withdrawn":
        open_to -= {"reopen"}
    if not may(actor, "cases.nomination.put"):
        open_to -= {"take_up"}
    return frozenset(open_to)


def _told(row: Signal) -> str:
    """What came of it as the sender may know it: the same words for new and known cases."""
    found = words("signal_answers").get(row.answer)
    if found is None:
        return ""
    is_english = (get_language() or "ko").startswith("en")
    return found.more["told_en" if is_english else "told_ko"]


def _signs_of_danger() -> set[str]:
    listed = words("worry_signs").values()
    return {row.code for row in listed if row.more["family"] == "immediate"}
