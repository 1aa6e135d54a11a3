"""A new entry, and who keeps it: decided by the coordinator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotValid
from jikimi.access.models import Agency
from jikimi.access.notices import agency_principal, tell_principals
from jikimi.directory.ages import note_ages
from jikimi.directory.changes import Edit, apply_edits
from jikimi.directory.listing import same
from jikimi.directory.models import Organization


def add_entry(*, actor: Actor, values: Mapping[str, Any], note: str = "") -> UUID:
    """Put a new organisation into the directory; its services are added on its page.

    Raises NotValid naming fields.  Records directory.import.apply.
    """
    number = uuid4()
    given = {name: value for name, value in values.items() if same(value) != ""}
    edit = Edit("organization", number, "add", value=given)
    apply_edits(actor=actor, edits=[edit], kind="import", source="coordinator", note=note[:200])
    return number


def set_keeper(*, actor: Actor, entry: Organization, agency_id: int | None, why: str = "") -> None:
    """Say which agency keeps an entry from now on, or none; its members are told.

    Raises NotValid when the agency is none that signed.  Records directory.keeper.set.
    """
    if agency_id and not Agency.objects.filter(pk=agency_id, left_on=None).exists():
        raise NotValid("directory.keeper", {"keeper": _("Choose an agency.")})
    with acting(actor, "directory.keeper.set", entry, why=why):
        edit = Edit("organization", entry.pk, "set", "keeper_id", agency_id)
        apply_edits(actor=actor, edits=[edit], kind="edit", note=why[:200], entry=entry)
        note_ages([entry.pk])
        if agency_id:
            link = f"/staff/directory/{entry.pk}/"
            told = [agency_principal(agency_id)]
            tell_principals(told, "directory.keeper.set", subject_id=entry.pk, link=link)
