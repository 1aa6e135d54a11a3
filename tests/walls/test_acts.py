"""Every act × person × stage has an expected answer, in a table that a lawyer can read.

tests/walls/who_may.csv: one row an act; for each person of the cast the stages at which the act is
open to that person (`always` where there are no stages, empty for never). The people stand to one
case that the centre nominated and leads, in which police and refuge take part; the elsewhere agency
has no seat; the refuge's officer is also invited to the meeting and owns the action. In a control
room of their own the watch took the alarm and hands the shift over, the relief is a colleague, the
keeper administers, privacy audits, and the scout walks with the pair that is asked for.
A change of the act table shows here as a change of this table, to be read and signed.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone, translation

from jikimi.access.acting import may
from jikimi.access.actor import THE_CLOCK, THE_OPERATOR, Actor
from jikimi.access.acts import Act, all_acts
from jikimi.access.principals import Principal
from jikimi.access.ticket import name_actor
from jikimi.bodies.models import (
    Absence,
    Candidate,
    CaseReview,
    CouncilPack,
    HandOver,
    Letter,
    Matter,
    Meeting,
    Minutes,
    Rota,
    Shift,
    Swap,
    Undertaking,
)
from jikimi.bodies.models.learning import STAGES as REVIEW_STAGES
from jikimi.bodies.models.matter import STAGES as MATTER_STAGES
from jikimi.bodies.models.minutes import STAGES as MINUTES_STAGES
from jikimi.bodies.models.recruiting import STAGES as CANDIDATE_STAGES
from jikimi.cases.models import (
    Action,
    Alert,
    Assessment,
    BrokenGlass,
    Case,
    CheckPhoto,
    JointCheck,
    MonitoringContact,
    Participation,
    Report,
    Research,
    Signal,
    Task,
)
from jikimi.cases.models.case import STAGES
from jikimi.cases.models.checks import CHECK_STAGES
from jikimi.directory.models import Batch, Organization
from jikimi.escorts.models import Alarm, Booking, ControlRoom, Objection, ShiftChange
from jikimi.escorts.models.alarm import ALARM_STAGES
from jikimi.escorts.models.booking import BOOKING_STAGES
from jikimi.escorts.models.keeping import OBJECTION_STAGES
from jikimi.escorts.models.shift import SHIFT_STAGES
from jikimi.insights.models import EffectProtocol, EffectReport, Extract, Publication
from jikimi.insights.models.extract import STAGES as EXTRACT_STAGES
from jikimi.places.models import (
    Draw,
    Hazard,
    Inspection,
    PlacePhoto,
    Programme,
    Repair,
    SitingRun,
)
from jikimi.places.models.inspection import INSPECTION_STAGES, REPAIR_STAGES
from jikimi.places.models.proposal import RUN_STAGES
from jikimi.places.models.site import PROGRAMME_STAGES
from tests.cast import Cast, on_stage
from tests.loop import heard
from tests.walking import Room, control_room, operator_of

TABLE = Path(__file__).with_name("who_may.csv")
PEOPLE = (
    "officer",
    "coordinator",
    "counsellor",
    "shelter",
    "stranger",
    "head",
    "auditor",
    "administrator",
    "analyst",
    "watch",
    "relief",
    "keeper",
    "privacy",
    "scout",
    "operator",
    "clock",
)
_STAGES = {
    Case: STAGES,
    Action: ("open", "accepted", "done", "not_possible", "not_done"),
    JointCheck: CHECK_STAGES,
    Programme: PROGRAMME_STAGES,
    Undertaking: ("open", "accepted", "done", "not_possible", "not_done"),
    Rota: ("draft", "published", "replaced"),
    Swap: ("asked", "agreed", "approved", "refused", "withdrawn"),
    Meeting: ("called", "open", "closed", "cancelled"),
    Candidate: CANDIDATE_STAGES,
    Matter: MATTER_STAGES,
    Minutes: MINUTES_STAGES,
    CaseReview: REVIEW_STAGES,
    Inspection: INSPECTION_STAGES,
    Repair: REPAIR_STAGES,
    Extract: EXTRACT_STAGES,
    Booking: BOOKING_STAGES,
    SitingRun: RUN_STAGES,
    ShiftChange: SHIFT_STAGES,
    Alarm: ALARM_STAGES,
    Objection: OBJECTION_STAGES,
}
_NO_SUBJECT = {"any"}


def _subjects(cast: Cast, there: Room) -> dict[str, Any]:
    """What acts are done to, by the beginning of their codes; the longest that fits counts."""
    case = heard(cast).case
    refuge, police = cast.agencies["refuge"], cast.agencies["police"]
    share = Participation(case=case, agency=refuge, since=timezone.now())
    meeting = Meeting(body=cast.council, starts_at=timezone.now())
    meeting_of_heads = Meeting(body=cast.heads, starts_at=timezone.now())
    action = Action(case=case, agency=refuge, ended_by_id=refuge.pk)
    undertaking = Undertaking(body=cast.council, agency=refuge, ended_by_id=refuge.pk)
    shift = Shift(body=cast.council, member=cast.members["shelter"])
    research = Research(case=case, agency=refuge)
    contact = MonitoringContact(case=case, agency=refuge)
    signal = Signal(body=cast.council, agency=refuge)
    answered = Signal(body=cast.council, agency=refuge, answered_at=timezone.now())
    candidate, matter = Candidate(body=cast.council), _matter(cast)
    minutes = Minutes(meeting=meeting)
    fixed = EffectProtocol(agency=police, fixed_at=timezone.now())
    return {
        "cases.": case,
        "cases.assessments.correct": Assessment(case=case, agency=refuge),
        "cases.assessments.decide": Assessment(case=case, agency=refuge),
        "cases.actions.accept": action,
        "cases.actions.amend": action,
        "cases.actions.done": action,
        "cases.actions.not_": action,
        "cases.actions.resume": action,
        "cases.alerts.": Alert(
            case=case,
            agency=refuge,
            told=Principal.AGENCY.of(refuge.pk),
            acknowledged_by=cast.members["shelter"],
        ),
        "cases.tasks.": Task(case=case, agency=refuge),
        "cases.checks.": JointCheck(case=case, agency=refuge),
        "cases.checks.plan": case,
        "cases.checks.withdraw_photo": CheckPhoto(case=case, agency=refuge),
        "cases.lead.assign_action": action,
        "cases.monitoring.report": contact,
        "cases.monitoring.attempt": contact,
        "cases.monitoring.explain": contact,
        "cases.monitoring.correct": contact,
        "cases.reports.read": Report(station=police),
        "cases.sharing.accept": share,
        "cases.sharing.decline": share,
        "cases.sharing.end": share,
        "cases.glass.review": BrokenGlass(case=case, agency=police, member=cast.members["officer"]),
        "bodies.": cast.council,
        "bodies.undertakings.": undertaking,
        "bodies.undertakings.assign": meeting,
        "bodies.evidence.": undertaking,
        "bodies.notes.": meeting,
        "cases.evidence.": action,
        "cases.follow_up.review": meeting,
        "bodies.candidate.": candidate,
        "bodies.candidate.list": cast.council,
        "bodies.candidate.find": cast.council,
        "bodies.candidate.export": cast.council,
        "bodies.visit.": candidate,
        "bodies.pack.": meeting,
        "bodies.minutes.": minutes,
        "bodies.minutes.prepare": meeting,
        "bodies.letter.": Letter(body=cast.council, meeting=meeting, agency=refuge),
        "bodies.letter.send": minutes,
        "bodies.recusal.": meeting,
        "bodies.matter.": matter,
        "bodies.matter.list": cast.council,
        "bodies.review.": CaseReview(body=cast.council, above=cast.heads),
        "bodies.council_pack.": CouncilPack(body=cast.heads),
        "bodies.council_pack.make": cast.heads,
        "cases.council.figures": cast.heads,
        "cases.pathways.funnel": cast.council,
        "cases.signals.": signal,
        "cases.signals.note": case,
        "cases.signals.reopen": answered,
        "cases.research.answer": research,
        "cases.research.decline": research,
        "cases.research.withdraw": research,
        "bodies.absence.": Absence(body=cast.council, member=cast.members["shelter"]),
        "bodies.hand_over.": HandOver(body=cast.council, written_by=cast.members["shelter"]),
        "bodies.rota.": Rota(body=cast.council),
        "bodies.shift.": shift,
        "bodies.swap.": Swap(
            body=cast.council, asked_by=cast.members["shelter"], taken_by=cast.members["counsellor"]
        ),
        "bodies.swap.ask": shift,
        "bodies.meeting.": meeting,
        "bodies.agenda.": meeting,
        "bodies.meeting.answer": meeting_of_heads,
        **_subjects_of_escorts(there, cast.actors["scout"]),
        "places.programmes.": Programme(body=cast.council, lead_agency=refuge),
        "places.hazards.": Hazard(body=cast.council, agency=police, in_charge=refuge),
        "places.inspections.": Inspection(body=cast.council, team=[police.pk]),
        "places.draws.": Draw(body=cast.council),
        "places.proposals.": SitingRun(body=cast.council, agency=refuge),
        "places.repairs.": Repair(
            body=cast.council, agency=refuge, inspection=Inspection(team=[police.pk])
        ),
        "places.photos.": PlacePhoto(member=cast.members["shelter"]),
        "insights.effects.": EffectProtocol(agency=police),
        "insights.effects.renew": fixed,
        "insights.effects.answer": fixed,
        "insights.effects.release": EffectReport(protocol=fixed),
        "insights.publication.": Publication(agency=police, member_id=0),
        "insights.publication.withdraw": Publication(published_at=timezone.now(), member_id=0),
        "insights.extract.": _extract(cast, asked_by="officer"),
        "insights.extract.make": _extract(cast, asked_by="analyst"),
        "insights.extract.destroy": _extract(cast, asked_by="analyst"),
        "directory.": Organization(keeper=refuge),
        "directory.batch.": Batch(kind="edit", agency_id=refuge.pk),
        "access.": cast.members["officer"],
    }


def _subjects_of_escorts(there: Room, scout: Actor) -> dict[str, Any]:
    """What is under way in a control room: the watch took the alarm, the scout walks along."""
    room = there.room.agency
    mine = Alarm(room=room, taken_by=there.member)
    return {
        "escorts.rooms.": there.room,
        "escorts.rooms.stand_in": ControlRoom(agency=there.room.police, deputy=room),
        "escorts.alarms.": mine,
        "escorts.recordings.": mine,
        "escorts.shifts.": ShiftChange(room=room, given_by=there.member),
        "escorts.objections.": Objection(room=room),
        "escorts.bookings.": Booking(room=room, scouts=[Principal.MEMBER.of(scout.member_id)]),
        "escorts.scouts.": there.room,
    }


def _extract(cast: Cast, *, asked_by: str) -> Extract:
    """Rows for research that the refuge's officer keeps the key of."""
    members = cast.members
    return Extract(asked_by_id=members[asked_by].pk, keeper_id=members["shelter"].pk)


