"""When a post must be manned: its days of the week, holidays left out unless it says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils import timezone

from jikimi.access.working_days import is_public_holiday, is_working_day
from jikimi.bodies.duty.planning import Slot
from jikimi.bodies.models import Post, Shift


def days_manned(post: Post, begins_on: date, ends_on: date) -> Iterator[date]:
    """The days of a period on which the post is manned."""
    first = max(begins_on, post.since)
    last = min(ends_on, post.until) if post.until else ends_on
    for number in range((last - first).days + 1):
        day = first + timedelta(number)
        if day.weekday() in post.weekdays and (post.on_holidays or not is_public_holiday(day)):
            yield day


def span_on(post: Post, day: date) -> tuple[datetime, datetime]:
    """From when to when, Korean time; past midnight when the post ends before it begins."""
    end_day = day if post.ends > post.begins else day + timedelta(1)
    return (
        timezone.make_aware(datetime.combine(day, post.begins)),
        timezone.make_aware(datetime.combine(end_day, post.ends)),
    )


def slots_of(post: Post, begins_on: date, ends_on: date) -> list[Slot]:
    """Every time and kind of agency for which the post wants people in a period."""
    slots: list[Slot] = []
    for day in days_manned(post, begins_on, ends_on):
        starts_at, ends_at = span_on(post, day)
        for kind, seats in sorted(post.needs.items()):
            is_off = not is_working_day(day)
            slots.append(Slot(len(slots), starts_at, ends_at, kind, seats, is_off))
    return slots


def slot_of(shift: Shift, key: int = 0) -> Slot:
    """A shift as planning sees it."""
    starts_at, ends_at = timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at)
    return Slot(key, starts_at, ends_at, shift.kind, 1, not is_working_day(starts_at.date()))
