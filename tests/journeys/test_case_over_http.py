"""A case from the report to its closing, through the forms of the pages, without JavaScript.

After every step a stranger finds nothing, and the record holds the acts of the step.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from jikimi.access import roster
from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.access.member import Member
from jikimi.access.members import actor_for
from jikimi.access.models import Record
from jikimi.access.roster import MemberDraft
from jikimi.access.ticket import name_actor
from jikimi.cases.importing import import_reports
from tests.cast import PASSWORD, Cast
from tests.journeys.desk import Desk
from tests.samples.intake import HEADERS, cells, write_csv

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
SignIn = Callable[[Client, Member], Client]
VICTIM, OTHER, PHONE = "고하늘", "문바다", "01012345678"
WORRY = "밤마다 다툼이 잦아지고 있다."
PARTS = ("", "selection/", "sharing/", "analysis/", "plan/", "review/", "closure/", "hearing/")
TODAY = timezone.localdate()


class Journey:
    """The case on its way, and everybody's desk."""

    def __init__(self, cast: Cast, sign_in: SignIn) -> None:
        self.cast = cast
        self.desks = {who: Desk(sign_in(Client(), m)) for who, m in cast.members.items()}
        self.case = ""
        self.meeting = ""
        self.auditors = [_auditor(cast, agency) for agency in ("police", "centre", "refuge")]

    def at(self, who: str, part: str | None = None) -> Desk:
        """This member's desk, with this part of the case open."""
        desk = self.desks[who]
        if part is not None:
            desk.open(f"{self.case}{part}")
        return desk

    def agency(self, key: str) -> str:
        return str(self.cast.agencies[key].pk)

    def stands(self, *acts: str) -> None:
        """These acts are in the record, and a stranger finds nothing, not even that it is there."""
        done: set[str] = set()
        for auditor in self.auditors:
            name_actor(auditor)
            done |= set(Record.objects.exclude(outcome="refused").values_list("act", flat=True))
        assert set(acts) <= done, set(acts) - done
        for url in (self.case, self.meeting and f"{self.meeting}room/"):
            if url:
                self.desks["stranger"].open(url, status=404)


def _auditor(cast: Cast, agency: str) -> Actor:
    """Each agency's record is read by an auditor of its own."""
    name_actor(THE_OPERATOR)
    draft = MemberDraft(f"auditor-{agency}", "역할감사", f"A-{agency}", PASSWORD)
    member = roster.add_member(actor=THE_OPERATOR, agency=cast.agencies[agency], draft=draft)
    roster.grant_role(actor=THE_OPERATOR, member=member, kind="auditor", why="test")
    return actor_for(member)


@pytest.fixture
def journey(cast: Cast, signed_in: SignIn, tmp_path: Path) -> Journey:
    """The officer's station has brought in one report."""
    row = cells(
        station="police 기관",
        place="제주특별자치도 서귀포시 남원읍 태위로 137",
        victim_name=VICTIM,
        victim_sex="여",
        victim_born_on="1990-03-05",
        victim_phone="010-1234-5678",
        suspect_name=OTHER,
        relation="배우자",
        summary="큰 소리가 난다는 신고",
    )
    path = write_csv(tmp_path / "reports.csv", [HEADERS, row], encoding="cp949")
    name_actor(cast.officer)
    outcome = import_reports(actor=cast.officer, path=path)
    assert (outcome.new, outcome.rejected) == (1, 0)
    return Journey(cast, signed_in)


def test_a_case_goes_from_the_report_to_its_closing_and_on(journey: Journey) -> None:
    for step in (_nominate, _select, _invite, _accept, _call, _sit, _hear, _analyse, _plan):
        step(journey)
    for step in (_begin, _act, _review, _refuse_closing, _end, _close, _reopen, _repeat):
        step(journey)
    _nothing_is_there_for_a_stranger(journey)
    _nothing_of_a_person_is_in_an_address_or_a_title(journey)


def _nominate(journey: Journey) -> None:
    desk = journey.at("officer")
    desk.open("/staff/")
    desk.follow("/nominate/")
    desk.send("/nominate/", having="is_unknown", name=VICTIM, phone="010-1234-5678")
    desk.send("/nominate/", having="pick", press=_first_pick(desk))
    assert OTHER in desk.page.text
    kept = {"worry": WORRY, "signs": ["fear", "threat_to_kill"], "basis": "consent"}
    missing = desk.send("/nominate/", having="worry", press="put", status=422, **kept)
    assert WORRY in missing.text
    more = desk.send("/nominate/", having="worry", press="more")
    assert WORRY in more.text
    consent = {"consented_on": str(TODAY), "consented_by": "person", "child_name_0": "문아라"}
    desk.send("/nominate/", having="worry", press="put", **consent)
    journey.case = desk.page.here
    assert re.fullmatch(r"/staff/cases/[\w-]+/", journey.case)
    journey.stands("cases.reports.import", "cases.persons.search", "cases.nomination.put")


