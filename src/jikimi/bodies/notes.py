"""Speaking notes: what an agency wants to say on an item; its own people alone read them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from jikimi.access.acting import acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.errors import Changed
from jikimi.bodies.agenda import item_of
from jikimi.bodies.models import Meeting, SpeakingNote
from jikimi.bodies.undertakings import covered


def write_note(
    *, actor: Actor, meeting: Meeting, item_id: UUID, text: str, version: int = 0
) -> SpeakingNote:
    """Keep what the actor's agency wants to say on an item it may see. version: 0 for the first.

    Raises Changed, with both texts, when a colleague wrote meanwhile.  Records bodies.notes.write.
    """
    with acting(actor, "bodies.notes.write", meeting):
        item = item_of(meeting, item_id)
        text = covered(text)
        mine = {"meeting_id": meeting.pk, "item_id": item.pk, "agency_id": actor.agency_id}
        note = SpeakingNote.objects.select_for_update().filter(**mine).first()
        if note is None:
            return _first(actor, text, mine)
        expect_version(note, version, {"text": text})
        note.text, note.written_by_id, note.written_at = text, actor.member_id, timezone.now()
        note.save(update_fields=["text", "written_by", "written_at", "version"])
    return note


def notes_of(actor: Actor, meeting: Meeting, item_ids: Iterable[UUID]) -> dict[UUID, SpeakingNote]:
    """What the actor's own agency noted on items of a meeting, by item. One query."""
    rows = SpeakingNote.objects.filter(
        meeting=meeting, item_id__in=list(item_ids), agency_id=actor.agency_id
    )
    return {row.item_id: row for row in rows.select_related("written_by")}


def _first(actor: Actor, text: str, mine: dict[str, object]) -> SpeakingNote:
    """The agency's first words on an item; a colleague may have been quicker by a moment."""
    try:
        with transaction.atomic():
            return SpeakingNote.objects.create(text=text, written_by_id=actor.member_id, **mine)
    except IntegrityError:
        theirs = SpeakingNote.objects.filter(**mine).values_list("text", flat=True).first()
        raise Changed(theirs={"text": theirs or ""}, mine={"text": text}) from None
