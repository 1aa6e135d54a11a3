"""Told here: 112 reports come in. Each station reads in its export and shows reports on cases.

An export names who was harmed and who did it, and the kind of person who reported, as real ones do.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.cases.importing import import_reports
from jikimi.cases.reports import link_report
from jikimi.cases.search import Sought, search_persons
from jikimi.demo.book import Told, coordinator_at, people
from jikimi.demo.order import Event
from jikimi.demo.parties import born
from jikimi.demo.town import Town

_SEX = {"male": "남", "female": "여", "": ""}
_ENCODING = "cp949"  # what the exports of the stations come in


def events(reports: list[Told]) -> Iterator[Event]:
    """Each report on its day; the officer at the station brings it in."""
    for report in reports:
        days_ago = report["received_days_ago"]
        yield Event(days_ago, "report", report["key"], partial(_come_in, report))


def events_of_case(told: Told) -> Iterator[Event]:
    """Reports shown on a case after it was named."""
    for report in told["reports"]:
        if report["linked"]:
            days_ago = report["linked"]["days_ago"]
            yield Event(days_ago, "link", told["key"], partial(_link, told, report))


def report_id(actor: Actor, report: Told, town: Town, *, why: str) -> UUID:
    """The report as an officer finds it: by the person harmed. why: code of search_purposes.csv."""
    harmed = people()[report["parties"][0]]
    sought = Sought(harmed["name"], harmed["phone"], born(harmed))
    found = search_persons(actor, sought, why=why).reports
    number = _number(report, town)
    return next(hit.party.report_id for hit in found if hit.party.report.number == number)


def _come_in(report: Told, town: Town) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "112.csv"
        row = _row(report, town)
        with path.open("w", encoding=_ENCODING, newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(row))
            writer.writeheader()
            writer.writerow(row)
        with town.acting_as(coordinator_at(report["station"])) as actor:
            import_reports(actor=actor, path=path)


def _link(told: Told, report: Told, town: Town) -> None:
    with town.on_case(report["linked"]["member"], told) as (actor, case):
        found = report_id(actor, report, town, why="report_check")
        link_report(actor=actor, case=case, report_id=found)


def _number(report: Told, town: Town) -> str:
    return f"{town.days_ago(report['received_days_ago']):%Y%m%d}-{report['serial']}"


def _row(report: Told, town: Town) -> dict[str, str]:
    received = town.past_moment(report["received_days_ago"], report["time"])
    where = " ".join(report[part] for part in ("province", "city", "road", "building"))
    on = received.date()
    return {
        "접수번호": _number(report, town),
        "접수일시": f"{received:%Y-%m-%d %H:%M}",
        "사건종별": label("cases", "kinds", report["kind"], on=on),
        "대응코드": report["response_code"],
        "관할경찰서": town.agencies[report["station"]].name_ko,
        "지역관서": report["police_box"],
        "발생장소(도로명주소)": ", ".join(filter(None, [where, report["detail"]])),
        "법정동코드": report["legal_dong_code"],
        "신고자구분": label("cases", "reporter_kinds", report["reporter"]["kind"]),
        **_party("피해자", report["parties"][0]),
        **_party("가해자", report["parties"][1]),
        "당사자 관계": label("cases", "relations", report["relation"]),
        "현장조치": report["actions_taken"],
        "처리결과": report["result"],
        "신고내용 요약": report["narrative"],
    }


def _party(who: str, person: str) -> dict[str, str]:
    known = people()[person]
    return {
        f"{who} 성명": known["name"],
        f"{who} 성별": _SEX[known["sex"]],
        f"{who} 생년월일": known["born_on"],
        f"{who} 연락처": known["phone"],
    }
