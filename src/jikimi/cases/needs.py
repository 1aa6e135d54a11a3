"""From a cause to the needs that follow from it, in the words of the directory of help."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jikimi.access.codes import Code, codes
from jikimi.access.errors import NotValid
from jikimi.cases.models import Case, Cause
from jikimi.cases.words import words
from jikimi.directory.search.places import place_of

_HOUSEHOLD = "household"


def needs_of(cause: Cause) -> list[Code]:
    """What usually helps against this cause, the first to try first. Source: cause_needs.csv.

    It depends on whom the cause is about: the perpetrator, the household, or anybody else.
    """
    row = words("cause_needs").get(cause.code)
    listed = codes("directory", "needs")
    asked = row.more[_whose(cause)].split() if row else []
    return [listed[code] for code in asked if code in listed]


def needs_by_group() -> dict[str, list[Code]]:
    """Every need of the directory, by the words of its group."""
    found: dict[str, list[Code]] = {}
    language = "en" if (get_language() or "ko").startswith("en") else "ko"
    for row in codes("directory", "needs").values():
        found.setdefault(row.more[f"group_{language}"], []).append(row)
    return found


def districts() -> list[Code]:
    """Where help may be needed: districts, and regions of which no district is listed."""
    places = codes("directory", "places").values()
    divided = {row.more["within"] for row in places if row.more["level"] == "district"}
    return [
        row
        for row in places
        if row.more["level"] == "district"
        or (row.more["level"] == "region" and row.code not in divided)
    ]


def usual_district(case: Case) -> str:
    """The district in which the lead agency works, as a code; empty when it is not listed."""
    code = place_of(case.lead_agency.district.replace("_", " "))
    return code if code in {row.code for row in districts()} else ""


def known_need(code: str, *, field: str) -> Code:
    """The row with this code; NotValid naming the field when the directory knows no such need."""
    return _listed(codes("directory", "needs").get(code), field)


def known_district(code: str, *, field: str) -> Code | None:
    """The row with this code, None for no district. Raises NotValid naming the field."""
    return _listed(codes("directory", "places").get(code), field) if code else None


def _listed(row: Code | None, field: str) -> Code:
    if row is None:
        raise NotValid("cases.not_on_list", {field: _("Choose one from the list.")})
    return row


def _whose(cause: Cause) -> str:
    if cause.party_id is None:
        return _HOUSEHOLD
    is_perpetrator = cause.party is not None and cause.party.role == "perpetrator"
    return "perpetrator" if is_perpetrator else "victim"
