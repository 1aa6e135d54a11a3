"""How the rules read the code lists of this room, and refuse a code that is not on them."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from jikimi.access.codes import Code, codes
from jikimi.access.errors import NotValid

_STAGES = (
    "nominated",
    "selected",
    "heard",
    "analysed",
    "planned",
    "acting",
    "reviewed",
    "closed",
)


def words(name: str, *, on: date | None = None) -> dict[str, Code]:
    """A code list of cases/data as of a day."""
    return codes("cases", name, on=on)


def known(name: str, code: str, *, field: str) -> Code:
    """The row with this code; NotValid naming the field when it is not on today's list."""
    found = words(name).get(code)
    if found is None:
        raise NotValid("cases.not_on_list", {field: _("Choose one from the list.")})
    return found


def groups_allowed(agency_kind: str, *, stage: str, case_kind: str) -> tuple[str, ...]:
    """Field groups an agency of this kind may be given at this stage (SR-05), in list order."""
    return tuple(
        row.more["field_group"]
        for row in words("field_allowance").values()
        if row.more["agency_kind"] == agency_kind and _holds(row, stage, case_kind)
    )


def _holds(row: Code, stage: str, case_kind: str) -> bool:
    kinds = row.more["case_kinds"].split()
    is_kind = not kinds or case_kind in kinds
    return row.more["allowed"] == "yes" and is_kind and _is_reached(row.more["from_stage"], stage)


def _is_reached(wanted: str, stage: str) -> bool:
    if stage not in _STAGES:
        return wanted == _STAGES[0]
    return _STAGES.index(wanted) <= _STAGES.index(stage)