def _matter(cast: Cast) -> Matter:
    """A matter that the refuge's officer proposed for the refuge."""
    return Matter(
        body=cast.council, agency=cast.agencies["refuge"], proposed_by=cast.members["shelter"]
    )


def _subject(act: Act, subjects: dict[str, Any]) -> Any:
    if all(s in _NO_SUBJECT or s.startswith("kind:") for _, s in act.who):
        return None
    return subjects[max((k for k in subjects if act.code.startswith(k)), key=len)]


def _actor(cast: Cast, who: str) -> Actor:
    return {"operator": THE_OPERATOR, "clock": THE_CLOCK}.get(who) or cast.actors[who]


def _answer(actor: Actor, act: Act, subject: Any) -> str:
    stages = _STAGES.get(type(subject), ()) if subject is not None else ()
    if not stages:
        return "always" if may(actor, act.code, subject) else ""
    open_at = []
    for stage in stages:
        subject.stage = stage
        open_at += [stage] if may(actor, act.code, subject) else []
    return "always" if tuple(open_at) == tuple(stages) else " ".join(open_at)


@pytest.fixture(scope="module")
def answers(django_db_setup: None, django_db_blocker: Any) -> list[dict[str, str]]:
    """The table as the house answers it now, asked once for all tests of this file."""
    translation.deactivate()
    with django_db_blocker.unblock(), transaction.atomic():
        cast = on_stage()
        there = control_room(cast)
        cast.actors |= {"watch": there.operator, "relief": there.colleague}
        cast.actors |= {"keeper": there.keeper, "privacy": there.privacy}
        cast.actors["scout"] = operator_of(there.room.agency, "scout", kind="scout")
        rows = _answers(cast, there)
        transaction.set_rollback(True)
    return rows


