"""Minutes: written from what was recorded, corrected, approved, kept in versions; letters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from jikimi.access.actor import THE_CLOCK, THE_OPERATOR, Actor
from jikimi.access.errors import Changed, NotAllowed, NotValid, NotYet
from jikimi.access.notices import notices_unseen
from jikimi.access.record import Record
from jikimi.access.working_days import working_day_after
from jikimi.bodies.agenda import put_item
from jikimi.bodies.letters import letters_after, letters_of_agency, letters_unopened, send_letters
from jikimi.bodies.meetings import close_meeting, reopen_meeting
from jikimi.bodies.minutes import (
    add_line,
    amend_line,
    approve_minutes,
    drop_line,
    items_missing,
    revise_minutes,
)
from jikimi.bodies.minutes_days import minutes_due_on, minutes_waiting, remind_of_minutes
from jikimi.bodies.minutes_reads import differences, parts_of, versions_of
from jikimi.bodies.models import Chair, Letter, Meeting, Minutes, MinutesLine
from jikimi.cases.minuting import (
    items_unfinished,
    letter_read,
    lines_recorded,
    minutes_read,
    write_minutes,
)
from tests.cast import Cast
from tests.minuting import (
    DECIDED,
    MATTER,
    OF_PERPETRATOR,
    OF_VICTIM,
    OWED,
    SAID,
    SETTLED,
    Sitting,
    closed_sitting,
)

Enter = Callable[[Actor], None]


@pytest.fixture
def sitting(cast: Cast, enter: Enter) -> Sitting:
    return closed_sitting(cast, enter)


@pytest.fixture
def draft(cast: Cast, sitting: Sitting) -> Minutes:
    return write_minutes(actor=cast.coordinator, meeting=sitting.meeting)


@pytest.fixture
def approved(cast: Cast, draft: Minutes) -> Minutes:
    return approve_minutes(actor=cast.coordinator, minutes=draft)


def _texts(minutes: Minutes) -> set[str]:
    return set(MinutesLine.objects.filter(minutes_id=minutes.pk).values_list("text", flat=True))


def _has(minutes: Minutes, text: str) -> bool:
    return any(text in one for one in _texts(minutes))


def test_minutes_are_written_from_what_was_recorded(draft: Minutes, sitting: Sitting) -> None:
    for text in (sitting.case.number, SAID, DECIDED, OF_VICTIM, OF_PERPETRATOR, SETTLED, OWED):
        assert _has(draft, text), text
    facts = draft.facts
    assert {one["name"] for one in facts["people"]} == {
        "역할coordinator",
        "역할counsellor",
        "역할shelter",
    }
    assert facts["is_quorate"]
    assert facts["recused"] == 0
    assert items_missing(draft) == []


def test_each_reader_gets_the_lines_that_reader_may_know(
    cast: Cast, enter: Enter, approved: Minutes, sitting: Sitting
) -> None:
    enter(cast.shelter)
    assert _has(approved, OF_VICTIM)
    assert _has(approved, SETTLED)
    assert _has(approved, sitting.case.number)
    for hidden in (SAID, DECIDED, OF_PERPETRATOR):
        assert not _has(approved, hidden), hidden
    enter(cast.counsellor)
    assert _has(approved, SAID)
    for who in ("stranger", "head", "officer", "colleague"):
        enter(cast.actors[who])
        assert not Minutes.objects.filter(pk=approved.pk).exists(), who


def test_who_did_not_accept_confidentiality_reads_nothing_but_the_own_tasks(
    cast: Cast, enter: Enter, approved: Minutes
) -> None:
    enter(cast.colleague)
    assert _texts(approved) == {OF_PERPETRATOR, OWED}


def test_a_second_writer_adds_only_what_is_missing(
    cast: Cast, draft: Minutes, sitting: Sitting
) -> None:
    line = draft.lines.get(text=SAID)
    amend_line(actor=cast.coordinator, minutes=draft, line_id=line.pk, text="고쳐 적음", base=SAID)
    again = write_minutes(actor=cast.coordinator, meeting=sitting.meeting)
    assert again.pk == draft.pk
    assert _has(draft, "고쳐 적음")
    assert draft.lines.filter(kind="decision").count() == 2
    write_minutes(actor=cast.coordinator, meeting=sitting.meeting, again=sitting.hearing.pk)
    assert _has(draft, SAID)
    assert not _has(draft, "고쳐 적음")


def test_what_the_first_writer_could_not_see_is_added_by_the_second(
    cast: Cast, enter: Enter, sitting: Sitting
) -> None:
    """The refuge keeps the minutes and may know the victim's side alone."""
    meeting = sitting.meeting
    Meeting.objects.filter(pk=meeting.pk).update(clerk=cast.members["shelter"])
    enter(cast.shelter)
    draft = write_minutes(actor=cast.shelter, meeting=Meeting.objects.get(pk=meeting.pk))
    assert items_unfinished(draft) == set()
    enter(cast.coordinator)
    assert _texts(draft) == {sitting.case.number, MATTER, OWED} | {
        text for text in _texts(draft) if text.startswith(SETTLED)
    }
    assert items_unfinished(draft) == {sitting.hearing.pk}
    write_minutes(actor=cast.coordinator, meeting=meeting)
    for text in (SAID, DECIDED, OF_PERPETRATOR):
        assert _has(draft, text), text
    assert draft.lines.filter(text=OF_VICTIM).count() == 1
    assert items_unfinished(draft) == set()


