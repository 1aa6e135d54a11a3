"""A case with a marked word in everything that may be written about people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.utils import timezone

from jikimi.access.carrying import SheetDraft
from jikimi.access.merging import Answer
from jikimi.access.ticket import name_actor
from jikimi.cases.analysis import CauseDraft, add_cause, finish_analysis
from jikimi.cases.assessing import fill_in
from jikimi.cases.check_sheets import receive_sheet
from jikimi.cases.checking import CheckDraft, plan_check
from jikimi.cases.form_drafts import FormDraft
from jikimi.cases.hearing import finish_hearing, record_decision, record_discussion
from jikimi.cases.models import (
    Action,
    Assessment,
    Case,
    Cause,
    Participation,
    Party,
    Report,
    ReportParty,
    UnmetNeed,
)
from jikimi.cases.models import Reporter as ReporterRow
from jikimi.cases.reaching import ContactDraft
from jikimi.cases.reports import link_report
from jikimi.cases.research import ResearchDraft, answer_question, ask_agency
from jikimi.cases.research_reads import research_called
from jikimi.cases.risk import RiskDraft, judge_risk
from jikimi.cases.sealed import seal_field
from jikimi.cases.unmet import UnmetDraft, note_unmet
from tests.casework import CHILD, PERPETRATOR, VICTIM, WORRY, selected, shared
from tests.cast import Cast
from tests.loop import Loop
from tests.sitting import opened_meeting

CONTACT, SEALED, CAUSE, RISK = "010-9999-0001", "표식봉인사실", "표식원인근거", "표식위험판단"
ANSWERED = "표식조회회신"
FORMED = "표식평가표"
OURS, THEIRS, SAID, LACKING = "표식쉼터조치", "표식상담조치", "표식논의내용", "표식없는지원"
REPORTED, REPORTER, TOLD = "표식신고피해", "표식신고한이", "표식신고내용"
OF_REPORTS = {REPORTED, REPORTER, TOLD}
OF_THE_CASE = {VICTIM, PERPETRATOR, CHILD, WORRY, CONTACT, CAUSE, RISK, OURS, THEIRS, SAID, LACKING}
WHERE_TO, SEEN = "표식방문할곳", "표식점검메모"
OF_THE_CASE |= {ANSWERED, WHERE_TO, SEEN}
OF_THE_CASE |= {FORMED}
EVERYTHING = OF_THE_CASE | OF_REPORTS | {SEALED}


@dataclass
class Planted:
    """The case, and the ids by which pages are asked for."""

    cast: Cast
    case: Case
    ids: dict[str, list[Any]] = field(default_factory=dict)


def plant(cast: Cast) -> Planted:
    """A case with a marked word in everything that may be written about people."""
    contact = ContactDraft("phone", CONTACT, caution="낮에만")
    case = selected(cast, contacts=[contact])
    shared(cast, case, "shelter", ["victim"], consented_on=timezone.localdate())
    made = Planted(cast, case)
    loop = Loop(cast, case)
    meeting = _told_at_the_table(loop)
    _worked_on(loop)
    report = _reported(cast, case)
    sealed = _sealed(loop)
    asked = _answered(loop)
    visit = _checked(loop)
    name_actor(cast.coordinator)
    item = meeting.items.get()
    made.ids = {
        "share_id": list(Participation.objects.values_list("pk", flat=True)),
        "cause_id": list(Cause.objects.values_list("pk", flat=True)),
        "unmet_id": list(UnmetNeed.objects.values_list("pk", flat=True)),
        "action_id": list(Action.objects.values_list("pk", flat=True)),
        "party_id": list(Party.objects.values_list("pk", flat=True)),
        "field_id": [sealed],
        "research_id": [asked],
        "assessment_id": list(Assessment.objects.values_list("pk", flat=True)),
        "check_id": [visit],
        "place": [3],
        "meeting_id": [meeting.pk],
        "item_id": [item.pk],
        "number": [case.number],
        "report": [report],
    }
    return made


def _told_at_the_table(loop: Loop) -> Any:
    meeting = opened_meeting(loop.cast, name_actor, loop.case)
    actor = loop.as_("coordinator")
    item = meeting.items.get()
    call = {"actor": actor, "case": loop.fresh(), "item_id": item.pk}
    record_discussion(**call, text=SAID, version=1)
    record_decision(**call, text=SAID)
    finish_hearing(actor=actor, case=loop.fresh(), item_id=item.pk)
    return meeting


def _worked_on(loop: Loop) -> None:
    draft = CauseDraft(code="alcohol", evidence=CAUSE, said_by="피해자")
    add_cause(actor=loop.as_("counsellor"), case=loop.fresh("counsellor"), draft=draft)
    finish_analysis(actor=loop.as_("counsellor"), case=loop.fresh("counsellor"))
    loop.action(text=OURS)
    loop.action(agency="centre", side="perpetrator", text=THEIRS)
    actor = loop.as_("counsellor")
    judge_risk(actor=actor, case=loop.fresh("counsellor"), draft=RiskDraft("high", RISK))
    form = FormDraft("unified", {"q1": "yes"}, further_danger=FORMED)
    fill_in(actor=actor, case=loop.fresh("counsellor"), draft=form)
    unmet = UnmetDraft("safe_place", "full", words=LACKING)
    note_unmet(actor=actor, case=loop.fresh("counsellor"), draft=unmet)


def _answered(loop: Loop) -> Any:
    """The centre tells before the meeting what it knows of the victim."""
    draft = ResearchDraft(
        agency_id=loop.cast.agencies["centre"].pk,
        asks=["earlier_help"],
        why="안전 판단",
        basis="consent",
        due_on=timezone.localdate(),
    )
    row = ask_agency(actor=loop.as_("coordinator"), case=loop.fresh(), draft=draft)[0]
    actor = loop.as_("counsellor")
    mine = research_called(actor, loop.fresh("counsellor"), row.pk).research
    answer_question(actor=actor, research=mine, text=ANSWERED, knows_nothing=False, version=1)
    return row.pk


def _checked(loop: Loop) -> Any:
    """A joint check of the centre alone, with a note; where it is stays with the centre."""
    actor, today = loop.as_("counsellor"), timezone.localdate()
    draft = CheckDraft("child_check", loop.cast.agencies["centre"].pk, today, WHERE_TO)
    check = plan_check(actor=actor, case=loop.fresh("counsellor"), draft=draft)
    said = {"child_injury": Answer("yes", SEEN, timezone.now())}
    sheet = SheetDraft(uuid4(), timezone.now(), 1, said)
    receive_sheet(actor=actor, check=check, draft=sheet)
    return check.pk


def _reported(cast: Cast, case: Case) -> Any:
    name_actor(cast.officer)
    station = cast.agencies["police"]
    report = Report.objects.create(
        number="R-1",
        received_at=datetime(2026, 11, 1, 9, tzinfo=ZoneInfo("Asia/Seoul")),
        kind="domestic_violence",
        station=station,
        narrative=TOLD,
        digest=b"x",
    )
    ReportParty.objects.create(report=report, station=station, role="victim", name=REPORTED)
    ReporterRow.objects.create(report=report, station=station, kind="neighbour", name=REPORTER)
    name_actor(cast.coordinator)
    link_report(actor=cast.coordinator, case=Case.objects.get(pk=case.pk), report_id=report.pk)
    return report.pk


def _sealed(loop: Loop) -> Any:
    actor = loop.as_("counsellor")
    party = Party.objects.get(case=loop.case, role="victim")
    return seal_field(actor=actor, party=party, kind="shelter", text=SEALED, readers=[]).pk