def _answers(cast: Cast, there: Room) -> list[dict[str, str]]:
    subjects = _subjects(cast, there)
    rows = [{"act": act.code, "ko": act.ko} for act in all_acts().values()]
    for who in PEOPLE:
        name_actor(_actor(cast, who))
        for row in rows:
            act = all_acts()[row["act"]]
            row[who] = _answer(_actor(cast, who), act, _subject(act, subjects))
    return rows


def test_the_house_answers_as_the_table_says(answers: list[dict[str, str]]) -> None:
    if os.environ.get("JIKIMI_WRITE_WHO_MAY"):
        _write(answers)
    with TABLE.open(encoding="utf-8") as file:
        expected = list(csv.DictReader(file))
    assert [row["act"] for row in expected] == [row["act"] for row in answers]
    for said, got in zip(expected, answers, strict=True):
        assert got == said


def test_nobody_without_a_part_may_touch_a_case(answers: list[dict[str, str]]) -> None:
    """Whatever the table says: these people never move, read or share somebody else's case."""
    open_lists = {"cases.persons.search", "cases.nomination.put", "cases.worklist.read"}
    open_lists |= {"cases.actions.list", "cases.sharing.list", "cases.glass.break"}
    open_lists |= {"cases.lead.unowned", "cases.follow_up.read", "cases.follow_up.export"}
    open_lists |= {"cases.watching.list", "cases.pathways.read"}
    open_lists |= {"cases.research.list", "cases.alerts.read"}
    open_lists |= {"cases.signals.list", "cases.signals.send"}
    open_lists |= {"cases.checks.list", "cases.checks.take"}
    about_the_case = [
        row for row in answers if row["act"].startswith("cases.") and row["act"] not in open_lists
    ]
    for row in about_the_case:
        for who in ("stranger", "watch", "relief", "scout"):
            assert row[who] == "", row["act"]
        assert row["analyst"] == "", row["act"]


def _write(answers: list[dict[str, str]]) -> None:
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["act", "ko", *PEOPLE], lineterminator="\n")
        writer.writeheader()
        writer.writerows(answers)
