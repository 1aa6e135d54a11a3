"""Measures: statutory protection in force on a person, until somebody records that it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.codes import codes, label
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.cases.models import Case, Measure, Party
from jikimi.cases.nomination import happened
from jikimi.cases.participants import need_group
from jikimi.cases.texts import covered


@dataclass(frozen=True, slots=True)
class MeasureDraft:
    """A measure as ordered. code: of measures.csv on its first day; party_id: on whom it lies.

    ends_on: the end written in the court's or the police's paper, None when none is written.
    """

    code: str
    started_at: datetime
    party_id: UUID | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure in a list. days_left: to its written end; None when none is written."""

    measure: Measure
    name: str
    days_left: int | None

    @property
    def is_in_force(self) -> bool:
        """Whether nobody has recorded its end; past its written end it still asks for a record."""
        return self.measure.ended_at is None

    @property
    def is_past_its_end(self) -> bool:
        """Whether its written end is past and nobody recorded an end or extension (SR-50)."""
        return self.is_in_force and self.days_left is not None and self.days_left < 0


def record_measure(*, actor: Actor, case: Case, draft: MeasureDraft) -> Measure:
    """Record a protective measure in force, with the end date as written by the court.

    The law of the day on which it began decides whether there is such a measure (SR-52).  An
    extension is a measure of its own.  Raises NotValid naming the field, NotAllowed unless the
    actor may know of risk and measures.  Records cases.measures.record.
    """
    _check(draft)
    with acting(actor, "cases.measures.record", case) as doing:
        need_group(actor, case, "risk")
        party = _party(case, draft.party_id)
        if party is not None:
            doing.persons.add(party.person_id)
        measure = Measure.objects.create(
            case=case,
            party=party,
            code=draft.code,
            started_at=draft.started_at,
            ends_on=draft.ends_on,
            recorded_by_id=actor.member_id,
        )
        doing.details["measure"] = draft.code
        happened(case)
    return measure


def end_measure(
    *, actor: Actor, measure: Measure, why: str, ended_at: datetime | None = None
) -> Measure:
    """Record that a measure ended: run out, lifted, extended by a new one, or noted by mistake.

    Raises NotYet when its end is recorded already.  Records cases.measures.end.
    """
    ended = ended_at or timezone.now()
    _check_end(measure, ended, why)
    with acting(actor, "cases.measures.end", measure.case, why=covered(why)) as doing:
        row = Measure.objects.select_for_update().filter(pk=measure.pk).first()
        if row is None:
            raise NotAllowed
        if row.ended_at is not None:
            raise NotYet("cases.not_yet.ended_already", _("The end is recorded already."))
        row.ended_at, row.ended_why = ended, covered(why)
        row.version += 1
        row.save()
        doing.details["measure"] = row.code
        happened(row.case)
    return row


def measures_of(actor: Actor, case: Case) -> list[MeasureLine]:
    """Measures of a case that the actor may know of, those in force first. One query."""
    rows = Measure.objects.filter(case=case).select_related("party__person", "recorded_by")
    lines = [_line(row) for row in rows]
    return sorted(lines, key=lambda line: (not line.is_in_force, line.measure.started_at))


def measure_called(actor: Actor, case: Case, measure_id: UUID) -> Measure:
    """One measure of this case. Raises NotAllowed when there is none for the actor."""
    row = Measure.objects.filter(case=case, pk=measure_id).first()
    if row is None:
        raise NotAllowed
    return row


def _line(measure: Measure) -> MeasureLine:
    began = timezone.localdate(measure.started_at)
    left = (measure.ends_on - timezone.localdate()).days if measure.ends_on else None
    return MeasureLine(measure, label("cases", "measures", measure.code, on=began), left)


def _check(draft: MeasureDraft) -> None:
    began = timezone.localdate(draft.started_at)
    wrong: dict[str, str] = {}
    if draft.code not in codes("cases", "measures", on=began):
        wrong["code"] = _("Choose a measure that the law knew on that day.")
    if draft.started_at > timezone.now():
        wrong["started_at"] = _("This time is in the future. Record it when it begins.")
    if draft.ends_on and draft.ends_on < began:
        wrong["ends_on"] = _("The end lies before the beginning.")
    if wrong:
        raise NotValid("cases.measures.incomplete", wrong)


def _check_end(measure: Measure, ended: datetime, why: str) -> None:
    wrong: dict[str, str] = {}
    if not why.strip():
        wrong["why"] = _("Give the reason.")
    if ended < measure.started_at:
        wrong["ended_at"] = _("The end lies before the beginning.")
    if ended > timezone.now():
        wrong["ended_at"] = _("This time is in the future. Record the end when it has come.")
    if wrong:
        raise NotValid("cases.measures.end", wrong)


def _party(case: Case, party_id: UUID | None) -> Party | None:
    if party_id is None:
        return None
    found = Party.objects.filter(case=case, pk=party_id).first()
    if found is None:
        raise NotValid("cases.measures.party", {"party_id": _("Choose one from the list.")})
    return found
