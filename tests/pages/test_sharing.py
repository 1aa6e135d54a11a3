"""The forms of sharing and of what hangs on it, over HTTP: taken, refused, and hidden."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from openpyxl import load_workbook

from jikimi.access.member import Member
from jikimi.access.ticket import name_actor
from jikimi.cases.models import (
    Bar,
    BrokenGlass,
    Case,
    Participation,
    Party,
    Risk,
    SafeContact,
    SealedField,
)
from tests.casework import days_ago, invited, joins, newcomer, selected, shared
from tests.cast import Cast
from tests.unlocking import LOCK, unlocked

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
SignIn = Callable[[Client, Member], Client]
As = Callable[[str], Client]
WHY = "지금 문 앞에서 소리를 지르고 있다는 전화를 받음"
FACT = "바다쉼터 3층"


@pytest.fixture
def case(cast: Cast) -> Case:
    return selected(cast)


@pytest.fixture
def signed(cast: Cast, signed_in: SignIn) -> As:
    """A browser of its own for each member."""
    return lambda who: signed_in(Client(), cast.members[who])


def _url(case: Case, part: str = "") -> str:
    return f"/staff/cases/{case.number}/{part}"


def _text(response: HttpResponse) -> str:
    return response.content.decode()


def _invite_data(**more: Any) -> dict[str, Any]:
    return {
        "purpose": "입소 지원",
        "fields_shared": ["victim", "contact"],
        "basis": "consent",
        "role": "partner",
        **more,
    }


def test_an_agency_is_invited_reads_the_limits_accepts_and_sees_its_part(
    case: Case, cast: Cast, signed: As
) -> None:
    steering = signed("coordinator")
    refuge = cast.agencies["refuge"]
    url = _url(case, f"sharing/invite/?agency={refuge.pk}")
    assert refuge.name in _text(steering.get(_url(case, "sharing/invite/")))
    form = _text(steering.get(url))
    assert 'value="victim"' in form
    assert 'value="reports"' not in form  # a shelter gets no reports
    assert steering.post(url, _invite_data(purpose=" ")).status_code == 422
    assert steering.post(url, _invite_data(fields_shared=["reports"])).status_code == 422
    assert steering.post(url, _invite_data()).status_code == 302
    partner = signed("shelter")
    assert partner.get(_url(case)).status_code == 404
    name_actor(cast.shelter)
    share = Participation.objects.get()
    page = _text(partner.get(f"/staff/invitations/{share.pk}/"))
    assert "입소 지원" in page
    assert case.number not in page
    assert partner.post(f"/staff/invitations/{share.pk}/", {}).status_code == 422
    name_actor(cast.shelter)
    assert Case.objects.count() == 0
    taken = partner.post(f"/staff/invitations/{share.pk}/", {"agreed": "on"})
    assert taken.url == _url(case)
    assert partner.get(_url(case)).status_code == 200
    assert partner.get(f"/staff/invitations/{share.pk}/").status_code == 404


def test_an_invitation_is_declined_with_a_reason(case: Case, cast: Cast, signed: As) -> None:
    share = invited(cast, case, cast.agencies["refuge"], ["victim"])
    partner = signed("shelter")
    url = f"/staff/invitations/{share.pk}/"
    assert "피해자 보호와 지원" in _text(partner.get("/staff/invitations/"))
    assert partner.post(url, {"decline": "1", "why": ""}).status_code == 422
    assert partner.post(url, {"decline": "1", "why": "자리가 없음"}).status_code == 302
    assert "피해자 보호와 지원" not in _text(partner.get("/staff/invitations/"))
    assert signed("stranger").get(url).status_code == 404


def test_a_share_is_ended_and_a_partner_may_not_invite(case: Case, cast: Cast, signed: As) -> None:
    share = shared(cast, case, "shelter", ["victim"])
    partner = signed("shelter")
    refused = partner.get(_url(case, "sharing/invite/"))
    assert refused.status_code == 404
    steering = signed("coordinator")
    url = _url(case, f"sharing/{share.pk}/end/")
    assert steering.post(url, {"why": ""}).status_code == 422
    assert steering.post(url, {"why": "지원을 마침"}).status_code == 302
    assert partner.get(_url(case)).status_code == 404
    assert "지원을 마침" in _text(steering.get(_url(case, "sharing/")))


def test_consent_taken_back_shows_and_ends_shares(case: Case, cast: Cast, signed: As) -> None:
    shared(cast, case, "shelter", ["victim"])
    lead = signed("counsellor")
    future = {"on": days_ago(-1).isoformat(), "why": "전화로 알려 옴"}
    assert lead.post(_url(case, "sharing/withdraw/"), future).status_code == 422
    today = {**future, "on": days_ago(0).isoformat()}
    assert lead.post(_url(case, "sharing/withdraw/"), today).status_code == 302
    assert signed("shelter").get(_url(case)).status_code == 404
    name_actor(cast.counsellor)
    assert Case.objects.get().consent_withdrawn_on == days_ago(0)


def test_an_urgent_share_is_reviewed_on_its_page(case: Case, cast: Cast, signed: As) -> None:
    more = {"basis": "urgent_life", "narrative": WHY}
    share = shared(cast, case, "shelter", ["victim"], **more)
    url = _url(case, f"sharing/{share.pk}/review/")
    assert signed("coordinator").get(url).status_code == 404
    lead = signed("counsellor")
    assert lead.get(url).status_code == 200
    assert lead.post(url, {"verdict": "justified", "note": ""}).status_code == 422
    assert lead.post(url, {"verdict": "justified", "note": "필요했음"}).status_code == 302


def _export(client: Client, form: str, reason: str = "audit", **more: str) -> HttpResponse:
    days = {"first": days_ago(3).isoformat(), "last": days_ago(0).isoformat()}
    asked = {**days, "reason": reason, "why": "", "form": form, **LOCK}
    return client.post("/staff/ledger/", {**asked, **more})


def test_the_ledger_goes_out_as_csv_and_xlsx_with_a_reason(
    case: Case, cast: Cast, signed: As
) -> None:
    shared(cast, case, "shelter", ["victim"], purpose="=1+1")
    steering = signed("coordinator")
    assert steering.get("/staff/ledger/").status_code == 200
    assert _export(steering, "csv", reason="").status_code == 422
    assert _export(steering, "csv", reason="other").status_code == 422
    assert _export(steering, "csv", password="", again="").status_code == 422
    plain = unlocked(_export(steering, "csv").content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(plain)))
    assert len(rows) == 2
    assert len(rows[0]) == 10
    assert rows[1][3] == "'=1+1"  # a spreadsheet must not take it for a formula
    book = load_workbook(io.BytesIO(unlocked(_export(steering, "xlsx").content)))
    assert [list(row) for row in book.active.iter_rows(values_only=True)] == rows
    assert signed("auditor").get("/staff/ledger/").status_code == 200
    assert signed("counsellor").get("/staff/ledger/").status_code == 404


def test_a_way_to_contact_is_set_asked_for_and_ended(case: Case, cast: Cast, signed: As) -> None:
    lead = signed("counsellor")
    name_actor(cast.counsellor)
    victim = Party.objects.get(role="victim")
    data = {
        "party": str(victim.pk),
        "channel": "phone",
        "address": "010-2222-3333",
        "is_safe": "yes",
    }
    wrong = {**data, "from_time": "10:00"}
    assert lead.post(_url(case, "contact/add/"), wrong).status_code == 422
    assert lead.post(_url(case, "contact/add/"), data).status_code == 302
    assert "010-2222-3333" in _text(lead.get(_url(case)))
    ask = _url(case, f"contact/ask/{victim.pk}/")
    assert "010-2222-3333" in _text(lead.post(ask, {"channel": "phone"}))
    refused = lead.post(ask, {"channel": "letter"})
    assert refused.status_code == 422
    assert "010-2222-3333" not in _text(refused)
    name_actor(cast.counsellor)
    way = SafeContact.objects.get()
    assert lead.post(_url(case, f"contact/{way.pk}/end/"), {"why": ""}).status_code == 302
    assert lead.get(_url(case, f"contact/{way.pk}/end/")).status_code == 404
    newcomer(cast, "doctor", "health")
    shared(cast, case, "doctor", ["victim"])
    assert signed("doctor").get(_url(case, "contact/")).status_code == 404


def test_a_fact_is_sealed_and_opened_only_by_its_readers(
    case: Case, cast: Cast, signed: As
) -> None:
    lead = signed("counsellor")
    name_actor(cast.counsellor)
    victim = Party.objects.get(role="victim")
    url = _url(case, f"sealed/add/?party={victim.pk}")
    data = {"kind": "shelter", "text": FACT, "readers": [cast.members["colleague"].pk]}
    assert lead.post(url, {**data, "text": ""}).status_code == 422
    assert lead.post(url, data).status_code == 302
    name_actor(cast.counsellor)
    field = SealedField.objects.get()
    opening = _url(case, f"sealed/{field.pk}/")
    assert FACT not in _text(lead.get(_url(case, "sealed/")))
    assert lead.get(opening).status_code == 302  # a link never opens it
    assert FACT in _text(signed("colleague").post(opening))
    other = signed("coordinator")
    assert other.post(opening).status_code == 404
    assert FACT not in _text(other.get(_url(case, "sealed/")))
    readers = _url(case, f"sealed/{field.pk}/readers/")
    assert lead.post(readers, {"version": field.version, "readers": []}).status_code == 302
    assert signed("colleague").post(opening).status_code == 404
    end = _url(case, f"sealed/{field.pk}/end/")
    assert lead.post(end, {"why": "퇴소"}).status_code == 302
    assert lead.post(opening).status_code == 404


def test_a_conflict_is_declared_and_the_coordinator_lifts_it(
    case: Case, cast: Cast, signed: As
) -> None:
    mine = signed("colleague")
    assert mine.post(_url(case, "bars/"), {"reason": ""}).status_code == 422
    assert mine.post(_url(case, "bars/"), {"reason": "relative"}).status_code == 302
    for part in ("", "bars/", "sharing/", "history/", "sealed/", "risk/"):
        assert mine.get(_url(case, part)).status_code == 404
    steering = signed("coordinator")
    assert cast.members["colleague"].name in _text(steering.get(_url(case, "bars/")))
    name_actor(cast.coordinator)
    bar = Bar.objects.get()
    lift = _url(case, f"bars/{bar.pk}/lift/")
    assert signed("counsellor").post(lift, {"why": "x"}).status_code == 404
    assert steering.post(lift, {"why": "동명이인"}).status_code == 302
    assert mine.get(_url(case)).status_code == 200
    put = {"member": cast.members["colleague"].pk, "reason": "other"}
    assert steering.post(_url(case, "bars/put/"), put).status_code == 302
    assert mine.get(_url(case)).status_code == 404


def test_an_emergency_opening_is_done_shown_and_reviewed(
    case: Case, cast: Cast, signed: As
) -> None:
    joins(cast, "keeper", cast.agencies["elsewhere"], roles=("auditor",))
    opener = signed("stranger")
    assert opener.get("/staff/glass/").status_code == 200
    wrong = opener.post("/staff/glass/", {"number": case.number, "why": "급함", "hours": "1"})
    assert wrong.status_code == 422
    data = {"number": case.number.lower(), "why": WHY, "hours": "1"}
    assert opener.post("/staff/glass/", data).url == _url(case)
    page = _text(opener.get(_url(case)))
    assert "고하늘" in page
    assert opener.get(_url(case, "risk/")).status_code == 404
    assert cast.agencies["elsewhere"].name in _text(signed("counsellor").get(_url(case)))
    keeper = signed("keeper")
    name_actor(cast.keeper)
    opening = BrokenGlass.objects.get()
    assert WHY in _text(keeper.get(f"/staff/glass/{opening.pk}/"))
    assert keeper.get(_url(case)).status_code == 404
    verdict = {"verdict": "justified", "note": "필요했음"}
    assert opener.post(f"/staff/glass/{opening.pk}/", verdict).status_code == 404
    assert keeper.post(f"/staff/glass/{opening.pk}/", verdict).status_code == 302
    assert keeper.post(f"/staff/glass/{opening.pk}/", verdict).status_code == 409
    assert opener.post(_url(case, "glass/close/")).status_code == 302
    assert opener.get(_url(case)).status_code == 404


def test_a_number_that_is_not_there_and_a_barred_one_answer_alike(
    case: Case, cast: Cast, signed: As
) -> None:
    mine = signed("colleague")
    mine.post(_url(case, "bars/"), {"reason": "relative"})
    answers = [
        mine.post("/staff/glass/", {"number": number, "why": WHY, "hours": "1"})
        for number in (case.number, "2026-ZZZZZZ")
    ]
    assert [a.status_code for a in answers] == [422, 422]
    said = [
        "열 수 있는 사례가 없습니다" in _text(a) or "No case can be" in _text(a) for a in answers
    ]
    assert said == [True, True]


def test_the_lead_is_handed_over_and_somebody_named(case: Case, cast: Cast, signed: As) -> None:
    shared(cast, case, "shelter", ["victim"])
    lead = signed("counsellor")
    refuge = cast.agencies["refuge"]
    assert lead.post(_url(case, "lead/"), {"agency": "", "why": "x"}).status_code == 422
    data = {"agency": refuge.pk, "why": "입소"}
    assert lead.post(_url(case, "lead/"), data).status_code == 302
    assert lead.get(_url(case, "lead/")).status_code == 404
    new = signed("shelter")
    assert case.number in _text(new.get("/staff/unowned/"))
    chosen = {"member": cast.members["shelter"].pk}
    assert new.post(_url(case, "lead/member/"), chosen).status_code == 302
    assert case.number not in _text(new.get("/staff/unowned/"))


def test_risk_is_judged_and_lowering_must_be_meant(case: Case, cast: Cast, signed: As) -> None:
    lead = signed("counsellor")
    url = _url(case, "risk/")
    assert lead.post(url, {"level": "high", "reason": ""}).status_code == 422
    assert lead.post(url, {"level": "high", "reason": "거칠어짐"}).status_code == 302
    assert lead.post(url, {"level": "raised", "reason": "조금 나아짐"}).status_code == 422
    safer = {"level": "raised", "reason": WHY + " 그러나 구속됨", "lowers": "on"}
    assert lead.post(url, safer).status_code == 302
    name_actor(cast.counsellor)
    assert Risk.objects.count() == 2


def test_a_person_is_added_and_corrected_and_nothing_is_lost(
    case: Case, cast: Cast, signed: As
) -> None:
    lead = signed("counsellor")
    child = {"role": "child", "name": "문가람"}
    assert lead.post(_url(case, "parties/add/"), {"name": "문가람"}).status_code == 422
    assert lead.post(_url(case, "parties/add/"), child).status_code == 302
    name_actor(cast.counsellor)
    party = Party.objects.get(person__name="문가람")
    url = _url(case, f"parties/{party.pk}/")
    versions = {"version": 1, "place_version": 1}
    mine = {"name": "문가람", "wishes": "친구와 지내고 싶음", **versions}
    assert lead.post(url, mine).status_code == 302
    late = lead.post(url, {"name": "문가람", "wishes": "학교를 옮기고 싶음", **versions})
    assert late.status_code == 409
    page = _text(late)
    assert "친구와 지내고 싶음" in page
    assert "학교를 옮기고 싶음" in page
    again = {**mine, "wishes": "학교를 옮기고 싶음", **_versions_in(page)}
    assert lead.post(url, again).status_code == 302
    name_actor(cast.counsellor)
    assert Party.objects.get(pk=party.pk).wishes == "학교를 옮기고 싶음"
    assert signed("stranger").get(url).status_code == 404


def _versions_in(page: str) -> dict[str, str]:
    pattern = r'name="((?:place_)?version)"[^>]*value="(\d+)"'
    return dict(re.findall(pattern, page))
