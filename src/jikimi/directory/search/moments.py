"""Words for a time: now, 일요일 23시, Sunday 23:00, 토요일 밤, 주말, 24시간.

Pure.  Checked: tests/rules/test_directory_search_asking.py
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from jikimi.access.working_days import is_public_holiday
from jikimi.directory.search.hours import DAY, KOREA
from jikimi.directory.search.typed import Typed

_KOREAN_DAYS = "월화수목금토일"
_ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PARTS_OF_DAY = {
    **{"새벽": 3, "아침": 8, "오전": 10, "점심": 12, "낮": 14, "오후": 15, "저녁": 19, "밤": 22},
    **{"야간": 22, "심야": 24, "morning": 9, "noon": 12, "afternoon": 15, "evening": 19},
    **{"late night": 24, "tonight": 22, "night": 22, "midnight": 24},
}
_AFTERNOON = ("오후", "저녁", "밤", "pm", "p.m.", "낮")
_PART = "새벽|아침|오전|점심|낮|오후|저녁|밤|야간|심야"
_PART_EN = "morning|noon|afternoon|evening|late night|tonight|night|midnight"
_NOW = re.compile(
    r"(?<![가-힣])(?:지금|현재)(?:\s*(?:바로|당장))?(?:\s*(?:여는|열린|열려\s*있는|문\s*연|운영\s*중인?"
    r"|영업\s*중인?|되는|가능한))?(?:\s*곳)?(?![가-힣])|영업\s*중|운영\s*중|문\s*연\s*곳"
    r"|\bopen(?:ed)?\s+(?:right\s+)?now\b|\b(?:right\s+)?now\s+open\b|\bright now\b|\bnow\b"
)
_ALWAYS = re.compile(r"24\s*시간|24/7|24\s*hours?|연중\s*무휴|around the clock")
_DAY = (
    rf"(?:(?:이번\s*주\s*)?[{_KOREAN_DAYS}]요일|오늘|내일|모레|주말|평일|공휴일|휴일"
    r"|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?s?\b"
    r"|\btoday|\btomorrow|\bweekends?|\bweekdays?|\b(?:public\s+)?holidays?)"
)
_HOUR = (
    rf"(?:(?P<part>{_PART})\s*)?(?P<hour>\d{{1,2}})\s*시(?!간)"
    r"(?:\s*(?P<half>반)|\s*(?P<minute>\d{1,2})\s*분)?"
    r"|(?P<clock>\d{1,2}:\d{2})\s*(?P<clock_half>[ap]\.?m\.?)?"
    r"|\b(?P<number>\d{1,2})\s*(?P<number_half>[ap]\.?m\b\.?)"
    rf"|(?<![가-힣])(?P<about>{_PART})(?=(?:에|에도|에만|\s|$))|\b(?P<about_en>{_PART_EN})\b"
)
_REST = (
    r"(?:\s*(?:에도|에만|에|의|까지|늦게))?"
    r"(?:\s*(?:여는|열린|열려\s*있는|문\s*여는|문\s*연|하는|\bopen\b))?"
)
_MOMENT = re.compile(
    r"(?:\bopen(?:\s+on|\s+at)?\s+|\bon\s+)?"
    rf"(?:(?P<day>{_DAY})(?:에|의)?(?:\s*(?:at|on|,))?\s*(?:{_HOUR})?"
    rf"|{_HOUR.replace('?P<', '?P<x_')}){_REST}"
)


@dataclass(frozen=True, slots=True)
class When:
    """A time asked for. instants: any of them will do; at one of them it should be open."""

    typed: str
    instants: tuple[datetime, ...]
    is_now: bool = False

    @property
    def week_hours(self) -> tuple[int, ...]:
        """The hours of the week meant, counted from Monday 00:00 in Korea."""
        local = (at.astimezone(KOREA) for at in self.instants)
        return tuple(sorted({at.weekday() * 24 + at.hour for at in local}))


def take_always(typed: Typed) -> str:
    """The words for “day and night”, taken; '' when there are none."""
    found = typed.take_pattern(_ALWAYS)
    return found.group().strip() if found else ""


def take_when(typed: Typed, now: datetime) -> When | None:
    """The time asked for, taken; None when none was."""
    moment = typed.take_pattern(_MOMENT)
    if moment:
        return When(moment.group().strip(), tuple(_instants(moment, now.astimezone(KOREA))))
    found = typed.take_pattern(_NOW)
    return When(found.group().strip(), (now,), is_now=True) if found else None


def _instants(found: re.Match[str], now: datetime) -> list[datetime]:
    hour = _hour(found)
    days = _days(found["day"] or "", now.date(), is_hour_given=hour is not None)
    if hour is not None:
        return [_at(day, hour) for day in days]
    return [_at(day, timedelta(hours=h)) for day in days for h in range(24)]


def _at(day: date, hour: timedelta) -> datetime:
    return datetime.combine(day, time(0), KOREA) + hour


def _hour(found: re.Match[str]) -> timedelta | None:
    """The hour of the day named; None when only a day was."""
    given = {k.removeprefix("x_"): v for k, v in found.groupdict().items() if v}
    about = given.get("about") or given.get("about_en")
    if about:
        return timedelta(hours=_PARTS_OF_DAY[about])
    words = given.get("hour") or given.get("number") or given.get("clock")
    if not words:
        return None
    hour, _, minute = words.partition(":")
    minutes = 30 if given.get("half") else int(minute or given.get("minute") or 0)
    half = given.get("part") or given.get("clock_half") or given.get("number_half") or ""
    return timedelta(hours=_in_24(int(hour), half), minutes=minutes)


def _in_24(hour: int, half: str) -> int:
    """밤 11 is 23, 밤 1 is 1 after midnight, 오후 3 is 15, 12 am is 0."""
    if half == "밤" and hour in (12, 1, 2, 3):
        return 24 if hour == 12 else 24 + hour
    if half in _AFTERNOON and hour < 12:
        return hour + 12
    is_morning = half in ("오전", "새벽") or half.startswith("a")
    return 0 if is_morning and hour == 12 else min(hour, 24)


def _days(words: str, today: date, *, is_hour_given: bool) -> list[date]:
    if words in ("", "오늘", "today"):
        return [today]
    if words in ("내일", "tomorrow"):
        return [today + DAY]
    if words == "모레":
        return [today + 2 * DAY]
    if words.startswith("주말") or words.startswith("weekend"):
        return [_next(today, 5), _next(today, 6)]
    if words.startswith("평일") or words.startswith("weekday"):
        return [_next(today, day) for day in range(5)]
    if "holiday" in words or "휴일" in words:
        return [next(d for d in (today + n * DAY for n in range(400)) if is_public_holiday(d))]
    return [_next(today, _weekday(words))]


def _weekday(words: str) -> int:
    if words.endswith("요일"):
        return _KOREAN_DAYS.index(words[-3])
    return _ENGLISH_DAYS.index(words[:3])


def _next(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday()) % 7)
