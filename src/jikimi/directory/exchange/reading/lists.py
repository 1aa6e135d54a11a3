"""Public lists of agencies, one line each: organisation, service, places, numbers, area served.

Lines are not merged: the same agency in two lines is proposed as a duplicate, for a person to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

from jikimi.directory.exchange.reading.cells import Line, Site, read_line
from jikimi.directory.exchange.reading.columns import Columns
from jikimi.directory.exchange.reading.hours import schedules
from jikimi.directory.exchange.reading.mending import split_number
from jikimi.directory.exchange.reading.package import Package, Reject, Row, Where, made_id
from jikimi.directory.exchange.reading.phones import Numbers
from jikimi.directory.exchange.reading.sheets import Sheet
from jikimi.directory.exchange.reading.standard import data_rows

_KINDS = "기관 종류"


def take_list(sheet: Sheet, columns: Columns, package: Package) -> None:
    """Take in every line of a list; what cannot go in is refused with its line and column."""
    package.shape = "list"
    package.headers[sheet.name] = sheet.headers
    for at, header in columns.unknown.items():
        where = Where(sheet.name, 1, header)
        if any(at < len(cells) and cells[at].strip() for _, cells in sheet.rows):
            package.note(Row("organization", "", {}, where), "unknown_column", header, None)
    lines = list(_lines(sheet, columns, package))
    twice = {key for key, times in Counter(_name_of(line) for line in lines).items() if times > 1}
    for line in lines:
        Taken(package, line, _key(line, is_ambiguous=_name_of(line) in twice)).take()


def _lines(sheet: Sheet, columns: Columns, package: Package) -> Iterator[Line]:
    for number, cells in sheet.rows:
        package.records += 1
        where = Where(sheet.name, number)
        code, column = _wrong(sheet, columns, cells)
        if code:
            given = dict(zip(sheet.headers, cells, strict=False))
            package.rejects.append(Reject(code, "", where._replace(column=column), given))
        else:
            yield read_line(columns, cells, where)


def _wrong(sheet: Sheet, columns: Columns, cells: list[str]) -> tuple[str, str]:
    if any(cell.strip() for cell in cells[len(sheet.headers) :]):
        return "too_many_cells", ""
    if not columns.cell("name", cells).strip(" |"):
        return "name_missing", sheet.headers[columns.slots["name"][0]]
    return "", ""


def _name_of(line: Line) -> tuple[str, ...]:
    """What names a line whatever else changes in it: kind, province, name."""
    return (line.kind, line.region.name if line.region else "", line.name)


def _key(line: Line, *, is_ambiguous: bool) -> tuple[str, ...]:
    """Its natural key; with its address where another line has the same name."""
    where = [site.text for site in line.sites] if is_ambiguous else []
    return (*_name_of(line), *where)


class Taken:
    """The rows that one line becomes."""

    def __init__(self, package: Package, line: Line, key: tuple[str, ...]) -> None:
        self.package = package
        self.line = line
        self.key = key
        self.organization = self._id("organization")
        self.service = self._id("service")

    def take(self) -> None:
        """Add them all, and list what was mended in the line."""
        if self.organization in self.package.rows["organization"]:
            again = Row("organization", self.organization, {}, self.line.where)
            self.package.note(again, "row_repeated", "", self.line.name)
            return
        organization = self._add("organization", self.organization, **self._organization())
        self._add("service", self.service, **self._service())
        locations = [self._location(site, at) for at, site in enumerate(self.line.sites)]
        self._numbers(self.line.numbers, locations)
        self._fax()
        self._area()
        self._kind()
        self._hours()
        self._tell(organization)

    def _id(self, table: str, *more: str) -> str:
        return made_id(self.package.source, table, *self.key, *more)

    def _add(self, table: str, key: str, position: int = 0, **values: Any) -> Row:
        said = {name: value for name, value in values.items() if value not in ("", None, [])}
        return self.package.add(Row(table, key, said, self.line.where, position))

    def _organization(self) -> dict[str, Any]:
        line = self.line
        said = (line.kind, line.more["keeper"])
        return {
            "name": line.name,
            "description": " · ".join(filter(None, said)),
            "website": line.more["website"],
            "email": line.more["email"],
        }

    def _service(self) -> dict[str, Any]:
        line = self.line
        known = _kinds().get(line.kind, {})
        return {
            "organization_id": self.organization,
            "name": line.name,
            "description": line.more["description"] or line.kind,
            "status": "active",
            "url": line.more["website"],
            "email": line.more["email"],
            "eligibility_description": line.more["eligibility"],
            "needs": [need for need in known.get("needs", "").split("|") if need],
            "is_crisis": known.get("is_crisis") == "yes" or None,
            "is_24_hours": known.get("is_24_hours") == "yes" or None,
        }

    def _location(self, site: Site, at: int) -> str:
        line, parts = self.line, site.parts
        key = self._id("location", str(at))
        name = f"{line.name} {site.label}" if site.label else line.name
        self._add(
            "location", key, at,
            organization_id=self.organization, location_type="physical", name=name,
            latitude=line.more["latitude"], longitude=line.more["longitude"],
            district=parts.city, dong=parts.dong,
        )  # fmt: skip
        address = self._add(
            "address", self._id("address", str(at)),
            location_id=key, address_1=parts.rest or site.text, city=parts.city,
            state_province=parts.region.name if parts.region else "",
            postal_code=line.more["postal_code"], country="KR", address_type="physical",
        )  # fmt: skip
        self._add(
            "service_at_location", self._id("service_at_location", str(at)), at,
            service_id=self.service, location_id=key,
        )  # fmt: skip
        self._tell_address(address, site)
        return key

    def _tell_address(self, address: Row, site: Site) -> None:
        parts = site.parts
        if parts.region and parts.given_region not in ("", parts.region.name):
            name = "state_province"
            self.package.note(address, "region_name", name, parts.given_region, parts.region.name)
        if not parts.city:
            self.package.note(address, "address_unsplit", "address_1", site.text, parts.rest)

    def _numbers(self, numbers: Numbers, locations: list[str]) -> None:
        if not numbers.numbers:
            self._tell_rest(numbers, "")
            return
        first = numbers.numbers[0]
        row = self._add(
            "phone", self._id("phone"),
            service_id=self.service, number=self.line.phone_cell,
            type=first.kind, extension=first.extension, description=first.label,
        )  # fmt: skip
        if numbers.codes:
            split_number(self.package, row, numbers)
        else:
            row.values["number"] = first.number
        self._tell_rest(numbers, row.id)
        self._tell_elsewhere(row)
        self._link_sites(row, locations)

    def _link_sites(self, first: Row, locations: list[str]) -> None:
        """A number called 별관 belongs to the site called 별관, the first one to the first."""
        if len(locations) < 2:
            return
        labels = {site.label: key for site, key in zip(self.line.sites, locations, strict=True)}
        for row in self.package.rows["phone"].values():
            if row.values.get("service_id") == self.service:
                key = labels.get(str(row.values.get("description", "")))
                key = key or (locations[0] if row is first else None)
                row.values |= {"location_id": key} if key else {}

    def _tell_rest(self, numbers: Numbers, key: str) -> None:
        if numbers.rest:
            row = Row("phone", key, {}, self.line.where)
            cell = self.line.phone_cell
            self.package.note(row, "phone_rest", "number", cell, " / ".join(numbers.rest))

    def _tell_elsewhere(self, row: Row) -> None:
        region, number = self.line.region, str(row.values["number"])
        area = number.partition("-")[0]
        is_local = area == "02" or (area.startswith("0") and area[1] in "3456" and len(area) == 3)
        if region and is_local and area not in (region.area_code, *region.also):
            self.package.note(row, "area_code_elsewhere", "number", number, number)

    def _fax(self) -> None:
        for at, number in enumerate(self.line.fax.numbers):
            self._add(
                "phone", self._id("phone", "fax", str(at)), 50 + at,
                service_id=self.service, number=number.number, type="fax",
            )  # fmt: skip

    def _area(self) -> None:
        if self.line.region:
            name = self.line.region.name
            self._add("service_area", self._id("service_area"), service_id=self.service, name=name)

    def _kind(self) -> None:
        """The kind of agency as a word of a list, said of the service."""
        kind = self.line.kind
        if not kind:
            return
        taxonomy = made_id(self.package.source, "taxonomy", _KINDS)
        term = made_id(self.package.source, "taxonomy_term", _KINDS, kind)
        if taxonomy not in self.package.rows["taxonomy"]:
            self._add("taxonomy", taxonomy, name=_KINDS, description=_KINDS)
        if term not in self.package.rows["taxonomy_term"]:
            row = self._add(
                "taxonomy_term", term, len(self.package.rows["taxonomy_term"]),
                code=kind, name=kind, description=kind,
                taxonomy=_KINDS, taxonomy_id=taxonomy, language="ko",
            )  # fmt: skip
            if needs := _kinds().get(kind, {}).get("needs"):
                self.package.note(row, "need_from_kind", "needs", kind, needs)
        self._add(
            "attribute", self._id("attribute"),
            link_id=self.service, link_entity="service", taxonomy_term_id=term,
        )  # fmt: skip

    def _hours(self) -> None:
        text = self.line.more["hours"]
        for at, values in enumerate(schedules(text) if text else ()):
            key = self._id("schedule", str(at))
            self._add("schedule", key, at, service_id=self.service, **values)

    def _tell(self, organization: Row) -> None:
        for one in self.line.mended:
            where = self.line.where._replace(column=one.slot)
            table, key, name = self._mended_at(one.slot, organization)
            self.package.note(Row(table, key, {}, where), one.code, name, one.before, one.after)

    def _mended_at(self, slot: str, organization: Row) -> tuple[str, str, str]:
        """Where a cell of the line went: table, row, field."""
        if slot == "address":
            return "address", self._id("address", "0"), "address_1"
        return organization.table, organization.id, slot


@cache
def _kinds() -> dict[str, dict[str, str]]:
    return {row["ko"]: row for row in data_rows("list_kinds")}
