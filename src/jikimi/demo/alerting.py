"""Told here: a move, what the clocks of measures came to meanwhile, and who has seen it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from jikimi.access.actor import THE_CLOCK
from jikimi.cases.alert_lists import AlertFilter
from jikimi.cases.alerting import raise_alerts
from jikimi.cases.alerts import acknowledge_alert, alerts
from jikimi.cases.moving import note_move
from jikimi.demo.book import Told, cases, rows
from jikimi.demo.order import Event
from jikimi.demo.parties import party_seen
from jikimi.demo.town import Town

Row = dict[str, str]


def events() -> Iterator[Event]:
    """Each row of alerts.csv on its day; the clock runs before anybody has seen what it raised."""
    stories = {told["key"]: told for told in cases()}
    yield Event(0, "alerted", "everybody", _clock)
    for row in rows("alerts"):
        tell = partial(_STEPS[row["what"]], stories[row["case"]], row)
        yield Event(int(row["days_ago"]), row["what"], row["case"], tell)


def _clock(town: Town) -> None:
    raise_alerts(actor=THE_CLOCK)


def _move(told: Told, row: Row, town: Town) -> None:
    with town.on_case(row["member"], told) as (actor, case):
        party = party_seen(actor, case, row["person"])
        note_move(actor=actor, party=party, moved_on=town.days_ago(int(row["days_ago"])))


def _see(told: Told, row: Row, town: Town) -> None:
    """The first that was told to this member of the case; one that nobody told is left out."""
    with town.on_case(row["member"], told) as (actor, case):
        lines = alerts(actor, AlertFilter()).lines
        mine = [line.alert for line in lines if line.alert.case_id == case.pk]
        for alert in mine[:1]:
            acknowledge_alert(actor=actor, alert=alert, answer=row["words"])


_STEPS = {"moved": _move, "alert_seen": _see}
