"""The telling: founding first, then every event of the story in its order, then the accounts."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone, translation

from jikimi.demo import (
    closing,
    looking_after,
    meetings,
    nominations,
    planning,
    protection,
    sharing,
    work,
)
from jikimi.demo.accounts import write_accounts
from jikimi.demo.book import cases
from jikimi.demo.book import meetings as told_meetings
from jikimi.demo.founding import found_town
from jikimi.demo.order import Event, tell_in_order
from jikimi.demo.town import Town

_OF_CASES = (nominations, sharing, protection, planning, work, looking_after, closing)


def tell_town() -> Town:
    """Found the town and tell its story; the accounts are listed last, when all of it stands."""
    town = Town(today=timezone.localdate())
    with translation.override(settings.LANGUAGE_CODE):
        accounts = found_town(town)
        tell_in_order(town, _events())
    write_accounts(accounts)
    return town


def _events() -> Iterator[Event]:
    for told in cases():
        for chapter in _OF_CASES:
            yield from chapter.events(told)
    for meeting in told_meetings():
        yield from meetings.events(meeting)
