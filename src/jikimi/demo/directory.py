"""The town's support network: each agency's entry in the directory, with what is not public.

Told by the operator as an import, as on a first day; then where shelters are is made silent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.codes import codes
from jikimi.access.ticket import named
from jikimi.demo.book import rows
from jikimi.demo.town import Town
from jikimi.directory.ages import count_ages
from jikimi.directory.audiences import make_confidential
from jikimi.directory.changes import Edit, apply_edits
from jikimi.directory.entries import entry_of, place_called
from jikimi.directory.figures import keep_figures
from jikimi.directory.translating import translate_row
from jikimi.directory.verifying import mark_entry_checked

_SPACE = UUID("9f0a7c52-2b1e-4c1b-9a68-5d1c5b0f7e11")
_WEEK = "MO,TU,WE,TH,FR,SA,SU"
_HOURS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "weekdays": (("MO,TU,WE,TH,FR", "09:00", "18:00"),),
    "weekdays_sat": (("MO,TU,WE,TH,FR", "09:00", "18:00"), ("SA", "09:00", "13:00")),
    "evenings": (("TU,TH", "18:30", "21:00"), ("SA", "10:00", "15:00")),
    "long": ((_WEEK, "09:00", "24:00"),),
    "always": ((_WEEK, "00:00", "24:00"),),
}
_UNIT = {"name": "자리"}
Row = Mapping[str, str]


def found_directory(town: Town) -> None:
    """Register every service of the town, say it in English too, and keep shelters secret."""
    listed = [(number, row) for number, row in enumerate(rows("services"))]
    with named(THE_OPERATOR):
        apply_edits(
            actor=THE_OPERATOR, edits=list(_edits(town, listed)), kind="import", source="demo"
        )
        for number, row in listed:
            _translate(number, row)
            _checked(town, row)
            if "confidential" in row["flags"]:
                make_confidential(
                    actor=THE_OPERATOR, location=place_called(_key(f"location {number}"))
                )
        count_ages(actor=THE_OPERATOR, on=town.today)
        keep_figures(actor=THE_OPERATOR, on=town.today)


def _key(name: str) -> UUID:
    return uuid5(_SPACE, name)


def _edits(town: Town, listed: Sequence[tuple[int, Row]]) -> Iterator[Edit]:
    yield Edit("unit", _key("unit"), "add", value=_UNIT)
    agencies = {row["key"]: row for row in rows("agencies")}
    for key in dict.fromkeys(row["agency"] for _, row in listed):
        yield _add(
            "organization",
            f"organization {key}",
            name=agencies[key]["name_ko"],
            keeper_id=town.agencies[key].pk,
        )
    for number, row in listed:
        yield from _service(number, row)
        yield from _place(number, row)
        yield from _reached(number, row, agencies[row["agency"]]["phone"])


def _add(table: str, row: str, /, **values: Any) -> Edit:
    return Edit(table, _key(row), "add", value=values)


def _service(number: int, row: Row) -> Iterator[Edit]:
    flags = row["flags"].split()
    youngest, _, oldest = row["ages"].partition("-")
    yield _add(
        "service",
        f"service {number}",
        organization_id=_key(f"organization {row['agency']}"),
        name=row["ko"],
        description=row["description_ko"],
        eligibility_description=row["eligibility_ko"],
        fees_description="무료",
        needs=row["needs"].split(),
        for_sex=row["for_sex"],
        minimum_age=youngest or None,
        maximum_age=oldest or None,
        takes_children=row["children"],
        districts=[row["district"]] if "24" not in flags else [],
        is_crisis="crisis" in flags,
        is_24_hours="24" in flags,
        for_disability="yes" if "disability" in flags else "",
        for_foreigners="yes" if "foreigners" in flags else "",
    )
    for code in row["languages"].split():
        language = codes("directory", "spoken_languages").get(code)
        name = language.ko if language else code
        yield _add("language", f"language {number} {code}", service_id=_key(f"service {number}"),
                   name=name, code=code)  # fmt: skip


def _place(number: int, row: Row) -> Iterator[Edit]:
    flags = row["flags"].split()
    key, is_virtual = _key(f"location {number}"), "virtual" in flags
    where = {} if is_virtual else _coordinates(row, number)
    yield _add(
        "location",
        f"location {number}",
        organization_id=_key(f"organization {row['agency']}"),
        location_type="virtual" if is_virtual else "physical",
        name=row["ko"],
        district=row["district"],
        dong=row["dong"],
        wheelchair="yes" if "wheelchair" in flags else "",
        **where,
    )
    yield _add("service_at_location", f"at {number}", service_id=_key(f"service {number}"),
               location_id=key)  # fmt: skip
    if not is_virtual:
        yield _add("address", f"address {number}", location_id=key, address_1=row["street"],
                   region=row["dong"], city=row["district"], state_province="제주특별자치도",
                   country="KR", address_type="physical")  # fmt: skip


def _coordinates(row: Row, number: int) -> dict[str, float]:
    """Somewhere in the dong: its middle, moved a little so that two places do not coincide."""
    found = [p for p in codes("directory", "places").values() if p.ko == row["dong"]]
    if not found or not found[0].more["latitude"]:
        return {}
    little = (number % 7 - 3) / 2000
    middle = found[0].more
    return {
        "latitude": round(float(middle["latitude"]) + little, 5),
        "longitude": round(float(middle["longitude"]) - little, 5),
    }


def _reached(number: int, row: Row, phone: str) -> Iterator[Edit]:
    service = _key(f"service {number}")
    yield _add("phone", f"phone {number}", service_id=service, number=phone, type="voice",
               location_id=_key(f"location {number}"))  # fmt: skip
    for place, (days, opens, closes) in enumerate(_HOURS[row["hours"]]):
        yield _add("schedule", f"schedule {number} {place}", service_id=service, freq="WEEKLY",
                   byday=days, opens_at=opens, closes_at=closes)  # fmt: skip
    if "capacity" in row["flags"]:
        yield _add("service_capacity", f"capacity {number}", service_id=service,
                   unit_id=_key("unit"), available=number % 4, maximum=8)  # fmt: skip


def _translate(number: int, row: Row) -> None:
    key = _key(f"service {number}")
    entry = entry_of("service", key)
    assert entry is not None  # noqa: S101 - it was added a moment ago
    texts = {
        "name": row["en"],
        "description": row["description_en"],
        "eligibility_description": row["eligibility_en"],
    }
    translate_row(actor=THE_OPERATOR, entry=entry, table="service", row_id=key, language="en",
                  texts=texts)  # fmt: skip


def _checked(town: Town, row: Row) -> None:
    """When somebody last made sure of the entry; a few are overdue, as in life."""
    day = town.today - timedelta(days=int(row["checked_days_ago"]))
    by = town.agencies[row["agency"]].name_ko
    mark_entry_checked(_key(f"organization {row['agency']}"), by=by, how="phone", on=day)
