"""Half-years: in which councils of heads count, report and look back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.errors import NotAllowed

_WRITTEN = re.compile(r"(\d{4})-([12])")
_JULY = 7


@dataclass(frozen=True, slots=True, order=True)
class Half:
    """The first or the second half of a year, in Korea. code: 2026-2."""

    year: int
    number: int

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """As it is written in urls and kept in tables."""
        return f"{self.year}-{self.number}"

    @property
    def label(self) -> str:
        """In words, in the reader's language."""
        says = {
            1: _("First half of %(year)s"),
            2: _("Second half of %(year)s"),
        }
        return says[self.number] % {"year": self.year}

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 1 if self.number == 1 else _JULY, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.after.first - timedelta(days=1)

    @property
    def since(self) -> datetime:
        """The instant at which it begins."""
        return _midnight(self.first)

    @property
    def until(self) -> datetime:
        """The instant at which it is over."""
        return _midnight(self.after.first)

    @property
    def before(self) -> Half:
        """The half-year before."""
        return Half(self.year - 1, 2) if self.number == 1 else Half(self.year, 1)

    @property
    def after(self) -> Half:
        """The half-year after."""
        return Half(self.year, 2) if self.number == 1 else Half(self.year + 1, 1)

    def has(self, day: date | None) -> bool:
        """Whether the day lies in it."""
        return day is not None and self.first <= day <= self.last


def half_of(day: date | None = None) -> Half:
    """The half-year of a day; of today when none is given."""
    at = day or timezone.localdate()
    return Half(at.year, 1 if at.month < _JULY else 2)


def half_called(code: str) -> Half:
    """The half-year written so, if it has begun; NotAllowed otherwise."""
    written = _WRITTEN.fullmatch(code)
    half = Half(int(written[1]), int(written[2])) if written and int(written[1]) else None
    if half is None or half > half_of():
        raise NotAllowed
    return half


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
