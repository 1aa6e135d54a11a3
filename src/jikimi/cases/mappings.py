"""Column mappings: what the headers of an office's export mean, saved under a name."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotValid
from jikimi.access.ticket import named
from jikimi.cases.intake import FIELDS
from jikimi.cases.models import ColumnMapping


def save_mapping(*, actor: Actor, name: str, headers: Mapping[str, str]) -> ColumnMapping:
    """Save which header of an export stands for which field, so that nobody tells it again.

    headers: field → header; an empty header leaves a field out. A mapping of this name is replaced.
    Raises NotValid without a name or on an unknown field. Records cases.reports.map.
    """
    name = " ".join(name.split())
    if not name:
        raise NotValid("cases.reports.mapping_name", {"name": _("Give the mapping a name.")})
    if unknown := [field for field in headers if field not in FIELDS]:
        raise NotValid("cases.reports.mapping_field_unknown", {"file": ", ".join(unknown)})
    with acting(actor, "cases.reports.map"):
        mapping, _made = ColumnMapping.objects.update_or_create(
            name=name, defaults={"headers": dict(headers)}
        )
    return mapping


def mapping_called(actor: Actor, name: str) -> dict[str, str]:
    """The saved mapping with this name: field → header. Raises NotValid when there is none."""
    with named(actor):
        found = ColumnMapping.objects.filter(name=name).first()
    if found is None:
        raise NotValid("cases.reports.mapping_missing", {"mapping": _("No mapping of this name.")})
    return dict(found.headers)


def mapping_names(actor: Actor) -> list[str]:
    """Names of the saved mappings."""
    return list(ColumnMapping.objects.values_list("name", flat=True))
