"""The case on one page, over HTTP: each reader sees the shared parts, not a word of the others."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time, timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jikimi.access.member import Member
from jikimi.access.models import Agency
from jikimi.access.record import Record
from jikimi.access.ticket import name_actor
from jikimi.cases.actions import ActionDraft, assign_action
from jikimi.cases.analysis import CauseDraft, add_cause
from jikimi.cases.bars import declare_conflict
from jikimi.cases.models import Case, Party, Report, Reporter
from jikimi.cases.reaching import ContactDraft
from jikimi.cases.reports import link_report
from jikimi.cases.risk import RiskDraft, judge_risk
from jikimi.cases.sealed import seal_field
from tests.casework import CHILD, PERPETRATOR, VICTIM, WORRY, newcomer, nominated, selected, shared
from tests.cast import Cast

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
SignIn = Callable[[Client, Member], Client]

MARKS = {
    "victim": VICTIM,
    "perpetrator": PERPETRATOR,
    "children": CHILD,
    "contact": "주말에만-연락표식",
    "risk": "위험판단-표식",
    "causes": "원인근거-표식",
    "plan_victim": "피해자조치-표식",
    "plan_perpetrator": "가해자조치-표식",
}
SEALED = "봉인거처-표식"


@pytest.fixture
def case(cast: Cast) -> Case:
    """A case with a marked word in every part."""
    way = ContactDraft("phone", "01099990000", from_time=time(10), until_time=time(12))
    found = selected(cast, contacts=[ContactDraft("email", caution=MARKS["contact"]), way])
    name_actor(cast.counsellor)
    mine = Case.objects.get(pk=found.pk)
    judge_risk(actor=cast.counsellor, case=mine, draft=RiskDraft("high", MARKS["risk"]))
    victim = Party.objects.get(role="victim")
    seal_field(actor=cast.counsellor, party=victim, kind="shelter", text=SEALED, readers=[])
    add_cause(actor=cast.counsellor, case=mine, draft=_cause())
    _plan(cast, mine)
    return Case.objects.get(pk=found.pk)


def _cause() -> CauseDraft:
    return CauseDraft(code="alcohol", evidence=MARKS["causes"], said_by="본인")


def _plan(cast: Cast, case: Case) -> None:
    name_actor(cast.coordinator)
    Case.objects.filter(pk=case.pk).update(stage="planned")
    mine = Case.objects.get(pk=case.pk)
    for side in ("victim", "perpetrator"):
        draft = ActionDraft(
            side=side,
            agency_id=cast.agencies["centre"].pk,
            text=MARKS[f"plan_{side}"],
            due_on=timezone.localdate() + timedelta(days=7),
        )
        assign_action(actor=cast.coordinator, case=mine, draft=draft)


def _url(case: Case, part: str = "") -> str:
    return f"/staff/cases/{case.number}/{part}"


def test_the_coordinator_sees_every_part_and_nothing_sealed(
    case: Case, cast: Cast, client: Client, signed_in: SignIn
) -> None:
    page = signed_in(client, cast.members["coordinator"]).get(_url(case)).content.decode()
    for mark in MARKS.values():
        assert mark in page, mark
    assert WORRY in page
    assert SEALED not in page


@pytest.mark.parametrize(
    ("kind", "groups", "more"),
    [
        ("women_shelter", ["victim"], {}),
        ("women_shelter", ["victim", "contact", "plan_victim"], {}),
        ("probation", ["perpetrator", "plan_perpetrator"], {"basis": "disposition_execution"}),
        ("education", ["children"], {}),
        ("health", ["risk"], {}),
        ("health", ["causes"], {}),
    ],
)
def test_a_partner_sees_its_parts_and_not_a_word_of_the_others(
    case: Case,
    cast: Cast,
    client: Client,
    signed_in: SignIn,
    kind: str,
    groups: list[str],
    more: dict[str, str],
) -> None:
    newcomer(cast, "partner", kind)
    shared(cast, case, "partner", groups, narrative="2026보호1", **more)
    signed_in(client, cast.members["partner"])
    parts = ("", "history/", "sharing/", "risk/", "bars/", "sealed/", "contact/", "plan/")
    pages = [client.get(_url(case, part)) for part in parts]
    pages.append(client.get("/staff/cases/"))
    text = " ".join(page.content.decode() for page in pages if page.status_code == 200)
    assert pages[0].status_code == 200
    for group, mark in MARKS.items():
        if group in groups:
            assert mark in text, f"{group} is shared"
        else:
            assert mark not in text, f"{group} is not shared"
    assert SEALED not in text
    assert (WORRY in text) == ("risk" in groups)


@pytest.mark.parametrize("who", ["shelter", "stranger", "head", "auditor", "administrator"])
def test_to_others_the_case_and_a_case_that_is_not_there_are_the_same(
    case: Case, cast: Cast, client: Client, signed_in: SignIn, who: str
) -> None:
    signed_in(client, cast.members[who])
    for part in ("", "history/", "sharing/", "sealed/", "contact/", "risk/", "bars/", "lead/"):
        forbidden = client.get(_url(case, part))
        absent = client.get(f"/staff/cases/2026-ZZZZZZ/{part}")
        assert forbidden.status_code == absent.status_code == 404, part
        assert _told(forbidden, case.number) == _told(absent, "2026-ZZZZZZ"), part


def _told(response: HttpResponse, number: str) -> str:
    """The page without what differs by nature: the url asked for, and the form's token."""
    page = response.content.decode().replace(number, "")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_a_barred_member_meets_the_same_page(
    case: Case, cast: Cast, client: Client, signed_in: SignIn
) -> None:
    name_actor(cast.colleague)
    declare_conflict(actor=cast.colleague, case=Case.objects.get(pk=case.pk), reason="acquaintance")
    signed_in(client, cast.members["colleague"])
    assert client.get(_url(case)).status_code == 404
    assert case.number not in client.get("/staff/cases/").content.decode()


