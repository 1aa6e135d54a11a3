"""Emergency opening: a reason, a few hours, told at once, reviewed by somebody else (SR-25)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.notices import notices_unseen
from jikimi.access.record import Entry, append
from jikimi.cases import glass
from jikimi.cases.glass import (
    break_glass,
    close_glass,
    open_now,
    opening_called,
    openings,
    review_due_at,
    review_glass,
)
from jikimi.cases.models import BrokenGlass, Case, Party, SealedField
from jikimi.cases.reads import case_called
from jikimi.cases.risk import RiskDraft, judge_risk
from jikimi.cases.sealed import seal_field, sealed_count
from jikimi.cases.sharing import ShareDraft, invite_agency
from tests.casework import joins, selected
from tests.cast import Cast

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
Enter = Callable[[Actor], None]
WHY = "피해자가 병원에 실려 왔고 가해자가 뒤따라온다고 함"
KOREA = ZoneInfo("Asia/Seoul")


@pytest.fixture
def case(cast: Cast) -> Case:
    return selected(cast)


def _open(cast: Cast, enter: Enter, case: Case, hours: int = 2) -> BrokenGlass:
    enter(cast.stranger)
    break_glass(actor=cast.stranger, number=case.number, why=WHY, hours=hours)
    return BrokenGlass.objects.get()


def test_it_opens_the_case_for_hours_to_one_member_only(
    case: Case, cast: Cast, enter: Enter
) -> None:
    joins(cast, "second", cast.agencies["elsewhere"])
    opened = _open(cast, enter, case)
    assert opened.until - opened.opened_at == timedelta(hours=2)
    assert case_called(cast.stranger, case.number).pk == case.pk
    assert Party.objects.count() == 3
    enter(cast.second)
    assert Case.objects.count() == BrokenGlass.objects.count() == 0


def test_auditors_and_coordinators_are_told_at_once(case: Case, cast: Cast, enter: Enter) -> None:
    joins(cast, "keeper", cast.agencies["elsewhere"], roles=("auditor",))
    _open(cast, enter, case)
    for who in ("keeper", "coordinator"):
        enter(cast.actors[who])
        assert "cases.glass.break" in [n.kind for n in notices_unseen(cast.actors[who])], who


def test_it_lets_read_and_not_change(case: Case, cast: Cast, enter: Enter) -> None:
    _open(cast, enter, case)
    mine = case_called(cast.stranger, case.number)
    with pytest.raises(NotAllowed):
        judge_risk(actor=cast.stranger, case=mine, draft=RiskDraft("high", "x"))
    draft = ShareDraft(cast.agencies["refuge"].pk, "consent", "목적", ["victim"])
    with pytest.raises((NotAllowed, NotValid)):
        invite_agency(actor=cast.stranger, case=mine, draft=draft)


def test_sealed_facts_stay_sealed(case: Case, cast: Cast, enter: Enter) -> None:
    enter(cast.counsellor)
    party = Party.objects.get(role="victim")
    readers = [cast.members["colleague"].pk]
    seal_field(actor=cast.counsellor, party=party, kind="shelter", text="x", readers=readers)
    _open(cast, enter, case)
    assert SealedField.objects.count() == 0
    assert sealed_count(cast.stranger, case) == 1


@pytest.mark.parametrize(
    ("why", "hours", "field"), [("급함", 1, "why"), (WHY, 5, "hours"), (WHY, 0, "hours")]
)
def test_without_a_full_reason_or_for_too_long_it_does_not_open(
    case: Case, cast: Cast, enter: Enter, why: str, hours: int, field: str
) -> None:
    enter(cast.stranger)
    with pytest.raises(NotValid) as refusal:
        break_glass(actor=cast.stranger, number=case.number, why=why, hours=hours)
    assert field in refusal.value.fields


def test_a_number_that_is_not_there_is_refused_beside_its_field(
    case: Case, cast: Cast, enter: Enter
) -> None:
    enter(cast.stranger)
    with pytest.raises(NotValid) as refusal:
        break_glass(actor=cast.stranger, number="2026-ZZZZZZ", why=WHY, hours=1)
    assert "number" in refusal.value.fields
    assert BrokenGlass.objects.count() == 0


def test_five_vain_tries_an_hour_are_the_most(case: Case, cast: Cast, enter: Enter) -> None:
    enter(cast.stranger)
    for _n in range(glass.MOST_TRIES):  # as the other connection would have committed them
        append(Entry("cases.glass.break", "refused"), actor=cast.stranger)
    with pytest.raises(NotYet):
        break_glass(actor=cast.stranger, number=case.number, why=WHY, hours=1)


def test_roles_without_case_work_open_nothing(case: Case, cast: Cast, enter: Enter) -> None:
    for who in ("auditor", "administrator", "analyst", "head"):
        enter(cast.actors[who])
        with pytest.raises(NotAllowed):
            break_glass(actor=cast.actors[who], number=case.number, why=WHY, hours=1)


def test_everybody_on_the_case_is_told_that_it_is_open_but_not_why(
    case: Case, cast: Cast, enter: Enter
) -> None:
    _open(cast, enter, case)
    assert [o.is_mine for o in open_now(cast.stranger, case)] == [True]
    enter(cast.colleague)
    assert [(o.agency, o.is_mine) for o in open_now(cast.colleague, case)] == [
        (cast.agencies["elsewhere"].name, False)
    ]


def test_one_may_end_it_early_and_then_sees_nothing(case: Case, cast: Cast, enter: Enter) -> None:
    _open(cast, enter, case)
    close_glass(actor=cast.stranger, case=case_called(cast.stranger, case.number))
    assert Case.objects.count() == 0


def test_past_its_hours_it_is_over_even_before_the_clock_comes(
    case: Case, cast: Cast, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    _open(cast, enter, case)
    later = timezone.now() + timedelta(hours=3)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    with pytest.raises(NotAllowed):
        case_called(cast.stranger, case.number)


def test_it_is_reviewed_by_somebody_else_and_once(case: Case, cast: Cast, enter: Enter) -> None:
    joins(cast, "keeper", cast.agencies["elsewhere"], roles=("auditor",))
    opened = _open(cast, enter, case)
    assert list(openings(cast.stranger)) == []
    with pytest.raises(NotAllowed):
        review_glass(actor=cast.stranger, opening=opened, verdict="justified", note="나")
    enter(cast.counsellor)
    with pytest.raises(NotAllowed):
        opening_called(cast.counsellor, opened.pk)
    enter(cast.keeper)
    mine = opening_called(cast.keeper, opened.pk)
    assert Case.objects.count() == 0
    review_glass(actor=cast.keeper, opening=mine, verdict="justified", note="필요했음")
    enter(cast.coordinator)
    again = opening_called(cast.coordinator, opened.pk)
    assert (again.verdict, again.reviewed_by_id) == ("justified", cast.keeper.member_id)
    with pytest.raises(NotYet):
        review_glass(actor=cast.coordinator, opening=again, verdict="justified", note="또")


def test_an_auditor_of_another_agency_reviews_nothing(case: Case, cast: Cast, enter: Enter) -> None:
    opened = _open(cast, enter, case)
    enter(cast.auditor)
    with pytest.raises(NotAllowed):
        opening_called(cast.auditor, opened.pk)


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        (datetime(2026, 11, 18, 10, 0, tzinfo=KOREA), datetime(2026, 11, 19, 18, tzinfo=KOREA)),
        (datetime(2026, 11, 20, 23, 0, tzinfo=KOREA), datetime(2026, 11, 23, 18, tzinfo=KOREA)),
        (datetime(2026, 11, 21, 9, 0, tzinfo=KOREA), datetime(2026, 11, 23, 18, tzinfo=KOREA)),
        (datetime(2026, 9, 23, 10, 0, tzinfo=KOREA), datetime(2026, 9, 28, 18, tzinfo=KOREA)),
    ],
)
def test_the_review_is_due_on_the_next_working_day(opened: datetime, due: datetime) -> None:
    assert review_due_at(opened) == due


def test_who_sees_the_case_needs_no_emergency(case: Case, cast: Cast, enter: Enter) -> None:
    enter(cast.counsellor)
    with pytest.raises(NotValid) as refusal:
        break_glass(actor=cast.counsellor, number=case.number, why=WHY, hours=1)
    assert "number" in refusal.value.fields
