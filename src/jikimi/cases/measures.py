"""Measures: statutory protection in force on a person, until somebody records that it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.codes import codes
from jikimi.access.errors import NotValid, NotYet
from jikimi.cases.guards import need_reason
from jikimi.cases.lapsing import keep_in_line
from jikimi.cases.measure_changes import changing, give_way, need_running
from jikimi.cases.measure_events import is_ended_by_event
from jikimi.cases.models import Case, Measure, Party
from jikimi.cases.nomination import happened
from jikimi.cases.participants import need_group
from jikimi.cases.pathway_rules import groups_on_pathway, no_reports_words
from jikimi.cases.statutes import measure_rule
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


def record_measure(*, actor: Actor, case: Case, draft: MeasureDraft) -> Measure:
    """Record a protective measure in force, and start what the law lets run for it (SR-47).

    The law of the day on which it began decides whether there is such a measure, and holds for it
    from then on (SR-52).  An emergency measure on the same person to which it is the court's answer
    ends with it.  Raises NotValid naming the field, or on a pathway to which no investigation data
    are handed over; NotAllowed unless the actor may know of risk and measures.
    Records cases.measures.record.
    """
    _check(draft)
    with acting(actor, "cases.measures.record", case) as doing:
        need_group(actor, case, "risk")
        if "risk" not in groups_on_pathway(case.pathway):
            raise NotValid("cases.measures.pathway", says=no_reports_words())
        party = _party(case, draft.party_id)
        if party is not None:
            doing.persons.add(party.person_id)
        measure = Measure.objects.create(
            case=case,
            party=party,
            code=draft.code,
            started_at=draft.started_at,
            ends_on=draft.ends_on,
            rule=measure_rule(draft.code, on=timezone.localdate(draft.started_at)).rule,
            recorded_by_id=actor.member_id,
        )
        keep_in_line(measure, actor=actor)
        doing.details["measure"] = draft.code
        replaced = give_way(measure, actor=actor)
        if replaced:
            doing.details["replaces"] = " ".join(row.code for row in replaced)
        happened(case)
    return measure


def end_measure(
    *, actor: Actor, measure: Measure, why: str, ended_at: datetime | None = None
) -> Measure:
    """Record that a measure ended: run out, lifted, cancelled after it lapsed, noted by mistake.

    Its clocks stop and its tasks are finished.  Raises NotYet when its end is recorded already.
    Records cases.measures.end.
    """
    ended = ended_at or timezone.now()
    _check_end(measure, ended, why)
    with changing(actor, "cases.measures.end", measure, why=covered(why)) as row:
        if row.ended_at is not None:
            raise NotYet("cases.not_yet.ended_already", _("The end is recorded already."))
        row.ended_at, row.ended_why = ended, covered(why)
    return row


def reopen_measure(*, actor: Actor, measure: Measure, why: str) -> Measure:
    """Take back an end that was recorded by mistake; the clocks run on.

    Raises NotYet when it has not ended, was extended, or ended by an event, which is withdrawn
    instead.  Records cases.measures.reopen.
    """
    need_reason(why)
    with changing(actor, "cases.measures.reopen", measure, why=covered(why)) as row:
        followed = Measure.objects.filter(extends=row).exists()
        if row.ended_at is None or followed or is_ended_by_event(row):
            says = _("Only an end that was recorded by itself can be taken back.")
            raise NotYet("cases.not_yet.not_ended", says)
        row.ended_at, row.ended_why = None, ""
    return row


def write_end(
    *, actor: Actor, measure: Measure, ends_on: date | None, version: int | None = None
) -> Measure:
    """Enter or correct the end the court wrote; it overrides what the law lets run.

    ends_on: None when the paper names none.  Raises NotValid for a day before the beginning, NotYet
    when the end is recorded, Changed when somebody else did so meanwhile.
    Records cases.measures.write_end.
    """
    if ends_on and ends_on < timezone.localdate(measure.started_at):
        says = _("The end lies before the beginning.")
        raise NotValid("cases.measures.incomplete", {"ends_on": says})
    with changing(actor, "cases.measures.write_end", measure) as row:
        need_running(row)
        expect_version(row, version, {"ends_on": ends_on})
        row.ends_on = ends_on
    return row


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
