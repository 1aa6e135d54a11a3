"""The lists of the interface and what may be asked of each: views, checks and openapi read this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

VERSION = "3.2.3"
PER_PAGE, MOST_PER_PAGE, MOST_PAGES = 50, 1000, 1_000_000_000
LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that may be asked. schema: as openapi has it."""

    name: str
    says: str
    schema: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """integer, boolean, or a text and its format: uuid, date-time, metres, choice, text."""
        known = str(self.schema["type"])
        if known != "string":
            return known
        return "choice" if "enum" in self.schema else str(self.schema.get("format", "text"))


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One list and its entries. basic, full, one: shapes; parameters: names."""

    name: str
    table: str
    basic: str
    full: str
    one: str
    parameters: tuple[str, ...]


def _text(name: str, says: str) -> Parameter:
    return Parameter(name, says, {"type": "string", "maxLength": LONGEST_TEXT})


def _key(name: str, says: str) -> Parameter:
    return Parameter(name, says, {"type": "string", "format": "uuid"})


def _switch(name: str, says: str) -> Parameter:
    return Parameter(name, says, {"type": "boolean", "default": False})


def _whole(name: str, says: str, *, usual: int, most: int) -> Parameter:
    schema = {"type": "integer", "minimum": 1, "maximum": most, "default": usual}
    return Parameter(name, says, schema)


PARAMETERS: Mapping[str, Parameter] = {
    one.name: one
    for one in (
        _text("search", "Words, parts of words, initial consonants or a phone number."),
        _whole("page", "Number of the page, from 1.", usual=1, most=MOST_PAGES),
        _whole("per_page", "Entries on a page.", usual=PER_PAGE, most=MOST_PER_PAGE),
        Parameter(
            "format",
            "json: one page. ndjson: everything, one entry a line, as a stream.",
            {"type": "string", "enum": ["json", "ndjson"], "default": "json"},
        ),
        _key("taxonomy_term_id", "Of which this term is said, or of a service of which."),
        _key("taxonomy_id", "Of which any term of this taxonomy is said."),
        _key("organization_id", "That this organization offers."),
        Parameter(
            "modified_after",
            "Changed at this instant or later, itself or what hangs on it. The page then also tells"
            " what was removed (kr_removed). Without an offset the time is Korea's.",
            {"type": "string", "format": "date-time"},
        ),
        _switch("minimal", "Only id and modified_date of every entry, all on one page."),
        _switch("full", "With everything that hangs on an entry."),
        _switch("full_service", "With the organization's services and all that hangs on them."),
        _switch("top_only", "Only terms that stand under no other term."),
        _key("parent_id", "Terms that stand right under this one."),
        _text("postcode", "Given at this postal code, or for people who live there."),
        Parameter(
            "proximity",
            "Metres from the middle of the public addresses at `postcode`; asked without it, 400.",
            {"type": "string", "format": "metres", "pattern": r"^\d{1,8}(\.\d{1,3})?$"},
        ),
    )
}

_EVERY = ("search", "page", "per_page", "format")
_TERMS = ("taxonomy_term_id", "taxonomy_id")

ENDPOINTS: Mapping[str, Endpoint] = {
    one.name: one
    for one in (
        Endpoint(
            "services",
            "service",
            "service_list",
            "service",
            "service",
            (*_EVERY, *_TERMS, "organization_id", "modified_after", "minimal", "full"),
        ),
        Endpoint(
            "organizations",
            "organization",
            "organization_list",
            "organization",
            "organization",
            (*_EVERY, *_TERMS, "full", "full_service", "modified_after"),
        ),
        Endpoint(
            "service_at_locations",
            "service_at_location",
            "service_at_location_list",
            "service_at_location",
            "service_at_location",
            (
                *(*_EVERY, *_TERMS, "organization_id", "modified_after", "full"),
                *("postcode", "proximity"),
            ),
        ),
        Endpoint("taxonomies", "taxonomy", "taxonomy", "taxonomy", "taxonomy", _EVERY),
        Endpoint(
            "taxonomy_terms",
            "taxonomy_term",
            "taxonomy_term",
            "taxonomy_term",
            "taxonomy_term",
            (*_EVERY, "taxonomy_id", "top_only", "parent_id"),
        ),
        Endpoint(
            "locations",
            "location",
            "location_list",
            "location",
            "location",
            (*_EVERY, "organization_id", "modified_after", "full"),
        ),
    )
}
