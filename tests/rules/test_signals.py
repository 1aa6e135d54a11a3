"""A worry told within a minute: taken up by its team, answered, passed on, and never left lying."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone

from jikimi.access.actor import THE_CLOCK, Actor
from jikimi.access.codes import codes
from jikimi.access.errors import Changed, NotAllowed, NotValid, NotYet
from jikimi.access.models import Notice, Record
from jikimi.access.working_days import is_working_day
from jikimi.bodies.models import Body
from jikimi.cases.guards import called, rows_of
from jikimi.cases.models import Case, Milestone, Nomination, Signal
from jikimi.cases.nomination import LOOK_FIRST
from jikimi.cases.persons import PartyDraft, PersonDraft
from jikimi.cases.reads import case_called
from jikimi.cases.short_forms import bases_offered, forms_of, ways_open_to
from jikimi.cases.signal_answers import (
    answer_signal,
    join_signal,
    pass_signal_on,
    reopen_signal,
    take_up_signal,
)
from jikimi.cases.signal_reads import SignalFilter, signal_called, signals_listed
from jikimi.cases.signal_reminders import remind_of_signals
from jikimi.cases.signalling import send_signal, withdraw_signal
from tests.casework import nominated
from tests.cast import Cast
from tests.signalling import WHO, WORDS, named_child, noticed, response_team, sent

Enter = Callable[[Actor], None]
SEOUL = ZoneInfo("Asia/Seoul")


@pytest.fixture
def team(cast: Cast) -> Body:
    return response_team(cast)


def told_to(cast: Cast, enter: Enter, who: str) -> list[str]:
    enter(cast.actors[who])
    mine = Notice.objects.filter(member_id=cast.members[who].pk)
    return list(mine.order_by("created_at").values_list("kind", flat=True))


def test_every_kind_of_agency_has_a_short_form_whose_lists_agree() -> None:
    forms, fields = codes("cases", "short_forms"), codes("cases", "short_form_fields")
    covered = {kind for form in forms.values() for kind in form.more["agency_kinds"].split()}
    # A control room takes no part in cases: what it knows of a person goes to 112 and is deleted.
    assert covered == set(codes("access", "agency_kinds")) - {"control_room"}
    lists = {"ways": "pathways", "signs": "worry_signs", "case_kinds": "kinds"}
    lists["bases"] = "legal_bases"
    for form in forms.values():
        for column, name in lists.items():
            assert set(form.more[column].split()) <= set(codes("cases", name)), form.code
        asked = [row.more["field"] for row in fields.values() if row.more["form"] == form.code]
        assert {"signs", "noticed_at"} <= set(asked) <= {*_ALL}, form.code
        assert "professional_judgement" in form.more["signs"], form.code
        consent = codes("cases", "pathways")
        for way in form.more["ways"].split():
            assert consent[way].more["consent"] != "required", "no data without consent there"
    assert {row.more["form"] for row in fields.values()} == set(forms)


_ALL = ("signs", "words", "who", "place", "noticed_at")


def test_a_signal_is_sent_with_the_least_and_told_to_its_team_alone(
    cast: Cast, enter: Enter, team: Body
) -> None:
    signal = sent(cast, team, words="900101-1234567 라고 적힌 쪽지", key=None)
    assert (signal.stage, signal.pathway, signal.version) == ("waiting", "crisis_child", 1)
    assert "1234567" not in signal.words
    due = timezone.localtime(signal.answer_due_at)
    assert is_working_day(due.date())
    assert (due.hour, due.date() > timezone.localdate()) == (18, True)
    assert told_to(cast, enter, "officer") == ["cases.signals.send"]
    for who in ("officer", "school"):
        enter(cast.actors[who])
        assert signal_called(cast.actors[who], signal.pk).signal.who == WHO
    for who in ("coordinator", "counsellor", "shelter", "stranger", "head", "auditor"):
        enter(cast.actors[who])
        assert not Signal.objects.exists(), who
        with pytest.raises(NotAllowed):
            signal_called(cast.actors[who], signal.pk)
        assert not Signal.objects.update(words="x"), who


def test_two_taps_send_one_signal(cast: Cast, team: Body) -> None:
    draft = noticed(team, key=sent(cast, team).pk)
    again = send_signal(actor=cast.school, draft=draft)
    assert (again.pk, Signal.objects.count()) == (draft.key, 1)


def test_what_a_form_does_not_ask_or_lacks_is_refused_at_its_field(
    cast: Cast, enter: Enter, team: Body
) -> None:
    wrong: list[tuple[dict[str, object], str]] = [
        ({"signs": [], "words": " "}, "signs"),
        ({"signs": ["order_breached"]}, "signs"),
        ({"who": ""}, "who"),
        ({"who": "가" * 201}, "who"),
        ({"noticed_at": timezone.now() + timedelta(days=30)}, "noticed_at"),
        ({"pathway": "crisis_family"}, "way"),
        ({"body_id": 0}, "way"),
        ({"form": "hospital"}, "form"),
    ]
    enter(cast.school)
    for given, field in wrong:
        with pytest.raises(NotValid) as refusal:
            send_signal(actor=cast.school, draft=noticed(team, **given))
        assert field in refusal.value.fields
    assert not Signal.objects.exists()


def test_a_team_makes_a_case_whose_clocks_run_from_what_was_noticed(
    cast: Cast, enter: Enter, team: Body
) -> None:
    signal = sent(cast, team)
    actor = cast.officer
    enter(actor)
    case = take_up_signal(
        actor=actor, signal=signal_called(actor, signal.pk).signal, draft=named_child(team)
    )
    row = Signal.objects.get()
    assert (row.answer, row.case_id, case.pathway) == ("in_hand", case.pk, "crisis_child")
    assert Milestone.objects.get().happened_at == signal.noticed_at
    said = Nomination.objects.get()
    assert (said.worry, said.signs) == (WORDS, signal.signs)
    # The case tells nothing of who sent the signal.
    assert said.agency_id == case.nominated_by_id == actor.agency_id
    enter(cast.school)
    assert not Case.objects.exists()
    line = signal_called(cast.school, signal.pk)
    assert (line.case_number, line.answer, bool(line.told)) == ("", "", True)
    assert told_to(cast, enter, "school") == ["cases.signals.answer"]
    enter(actor)
    with pytest.raises(NotYet):
        take_up_signal(actor=actor, signal=row, draft=named_child(team))


def test_nobody_known_is_made_anew_from_a_signal(cast: Cast, enter: Enter, team: Body) -> None:
    signal, actor = sent(cast, team), cast.officer
    person = PersonDraft(name="문새봄", phone="010-2222-3333")
    draft = named_child(team, parties=[PartyDraft("victim", person)])
    enter(actor)
    take_up_signal(actor=actor, signal=signal, draft=draft)
    second = sent(cast, team)
    enter(actor)
    with pytest.raises(NotYet) as refusal:
        take_up_signal(actor=actor, signal=second, draft=draft)
    assert refusal.value.code == LOOK_FIRST
    assert Signal.objects.get(pk=second.pk).stage == "waiting"


def test_the_sender_cannot_tell_a_known_person_from_a_new_case(
    cast: Cast, enter: Enter, team: Body
) -> None:
    first, second = sent(cast, team), sent(cast, team)
    actor = cast.officer
    enter(actor)
    case = take_up_signal(actor=actor, signal=first, draft=named_child(team))
    join_signal(actor=actor, signal=second, case=case_called(actor, case.number))
    acts = set(Record.objects.filter(subject_id=case.pk).values_list("act", flat=True))
    assert "cases.signals.note" in acts or not acts
    enter(cast.school)
    ones = [signal_called(cast.school, row.pk) for row in (first, second)]
    assert ones[0].told == ones[1].told
    assert {(o.case_number, o.answer, o.signal.answer, o.signal.answer_note) for o in ones} == {
        ("", "", "in_hand", "")
    }
    assert told_to(cast, enter, "school") == ["cases.signals.answer"] * 2


def test_a_signal_joins_no_case_of_another_team(cast: Cast, enter: Enter, team: Body) -> None:
    other = nominated(cast)
    signal = sent(cast, team)
    enter(cast.officer)
    with pytest.raises(NotValid):
        join_signal(actor=cast.officer, signal=signal, case=other)
    assert Signal.objects.get().stage == "waiting"


def test_an_answer_says_what_was_looked_at_and_can_be_taken_back(
    cast: Cast, enter: Enter, team: Body
) -> None:
    signal, actor = sent(cast, team), cast.officer
    enter(actor)
    for answer, note in (("no_concern", " "), ("in_hand", "봄"), ("withdrawn", "봄")):
        with pytest.raises(NotValid):
            answer_signal(actor=actor, signal=signal, answer=answer, note=note)
    answer_signal(actor=actor, signal=signal, answer="no_concern", note="담임과 통화함", version=1)
    with pytest.raises(NotYet):
        answer_signal(actor=actor, signal=signal, answer="hazard", note="다시", version=1)
    reopen_signal(actor=actor, signal=signal)
    assert Signal.objects.get().stage == "waiting"
    with pytest.raises(Changed):
        answer_signal(actor=actor, signal=signal, answer="hazard", note="길", version=1)
    enter(cast.school)
    with pytest.raises(NotAllowed):
        answer_signal(actor=cast.school, signal=signal, answer="hazard", note="길")
    withdraw_signal(actor=cast.school, signal=signal, version=3)
    assert signal_called(cast.school, signal.pk).offers == frozenset()
    assert told_to(cast, enter, "officer")[-1] == "cases.signals.withdraw"


def test_a_signal_handed_on_is_seen_by_the_other_team_alone(
    cast: Cast, enter: Enter, team: Body
) -> None:
    signal = sent(cast, team)
    enter(cast.coordinator)
    with pytest.raises(NotAllowed):
        pass_signal_on(actor=cast.coordinator, signal=signal, body=cast.council)
    for who in ("school", "coordinator"):  # not even past the rule
        enter(cast.actors[who])
        assert rows_of("cases_signals_due", timezone.now() + timedelta(days=30)) == []
        with pytest.raises(NotAllowed), transaction.atomic():
            called("cases_pass_signal", signal.pk, cast.council.pk, timezone.now())
    enter(cast.officer)
    with pytest.raises(NotValid):
        pass_signal_on(actor=cast.officer, signal=signal, body=cast.heads)
    pass_signal_on(actor=cast.officer, signal=signal, body=cast.council, version=1)
    assert not Signal.objects.exists()
    enter(cast.coordinator)
    line = signal_called(cast.coordinator, signal.pk)
    assert (line.signal.body_id, line.signal.version) == (cast.council.pk, 2)
    assert told_to(cast, enter, "coordinator") == ["cases.signals.send"]


def test_an_unanswered_signal_is_told_of_each_working_day_and_to_its_sender_once(
    cast: Cast, enter: Enter, team: Body
) -> None:
    signal = sent(cast, team)
    monday = datetime(2026, 12, 7, 18, tzinfo=SEOUL)
    Signal.objects.update(answer_due_at=monday)
    enter(THE_CLOCK)
    days = [monday - timedelta(days=3), monday - timedelta(hours=8), monday + timedelta(hours=1)]
    days += [monday + timedelta(days=1, hours=1), monday + timedelta(days=5, hours=1)]
    told = [remind_of_signals(actor=THE_CLOCK, now=at) for at in [*days, days[-2]]]
    assert told == [0, 1, 1, 1, 0, 1]  # nothing before its day, nothing on a Saturday
    kinds = told_to(cast, enter, "officer")[1:]
    assert kinds == ["cases.signals.soon", "cases.signals.overdue", "cases.signals.overdue"]
    assert told_to(cast, enter, "school") == ["cases.signals.unanswered"]
    assert signal.pk


def test_lists_are_narrowed_and_cost_the_same_however_long(
    cast: Cast, enter: Enter, team: Body, django_assert_num_queries: Callable[..., object]
) -> None:
    for _n in range(3):
        last = sent(cast, team)
    enter(cast.school)
    withdraw_signal(actor=cast.school, signal=last, version=1)
    enter(cast.officer)
    with django_assert_num_queries(3):
        listed = signals_listed(cast.officer, SignalFilter())
    assert (len(listed.lines), listed.counts) == (
        2,
        {"waiting": 2, "answered": 0, "withdrawn": 1},
    )
    asked = SignalFilter(state="withdrawn", number=last.pk.hex[:6].upper())
    assert [line.signal for line in signals_listed(cast.officer, asked).lines] == [last]
    assert not signals_listed(cast.officer, SignalFilter(number="zz")).lines
    assert not signals_listed(cast.officer, SignalFilter(pathway="jss")).lines
    enter(cast.coordinator)
    assert not signals_listed(cast.coordinator, SignalFilter()).lines
    assert not signals_listed(cast.coordinator, SignalFilter(box="ours")).lines


def test_each_form_leads_to_teams_and_bases_open_to_the_agency(cast: Cast, team: Body) -> None:
    for who in ("school", "shelter", "officer", "counsellor"):
        actor = cast.actors[who]
        form = forms_of(actor)[0]
        assert ways_open_to(actor, form), who
        assert bases_offered(actor, form), who
    near = [way.body.pk for way in ways_open_to(cast.school, forms_of(cast.school)[0])]
    assert near == [team.pk, cast.council.pk]
