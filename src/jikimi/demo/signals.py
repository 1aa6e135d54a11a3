"""Told here: what schools, hospitals and others noticed, and what teams made of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.cases.models import Signal
from jikimi.cases.nomination import NominationDraft
from jikimi.cases.persons import PartyDraft, PersonDraft
from jikimi.cases.signal_answers import answer_signal, take_up_signal
from jikimi.cases.signal_reads import signal_called
from jikimi.cases.signalling import SignalDraft, send_signal, withdraw_signal
from jikimi.demo.book import rows
from jikimi.demo.order import Event
from jikimi.demo.town import Town

Row = dict[str, str]


def events() -> Iterator[Event]:
    """Each signal, and what became of it if it does not wait."""
    for row in rows("signals"):
        yield Event(int(row["days_ago"]), "signal", row["key"], partial(_send, row))
        if row["ending"]:
            ended = int(row["ended_days_ago"])
            yield Event(ended, "signal_answered", row["key"], partial(_end, row))


def _send(row: Row, town: Town) -> None:
    just_now = timezone.now() - timedelta(minutes=30)
    noticed_at = min(town.moment(int(row["days_ago"]), row["time"]), just_now)
    draft = SignalDraft(
        form=row["form"],
        pathway=row["pathway"],
        body_id=town.bodies[row["body"]].pk,
        noticed_at=noticed_at,
        signs=row["signs"].split(),
        words=row["words"],
        who=row["who"],
        place=row["place"],
    )
    with town.acting_as(row["member"]) as actor:
        town.signals[row["key"]] = send_signal(actor=actor, draft=draft).pk


def _end(row: Row, town: Town) -> None:
    with town.acting_as(row["by"]) as actor:
        signal = signal_called(actor, town.signals[row["key"]]).signal
        if row["ending"] == "taken_up":
            _take_up(actor, row, signal, town)
        elif row["ending"] == "withdrawn":
            withdraw_signal(actor=actor, signal=signal, version=signal.version)
        else:
            answer_signal(actor=actor, signal=signal, answer=row["ending"], note=row["note"])


def _take_up(actor: Actor, row: Row, signal: Signal, town: Town) -> None:
    draft = NominationDraft(
        body_id=signal.body_id,
        pathway=signal.pathway,
        kind=row["kind"],
        basis=row["basis"],
        worry="",
        parties=[PartyDraft("victim", PersonDraft(name=row["name"]))],
    )
    town.numbers[row["key"]] = take_up_signal(actor=actor, signal=signal, draft=draft).number