def test_two_who_correct_the_same_line_do_not_overwrite_one_another(
    cast: Cast, draft: Minutes
) -> None:
    line = draft.lines.get(text=SAID)
    who = {"actor": cast.coordinator, "minutes": draft, "line_id": line.pk, "base": SAID}
    amend_line(text="먼저", **who)
    with pytest.raises(Changed) as refused:
        amend_line(text="나중", **who)
    assert refused.value.theirs == {"text": "먼저"}
    with pytest.raises(NotValid):
        amend_line(text=" ", **who)


def test_lines_are_added_behind_their_item_and_covered(
    cast: Cast, enter: Enter, draft: Minutes, sitting: Sitting
) -> None:
    made = add_line(
        actor=cast.coordinator,
        minutes=draft,
        item_id=sitting.hearing.pk,
        kind="discussion",
        text="주민번호 900101-1234567 확인",
    )
    assert "1234567" not in made.text
    assert parts_of(draft)[0].said[-1].pk == made.pk
    enter(cast.shelter)
    assert not MinutesLine.objects.filter(pk=made.pk).exists()
    enter(cast.coordinator)
    drop_line(actor=cast.coordinator, minutes=draft, line_id=made.pk)
    assert not MinutesLine.objects.filter(pk=made.pk).exists()
    task = draft.lines.get(text=OF_VICTIM)
    with pytest.raises(NotAllowed):
        drop_line(actor=cast.coordinator, minutes=draft, line_id=task.pk)


def test_only_the_chair_approves_and_a_coordinator_when_there_is_none(
    cast: Cast, enter: Enter, draft: Minutes, sitting: Sitting
) -> None:
    enter(cast.counsellor)
    with pytest.raises(NotAllowed):
        approve_minutes(actor=cast.counsellor, minutes=draft)
    enter(THE_OPERATOR)
    Chair.objects.create(
        body=sitting.meeting.body, member=cast.members["counsellor"], since=date(2026, 1, 1)
    )
    enter(cast.coordinator)
    with pytest.raises(NotAllowed):
        approve_minutes(actor=cast.coordinator, minutes=draft)
    enter(cast.counsellor)
    approve_minutes(actor=cast.counsellor, minutes=draft)
    assert Minutes.objects.get(pk=draft.pk).approved_by_id == cast.members["counsellor"].pk
    assert Meeting.objects.get(pk=sitting.meeting.pk).minutes_approved_at


