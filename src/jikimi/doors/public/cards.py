"""An entry with what is true of it now: whether it is open, whom it is for, why it was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.directory.public import Shown, shown_services
from jikimi.directory.search.eligibility import Offer, Person, fits
from jikimi.directory.search.hours import KOREA, Opening, opening_at

_ASKED_ABOUT = Person(has_child=True, needs_wheelchair=True)
_LEFT_OUT = ("area", "language")


@dataclass(frozen=True)
class Card:
    """What a page says of one entry. is_open: None where nobody knows.

    whys: why it was found.  cautions: what speaks against the reader, or must be asked.
    """

    shown: Shown
    opening: str
    is_open: bool | None
    for_whom: tuple[str, ...]
    whys: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()


Said = Mapping[UUID, Sequence[str]]
_NOTHING: Said = MappingProxyType({})


def cards(
    ids: Sequence[UUID], *, language: str, whys: Said = _NOTHING, cautions: Said = _NOTHING
) -> list[Card]:
    """The entries asked for, as they are now; whys, cautions: by entry."""
    now = timezone.now()
    plain = (card(shown, now=now) for shown in shown_services(ids, language=language))
    return [
        replace(
            one,
            whys=tuple(whys.get(one.shown.id, ())),
            cautions=tuple(cautions.get(one.shown.id, ())),
        )
        for one in plain
    ]


def card(shown: Shown, *, now: datetime) -> Card:
    """One entry as it is at an instant."""
    if shown.is_closed_for_now:
        return Card(shown, _("Closed for the time being"), False, suits(shown))
    opening = opening_at(shown.schedules, now, is_24_hours=shown.service.is_24_hours)
    known = {"yes": True, "no": False}.get(opening.answer)
    return Card(shown, opening_words(opening, now=now), known, suits(shown))


def opening_words(opening: Opening, *, now: datetime) -> str:
    """Whether it is open, as one would say it."""
    if opening.answer == "yes":
        return _open(opening, now)
    if opening.answer == "unknown":
        return _("Call and ask whether it is open today") if opening.why == "holiday" else ""
    if opening.opens is None:
        return _("Closed now")
    return _("Closed now, opens %(when)s") % {"when": _when(opening.opens, now)}


def _open(opening: Opening, now: datetime) -> str:
    if opening.until is None:
        return _("Open day and night")
    return _("Open now, until %(when)s") % {"when": _when(opening.until, now)}


def _when(instant: datetime, now: datetime) -> str:
    """The time alone today, with the day later on."""
    here = instant.astimezone(KOREA)
    time = f"{here:%H:%M}"
    days = (here.date() - now.astimezone(KOREA).date()).days
    if days == 0 or (days == 1 and time == "00:00"):
        return "24:00" if days else time
    if days == 1:
        return _("tomorrow %(time)s") % {"time": time}
    return f"{_days()[here.weekday()]} {time}"


def _days() -> tuple[str, ...]:
    return (
        *(_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday")),
        *(_("Friday"), _("Saturday"), _("Sunday")),
    )


def suits(shown: Shown) -> tuple[str, ...]:
    """Whom it is for, in short sentences; what it does not say is left out."""
    service = shown.service
    offer = Offer(
        for_sex=service.for_sex,
        minimum_age=service.minimum_age,
        maximum_age=service.maximum_age,
        for_disability=service.for_disability,
        for_foreigners=service.for_foreigners,
        takes_children=service.takes_children,
        wheelchair=next((place.wheelchair for place in shown.places if place.wheelchair), ""),
    )
    told = [one for one in fits(offer, _ASKED_ABOUT) if one.code not in _LEFT_OUT]
    asked = ("child", "wheelchair")
    return tuple(one.says for one in told if one.code not in asked or one.answer != "unknown")