def test_reading_is_recorded_with_the_persons_shown(
    case: Case, cast: Cast, client: Client, signed_in: SignIn
) -> None:
    signed_in(client, cast.members["counsellor"]).get(_url(case))
    auditor = newcomer(cast, "checker", "health", roles=())
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('jikimi.ticket', '', true)")
    assert Record.objects.count() == 0
    name_actor(cast.counsellor)
    shown = set(Party.objects.values_list("person_id", flat=True))
    assert len(shown) == 3
    _as_auditor_of(cast, "centre")
    rows = Record.objects.filter(act="cases.case.read", outcome="read", subject_id=case.pk)
    assert set(rows.get().person_ids) == shown
    assert auditor.member_id


def _as_auditor_of(cast: Cast, key: str) -> None:
    from tests.casework import joins

    joins(cast, "keeper", Agency.objects.get(key=key), roles=("auditor",))
    name_actor(cast.keeper)


def test_who_reported_stands_on_no_page_of_the_case(
    case: Case, cast: Cast, client: Client, signed_in: SignIn
) -> None:
    shared(cast, case, "officer", ["victim", "reports"], basis="fact_inquiry", narrative="1")
    report = Report.objects.create(
        number="R-1",
        received_at=timezone.now(),
        kind="domestic_violence",
        station=cast.agencies["police"],
        narrative="신고내용-표식",
        digest=b"",
    )
    Reporter.objects.create(
        report=report, station=cast.agencies["police"], name="신고자-표식", phone="0107777"
    )
    link_report(actor=cast.officer, case=Case.objects.get(), report_id=report.pk)
    for who in ("officer", "counsellor", "coordinator"):
        signed_in(client, cast.members[who])
        page = client.get(_url(case)).content.decode()
        assert "R-1" in page
        assert "신고자-표식" not in page
        assert "0107777" not in page
        assert "신고내용-표식" not in page
        assert "신고자-표식" not in client.get(_url(case, "history/")).content.decode()


def _queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_the_case_page_costs_the_same_whatever_is_on_it(
    case: Case, cast: Cast, client: Client, signed_in: SignIn
) -> None:
    signed_in(client, cast.members["counsellor"])
    before = _queries(client, _url(case))
    name_actor(cast.counsellor)
    mine = Case.objects.get(pk=case.pk)
    for n in range(5):
        judge_risk(actor=cast.counsellor, case=mine, draft=RiskDraft("high", f"다시 판단 {n}"))
        add_cause(actor=cast.counsellor, case=mine, draft=_cause())
    assert _queries(client, _url(case)) == before
    assert before <= 38


def test_the_list_costs_the_same_for_10_and_20_cases(
    cast: Cast, client: Client, signed_in: SignIn
) -> None:
    for n in range(10):
        nominated(cast, victim=f"고하늘{n}")
    signed_in(client, cast.members["counsellor"])
    few = _queries(client, "/staff/cases/")
    for n in range(10, 20):
        nominated(cast, victim=f"고하늘{n}")
    assert _queries(client, "/staff/cases/") == few


def test_the_page_offers_what_the_reader_may_do_and_nothing_else(
    cast: Cast, client: Client, signed_in: SignIn
) -> None:
    case = nominated(cast)
    words = {"selection": "지원 대상으로 선정", "risk": "위험 판단 기록", "lead": "주관기관 인계"}
    own = signed_in(client, cast.members["counsellor"]).get(_url(case)).content.decode()
    assert words["selection"] not in own
    assert words["risk"] in own
    assert words["lead"] in own
    steering = signed_in(client, cast.members["coordinator"]).get(_url(case)).content.decode()
    assert words["selection"] in steering
