"""A small invented directory, committed, for tests that read it by the public login.

gaon      counselling centre, kept by `centre`; a police-only phone, an internal note
refuge    confidential shelter, kept by `refuge`: its whereabouts are held back
haneul    hotline day and night, in three languages, kept by nobody
meomchum  helps those who hurt others and want to stop
dari      legal advice, closed for the time being

SECRETS are strings that stand only in what is not public: no public output may hold one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.db import connections

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.ticket import named
from jikimi.directory.audiences import make_confidential, set_audience
from jikimi.directory.changes import Edit, apply_edits
from jikimi.directory.models import Location, Mark, Translation
from tests.cast import Cast, on_stage
from tests.wiping import wipe

SECRETS = (
    "숨은마을길", "33.48765", "126.54321", "064-999-0001", "뒷문으로", "담당표지", "9990002",
    "내부메모표지",
)  # fmt: skip
SPACE = UUID("6a5d1c4e-0000-4000-8000-000000000003")


def key(name: str) -> UUID:
    """The id of a row of the town by its name: `gaon`, `gaon.service`, `gaon.phone`."""
    return uuid5(SPACE, name)


@dataclass
class Town:
    """The cast with the directory; ids by name through `key`."""

    cast: Cast


def _add(row: str, table: str, /, **values: Any) -> Edit:
    return Edit(table, key(row), "add", value=values)


def _entry(name: str, service: dict[str, Any], place: dict[str, Any], **more: Any) -> list[Edit]:
    """An organisation with one service at one place, its phone, address and weekday hours."""
    own, phone = more["organization"], more["phone"]
    hours = more.get("hours", {"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR",
                               "opens_at": "09:00", "closes_at": "18:00"})  # fmt: skip
    edits = [
        _add(name, "organization", **own),
        _add(f"{name}.service", "service", organization_id=key(name), **service),
        _add(f"{name}.location", "location", organization_id=key(name), **place["location"]),
        _add(f"{name}.at", "service_at_location", service_id=key(f"{name}.service"),
             location_id=key(f"{name}.location")),
        _add(f"{name}.phone", "phone", organization_id=key(name),
             service_id=key(f"{name}.service"), location_id=key(f"{name}.location"),
             number=phone, type="voice"),
        _add(f"{name}.schedule", "schedule", service_id=key(f"{name}.service"), **hours),
    ]  # fmt: skip
    if "address" in place:
        edits.append(
            _add(f"{name}.address", "address", location_id=key(f"{name}.location"),
                 country="KR", address_type="physical", **place["address"])
        )  # fmt: skip
    return edits


def _jeju(street: str, city: str = "제주시") -> dict[str, str]:
    return {"address_1": street, "city": city, "state_province": "제주특별자치도"}


def _edits(cast: Cast) -> list[Edit]:
    gaon = _entry(
        "gaon",
        {"name": "가정폭력 상담", "description": "전화와 방문 상담, 의료와 법률 지원 연계",
         "needs": ["domestic_violence", "counselling"], "districts": ["제주시"],
         "eligibility_description": "가정폭력 피해를 입은 누구나", "fees_description": "무료"},
        {"location": {"name": "가온여성상담소 사무실", "latitude": 33.4996, "longitude": 126.5312,
                      "district": "제주시", "dong": "이도2동", "wheelchair": "yes"},
         "address": _jeju("가온로 12")},
        organization={"name": "가온여성상담소", "description": "여성폭력 피해자를 돕는 상담소",
                      "keeper_id": cast.agencies["centre"].pk, "website": "https://gaon.example"},
        phone="064-000-1234",
    )  # fmt: skip
    refuge = _entry(
        "refuge",
        {"name": "긴급 보호시설", "description": "머물 곳과 상담, 자녀 동반 가능",
         "needs": ["safe_place", "domestic_violence"], "for_sex": "female", "takes_children": "yes",
         "is_24_hours": True, "application_process": "대표전화로 먼저 연락"},
        {"location": {"name": "한울쉼터", "latitude": 33.48765, "longitude": 126.54321,
                      "district": "제주시", "dong": "아라동", "transportation": "뒷문으로 들어옴"},
         "address": _jeju("숨은마을길 7")},
        organization={"name": "한울쉼터", "description": "여성과 아동을 위한 쉼터",
                      "keeper_id": cast.agencies["refuge"].pk},
        phone="064-000-5678",
    )  # fmt: skip
    haneul = _entry(
        "haneul",
        {"name": "하늘 위기전화", "description": "언제든지 이야기할 수 있는 전화",
         "needs": ["domestic_violence", "suicide"], "is_crisis": True,
         "is_24_hours": True},
        {"location": {"name": "하늘 위기전화", "location_type": "virtual"}},
        organization={"name": "하늘 위기전화", "description": "24시간 전화"},
        phone="1500-0000",
        hours={"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR,SA,SU", "opens_at": "00:00",
               "closes_at": "24:00"},
    )  # fmt: skip
    meomchum = _entry(
        "meomchum",
        {"name": "멈춤 프로그램", "description": "폭력을 멈추고 싶은 사람의 상담과 모임",
         "needs": ["stop_hurting"], "minimum_age": 18},
        {"location": {"name": "멈춤센터", "latitude": 33.2541, "longitude": 126.5601,
                      "district": "서귀포시", "dong": "중앙동"},
         "address": _jeju("멈춤로 3", "서귀포시")},
        organization={"name": "멈춤센터", "description": "행위자 교정 상담"},
        phone="064-000-4321",
        hours={"freq": "WEEKLY", "byday": "TU,TH", "opens_at": "18:00", "closes_at": "21:00"},
    )  # fmt: skip
    dari = _entry(
        "dari",
        {"name": "다리 법률상담", "description": "이혼, 양육, 보호명령 상담",
         "needs": ["legal_aid"], "status": "temporarily closed", "alert": "공사로 잠시 쉽니다"},
        {"location": {"name": "다리 법률상담", "district": "서귀포시", "dong": "동홍동"},
         "address": _jeju("다리길 1", "서귀포시")},
        organization={"name": "다리 법률상담", "description": "무료 법률상담"},
        phone="064-000-8765",
    )  # fmt: skip
    return [
        *gaon, *refuge, *haneul, *meomchum, *dari,
        Edit("phone", key("gaon.police"), "add", audience="police",
             agencies=(cast.agencies["centre"].pk,),
             value={"organization_id": key("gaon"), "number": "064-999-0001"}),
        Edit("contact", key("refuge.contact"), "add", audience="agencies",
             agencies=(cast.agencies["refuge"].pk,),
             value={"organization_id": key("refuge"), "name": "담당표지"}),
        Edit("phone", key("refuge.inner"), "add", audience="members",
             value={"contact_id": key("refuge.contact"), "number": "064-9990002"}),
        _add("haneul.vi", "language", service_id=key("haneul.service"), name="Tiếng Việt",
             code="vi"),
        _add("haneul.en", "language", service_id=key("haneul.service"), name="English", code="en"),
    ]  # fmt: skip


def found_town() -> Town:
    """The cast and the town, committed."""
    with named(THE_OPERATOR):
        cast = on_stage()
        fill_town(cast)
    return Town(cast)


def fill_town(cast: Cast) -> None:
    """The town in the open transaction, told through the rules."""
    with named(THE_OPERATOR):
        apply_edits(actor=THE_OPERATOR, edits=_edits(cast), kind="import", source="town")
        shelter = Location.objects.get(pk=key("refuge.location"))
        make_confidential(actor=THE_OPERATOR, location=shelter)
        note = Edit("service", key("gaon.service"), "set", "wait_time", "내부메모표지")
        apply_edits(actor=THE_OPERATOR, edits=[note], kind="import", source="town")
        set_audience(actor=THE_OPERATOR, table="service", row_id=key("gaon.service"),
                     field="wait_time", audience="members")  # fmt: skip
        Translation.objects.create(
            table="service", row_id=key("gaon.service"), field="name", language="en",
            text="Counselling on domestic violence",
        )  # fmt: skip
        Mark.objects.filter(row_id=key("gaon.phone")).update(
            verified_on="2026-11-01", verified_by="가온여성상담소", verified_how="phone"
        )


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    """The town, committed for the tests of one module and wiped away afterwards."""
    with django_db_blocker.unblock():
        try:
            yield found_town()
        finally:
            connections.close_all()
            wipe()