def _first_pick(desk: Desk) -> str:
    """The words on the button beside the report that was found."""
    form = desk.page.form("/nominate/", having="pick")
    assert form.named("pick")[0].value.startswith("report:")
    return form.buttons[0].words


def _select(journey: Journey) -> None:
    desk = journey.at("coordinator")
    desk.open("/staff/")
    desk.open(journey.desks["coordinator"].page.link("/selection/"))
    assert desk.page.here == f"{journey.case}selection/"
    assert WORRY in desk.page.text
    assert not journey.at("officer", "selection/").page.offers("decide")
    desk.send("selection/", having="why", why="위험이 커지고 있음")
    assert "위험이 커지고 있음" in desk.page.text
    journey.stands("cases.case.read", "cases.selection.accept")


def _invite(journey: Journey) -> None:
    groups = {
        "centre": ["victim", "children", "risk", "causes", "plan_victim", "discussion"],
        "refuge": ["victim", "plan_victim"],
    }
    for agency, fields in groups.items():
        desk = journey.at("coordinator", "sharing/")
        desk.follow("sharing/invite/")
        desk.send(having="agency", agency=journey.agency(agency))
        given = {"basis": "consent", "consented_on": str(TODAY), "purpose": "피해자 보호"}
        desk.send(having="fields_shared", fields_shared=fields, **given)
    journey.at("counsellor").open(journey.case, status=404)
    journey.stands("cases.sharing.read", "cases.sharing.invite")


def _accept(journey: Journey) -> None:
    for who in ("counsellor", "shelter"):
        desk = journey.at(who)
        desk.open("/staff/")
        desk.follow("/invitations/")
        assert VICTIM not in desk.page.text
        with pytest.raises(AssertionError, match="the browser asks for 'agreed'"):
            desk.send(having="agreed")
        desk.send(having="agreed", agreed=True)
        assert desk.page.here == journey.case
        assert VICTIM in desk.page.text
        assert WORRY not in journey.at(who, "").page.text or who == "counsellor"
    assert journey.at("colleague", "").status == 200
    journey.stands("cases.sharing.accept")


def _call(journey: Journey) -> None:
    desk = journey.at("coordinator")
    desk.open("/staff/meetings/")
    desk.follow("/meetings/call/")
    assert desk.page.form(having="starts_at").named("cases")[0].is_on
    at = f"{timezone.localtime() + timedelta(days=1):%Y-%m-%dT14:00}"
    people = [str(journey.cast.members[who].pk) for who in ("counsellor", "shelter")]
    desk.send(having="starts_at", starts_at=at, place="3층 회의실", members=people)
    journey.meeting = desk.page.here
    journey.stands("bodies.meeting.call", "bodies.meeting.invite", "cases.hearing.call")


def _sit(journey: Journey) -> None:
    for who in ("counsellor", "shelter"):
        desk = journey.at(who)
        desk.open(journey.meeting)
        desk.send("/answer/", answer="coming")
        desk.send("/confidentiality/", agreed=True)
    desk = journey.at("coordinator")
    desk.open(journey.meeting)
    desk.send("/confidentiality/", agreed=True)
    desk.send("/open/")
    assert desk.page.here.startswith(f"{journey.meeting}room/")
    journey.stands(
        "bodies.meeting.answer", "bodies.meeting.accept_confidentiality", "bodies.meeting.open"
    )


def _hear(journey: Journey) -> None:
    room = f"{journey.meeting}room/"
    desk = journey.at("counsellor")
    desk.open(room)
    desk.send("/discussion/", discussion="상담 중 두려움을 말함")
    desk = journey.at("coordinator")
    desk.open(room)
    assert "상담 중 두려움을 말함" in desk.page.text
    desk.send("/discussion/", discussion="상담 중 두려움을 말함\n야간 순찰을 늘리기로 함")
    desk.send("/decision/", having="text", text="쉼터와 상담을 함께 돕는다")
    journey.at("shelter").open(room)
    assert "두려움" not in journey.desks["shelter"].page.text
    desk.send("/finish/")
    desk.open(journey.meeting)
    desk.send("/close/")
    journey.stands(
        "cases.hearing.discuss",
        "cases.hearing.decide",
        "cases.hearing.hear",
        "bodies.meeting.close",
    )


def _analyse(journey: Journey) -> None:
    desk = journey.at("coordinator", "analysis/")
    assert not desk.page.offers("/analysis/finish/")
    for code in _causes(desk):
        desk.send("/analysis/add/", code=code, evidence="신고한 날의 기록", said_by="피해자")
    desk.send("/analysis/finish/")
    assert desk.page.here == f"{journey.case}plan/"
    journey.stands("cases.analysis.add", "cases.analysis.finish")


