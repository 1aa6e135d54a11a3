"""The telling: founding first, then every event of the story in its order, then the accounts."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone, translation

from jikimi.access.keeping import looked
from jikimi.access.notices import mark_seen
from jikimi.cases.today import today
from jikimi.demo import (
    alerting,
    asking,
    assessing,
    checking,
    closing,
    duty,
    effects,
    escorted,
    figures,
    households,
    inspecting,
    keeping_law,
    lacking,
    looking_after,
    measuring,
    meetings,
    minutes,
    nominations,
    places,
    planning,
    pocket,
    preparing,
    problem_places,
    programmes,
    protection,
    publishing,
    recruiting,
    reporting,
    reviewing,
    room,
    sharing,
    signals,
    undertakings,
    walking,
    watching,
    ways,
    work,
)
from jikimi.demo.accounts import write_accounts
from jikimi.demo.book import cases, reports
from jikimi.demo.book import meetings as told_meetings
from jikimi.demo.directory import found_directory
from jikimi.demo.founding import found_town
from jikimi.demo.order import Event, tell_in_order
from jikimi.demo.town import Town
from jikimi.settings.marks import holds_work
from jikimi.settings.refusals import CannotStart

_OF_CASES = (
    asking, nominations, sharing, assessing,
    protection, planning, lacking, work, looking_after, measuring, closing,
    reviewing,
)  # fmt: skip


_LOOKED_DAYS_AGO = 4  # what is told after this is new on everybody's Today


def tell_town() -> Town:
    """Found the town and tell its story; the accounts are listed last, when all of it stands."""
    if holds_work():
        raise CannotStart("The demo town is told only into an empty database; this one is not.")
    town = Town(today=timezone.localdate())
    with translation.override(settings.LANGUAGE_CODE):
        accounts = found_town(town)
        found_directory(town)
        tell_in_order(town, _events())
    write_accounts(accounts)
    return town


def _events() -> Iterator[Event]:
    yield Event(_LOOKED_DAYS_AGO, "looked", "everybody", _everybody_looks)
    yield from recruiting.events()
    yield from duty.events()
    yield from households.events()
    yield from watching.events()
    yield from alerting.events()
    yield from signals.events()
    yield from checking.events()
    yield from inspecting.events()
    yield from places.events()
    yield from room.events()
    yield from walking.events()
    yield from problem_places.events()
    yield from ways.events()
    yield from escorted.events()
    yield from pocket.events()
    yield from keeping_law.events()
    yield from programmes.events()
    yield from reviewing.pack_events()
    yield from preparing.year_events()
    yield from publishing.events()
    yield from effects.events()
    yield from figures.events()
    yield from reporting.events(reports())
    for told in cases():
        yield from reporting.events_of_case(told)
        for chapter in _OF_CASES:
            yield from chapter.events(told)
    for meeting in told_meetings():
        yield from meetings.events(meeting)
        yield from preparing.events(meeting)
        yield from undertakings.events(meeting)
        yield from minutes.events(meeting)


def _everybody_looks(town: Town) -> None:
    for username in town.actors:
        with town.acting_as(username) as actor:
            today(actor, since=looked(actor))
            mark_seen(actor)