def test_minutes_that_leave_out_an_item_are_not_approved(
    cast: Cast, draft: Minutes, sitting: Sitting
) -> None:
    who = cast.coordinator
    reopen_meeting(actor=who, meeting=sitting.meeting, why="빠진 안건")
    late = put_item(meeting=sitting.meeting, kind="policy", title="늦은 안건")
    late.closed_at = sitting.meeting.starts_at
    late.save()
    close_meeting(actor=who, meeting=sitting.meeting)
    with pytest.raises(NotYet):
        approve_minutes(actor=who, minutes=draft)
    write_minutes(actor=who, meeting=sitting.meeting)
    approve_minutes(actor=who, minutes=draft)


def test_everybody_in_the_list_is_told_that_the_minutes_are_approved(
    cast: Cast, enter: Enter, approved: Minutes
) -> None:
    enter(cast.shelter)
    told = [row for row in notices_unseen(cast.shelter) if row.kind == "bodies.minutes.approve"]
    assert len(told) == 1
    assert told[0].link == f"/staff/meetings/{approved.meeting_id}/minutes/"


def test_approved_minutes_cannot_be_changed_not_even_past_the_rules(
    cast: Cast, approved: Minutes
) -> None:
    line = approved.lines.get(text=SAID)
    writes: list[Callable[[], object]] = [
        lambda: MinutesLine.objects.filter(pk=line.pk).update(text="다르게"),
        lambda: MinutesLine.objects.filter(pk=line.pk).delete(),
        lambda: Minutes.objects.filter(pk=approved.pk).update(facts={}),
        lambda: Minutes.objects.filter(pk=approved.pk).update(stage="draft", approved_at=None),
    ]
    for write in writes:
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    with pytest.raises(NotYet):
        amend_line(
            actor=cast.coordinator, minutes=approved, line_id=line.pk, text="다르게", base=SAID
        )


def test_a_new_version_takes_every_line_along_and_the_old_one_stays_readable(
    cast: Cast, enter: Enter, approved: Minutes, sitting: Sitting
) -> None:
    who = cast.coordinator
    with pytest.raises(NotValid):
        revise_minutes(actor=who, minutes=approved, why=" ")
    made = revise_minutes(actor=who, minutes=approved, why="오기 정정")
    assert (made.number, made.stage, made.why) == (2, "draft", "오기 정정")
    assert _texts(made) == _texts(approved)
    with pytest.raises(NotYet):
        revise_minutes(actor=who, minutes=approved, why="또")
    line = made.lines.get(text=SAID)
    amend_line(actor=who, minutes=made, line_id=line.pk, text="바로잡음", base=SAID)
    changed = differences(parts_of(approved), parts_of(made))
    assert [(one.sign, one.text) for one in changed] == [("-", SAID), ("+", "바로잡음")]
    enter(cast.counsellor)
    assert [one.number for one in versions_of(cast.counsellor, sitting.meeting)] == [1]
    enter(who)
    approve_minutes(actor=who, minutes=made)
    assert Minutes.objects.get(pk=approved.pk).stage == "replaced"
    enter(cast.counsellor)
    assert [one.number for one in versions_of(cast.counsellor, sitting.meeting)] == [2, 1]
    assert SAID in _texts(approved)


def test_lines_are_copied_only_into_an_empty_draft_of_the_same_meeting(
    cast: Cast, enter: Enter, approved: Minutes
) -> None:
    made = revise_minutes(actor=cast.coordinator, minutes=approved, why="정정")
    for who in ("coordinator", "stranger", "colleague"):
        enter(cast.actors[who])
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT bodies_copy_minutes(%s, %s)", [approved.pk, made.pk])


def test_minutes_are_due_three_working_days_after_the_meeting_closed(sitting: Sitting) -> None:
    assert minutes_due_on(date(2026, 11, 20)) == date(2026, 11, 25)
    assert minutes_due_on(date(2026, 12, 24)) == date(2026, 12, 30)
    due = Meeting.objects.get(pk=sitting.meeting.pk).minutes_due_on
    assert due is not None


