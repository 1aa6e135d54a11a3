"""A change that waits is approved or refused by another person than the one who made it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotYet
from jikimi.directory.changes import carry_out
from jikimi.directory.entries import entry_at, entry_of
from jikimi.directory.models import Change
from jikimi.directory.models.keeping import APPLIED, REFUSED, WAITING


def waiting_changes() -> models.QuerySet[Change]:
    """Changes that wait for another person, oldest first; those the actor may know."""
    return Change.objects.filter(state=WAITING).select_related("batch").order_by("batch__made_at")


def decide_change(*, actor: Actor, change: Change, is_approved: bool, why: str = "") -> Change:
    """Approve or refuse a change; approved, it is written.

    Raises NotAllowed for the person who made it, NotYet when it is decided already or the value
    changed meanwhile.  Records directory.change.decide.
    """
    entry = entry_of(change.table, change.row_id) or entry_at(change.root_id)
    with acting(actor, "directory.change.decide", entry, why=why):
        change = Change.objects.select_for_update().select_related("batch").get(pk=change.pk)
        if change.state != WAITING:
            raise NotYet("directory.decided_already", _("Somebody has decided this already."))
        if change.batch.member_id == actor.member_id:
            raise NotAllowed
        change.state = APPLIED if is_approved else REFUSED
        change.decided_by_id, change.decided_at = actor.member_id, timezone.now()
        change.why = why[:200]
        change.save(update_fields=["state", "decided_by_id", "decided_at", "why"])
        if is_approved:
            carry_out([change], source=change.batch.source)
    return change
