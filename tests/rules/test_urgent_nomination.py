"""A nomination without consent because of danger is looked at afterwards (SR-03)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.access.member import Member
from jikimi.access.ticket import name_actor
from jikimi.cases.models import Case, Participation
from jikimi.cases.persons import PersonDraft
from jikimi.cases.today import today
from jikimi.cases.urgent import review_share, shares_to_review
from tests.cast import Cast
from tests.naming import named_case

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
Enter = Callable[[Actor], None]
DANGER = "오늘 밤 흉기를 들고 찾아오겠다는 협박을 받고 숨어 있음"
ACT = "cases.sharing.review"


@pytest.fixture
def urgent(cast: Cast) -> Case:
    """Nominated by the counsellor without consent, because of danger."""
    person = PersonDraft(name="고하늘", sex="female")
    without = {"consented_on": None, "consented_by": ""}
    return named_case(cast, "counsellor", person, basis="urgent_life", worry=DANGER, **without)


def _share() -> Participation:
    return Participation.objects.select_related("case").get(role="lead")


def test_a_nomination_with_consent_waits_for_no_review(cast: Cast, enter: Enter) -> None:
    named_case(cast, "counsellor", PersonDraft(name="고하늘"))
    enter(cast.coordinator)
    assert list(shares_to_review(cast.coordinator)) == []


def test_it_waits_on_today_of_colleagues_and_the_coordinator_but_not_of_who_made_it(
    urgent: Case, cast: Cast, enter: Enter
) -> None:
    seen = {}
    for who in ("counsellor", "colleague", "coordinator"):
        enter(cast.actors[who])
        page = today(cast.actors[who], since=None)
        seen[who] = [w for w in page.waiting if w.act == ACT]
    assert seen["counsellor"] == []
    assert [w.number for w in seen["colleague"]] == [urgent.number]
    assert "Centre" in seen["coordinator"][0].words or "centre" in seen["coordinator"][0].words
    assert _share().review_due_at <= timezone.now() + timedelta(hours=72)


def test_who_made_it_does_not_review_it(urgent: Case, cast: Cast, enter: Enter) -> None:
    enter(cast.counsellor)
    with pytest.raises(NotAllowed):
        review_share(actor=cast.counsellor, share=_share(), verdict="justified", note="필요했음")


def test_found_not_justified_it_is_recorded_and_the_case_waits_for_selection(
    urgent: Case, cast: Cast, enter: Enter
) -> None:
    enter(cast.coordinator)
    review_share(actor=cast.coordinator, share=_share(), verdict="not_justified", note="아니었음")
    share = _share()
    assert (share.verdict, share.ended_at) == ("not_justified", None)
    assert Case.objects.get().stage == "nominated"
    assert list(shares_to_review(cast.coordinator)) == []


def test_its_page_says_the_danger_and_takes_the_review(
    urgent: Case, cast: Cast, signed_in: Callable[[Client, Member], Client], client: Client
) -> None:
    browser = signed_in(client, cast.members["coordinator"])
    listed = browser.get(f"/staff/cases/{urgent.number}/sharing/").content.decode()
    share = _coordinators_share(cast)
    url = f"/staff/cases/{urgent.number}/sharing/{share.pk}/review/"
    assert url in listed
    assert DANGER in browser.get(url).content.decode()
    answer = browser.post(url, {"verdict": "justified", "note": "협박 문자가 있었음"})
    assert answer.status_code == 302


def _coordinators_share(cast: Cast) -> Participation:
    name_actor(cast.coordinator)
    return _share()
