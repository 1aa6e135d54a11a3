"""What every later change of a measure has in common: lock, change, keep the clocks in line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotYet
from jikimi.cases.lapsing import keep_in_line
from jikimi.cases.models import Measure, MeasureEvent
from jikimi.cases.nomination import happened
from jikimi.cases.participants import need_group
from jikimi.cases.running import began_on, rule_of
from jikimi.cases.statutes import events_of

# How a measure of a court is told to the one it takes the place of, the most telling first.
_ANSWERS = ("matching_interim", "court_decision", "final_decision")


@contextmanager
def changing(actor: Actor, code: str, measure: Measure, *, why: str = "") -> Iterator[Measure]:
    """Run a change of one measure: the case and the measure are locked, and the clocks follow.

    Yields the row to be changed, which is saved afterwards.  Raises NotAllowed when there is none
    for the actor.  Recorded under the case.
    """
    with acting(actor, code, measure.case, why=why) as doing:
        need_group(actor, measure.case, "risk")
        rows = Measure.objects.select_for_update(of=("self",)).select_related("extends", "party")
        row = rows.filter(pk=measure.pk, case=measure.case).first()
        if row is None:
            raise NotAllowed
        row.case = measure.case
        doing.details["measure"] = row.code
        if row.party is not None:
            doing.persons.add(row.party.person_id)
        held = row.version
        yield row
        row.version = held + 1
        row.save()
        keep_in_line(row, actor=actor)
        happened(row.case)


def need_running(measure: Measure) -> None:
    """Raise NotYet when the end of the measure is recorded."""
    if measure.ended_at is not None:
        raise NotYet("cases.not_yet.ended_already", _("The end is recorded already."))


def give_way(measure: Measure, *, actor: Actor) -> list[Measure]:
    """End the emergency measures on the same person that this one of a court takes the place of.

    Each keeps an event that says so, which can be withdrawn.  Returns those that ended.
    Source: 스토킹처벌법 제7조제6항; 가정폭력처벌법 제8조의3; 아동학대처벌법 제15조.
    """
    rows = Measure.objects.select_for_update().filter(
        case=measure.case, party=measure.party, ended_at=None, lapsed_at=None
    )
    found = [row for row in rows.exclude(pk=measure.pk) if _gives_way(row, measure)]
    for row in found:
        row.case = measure.case
        _answered(row, measure, actor)
    return found


def _gives_way(row: Measure, measure: Measure) -> bool:
    began_before = row.started_at <= measure.started_at
    return began_before and rule_of(row).gives_way_to(measure.code)


def _answered(row: Measure, measure: Measure, actor: Actor) -> None:
    known = events_of(row.code, on=began_on(row))
    code = next(code for code in _ANSWERS if code in known)
    MeasureEvent.objects.get_or_create(
        measure=row,
        code=code,
        withdrawn_at=None,
        defaults={
            "case": row.case,
            "happened_at": measure.started_at,
            "recorded_by_id": actor.member_id,
        },
    )
    row.ended_at, row.ended_why = measure.started_at, known[code].label
    row.version += 1
    row.save()
    keep_in_line(row, actor=actor)
