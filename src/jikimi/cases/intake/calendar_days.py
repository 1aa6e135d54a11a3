"""Which days and times exist, as sets of text: faster to ask than to build a date from a cell."""

_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LEAP_DAYS = frozenset(
    f"-{month:02}-{day:02}" for month, days in enumerate(_LENGTHS, 1) for day in range(1, days + 1)
)
_DAYS = _LEAP_DAYS - {"-02-29"}
_DAYS_BY_YEAR = {
    str(year): _LEAP_DAYS if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else _DAYS
    for year in range(1890, 2100)
}
TIMES = frozenset(f"{hour:02}:{minute:02}" for hour in range(24) for minute in range(60))
SECONDS = frozenset(f":{second:02}" for second in range(60))
_NONE: frozenset[str] = frozenset()


def is_day(text: str) -> bool:
    """Whether `YYYY-MM-DD` names a day of the years 1890 to 2099."""
    return text[4:] in _DAYS_BY_YEAR.get(text[:4], _NONE)