def test_the_clock_reminds_once_a_day_until_they_are_approved(
    cast: Cast, enter: Enter, sitting: Sitting
) -> None:
    due = Meeting.objects.get(pk=sitting.meeting.pk).minutes_due_on
    assert due is not None
    assert [m.pk for m in minutes_waiting(cast.coordinator)] == [sitting.meeting.pk]
    late = due + timedelta(days=1)
    enter(THE_CLOCK)
    assert remind_of_minutes(actor=THE_CLOCK, today=due - timedelta(days=9)) == 0
    assert remind_of_minutes(actor=THE_CLOCK, today=due) == 1
    assert remind_of_minutes(actor=THE_CLOCK, today=late) == 1
    assert remind_of_minutes(actor=THE_CLOCK, today=late) == 1
    enter(cast.coordinator)
    kinds = [n.kind for n in notices_unseen(cast.coordinator) if "minutes" in n.kind]
    assert sorted(kinds) == ["bodies.minutes.overdue", "bodies.minutes.soon"]
    approve_minutes(
        actor=cast.coordinator,
        minutes=write_minutes(actor=cast.coordinator, meeting=sitting.meeting),
    )
    assert minutes_waiting(cast.coordinator) == []
    enter(THE_CLOCK)
    assert remind_of_minutes(actor=THE_CLOCK, today=working_day_after(late)) == 0


def test_each_agency_gets_a_letter_with_its_own_tasks_and_is_seen_to_have_opened_it(
    cast: Cast, enter: Enter, approved: Minutes, sitting: Sitting
) -> None:
    enter(cast.counsellor)
    with pytest.raises(NotAllowed):
        send_letters(actor=cast.counsellor, minutes=approved)
    enter(cast.coordinator)
    sent = send_letters(actor=cast.coordinator, minutes=approved)
    assert len(sent) == 2
    assert len({one.number for one in sent}) == 2
    assert send_letters(actor=cast.coordinator, minutes=approved) == []
    enter(cast.colleague)
    letter = letters_of_agency(cast.colleague)[0]
    assert next(n.kind for n in notices_unseen(cast.colleague)) == "bodies.letter.send"
    found = letter_read(cast.colleague, letter)
    assert {line.text for line in found.lines} == {OF_PERPETRATOR, OWED}
    assert set(found.numbers.values()) == {sitting.case.number}
    assert letters_unopened(cast.colleague) == []
    enter(cast.coordinator)
    opened = {row.agency.key: row.opened_by_id for row in letters_after(approved)}
    assert opened == {"centre": cast.members["colleague"].pk, "refuge": None}
    for who in ("stranger", "officer", "head"):
        enter(cast.actors[who])
        assert Letter.objects.count() == 0, who


def test_a_new_version_sends_letters_only_where_something_changed(
    cast: Cast, enter: Enter, approved: Minutes, sitting: Sitting
) -> None:
    send_letters(actor=cast.coordinator, minutes=approved)
    made = revise_minutes(actor=cast.coordinator, minutes=approved, why="과제 기한 정정")
    line = made.lines.get(text=OWED)
    MinutesLine.objects.filter(pk=line.pk).update(due_on=date(2027, 1, 4))
    approve_minutes(actor=cast.coordinator, minutes=made)
    again = send_letters(actor=cast.coordinator, minutes=made)
    assert [row.agency.key for row in again] == ["centre"]


def test_writing_minutes_costs_the_same_for_many_items(
    cast: Cast, enter: Enter, sitting: Sitting
) -> None:
    enter(cast.coordinator)
    with CaptureQueriesContext(connection) as few:
        lines_recorded(sitting.meeting)
    for number in range(20):
        put_item(meeting=sitting.meeting, kind="policy", title=f"안건 {number}")
    with CaptureQueriesContext(connection) as many:
        assert len(lines_recorded(sitting.meeting)) > 20
    assert len(many) == len(few)


def test_reading_minutes_is_recorded_with_the_persons_of_its_cases(
    cast: Cast, enter: Enter, approved: Minutes, sitting: Sitting
) -> None:
    enter(cast.coordinator)
    minutes_read(cast.coordinator, approved)
    persons = set(sitting.case.parties.values_list("person_id", flat=True))
    enter(cast.auditor)
    found = Record.objects.filter(act="bodies.minutes.read").order_by("-at").first()
    assert found is not None
    assert set(found.person_ids) == persons
