"""Sharing, told with the cast: who comes to know what, on which basis, until when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection
from django.db.models import Model
from django.utils import timezone, translation

from jikimi.access.actor import THE_CLOCK, Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.notices import notices_unseen
from jikimi.cases.expiry import end_what_is_over
from jikimi.cases.history import history_of
from jikimi.cases.invitations import accept_share, decline_share, invitation_called, invitations
from jikimi.cases.ledger import ledger
from jikimi.cases.models import Bar, BrokenGlass, Case, Disclosure, Participation
from jikimi.cases.reads import case_called
from jikimi.cases.sharing import end_share, withdraw_consent
from jikimi.cases.urgent import review_share, shares_to_review
from jikimi.cases.worklist import CaseList, Filter, worklist
from tests.casework import days_ago, invited, joins, newcomer, nominated, selected, shared
from tests.cast import Cast

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
Enter = Callable[[Actor], None]
DANGER = "피해자의 생명에 급박한 위험이 있어 동의를 받을 겨를이 없음"


@pytest.fixture
def case(cast: Cast) -> Case:
    return selected(cast)


def test_an_urgent_share_ends_within_72_hours_and_is_reviewed_by_somebody_else(
    case: Case, cast: Cast, enter: Enter
) -> None:
    share = shared(cast, case, "shelter", ["victim"], basis="urgent_life", narrative=DANGER)
    assert share.until <= timezone.now() + timedelta(hours=72)
    assert share.review_due_at == share.until
    enter(cast.coordinator)
    assert list(shares_to_review(cast.coordinator)) == []
    with pytest.raises(NotAllowed):
        review_share(actor=cast.coordinator, share=share, verdict="justified", note="필요했음")
    enter(cast.counsellor)
    assert [s.pk for s in shares_to_review(cast.counsellor)] == [share.pk]
    review_share(actor=cast.counsellor, share=share, verdict="not_justified", note="지나쳤음")
    row = Participation.objects.get(pk=share.pk)
    assert (row.verdict, row.reviewed_by_id) == ("not_justified", cast.counsellor.member_id)
    assert row.ended_at is not None
    with pytest.raises(NotYet):
        review_share(actor=cast.counsellor, share=row, verdict="justified", note="다시")


def test_an_urgent_share_needs_the_danger_in_words(case: Case, cast: Cast) -> None:
    with pytest.raises(NotValid) as refusal:
        invited(cast, case, cast.agencies["refuge"], ["victim"], basis="urgent_life", narrative="x")
    assert "narrative" in refusal.value.fields


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"basis": "investigation", "narrative": "2026-1"}, "basis"),
        ({"basis": "fact_inquiry", "narrative": "x"}, "basis"),
        ({"basis": "special_statute"}, "narrative"),
        ({"basis": "made_up"}, "basis"),
        ({"purpose": " "}, "purpose"),
        ({"fields": []}, "fields"),
        ({"fields": ["reports"]}, "fields"),
        ({"role": "lead"}, "role"),
        ({"until": timezone.now() - timedelta(hours=1)}, "until"),
    ],
)
def test_a_share_that_is_not_in_order_is_refused_beside_its_field(
    case: Case, cast: Cast, more: dict[str, object], field: str
) -> None:
    given = {"fields": ["victim"], **more}
    with pytest.raises(NotValid) as refusal:
        invited(cast, case, cast.agencies["refuge"], given.pop("fields"), **given)
    assert field in refusal.value.fields


def test_nobody_is_invited_twice_and_only_those_who_lead_invite(
    case: Case, cast: Cast, enter: Enter
) -> None:
    refuge = cast.agencies["refuge"]
    invited(cast, case, refuge, ["victim"])
    with pytest.raises(NotValid) as refusal:
        invited(cast, case, refuge, ["victim"])
    assert "agency_id" in refusal.value.fields


def test_an_invited_agency_reads_the_limits_and_nothing_else_until_it_accepts(
    case: Case, cast: Cast, enter: Enter
) -> None:
    share = invited(cast, case, cast.agencies["refuge"], ["victim"])
    enter(cast.shelter)
    assert [s.pk for s in invitations(cast.shelter)] == [share.pk]
    with pytest.raises(NotAllowed):
        case_called(cast.shelter, case.number)
    accept_share(actor=cast.shelter, share=invitation_called(cast.shelter, share.pk))
    assert case_called(cast.shelter, case.number).pk == case.pk
    with pytest.raises(NotAllowed):
        invitation_called(cast.shelter, share.pk)


def test_a_stranger_finds_no_invitation(case: Case, cast: Cast, enter: Enter) -> None:
    share = invited(cast, case, cast.agencies["refuge"], ["victim"])
    enter(cast.stranger)
    with pytest.raises(NotAllowed):
        invitation_called(cast.stranger, share.pk)


def test_declining_needs_a_reason_and_leaves_nothing_to_see(
    case: Case, cast: Cast, enter: Enter
) -> None:
    invited(cast, case, cast.agencies["refuge"], ["victim"])
    enter(cast.shelter)
    share = invitations(cast.shelter).get()
    with pytest.raises(NotValid):
        decline_share(actor=cast.shelter, share=share, why=" ")
    decline_share(actor=cast.shelter, share=share, why="자리가 없음")
    assert Participation.objects.count() == Case.objects.count() == 0
    enter(cast.coordinator)
    assert Disclosure.objects.count() == 0
    assert "자리가 없음" in [h.why for h in history_of(cast.coordinator, case)]


def test_an_invitation_to_a_closed_or_ended_matter_is_not_accepted(
    case: Case, cast: Cast, enter: Enter
) -> None:
    share = invited(cast, case, cast.agencies["refuge"], ["victim"])
    Case.objects.filter(pk=case.pk).update(stage="declined")
    enter(cast.shelter)
    with pytest.raises(NotAllowed):
        accept_share(actor=cast.shelter, share=share)


def test_taking_consent_back_ends_what_rests_on_it_at_once(
    case: Case, cast: Cast, enter: Enter
) -> None:
    newcomer(cast, "doctor", "health")
    shared(cast, case, "shelter", ["victim"])
    invited(cast, case, cast.agencies["doctor"], ["victim"])
    shared(cast, case, "officer", ["victim"], basis="fact_inquiry", narrative="사실조회 2026-1")
    enter(cast.counsellor)
    fresh = Case.objects.get()
    assert withdraw_consent(actor=cast.counsellor, case=fresh, on=days_ago(0), why="원치 않음") == 2
    for who, number in (("shelter", 0), ("doctor", 0), ("officer", 1), ("counsellor", 1)):
        enter(cast.actors[who])
        assert Case.objects.count() == number, who
    enter(cast.shelter)
    assert "cases.sharing.end" in [n.kind for n in notices_unseen(cast.shelter)]
    with pytest.raises(NotValid) as refusal:
        invited(cast, case, cast.agencies["refuge"], ["victim"], consented_on=days_ago(1))
    assert "consented_on" in refusal.value.fields
    invited(cast, case, cast.agencies["refuge"], ["victim"], consented_on=days_ago(0))


def test_the_lead_cannot_be_put_out_and_a_partner_cannot_put_out_others(
    case: Case, cast: Cast, enter: Enter
) -> None:
    shared(cast, case, "officer", ["victim"])
    share = shared(cast, case, "shelter", ["victim", "contact"])
    lead = Participation.objects.get(role="lead")
    with pytest.raises(NotValid):
        end_share(actor=cast.shelter, share=lead, why="x")
    enter(cast.officer)
    with pytest.raises(NotAllowed):
        end_share(actor=cast.officer, share=share, why="x")
    enter(cast.shelter)
    end_share(actor=cast.shelter, share=share, why="지원을 마침")
    assert Case.objects.count() == 0


def test_a_share_whose_time_is_over_shows_nothing_even_before_the_clock_comes(
    case: Case, cast: Cast, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    soon = timezone.now() + timedelta(seconds=1)
    shared(cast, case, "shelter", ["victim"], until=soon)
    assert case_called(cast.shelter, case.number)
    later = soon + timedelta(minutes=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    with pytest.raises(NotAllowed):
        case_called(cast.shelter, case.number)


def test_the_clock_ends_what_is_over_and_nobody_else_may(
    case: Case, cast: Cast, enter: Enter
) -> None:
    shared(cast, case, "shelter", ["victim"], until=timezone.now() + timedelta(days=1))
    enter(THE_CLOCK)
    assert end_what_is_over(actor=THE_CLOCK) == 0
    enter(cast.shelter)
    assert Case.objects.count() == 1


def test_the_other_side_does_not_learn_that_a_shelter_helps(
    case: Case, cast: Cast, enter: Enter
) -> None:
    newcomer(cast, "probation", "probation")
    shared(cast, case, "shelter", ["victim", "contact"], purpose="쉼터 입소 지원")
    shared(
        cast, case, "probation", ["perpetrator"], basis="disposition_execution", narrative="2026-2"
    )
    known = {s.agency.key for s in Participation.objects.select_related("agency")}
    assert known == {"centre", "probation"}
    assert Disclosure.objects.count() == 0
    told = history_of(cast.probation, case)
    text = " ".join(f"{h.agency} {h.member} {h.why} {h.facts}" for h in told)
    assert "refuge" not in text
    assert "쉼터" not in text
    enter(cast.counsellor)
    assert Participation.objects.count() == 3


def test_the_ledger_has_the_eight_fields_and_is_for_coordinators_and_auditors(
    case: Case, cast: Cast, enter: Enter
) -> None:
    shared(cast, case, "shelter", ["victim"], until=timezone.now() + timedelta(days=30))
    enter(cast.coordinator)
    found = ledger(cast.coordinator, first=days_ago(1), last=days_ago(0))
    assert found.number == 1
    assert all(
        [
            found.lines[0].data_name,
            found.lines[0].recipient,
            found.lines[0].provided_at,
            found.lines[0].purpose,
            found.lines[0].basis,
            found.lines[0].items,
            found.lines[0].period,
            found.lines[0].limits,
        ]
    )
    assert found.lines[0].case == case.number


def test_words_that_nobody_typed_are_told_in_the_language_of_the_reader(
    case: Case, cast: Cast, enter: Enter
) -> None:
    shared(cast, case, "shelter", ["victim"])
    enter(cast.coordinator)
    told = {}
    for language in ("ko", "en"):
        with translation.override(language):
            line = ledger(cast.coordinator, first=days_ago(1), last=days_ago(0)).lines[0]
            lead = Participation.objects.get(case=case, role="lead").purpose_in_words
            told[language] = (line.data_name, line.purpose, lead)
    assert told["ko"] == ("공동대응 사례", "피해자 보호와 지원", "실무협의회를 통한 보호와 지원")
    assert told["en"][0] == "Case of joint response"
    assert told["en"][2] == "Protection and support through the working council"
    enter(cast.auditor)
    audited = ledger(cast.auditor, first=days_ago(1), last=days_ago(0))
    assert audited.number == 1
    assert audited.lines[0].case == ""
    enter(cast.shelter)
    with pytest.raises(NotAllowed):
        ledger(cast.shelter, first=days_ago(1), last=days_ago(0))


def test_the_ledger_cannot_be_rewritten(case: Case, cast: Cast, enter: Enter) -> None:
    shared(cast, case, "shelter", ["victim"])
    enter(cast.coordinator)
    with pytest.raises(Exception, match="permission denied"):
        Disclosure.objects.update(purpose="다른 목적")


@pytest.mark.parametrize("model", [Participation, Bar, BrokenGlass, Disclosure, Case])
def test_nobody_writes_around_the_guards(
    case: Case, cast: Cast, enter: Enter, model: type[Model]
) -> None:
    enter(cast.shelter)
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute(f"INSERT INTO {model._meta.db_table} (id) VALUES (gen_random_uuid())")


@pytest.mark.parametrize(
    "call",
    [
        "cases_invite(gen_random_uuid(), %s, 3, 'partner', 'consent', '', 'x', '{victim}', NULL,"
        " '', NULL, NULL)",
        "cases_bar_member(%s, 1, 'relative')",
        "cases_hand_over(%s, 3, NULL)",
        "cases_withdraw_consent(%s, '{consent}', current_date, 'x')",
        "cases_unbar_member(%s, 1)",
    ],
)
def test_the_guards_refuse_who_does_not_see_the_case(
    case: Case, cast: Cast, enter: Enter, call: str
) -> None:
    enter(cast.stranger)
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="refused"):
        cursor.execute(f"SELECT {call}", [case.pk])


def test_what_the_guards_tell_is_for_those_who_see_the_case(
    case: Case, cast: Cast, enter: Enter
) -> None:
    enter(cast.stranger)
    for function in ("cases_history(%s, 9)", "cases_glass_open(%s)", "cases_attempted(%s::text)"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {function}", [case.pk])
            assert cursor.fetchall() == [], function


def test_the_list_pages_both_ways_and_is_narrowed(
    cast: Cast, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(5):
        nominated(cast, victim=f"고하늘{n}")
    # All five were opened in one transaction and so at one instant: the id decides.
    numbers = [c.number for c in sorted(Case.objects.all(), key=lambda c: c.pk, reverse=True)]
    monkeypatch.setattr("jikimi.cases.worklist.PAGE", 2)
    enter(cast.counsellor)
    first = worklist(cast.counsellor)
    second = worklist(cast.counsellor, after=first.later)
    third = worklist(cast.counsellor, after=second.later)
    assert [_numbers(page) for page in (first, second, third)] == [
        numbers[:2],
        numbers[2:4],
        numbers[4:],
    ]
    assert (first.earlier, third.later) == ("", "")
    assert _numbers(worklist(cast.counsellor, before=third.earlier)) == numbers[2:4]
    assert _numbers(worklist(cast.counsellor, before=second.earlier)) == numbers[:2]
    assert _numbers(worklist(cast.counsellor, after="nonsense")) == numbers[:2]
    quiet = worklist(cast.counsellor, Filter(order="quiet"))
    assert _numbers(quiet) == numbers[:2:-1]
    assert worklist(cast.counsellor, Filter(stage="closed")).lines == []
    assert len(worklist(cast.counsellor, Filter(is_mine=True)).lines) == 2
    enter(cast.coordinator)
    assert _numbers(worklist(cast.coordinator, Filter(of="body"))) == numbers[:2]
    assert worklist(cast.coordinator).lines == []


def _numbers(page: CaseList) -> list[str]:
    return [line.case.number for line in page.lines]


def test_a_colleague_of_the_invited_agency_sees_the_same_invitation(
    case: Case, cast: Cast, enter: Enter
) -> None:
    joins(cast, "second", cast.agencies["refuge"])
    share = invited(cast, case, cast.agencies["refuge"], ["victim"])
    enter(cast.second)
    assert invitation_called(cast.second, share.pk)
