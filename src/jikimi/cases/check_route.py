"""The route of a day: the visits of an agency in their order, and the day taken along."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from jikimi.access.acting import acting, reading
from jikimi.access.actor import Actor
from jikimi.access.carrying import day_ends, owner_mark
from jikimi.access.codes import label
from jikimi.access.errors import NotAllowed
from jikimi.access.models import Agency
from jikimi.access.ticket import named
from jikimi.cases.check_findings import waiting_findings
from jikimi.cases.check_forms import items_of
from jikimi.cases.checking import need_planned, places_of
from jikimi.cases.models import Case, CheckAction, JointCheck

_LATELY = timedelta(days=90)
_MOST = 200


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check in a list. team: names of the agencies that come; waiting: findings unanswered."""

    check: JointCheck
    form: str
    team: Sequence[str]
    waiting: int

    @property
    def is_open(self) -> bool:
        """Whether the visit is still to be made or finished."""
        return self.check.ended_at is None


def route(actor: Actor, day: date) -> list[CheckLine]:
    """The visits the actor's agency makes on a day, in their order. Three queries."""
    return lines_of(actor, list(_in_order(_ours(actor).filter(planned_on=day))[:_MOST]))


def checks_left(actor: Actor) -> list[CheckLine]:
    """What still asks for something: days gone by without a word, contradictions, findings."""
    today = timezone.localdate()
    late = Q(ended_at=None, planned_on__lt=today)
    ended = Q(ended_at__gte=timezone.now() - _LATELY, stage="done")
    rows = _ours(actor).filter(late | ended | Q(unsettled__gt=0)).order_by("planned_on", "position")
    lines = lines_of(actor, list(rows[:_MOST]))
    return [line for line in lines if line.is_open or line.waiting or line.check.unsettled]


def checks_ahead(actor: Actor, *, after: date) -> list[CheckLine]:
    """Visits planned for days to come, the soonest first."""
    rows = _ours(actor).filter(planned_on__gt=after, ended_at=None)
    return lines_of(actor, list(rows.order_by("planned_on", "position", "from_time")[:_MOST]))


def checks_of(actor: Actor, case: Case) -> list[CheckLine]:
    """Every check of a case that the actor may know of, those to come first. Three queries."""
    rows = list(JointCheck.objects.filter(case=case).select_related("case", "leader"))
    lines = lines_of(actor, rows)
    return sorted(lines, key=lambda line: (not line.is_open, _day_key(line)))


def checks_due(actor: Actor, *, most: int) -> list[JointCheck]:
    """Visits of today, or of days gone by, that the actor's agency has not finished."""
    rows = _ours(actor).filter(ended_at=None, planned_on__lte=timezone.localdate())
    return list(rows.order_by("planned_on", "position")[:most])


def move_check(*, actor: Actor, check: JointCheck, up: bool) -> None:
    """Put a visit one place earlier or later in the day's route; nothing at either end.

    Records cases.checks.order.
    """
    rows = _ours(actor).filter(planned_on=check.planned_on, ended_at=None)
    with transaction.atomic(), named(actor):
        # All stops are locked in one order, so that two who move never wait for each other.
        numbers = [row.pk for row in rows.order_by("pk").select_for_update(of=("self",))]
        _move(actor, check, _in_order(rows.filter(pk__in=numbers)), up=up)


def _move(actor: Actor, check: JointCheck, rows: QuerySet[JointCheck], *, up: bool) -> None:
    with acting(actor, "cases.checks.order", check) as doing:
        doing.details["check"] = str(check.pk)
        need_planned(check)
        stops = list(rows)
        places = _rising([stop.position for stop in stops])
        here = [stop.pk for stop in stops].index(check.pk)
        there = here - 1 if up else here + 1
        if 0 <= there < len(stops):
            stops[here], stops[there] = stops[there], stops[here]
        for stop, position in zip(stops, places, strict=True):
            if stop.position != position:
                stop.position = position
                stop.save(update_fields=["position"])


