"""Why a service of the directory would help a person now, or would not, or what must be asked.

Who may come is said by the directory (search/eligibility.py) and when it is open too; here are
added where it is, when it is needed, how many places are free and how old what is known is.
What is not known is never a no.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.codes import codes
from jikimi.cases.words import words
from jikimi.directory.public import Shown
from jikimi.directory.search.eligibility import Answer, Person, Reason, fits, offer_of
from jikimi.directory.search.hours import opening_at

# Places that are free are news of days; what is older must be asked.
CAPACITY_HOLDS = timedelta(days=7)
_WITH_PLACES = ("safe_place", "housing")
_ORDER: dict[Answer, int] = {"no": 0, "unknown": 1, "yes": 2}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for. need: code of needs.csv; person: for whom, as far as known.

    district: the word of where the person lives.  when: code of times_needed.csv, '' for any time.
    """

    need: str
    person: Person = field(default_factory=Person)
    when: str = ""


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many places a service says are free. told_on: the day on which it said so."""

    free: float | None = None
    most: float | None = None
    told_on: date | None = None


def reasons_for(shown: Shown, wanted: Wanted, capacity: Capacity | None) -> list[Reason]:
    """All that speaks against the service, must be asked, or speaks for it, in this order."""
    wheelchair = next((place.wheelchair for place in shown.places if place.wheelchair), "")
    offer = offer_of(shown.service, wheelchair=wheelchair, districts=_areas(shown))
    found = [
        *fits(offer, wanted.person),
        _going(shown),
        _free(capacity, wanted.need),
        _open(shown, wanted.when),
        _near(shown, wanted.person.district),
        _checked(shown),
    ]
    return sorted((one for one in found if one), key=lambda one: _ORDER[one.answer])


def capacity_of(rows: Iterable[Any]) -> Capacity | None:
    """The newest of what a service said of its free places; None when it never said."""
    told = [row for row in rows if row.available is not None or row.maximum is not None]
    if not told:
        return None
    newest = max(told, key=lambda row: row.updated)
    return Capacity(newest.available, newest.maximum, _day(newest.updated))


def instant_of(when: str, *, now: datetime | None = None) -> datetime:
    """The next instant of a code of times_needed.csv: now, or its weekday and hour in Korea."""
    here = timezone.localtime(now)
    row = words("times_needed")[when].more
    if not row["hour"]:
        return here
    days = (int(row["weekday"]) - here.isoweekday()) % 7 or 7
    return timezone.make_aware(
        datetime.combine(here.date() + timedelta(days=days), time(int(row["hour"])))
    )


def _areas(shown: Shown) -> Sequence[str]:
    """The areas it says it serves, in Korean words as the district of the person is."""
    places = codes("directory", "places")
    told = [places[word].ko if word in places else word for word in shown.service.districts]
    return told + [row.name for row in shown.service.service_areas.all() if row.name]


def _going(shown: Shown) -> Reason | None:
    if shown.is_closed_for_now:
        return Reason("status", "no", _("Closed for the time being"))
    return None


def _free(capacity: Capacity | None, need: str) -> Reason | None:
    if capacity is None or capacity.free is None:
        asks = need in _WITH_PLACES or capacity is not None
        return Reason("capacity", "unknown", _("Ask how many places are free")) if asks else None
    says = {"free": f"{capacity.free:g}", "most": f"{capacity.most or 0:g}"}
    if capacity.most:
        text = _("%(free)s of %(most)s places free") % says
    else:
        text = _("%(free)s places free") % says
    return Reason("capacity", _still(capacity), f"{text} · {_told(capacity.told_on)}")


def _still(capacity: Capacity) -> Answer:
    if capacity.told_on is None or timezone.localdate() - capacity.told_on > CAPACITY_HOLDS:
        return "unknown"
    return "yes" if capacity.free else "no"


def _told(on: date | None) -> str:
    if on is None:
        return _("it is not known since when")
    days = (timezone.localdate() - on).days
    if days <= 1:
        return _("told today") if days <= 0 else _("told yesterday")
    return _("told %(days)d days ago") % {"days": days}


def _open(shown: Shown, when: str) -> Reason | None:
    if shown.service.is_24_hours:
        return Reason("hours", "yes", _("Open day and night"))
    if not when:
        return None
    answer = opening_at(shown.schedules, instant_of(when)).answer
    says = {
        "yes": _("Open when needed: %(when)s"),
        "no": _("Not open when needed: %(when)s"),
        "unknown": _("Ask whether it is open when needed: %(when)s"),
    }[answer]
    return Reason("hours", answer, says % {"when": words("times_needed")[when].label})


def _near(shown: Shown, district: str) -> Reason | None:
    """Where it is. Of a place that is confidential nothing is known here."""
    if not shown.districts:
        return None
    there = ", ".join(shown.districts)
    if not district or any(word in district or district in word for word in shown.districts):
        return Reason("place", "yes", _("It is in: %(place)s") % {"place": there})
    return Reason("place", "unknown", _("It is elsewhere, in: %(place)s") % {"place": there})


def _checked(shown: Shown) -> Reason:
    if shown.checked_on is None:
        return Reason("checked", "unknown", _("Nobody has checked this entry yet"))
    says = _when_checked((timezone.localdate() - shown.checked_on).days)
    if shown.is_overdue:
        return Reason("checked", "unknown", _("%(checked)s: make sure first") % {"checked": says})
    return Reason("checked", "yes", says)


def _when_checked(days: int) -> str:
    if days <= 1:
        return _("Checked today") if days <= 0 else _("Checked yesterday")
    return _("Checked %(days)d days ago") % {"days": days}


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told.strip()[:10])
    except ValueError:
        return None
