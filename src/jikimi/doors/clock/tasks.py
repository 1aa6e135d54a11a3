"""Periodic tasks. A task missed while the server was stopped is caught up by the next run."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import close_old_connections
from procrastinate.contrib.django import app

from jikimi.access.actor import THE_CLOCK
from jikimi.access.anchors import keep_anchor
from jikimi.access.mailing import send_waiting_mail
from jikimi.access.ticket import named
from jikimi.bodies.cadence import keep_turns, remind_of_turns
from jikimi.bodies.follow_up import remind_of_undertakings
from jikimi.bodies.minutes_days import remind_of_minutes
from jikimi.bodies.signing import remind_of_agreements
from jikimi.cases.alerting import raise_alerts
from jikimi.cases.expiry import end_what_is_over
from jikimi.cases.old_measures import start_old_clocks
from jikimi.cases.reminders import remind_of_what_is_due
from jikimi.cases.research_reminders import remind_of_research
from jikimi.cases.signal_reminders import remind_of_signals
from jikimi.cases.watching import watch_over
from jikimi.directory.ages import count_ages
from jikimi.directory.asking import ask_agencies_due
from jikimi.directory.confirming import take_up_answers
from jikimi.directory.editions import issue_edition_if_changed
from jikimi.directory.figures import keep_figures
from jikimi.directory.search.counting import count_common_words
from jikimi.escorts.retention import delete_what_is_over
from jikimi.insights.extract_reminders import remind_of_extracts
from jikimi.insights.sources import refresh_figures
from jikimi.places.reminding import remind_of_places
from jikimi.places.street_measures import measure_streets

Task = Callable[[int], None]


def _every(cron: str) -> Callable[[Callable[[], Any]], Task]:
    def wrap(work: Callable[[], Any]) -> Task:
        @app.periodic(cron=cron)
        @app.task(name=work.__name__, queueing_lock=work.__name__, pass_context=False)
        @wraps(work)
        def task(timestamp: int) -> None:
            close_old_connections()
            with named(THE_CLOCK):
                work()

        return task

    return wrap


@_every("* * * * *")
def end_shares() -> None:
    """End shares and emergency openings whose period is over."""
    end_what_is_over(actor=THE_CLOCK)


@app.periodic(cron="* * * * *")
@app.task(name="alert", queueing_lock="alert", pass_context=False)
def alert(timestamp: int) -> None:
    """Raise what running clocks came to, and force what follows: a batch a transaction."""
    close_old_connections()
    raise_alerts(actor=THE_CLOCK)


@_every("*/10 * * * *")
def start_clocks_of_old_measures() -> None:
    """Time limits of measures that were recorded before these were kept."""
    start_old_clocks(actor=THE_CLOCK)


@_every("*/10 * * * *")
def remind() -> None:
    """Tell the agencies what is due soon or overdue; each thing once a day or set point."""
    remind_of_what_is_due(actor=THE_CLOCK)
    remind_of_undertakings(actor=THE_CLOCK)
    remind_of_minutes(actor=THE_CLOCK)
    remind_of_research(actor=THE_CLOCK)
    remind_of_signals(actor=THE_CLOCK)
    remind_of_places(actor=THE_CLOCK)


@app.periodic(cron="*/10 * * * *")
@app.task(name="watch", queueing_lock="watch", pass_context=False)
def watch(timestamp: int) -> None:
    """Turns of registered households, what the rules propose, flags that end: in batches."""
    close_old_connections()
    watch_over(actor=THE_CLOCK)


@_every("* * * * *")
def send_mail() -> None:
    """Send the notices that wait, without any content."""
    send_waiting_mail(actor=THE_CLOCK)


@app.periodic(cron="25 * * * *")
@app.task(name="count_figures", queueing_lock="count_figures", pass_context=False)
def count_figures(timestamp: int) -> None:
    """Each hour: count what came in for the figures of all pages, a piece a transaction."""
    close_old_connections()
    refresh_figures(actor=THE_CLOCK)


@_every("0 * * * *")
def anchor_record() -> None:
    """Keep the heads of the record's lanes outside the database."""
    keep_anchor()


@_every("20 17 * * *")
def count_freshness() -> None:
    """Each night at 02:20 in Korea: how old every entry is, and the figures of each agency."""
    count_ages(actor=THE_CLOCK)
    keep_figures(actor=THE_CLOCK)


@_every("50 17 * * *")
def count_words() -> None:
    """Each night at 02:50 in Korea: which words of the directory are common."""
    count_common_words(actor=THE_CLOCK)


@_every("40 17 * * *")
def look_beside_streets() -> None:
    """Each night at 02:40 in Korea: what stands beside every street by now."""
    measure_streets(actor=THE_CLOCK)


@_every("0 0 * * *")
def ask_agencies() -> None:
    """Each morning at nine in Korea: ask the agencies whose entries are due."""
    ask_agencies_due(actor=THE_CLOCK)


@_every("* * * * *")
def take_up_what_agencies_answered() -> None:
    """Use the answers that came in by the one-tap link."""
    take_up_answers(actor=THE_CLOCK)


@_every("10 0 1 * *")
def issue_booklet() -> None:
    """On the first of each month, nine in Korea: the next edition, if it says anything new."""
    issue_edition_if_changed(actor=THE_CLOCK)


@_every("30 0 * * *")
def remind_of_agreements_ending() -> None:
    """Each morning at half past nine in Korea: whose agreement with a body runs out."""
    remind_of_agreements(actor=THE_CLOCK)


@_every("15 * * * *")
def keep_cadence() -> None:
    """Each hour: what every body owes this year, and regular meetings nobody called."""
    keep_turns(actor=THE_CLOCK)
    remind_of_turns(actor=THE_CLOCK)


@_every("40 0 * * *")
def remind_of_rows_for_research() -> None:
    """Each morning at 09:40 in Korea: data to be destroyed, keys that nobody used."""
    remind_of_extracts(actor=THE_CLOCK)


@_every("35 * * * *")
def delete_what_was_kept() -> None:
    """Each hour: lines of the location log, alarms and answers whose time is over."""
    delete_what_is_over(actor=THE_CLOCK)