def take_along(*, actor: Actor, day: date) -> dict[str, Any]:
    """What a phone keeps, encrypted, to make the visits of a day without a connection.

    Case numbers, places, cautions, hours, forms and what was found so far; no name of a party.
    Records cases.checks.take with the persons of the cases.
    """
    lines = [line for line in route(actor, day) if line.is_open]
    cases = {line.check.case_id for line in lines}
    persons = _persons(cases)
    places = places_of(actor, [line.check for line in lines])
    reading(actor, "cases.checks.take", persons=persons, details={"checks": len(lines)})
    return {
        "owner": owner_mark(actor),
        "day": day.isoformat(),
        "until": day_ends(day),
        "forms": {line.check.form: _form(line) for line in lines},
        "visits": [_carried(line, places) for line in lines],
    }


def persons_of(lines: Sequence[CheckLine]) -> set[UUID]:
    """The persons of the cases in a list, for the record."""
    return _persons({line.check.case_id for line in lines})


def lines_of(actor: Actor, rows: list[JointCheck]) -> list[CheckLine]:
    """Checks with the names of their team and what waits. Two queries."""
    numbers = {n for row in rows for n in (row.agency_id, *row.with_agencies)}
    names = {agency.pk: agency.name for agency in Agency.objects.filter(pk__in=numbers)}
    acted: dict[UUID, set[str]] = defaultdict(set)
    followed = CheckAction.objects.filter(check_made__in=[row.pk for row in rows])
    for check_id, item in followed.values_list("check_made_id", "item"):
        acted[check_id].add(item)
    return [_line(row, names, acted[row.pk]) for row in rows]


def _line(row: JointCheck, names: dict[int, str], acted: set[str]) -> CheckLine:
    team = [names[n] for n in (row.agency_id, *row.with_agencies) if n in names]
    form = label("cases", "check_forms", row.form, on=row.planned_on)
    return CheckLine(row, form, team, waiting_findings(row, acted))


def _carried(line: CheckLine, places: dict[UUID, str]) -> dict[str, Any]:
    check = line.check
    return {
        "id": str(check.pk),
        "title": f"{line.form} · {check.case.number}",
        "number": check.case.number,
        "form": check.form,
        "version": check.version,
        "hours": hours_of(check),
        "place": places.get(check.pk, ""),
        "caution": check.caution,
        "team": list(line.team),
        "findings": {c: [f["answer"], f["note"]] for c, f in check.findings.items()},
    }


def hours_of(check: JointCheck) -> str:
    """From when to when, as the team agreed; empty when no hour was set."""
    if check.from_time is None:
        return ""
    until = f"–{check.until_time:%H:%M}" if check.until_time else ""
    return f"{check.from_time:%H:%M}{until}"


def _form(line: CheckLine) -> dict[str, Any]:
    items = items_of(line.check.form, on=line.check.planned_on)
    return {
        "label": line.form,
        "items": [
            {
                "code": item.code,
                "label": item.label,
                "section": item.section,
                "answers": list(item.answers.items()),
            }
            for item in items
        ],
    }


def _ours(actor: Actor) -> QuerySet[JointCheck]:
    ours = Q(agency_id=actor.agency_id) | Q(with_agencies__contains=[actor.agency_id])
    return JointCheck.objects.filter(ours).select_related("case__body", "leader")


def _in_order(rows: QuerySet[JointCheck]) -> QuerySet[JointCheck]:
    return rows.order_by("position", "from_time", "pk")


def _rising(positions: list[int]) -> list[int]:
    """The places of a route, each later than the one before, so that two can change places."""
    made: list[int] = []
    for position in positions:
        made.append(max(position, made[-1] + 1) if made else position)
    return made


def _persons(cases: set[UUID]) -> set[UUID]:
    rows = Case.objects.filter(pk__in=cases, parties__isnull=False)
    return set(rows.values_list("parties__person_id", flat=True))


def _day_key(line: CheckLine) -> tuple[int, int]:
    day = line.check.planned_on.toordinal()
    return (day, line.check.position) if line.is_open else (-day, line.check.position)


def line_called(actor: Actor, check_id: UUID) -> CheckLine:
    """One check in the actor's route. Raises NotAllowed when there is none."""
    row = _ours(actor).filter(pk=check_id).first()
    if row is None:
        raise NotAllowed
    return lines_of(actor, [row])[0]
