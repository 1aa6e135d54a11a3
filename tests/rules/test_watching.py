"""What rules suggest by themselves, what runs out, and who sees which household on the list."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from jikimi.access.actor import THE_CLOCK
from jikimi.access.errors import Changed, NotAllowed
from jikimi.access.notices import Notice
from jikimi.access.ticket import name_actor
from jikimi.cases.bars import bar_member
from jikimi.cases.escalating import propose_by_rules
from jikimi.cases.flags import flags_ending, tell_of_flags
from jikimi.cases.grading import grades_suggested, propose_grades
from jikimi.cases.guards import called, rows_of
from jikimi.cases.models import Case, CaseReport, MonitoringContact, Proposal
from jikimi.cases.proposals import decline_proposal
from jikimi.cases.repeats import flag_repeat
from jikimi.cases.watching import WatchFilter, watch_over, watched
from tests.cast import Cast
from tests.loop import Loop, heard
from tests.watched import clock_keeps, on, registered, reported

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
TODAY = timezone.localdate()


@pytest.fixture
def loop(cast: Cast) -> Loop:
    return heard(cast)


def proposed(loop: Loop) -> set[tuple[str, str]]:
    loop.as_("coordinator")
    return set(Proposal.objects.values_list("kind", "about"))


def back(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_the_clock_suggests_each_fact_once_and_decides_nothing(loop: Loop) -> None:
    reported(loop, back(30))
    reported(loop, back(5))
    for _run in range(2):
        name_actor(THE_CLOCK)
        watch_over(actor=THE_CLOCK, today=TODAY)
    assert proposed(loop) == {("grade", f"B:{back(5)}")}
    assert loop.fresh().registrations.count() == 0  # type: ignore[attr-defined]
    only = Proposal.objects.get()
    decline_proposal(actor=loop.as_("coordinator"), proposal=only, why="동의하지 않음")
    propose_by_rules(case=loop.fresh(), today=TODAY)
    assert len(proposed(loop)) == 1
    CaseReport.objects.update(received_at=on(back(400)))
    reported(loop, back(5))
    reported(loop, TODAY, result="입건")
    CaseReport.objects.filter(result="현장종결").update(result="송치")
    propose_by_rules(case=loop.fresh(), today=TODAY)
    assert ("grade", f"A:{TODAY}") in proposed(loop)


def test_a_lower_grade_that_waits_becomes_the_higher_one(loop: Loop) -> None:
    for days in (30, 20):
        reported(loop, back(days))
    propose_by_rules(case=loop.fresh(), today=TODAY)
    asked = Proposal.objects.get()
    reported(loop, back(10))
    propose_by_rules(case=loop.fresh(), today=TODAY)
    assert proposed(loop) == {("grade", f"A:{back(10)}")}
    propose_by_rules(case=loop.case, today=TODAY + timedelta(days=340))  # two in that year
    assert proposed(loop) == {("grade", f"A:{back(10)}")}
    with pytest.raises(Changed):  # who read of B does not answer for A
        decline_proposal(
            actor=loop.as_("coordinator"), proposal=asked, why="아님", version=asked.version
        )


def test_a_report_after_the_nomination_asks_for_a_hearing_and_a_new_judgement(loop: Loop) -> None:
    tomorrow = TODAY + timedelta(days=1)
    reported(loop, tomorrow)
    name_actor(THE_CLOCK)
    propose_by_rules(today=tomorrow)
    propose_by_rules(today=tomorrow)
    day = tomorrow.isoformat()
    assert proposed(loop) == {("council_hearing", day), ("risk_review", day)}
    late = TODAY + timedelta(days=366)
    Proposal.objects.all().update(about="2000-01-01", answered_at=timezone.now())
    CaseReport.objects.update(received_at=on(late))
    name_actor(THE_CLOCK)
    propose_by_rules(today=late)
    assert {about for _kind, about in proposed(loop)} == {"2000-01-01"}


def test_a_report_while_registered_asks_for_the_higher_grade(loop: Loop) -> None:
    registered(loop, back(20), grade="B")
    reported(loop, back(3))
    propose_by_rules(case=loop.fresh(), today=TODAY)
    assert ("higher_grade", f"A:{back(3)}") in proposed(loop)
    assert all(kind != "grade" for kind, _about in proposed(loop))


def test_contacts_missed_again_and_again_ask_for_a_new_judgement(loop: Loop) -> None:
    registered(loop, back(100))
    clock_keeps(TODAY)
    name_actor(THE_CLOCK)
    propose_by_rules(today=TODAY)
    newest = MonitoringContact.objects
    loop.as_("coordinator")
    last = newest.filter(outcome="missed").order_by("-due_on").values_list("due_on", flat=True)[0]
    assert ("risk_review", last.isoformat()) in proposed(loop)


def test_the_database_and_the_rules_count_alike(loop: Loop) -> None:
    """The clock counts in SQL what the page counts in Python: fifteen mixed histories agree."""
    dice = random.Random(5)
    words = ("입건", "불입건", "송치", "현장종결", "입건 전 조사")
    for number in range(15):
        loop.as_("coordinator")
        waiting = Proposal.objects.filter(answered_at=None)
        waiting.update(about=f"old {number}", answered_at=on(TODAY))
        CaseReport.objects.update(received_at=on(back(9000)))
        for _report in range(dice.randint(0, 5)):
            days = dice.choice((1, 200, 364, 365, 366, 367, 1095, 1096, 1097))
            kind = dice.choice(("", "", "stalking"))
            reported(loop, back(days), result=dice.choice(words), kind=kind)
        expected = [
            rule.more["grade"]
            for rule, _counts, is_met in grades_suggested(
                loop.as_("coordinator"), loop.fresh(), on=TODAY
            )
            if is_met
        ]
        propose_grades(case=loop.case, today=TODAY)
        found = Proposal.objects.filter(answered_at=None).values_list("facts__grade", flat=True)
        assert list(found) == expected[:1]


def test_flags_that_run_out_are_listed_and_told_once_a_month(loop: Loop) -> None:
    flag_repeat(actor=loop.as_("coordinator"), case=loop.fresh(), why="다시 위협함")
    until = loop.fresh().repeat_until
    assert until is not None
    (listed,) = flags_ending(loop.as_("officer"), month=until)
    assert (listed.pk, flags_ending(loop.as_("stranger"), month=until)) == (loop.case.pk, [])
    assert flags_ending(loop.as_("officer"), month=until - timedelta(days=40)) == []
    name_actor(THE_CLOCK)
    told = [tell_of_flags(actor=THE_CLOCK, today=until.replace(day=day)) for day in (3, 4)]
    loop.as_("coordinator")
    assert told == [1, 0]
    assert Notice.objects.filter(kind="cases.watching.flags").count() == 1


def test_the_list_holds_what_its_reader_may_know_at_constant_cost(
    loop: Loop, django_assert_num_queries: Any
) -> None:
    registered(loop, back(70), grade="B")
    clock_keeps(TODAY)
    body, agency = WatchFilter(of="body"), WatchFilter()
    coordinator = loop.as_("coordinator")
    with django_assert_num_queries(2):
        (line,) = watched(coordinator, body).lines
    assert (line.missed, line.case.pk) == (1, loop.case.pk)
    assert watched(loop.as_("coordinator"), body).counts == {"all": 1, "soon": 0, "missed": 1}
    assert [x.missed for x in watched(loop.as_("officer"), agency).lines] == [1]
    for who in ("shelter", "stranger", "head"):
        assert watched(loop.as_(who), agency).counts["all"] == 0
    for order in ("grade", "missed", "since", "case"):
        assert watched(loop.as_("officer"), WatchFilter(order=order, find=loop.case.number)).lines
    assert not watched(loop.as_("officer"), WatchFilter(grade="A")).lines
    officer = loop.cast.members["officer"]
    bar_member(actor=loop.as_("coordinator"), case=loop.fresh(), member=officer, reason="relative")
    assert watched(loop.as_("officer"), agency).counts["all"] == 0
    assert Case.objects.filter(pk=loop.case.pk).count() == 0


def test_only_the_clock_and_who_sees_the_case_let_rules_run(loop: Loop) -> None:
    reported(loop, back(1))
    reported(loop, back(2))
    for who in ("stranger", "shelter", "coordinator"):
        loop.as_(who)
        with pytest.raises(NotAllowed), transaction.atomic():
            propose_by_rules()  # of every case: the clock's alone
        with pytest.raises(NotAllowed), transaction.atomic():
            called("cases_keep_turns", [], [], TODAY)
        assert rows_of("cases_turns_over", TODAY) == []
        assert rows_of("cases_flags_ending", TODAY, TODAY + timedelta(days=999)) == []
    loop.as_("stranger")
    with pytest.raises(NotAllowed), transaction.atomic():
        propose_by_rules(case=loop.case, today=TODAY)
    loop.as_("shelter")
    propose_by_rules(
        case=loop.case, today=TODAY
    )  # sees the case and not its risk: nothing comes back
    assert not Proposal.objects.exists()
    assert proposed(loop) == {("grade", f"B:{back(1)}")}
