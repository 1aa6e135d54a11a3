"""Told here: figures that two analysts made public, a draft that waits, rows asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from jikimi.demo.order import Event
from jikimi.demo.town import Town
from jikimi.insights.extracts import Request, ask_for_extract, keepers
from jikimi.insights.publishing import prepare_publication, publish
from jikimi.insights.publishing_draft import Plan

FIRST, SECOND = "jwa.mingyeol", "moon.jiho"


def events() -> Iterator[Event]:
    """After everything is counted."""
    yield Event(0, "publishing", "figures", _tell)


def _tell(town: Town) -> None:
    year = town.today.year
    since, until = date(year - 2, 1, 1), date(year, 1, 1)
    last = date(year - 1, 1, 1)
    rates = Plan("report_rate", last, until, level="district", step="quarter", is_by_kind=True)
    shares = Plan("processing_rate", since, until)
    again = Plan("repeat_pair_90", since, last, step="quarter")  # followed long enough by now
    _publish(town, rates, "분기별·유형별 112신고율", "112 report rate by quarter and kind")
    _publish(town, shares, "사건처리율", "Processing rate")
    with town.acting_as(FIRST) as actor:
        prepare_publication(
            actor=actor,
            plan=again,
            title_ko="90일 안 재신고율",
            title_en="Reported again in 90 days",
        )
        ask_for_extract(
            actor=actor,
            request=Request(
                unit="reports",
                fields=("month", "kind", "area", "link", "booked", "next"),
                since=since,
                until=until,
                purpose="같은 사람들 사이의 신고 간격이 조치에 따라 달라지는지 연구",
                institution="가온대학교 사회안전연구소",
                basis="research",
                ethics="IRB-2026-014",
                keeper_id=keepers(actor)[0][0],
                destroy_on=town.today + timedelta(days=365),
            ),
        )


def _publish(town: Town, plan: Plan, title_ko: str, title_en: str) -> None:
    with town.acting_as(FIRST) as actor:
        made = prepare_publication(actor=actor, plan=plan, title_ko=title_ko, title_en=title_en)
    with town.acting_as(SECOND) as actor:
        publish(actor=actor, publication=made)
