"""Two households on their pathways over plain HTTP: a school's child, a family that consents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from jikimi.access.member import Member
from jikimi.access.ticket import name_actor
from jikimi.cases.models import Case, CaseReport, Milestone, Participation, Proposal, RunningClock
from jikimi.cases.pathway_rules import needs_consent_words
from tests.casework import newcomer, shared
from tests.cast import Cast
from tests.journeys.desk import Desk
from tests.rules.test_pathways import team
from tests.signalling import WHO, WORDS, response_team

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
Sit = Callable[[str], Desk]
PERSON = "문새봄"


@pytest.fixture
def sit(cast: Cast, signed_in: Callable[[Client, Member], Client]) -> Sit:
    return lambda who: Desk(signed_in(Client(), cast.members[who]))


def test_a_child_from_a_school_signal_to_after_care_face_to_face(cast: Cast, sit: Sit) -> None:
    response_team(cast)
    newcomer(cast, "town", "municipality")
    school, officer = sit("school"), sit("officer")
    school.open("/staff/signals/new/")
    school.send("new/", press="send", signs=["unexplained_injury"], who=WHO, words=WORDS)
    officer.open(school.page.here)
    officer.follow("take-up/")
    officer.send("take-up/", name=PERSON, basis="child_suspicion_notice", kind="child_abuse")
    home = officer.page.here
    assert "위기아동" in officer.page.text
    name_actor(cast.officer)
    case = Case.objects.get()
    _two_reports(case)
    shared(cast, case, "town", ["victim", "risk"], basis="child_dispatch_notice")

    officer.open(f"{home}pathway/")
    assert not officer.page.offers("steps/protection/"), "one step after the other"
    officer.send("steps/joint_check/", outcome="suspected_at_risk")
    name_actor(cast.officer)
    proposal = Proposal.objects.get(kind="immediate_separation")
    assert (proposal.is_accepted, proposal.answered_at) == (None, None)
    assert RunningClock.objects.get(code="child_protection").agency_id == cast.agencies["town"].pk

    town = sit("town")
    town.open(f"{home}pathway/")
    town.send("steps/protection/", outcome="separated")
    officer.open(f"{home}pathway/")
    officer.send("steps/aftercare/", outcome="home_return")
    _reviewed(cast, case)
    officer.open(f"{home}closure/")
    officer.send("close/", reason="safe_goals_met", summary="안전함", status=409)
    officer.open(f"{home}pathway/")
    officer.send("steps/face_to_face/", outcome="not_met")
    officer.send("steps/face_to_face/", outcome="safe")
    name_actor(cast.officer)
    ended = dict(RunningClock.objects.values_list("code", "outcome"))
    assert set(ended.values()) == {"met"}, ended
    assert set(ended) >= {"child_joint_check", "child_face_to_face", "child_seen_at_once"}
    officer.open(f"{home}closure/")
    officer.send("close/", reason="safe_goals_met", summary="안전함")
    school.open("/staff/signals/")
    assert case.number not in school.page.text
    assert all(PERSON not in url + title for url, title in officer.visited + town.visited)


def test_a_family_is_handed_over_with_consent_and_refused_without_with_the_reason(
    cast: Cast, sit: Sit
) -> None:
    body = team(cast, "crisis_family_centre", "police", "centre")
    officer = sit("officer")
    officer.open("/staff/nominate/")
    officer.send(having="is_unknown", name="한여름")
    given = {
        "body": f"crisis_family:{body.pk}",
        "kind": "domestic_violence",
        "worry": "다툼 뒤 상담을 바람. 밤마다 술을 마시고 소리를 지른다고 함.",
        "name": "한여름",
    }
    officer.send(having="worry", press="put", basis="urgent_life", status=422, **given)
    assert "id_basis_error" in officer.page.text
    officer.send(
        having="worry",
        press="put",
        basis="consent",
        consented_on=timezone.localdate().isoformat(),
        consented_by="person",
        **given,
    )
    home = officer.page.here
    officer.open(f"{home}pathway/")
    centre = str(cast.agencies["centre"].pk)
    assert not officer.page.offers("steps/handed_over/"), "there is one way to hand over"
    refused = officer.client.post(
        f"{home}pathway/hand-over/", {"agency_id": centre, "groups": ["victim"]}
    )
    assert refused.status_code == 422
    assert needs_consent_words() in refused.content.decode()
    name_actor(cast.officer)
    assert not Milestone.objects.filter(code="handed_over").exists()
    officer.open(f"{home}pathway/")
    assert 'value="reports"' not in officer.page.text
    officer.send("hand-over/", agency_id=centre)

    counsellor = sit("counsellor")
    counsellor.open(home, status=404)
    counsellor.open("/staff/invitations/")
    counsellor.follow(f"/staff/invitations/{_invitation(cast)}")
    counsellor.send(having="agreed", agreed=True)
    counsellor.open(f"{home}pathway/")
    counsellor.send("steps/first_call/", outcome="visit_agreed")
    counsellor.send("steps/joint_visit/", outcome="visited")
    name_actor(cast.counsellor)
    visit = Milestone.objects.get(code="joint_visit")
    counsellor.send(f"taken/{visit.pk}/", why="방문일을 잘못 적음")
    counsellor.send("steps/joint_visit/", outcome="visited")
    counsellor.send("steps/linked/", outcome="linked")
    counsellor.send("steps/monitored/", outcome="safe")
    for who in ("shelter", "stranger", "head"):
        client = sit(who).client
        for part in ("", "steps/linked/", f"taken/{visit.pk}/", "hand-over/"):
            assert client.get(f"{home}pathway/{part}").status_code == 404, (who, part)

    coordinator = sit("coordinator")
    coordinator.open(f"/staff/bodies/{body.key}/funnel/?pathway=crisis_family")
    assert "초기 전화상담" in coordinator.page.text
    for who, status in (("shelter", 404), ("counsellor", 404), ("stranger", 404)):
        assert sit(who).client.get(f"/staff/bodies/{body.key}/funnel/").status_code == status
    assert "위기가정" in sit("head").open("/staff/pathways/").text


def _two_reports(case: Case) -> None:
    for days in (5, 200):
        CaseReport.objects.create(
            case=case,
            report_id=uuid4(),
            number=f"신고 {days}",
            received_at=timezone.now() - timedelta(days=days),
            kind="child_abuse",
        )


def _reviewed(cast: Cast, case: Case) -> None:
    """As after the loop, which has a journey of its own."""
    name_actor(cast.officer)
    Case.objects.filter(pk=case.pk).update(stage="reviewed")


def _invitation(cast: Cast) -> str:
    name_actor(cast.counsellor)
    return str(Participation.objects.get(agency_id=cast.agencies["centre"].pk).pk)
