"""Told here: the councils meet. Called, answered, opened, cases heard, matters decided, closed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from uuid import UUID

from jikimi.access.actor import Actor
from jikimi.bodies.agenda import decide_item, finish_item, start_item
from jikimi.bodies.attendance import accept_confidentiality, answer_invitation, record_attendance
from jikimi.bodies.meetings import MeetingDraft, close_meeting, open_meeting
from jikimi.bodies.models import AgendaItem, Meeting
from jikimi.bodies.reads import attendances, items, meeting_called
from jikimi.cases.convening import MeetingPlan, convene
from jikimi.cases.hearing import (
    call_hearing,
    finish_hearing,
    record_decision,
    record_discussion,
)
from jikimi.cases.hearings import hearing_of
from jikimi.cases.models import Case
from jikimi.cases.reads import case_called
from jikimi.demo.book import Told, cases
from jikimi.demo.order import Event
from jikimi.demo.town import Town
from jikimi.demo.undertakings import give_out

_LENGTH_MINUTES = 90


def events(meeting: Told) -> Iterator[Event]:
    """The call of a meeting, the cases put on its agenda, and the meeting itself if it is over."""
    key = meeting["key"]
    yield Event(meeting["called_days_ago"], "meeting_called", key, partial(_call, meeting))
    for told in _on_agenda(meeting):
        about = f"{told['key']} {key}"
        days_ago = min(meeting["called_days_ago"], told["selection"]["days_ago"])
        yield Event(days_ago, "agenda", about, partial(_put_on_agenda, meeting, told))
    if meeting["closed"]:
        yield Event(meeting["days_ago"], "meeting_held", key, partial(_hold, meeting))


def _call(told: Told, town: Town) -> None:
    caller = told["called_by"]
    others = [row["member"] for row in told["attendances"] if row["member"] != caller]
    draft = MeetingDraft(
        starts_at=town.moment(told["days_ago"], told["time"]),
        place=told["place"],
        kind="ad_hoc" if told["is_urgent"] else "regular",
        is_urgent=told["is_urgent"],
        minutes_planned=_LENGTH_MINUTES,
        video_link=told.get("video_link", ""),
    )
    with town.acting_as(caller) as actor:
        plan = MeetingPlan(
            draft=draft,
            topics=[item["title"] for item in told["items"]],
            member_ids=[town.members[name].pk for name in others],
            called_on=town.days_ago(told["called_days_ago"]),
        )
        body = town.bodies[told["body"]]
        town.meetings[told["key"]] = convene(actor=actor, body=body, plan=plan).pk
    _answer(told, town)


def _put_on_agenda(meeting: Told, told: Told, town: Town) -> None:
    with town.on_case(meeting["called_by"], told) as (actor, case):
        call_hearing(actor=actor, case=case, meeting=_meeting(actor, meeting, town))


def _on_agenda(meeting: Told) -> list[Told]:
    return [told for told in cases() if told["key"] in meeting["agenda"]]


def _answer(told: Told, town: Town) -> None:
    """Who came had said so; of a meeting to come, those have answered who sent their papers."""
    for row in told["attendances"]:
        has_answered = row["came"] is not None or row["sent_information"]
        if row["member"] == told["called_by"] or not has_answered:
            continue
        with town.acting_as(row["member"]) as actor:
            answer_invitation(
                actor=actor,
                meeting=_meeting(actor, told, town),
                answer="apologies" if row["came"] is False else "coming",
                has_sent_information=row["sent_information"],
            )


def _hold(told: Told, town: Town) -> None:
    with town.acting_as(told["called_by"]) as actor:
        open_meeting(actor=actor, meeting=_meeting(actor, told, town))
    for row in told["attendances"]:
        if row["came"]:
            with town.acting_as(row["member"]) as actor:
                accept_confidentiality(actor=actor, meeting=_meeting(actor, told, town))
    with town.acting_as(told["called_by"]) as actor:
        meeting = _meeting(actor, told, town)
        _note_who_came(actor, meeting, told, town)
        for item in items(meeting):
            start_item(actor=actor, meeting=meeting, item_id=item.pk)
            _deal_with(actor, meeting, item, told, town)
        close_meeting(actor=actor, meeting=meeting)


def _meeting(actor: Actor, told: Told, town: Town) -> Meeting:
    return meeting_called(actor, town.meetings[told["key"]])


def _note_who_came(actor: Actor, meeting: Meeting, told: Told, town: Town) -> None:
    came = {town.members[row["member"]].pk: row["came"] for row in told["attendances"]}
    for row in attendances(meeting):
        attended = came[row.member_id]
        record_attendance(actor=actor, meeting=meeting, attendance_id=row.pk, attended=attended)


def _deal_with(actor: Actor, meeting: Meeting, item: AgendaItem, told: Told, town: Town) -> None:
    if item.subject_id is None:
        told_of = [*told["items"], *told.get("matters", [])]
        decided = {row["title"]: row["decision"] for row in told_of}
        if item.title in decided:
            text = decided[item.title]
            decision = decide_item(actor=actor, meeting=meeting, item_id=item.pk, text=text)
            give_out(actor, meeting.body, decision, (told["key"], item.title), town)
        finish_item(actor=actor, meeting=meeting, item_id=item.pk)
        return
    heard, case = _case_on(actor, item.subject_id, told, town)
    _hear(actor, case, item, heard["hearing"], town)


def _case_on(actor: Actor, subject: UUID, meeting: Told, town: Town) -> tuple[Told, Case]:
    found = ((told, case_called(actor, town.numbers[told["key"]])) for told in _on_agenda(meeting))
    return next((told, case) for told, case in found if case.pk == subject)


def _hear(actor: Actor, case: Case, item: AgendaItem, heard: Told, town: Town) -> None:
    hearing = hearing_of(item.pk)
    version = hearing.version if hearing else 1
    text = "\n".join([*_lines(heard["said"], town), heard["discussion"]])
    record_discussion(actor=actor, case=case, item_id=item.pk, text=text, version=version)
    for decision in heard["decisions"]:
        record_decision(actor=actor, case=case, item_id=item.pk, text=decision)
    finish_hearing(actor=actor, case=case, item_id=item.pk)


def _lines(said: Iterable[Told], town: Town) -> list[str]:
    return [f"{town.agencies[row['agency']].name_ko}: {row['text']}" for row in said]
