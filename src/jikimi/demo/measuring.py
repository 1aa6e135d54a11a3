"""Told here: what happened to measures: filed in time, approved, extended."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from jikimi.cases.measure_events import record_event
from jikimi.cases.measure_extensions import extend_measure
from jikimi.cases.measure_reads import measure_called
from jikimi.demo.book import Told, rows, sees_since
from jikimi.demo.order import Event
from jikimi.demo.town import Town

Row = dict[str, str]
_EXTENDED = "extended"


def events(told: Told) -> Iterator[Event]:
    """Each as soon as it happened and the member sees the case."""
    for row in rows("measure_events"):
        if row["case"] == told["key"]:
            days_ago = min(int(row["days_ago"]), sees_since(told, row["member"]))
            about = f"{told['key']} {row['code']} {row['event']}"
            yield Event(days_ago, "measure_event", about, partial(_tell, told, row))


def _tell(told: Told, row: Row, town: Town) -> None:
    place = [measure["code"] for measure in told["measures"]].index(row["code"])
    with town.on_case(row["member"], told) as (actor, case):
        measure = measure_called(actor, case, town.measures[told["key"], place])
        if row["event"] == _EXTENDED:
            extend_measure(actor=actor, measure=measure)
        else:
            at = town.past_moment(int(row["days_ago"]), row["time"])
            record_event(actor=actor, measure=measure, code=row["event"], happened_at=at)
