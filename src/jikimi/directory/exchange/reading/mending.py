"""Mechanical repairs of single values: each is listed with what was there before, none is a guess.

What cannot be repaired stays as it is and is noted; a row without what it needs is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from jikimi.directory.exchange.reading.package import Package, Reject, Row, made_id
from jikimi.directory.exchange.reading.phones import Numbers, read_numbers
from jikimi.directory.exchange.reading.standard import Field, field_of, links
from jikimi.directory.tables import table_rows

# Without these a row says nothing (postal codes are required by the standard, not in Korea).
NEEDED = {
    "organization": "name",
    "service": "name",
    "phone": "number",
    "url": "url",
    "program": "name",
    "unit": "name",
    "taxonomy": "name",
    "taxonomy_term": "name",
}
_ASSUMED = {
    ("service", "status"): "active",
    ("location", "location_type"): "physical",
    ("address", "address_type"): "physical",
}
_SHORT = frozenset(
    [
        "name",
        "alternate_name",
        "title",
        "department",
        "email",
        "assurer_email",
        "number",
        "address_1",
        "address_2",
        "city",
        "region",
        "state_province",
        "postal_code",
        "country",
        "code",
        "label",
        "attention",
        "status",
    ]
)
_NAMED = frozenset(["organization", "service", "location", "program", "contact"])
_HANGUL = re.compile("[가-힣]")
_WIDE = str.maketrans(
    {chr(0xFF01 + n): chr(0x21 + n) for n in range(94)} | {"\u3000": " ", "\u00a0": " "}
)
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z가-힣]{2,}(?::\d+)?(?:[/?#]\S*)?", re.I)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)
_SCHEME_SLIP = re.compile(r"(https?)(?::/?|;//|//:|//)(?!/)", re.I)
_DATES = (
    re.compile(r"(?P<y>\d{4})\s*[./년]\s*(?P<m>\d{1,2})\s*[./월]\s*(?P<d>\d{1,2})\s*[.일]?"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?: 00:00(?::00)?)?"),
    re.compile(r"(?P<m>\d{1,2})/(?P<d>1[3-9]|2\d|3[01])/(?P<y>\d{4})"),
    re.compile(r"(?P<d>1[3-9]|2\d|3[01])/(?P<m>\d{1,2})/(?P<y>\d{4})"),
    re.compile(r"(?P<b>[A-Za-z]{3,9})\.? (?P<d>\d{1,2}),? (?P<y>\d{4})"),
)
_WHOLE = frozenset(["count", "interval"])
_LARGEST = 1 << 31
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_TIME = re.compile(r"(?P<h>\d{1,2})(?::(?P<m>\d{2}))?(?::\d{2})?\s*(?P<half>[ap])\.?m\.?", re.I)
_ISO_TIME = re.compile(r"\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?")
_ACRONYM = re.compile(r"[^AEIOUY]+")
_SMALL = frozenset(
    ["A", "AN", "AND", "AT", "BY", "FOR", "FROM", "IN", "OF", "ON", "OR", "THE", "TO", "WITH"]
)


def mend(package: Package) -> None:
    """Repair every row and refuse those that lack what they need."""
    is_korean = _speaks_korean(package)
    for row in list(package.every()):
        for name in list(row.values):
            _mend_value(package, row, name)
        _assume(package, row)
        if is_korean and row.table == "phone" and package.shape != "list":
            _mend_number(package, row)
        _refuse_empty(package, row)


def _mend_value(package: Package, row: Row, name: str) -> None:
    value = row.values[name]
    if value is None:
        return
    field = field_of(row.table, name)
    if field.kind not in _NOT_TEXT and not isinstance(value, str):
        value = row.values[name] = _as_text(value)
    if isinstance(value, str):
        value = _mend_text(package, row, field)
    mending = _BY_KIND.get(field.kind)
    if mending and value not in (None, ""):
        mending(package, row, field)


def _as_text(value: Any) -> str:
    """A number or an object where the standard wants words."""
    is_plain = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_plain else json.dumps(value, ensure_ascii=False)


def _mend_text(package: Package, row: Row, field: Field) -> str:
    value = str(row.values[field.name])
    if _UNWRITABLE.search(value):
        package.mend(row, "letters_broken", field.name, _UNWRITABLE.sub("", value), before="…")
        value = str(row.values[field.name])
    if field.kind == "text" and field.name not in _SHORT:
        return value
    plain = value.translate(_WIDE)
    if plain != value and field.name != "description":
        package.mend(row, "full_width", field.name, plain)
    if plain.strip() != plain:
        package.mend(row, "blanks", field.name, plain.strip())
    is_name = row.table in _NAMED and field.name in ("name", "alternate_name")
    if is_name and _is_shouted(plain):
        package.mend(row, "all_caps", field.name, _calm(plain.strip()))
    return str(row.values[field.name])


def _is_shouted(text: str) -> bool:
    """Whether a name is in capitals throughout: two words or more, not all of them acronyms."""
    words = re.findall(r"[A-Za-z]{2,}", text)
    return text.upper() == text and len(words) > 1 and any(len(word) > 4 for word in words)


def _calm(text: str) -> str:
    def word(found: re.Match[str]) -> str:
        one = found[0]
        if found.start() and one in _SMALL:
            return one.lower()
        known = one in _acronyms() or (_ACRONYM.fullmatch(one) and len(one) > 1)
        return one if known else one.capitalize()

    return re.sub(r"[A-Z][A-Z']*", word, text)


@cache
def _acronyms() -> frozenset[str]:
    return frozenset(row["code"] for row in table_rows("acronyms"))


def _url(package: Package, row: Row, field: Field) -> None:
    value = str(row.values[field.name])
    slip = _SCHEME_SLIP.match(value)
    if slip and not value.lower().startswith(("http://", "https://")):
        package.mend(row, "url_scheme", field.name, f"{slip[1].lower()}://{value[slip.end() :]}")
    elif _HOST.fullmatch(value):
        package.mend(row, "url_scheme", field.name, f"http://{value}")
    elif not _SCHEME.match(value) or " " in value:
        package.note(row, "url_unreadable", field.name, value, value)


def _number(package: Package, row: Row, field: Field) -> None:
    value = row.values[field.name]
    number = _figure(value)
    is_small = number is not None and number.is_integer() and abs(number) < _LARGEST
    if number is None or (field.name in _WHOLE and not is_small):
        package.mend(row, "not_a_number", field.name, None, before=str(value))
    elif isinstance(value, str):
        row.values[field.name] = int(number) if number.is_integer() else number


def _figure(value: Any) -> float | None:
    if isinstance(value, str):
        text = value.strip().replace(",", "")
        return float(text) if re.fullmatch(r"[-+]?\d{1,15}(?:\.\d+)?", text) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e15 else None  # neither endless nor no number at all


def _date(package: Package, row: Row, field: Field) -> None:
    value = str(row.values[field.name])
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}(?:T\S+)?", value) and _is_day(value[:10]):
        return
    day = next((_iso(found) for form in _DATES if (found := form.fullmatch(value))), "")
    if day and _is_day(day):
        package.mend(row, "date_form", field.name, day)
    else:
        package.note(row, "date_wrong", field.name, value, value)


def _iso(found: re.Match[str]) -> str:
    parts = found.groupdict()
    if name := parts.get("b"):
        month = _MONTHS.index(name[:3].lower()) + 1 if name[:3].lower() in _MONTHS else 0
        return f"{parts['y']}-{month:02}-{int(parts['d']):02}"
    return f"{parts['y']}-{int(parts['m']):02}-{int(parts['d']):02}"


def _is_day(text: str) -> bool:
    """Whether a day exists and is not the zero of a program (year 1)."""
    try:
        return date.fromisoformat(text).year >= 1800
    except ValueError:
        return False


def _time(package: Package, row: Row, field: Field) -> None:
    value = str(row.values[field.name])
    if _ISO_TIME.fullmatch(value):
        return
    if re.fullmatch(r"\d:\d{2}(?::\d{2})?", value):
        package.mend(row, "time_form", field.name, f"0{value}")
        return
    found = _TIME.fullmatch(value)
    if found is None or not 1 <= int(found["h"]) <= 12:
        package.note(row, "time_wrong", field.name, value, value)
        return
    hour = int(found["h"]) % 12 + (12 if found["half"].lower() == "p" else 0)
    package.mend(row, "time_form", field.name, f"{hour:02}:{found['m'] or '00'}")


def _choice(package: Package, row: Row, field: Field) -> None:
    value = str(row.values[field.name])
    choices = field.to.split("|")
    if value in choices:
        return
    same = [one for one in choices if one.casefold() == value.casefold()]
    if same:
        package.mend(row, "choice_form", field.name, same[0])
    else:
        package.mend(row, "choice_unknown", field.name, _ASSUMED.get((row.table, field.name)))


def _flag(package: Package, row: Row, field: Field) -> None:
    value = row.values[field.name]
    if not isinstance(value, bool):
        row.values[field.name] = str(value).strip().lower() in ("true", "yes", "y", "1", "예")


def _words(package: Package, row: Row, field: Field) -> None:
    value = row.values[field.name]
    if isinstance(value, str):
        row.values[field.name] = [part.strip() for part in re.split("[|,]", value) if part.strip()]


_NOT_TEXT = frozenset(["number", "flag", "words"])
_BY_KIND: dict[str, Callable[[Package, Row, Field], None]] = {
    "url": _url,
    "number": _number,
    "date": _date,
    "time": _time,
    "choice": _choice,
    "flag": _flag,
    "words": _words,
}


def _assume(package: Package, row: Row) -> None:
    """What the standard requires and old versions did not have."""
    for (table, name), assumed in _ASSUMED.items():
        if row.table == table and row.values.get(name) in (None, ""):
            package.mend(row, "choice_assumed", name, assumed, before="")


def _mend_number(package: Package, row: Row) -> None:
    """Telephone numbers as Korean lists write them, in a package of the standard too."""
    cell = row.values.get("number")
    if not isinstance(cell, str) or not cell:
        return
    found = read_numbers(cell)
    if found.codes and found.numbers and not found.rest:
        split_number(package, row, found)


def split_number(package: Package, row: Row, found: Numbers) -> None:
    """Give a row the first of the numbers found, and each other number a row like it."""
    cell = row.values.get("number")
    made = [_another(row, n, at) for at, n in enumerate(found.numbers[1:], 1)]
    first = found.numbers[0]
    if first.label and not row.values.get("description"):
        row.values["description"] = first.label
    package.mend(row, found.codes[0], "number", first.number, before=cell)
    last = package.repairs.pop()
    told = ", ".join(number.number for number in found.numbers)
    for code in found.codes:
        package.repairs.append(last._replace(code=code, after=told, made=tuple(r.id for r in made)))
    for one in made:
        package.add(one)


def _another(row: Row, number: Any, at: int) -> Row:
    values = {n: v for n, v in row.values.items() if n in links("phone") or n == "type"}
    values["number"] = number.number
    if number.label:
        values["description"] = number.label
    key = made_id(row.id, "phone", str(at))
    return Row("phone", key, values, row.where, row.position + at)


def _refuse_empty(package: Package, row: Row) -> None:
    needed = NEEDED.get(row.table)
    if needed and row.values.get(needed) in (None, ""):
        del package.rows[row.table][row.id]
        cells = {"id": row.id, **row.values}
        where = row.where._replace(column=needed)
        package.rejects.append(Reject("needed_missing", row.table, where, cells))


def _speaks_korean(package: Package) -> bool:
    named = ("organization", "service", "location")
    rows = (row for name in named for row in package.rows[name].values())
    return any(_HANGUL.search(str(row.values.get("name") or "")) for row in rows)