def _causes(desk: Desk) -> list[str]:
    return desk.page.form("/analysis/add/").options("code")[:3]


def _plan(journey: Journey) -> None:
    desk = journey.at("coordinator", "plan/")
    assert not desk.page.offers("/plan/approve/")
    causes = sorted({link for link in desk.page.links if "?cause=" in link})
    assert len(causes) == 3
    for link, agency in zip(causes, ("centre", "refuge"), strict=False):
        desk.open(link)
        work = {"side": "victim", "text": f"{agency} 매주 만난다", "due_on": _in(7)}
        desk.send("/actions/new/", agency_id=journey.agency(agency), **work)
    left = next(f for f in desk.page.forms if "/plan/causes/" in f.action)
    desk.send(left.action, reason="이미 치료를 받고 있음")
    desk.send("/plan/write/", goal="집에서 안전하게 지낸다")
    desk.send("/plan/approve/")
    journey.stands(
        "cases.actions.assign", "cases.analysis.amend", "cases.plan.write", "cases.plan.approve"
    )


def _in(days: int) -> str:
    return str(TODAY + timedelta(days=days))


def _begin(journey: Journey) -> None:
    journey.at("coordinator", "plan/").send("/actions/begin/", review_on=_in(28))
    journey.stands("cases.actions.begin")


def _act(journey: Journey) -> None:
    for who in ("counsellor", "shelter"):
        desk = _at_own_action(journey, who)
        desk.send("/accept/")
    desk = journey.at("counsellor")
    desk.send("/end/", ending="done", text="네 번 만남")
    assert "네 번 만남" in desk.page.text
    journey.stands("cases.actions.accept", "cases.actions.done", "cases.actions.list")


def _at_own_action(journey: Journey, who: str) -> Desk:
    """From the agency's own list to the page of its action."""
    desk = journey.at(who)
    desk.open("/staff/actions/")
    desk.follow(f"{journey.case}actions/")
    return desk


def _review(journey: Journey) -> None:
    desk = journey.at("coordinator", "review/")
    held = {"found": "신고가 다시 없었음", "is_safer": "yes", "is_closing_next": True}
    desk.send("/review/hold/", **held)
    assert desk.page.here == f"{journey.case}closure/"
    journey.stands("cases.review.hold")


def _refuse_closing(journey: Journey) -> None:
    desk = journey.at("coordinator", "closure/")
    assert "refuge 매주 만난다" in desk.page.text
    given = {"reason": "safe_goals_met", "summary": "석 달 동안 안전함"}
    refused = desk.send("/closure/close/", status=409, **given)
    assert "석 달 동안 안전함" in refused.text
    assert "refuge 매주 만난다" in refused.text


def _end(journey: Journey) -> None:
    desk = _at_own_action(journey, "shelter")
    desk.send("/end/", ending="not_possible", status=422)
    desk.send("/end/", ending="not_possible", text="다른 지역으로 이사함")
    journey.stands("cases.actions.not_possible")


def _close(journey: Journey) -> None:
    desk = journey.at("coordinator", "closure/")
    desk.send("/closure/close/", reason="safe_goals_met", summary="석 달 동안 안전함")
    assert not desk.page.offers("/closure/close/")
    journey.stands("cases.closure.close")


def _reopen(journey: Journey) -> None:
    desk = journey.at("coordinator", "closure/")
    desk.send("/closure/reopen/", why="다시 신고가 들어옴")
    assert "다시 신고가 들어옴" in desk.page.text
    journey.stands("cases.closure.reopen")


def _repeat(journey: Journey) -> None:
    desk = journey.at("coordinator", "closure/")
    desk.send("/closure/repeat/", why="같은 사람 사이에서 다시 일어남")
    assert "notice--warn" in desk.page.text
    journey.stands("cases.closure.flag_repeat")


def _nothing_is_there_for_a_stranger(journey: Journey) -> None:
    desk = journey.at("stranger")
    nowhere = desk.open("/staff/cases/2026-ZZZZZZ/", status=404)
    for part in PARTS:
        here = desk.open(f"{journey.case}{part}", status=404)
        assert _unsigned(here.text, here.here) == _unsigned(nowhere.text, nowhere.here)


def _unsigned(text: str, url: str) -> str:
    """The page without its own address and the token against forged requests."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text.replace(url, ""))


def _nothing_of_a_person_is_in_an_address_or_a_title(journey: Journey) -> None:
    for desk in journey.desks.values():
        for url, title in desk.visited:
            for secret in (VICTIM, OTHER, PHONE, "%EA%B3%A0", "010-1234"):
                assert secret not in url
                assert secret not in title
