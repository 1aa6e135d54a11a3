"""Hand-over: what those on duty leave for the next, and who took it up."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, reading
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.masking import covered
from jikimi.access.notices import tell
from jikimi.bodies.models import Body, HandOver, Post, Shift

_LONGEST = 4000
_SHOWN = 30


def leave_note(*, actor: Actor, post: Post, text: str) -> HandOver:
    """Leave a note for the next at a post, identity numbers covered; they are told.

    Records bodies.hand_over.write.
    """
    note = HandOver(body=post.body, post=post, text=_kept(text), written_by_id=actor.member_id)
    with acting(actor, "bodies.hand_over.write", note):
        note.save(force_insert=True)
        link = f"/staff/bodies/{post.body.key}/duty/"
        tell(_next(actor, post), "bodies.hand_over.write", subject_id=note.pk, link=link)
    return note


def amend_note(*, actor: Actor, note: HandOver, text: str) -> HandOver:
    """Correct one's own note as long as nobody took it up. Records bodies.hand_over.amend."""
    kept = _kept(text)
    with acting(actor, "bodies.hand_over.amend", note):
        _need_untaken(note)
        note.text = kept
        note.save(update_fields=["text"])
    return note


def take_note(*, actor: Actor, note: HandOver) -> HandOver:
    """Take a note up: from now on it is in these hands. Records bodies.hand_over.take."""
    with acting(actor, "bodies.hand_over.take", note):
        _need_untaken(note)
        note.taken_by_id, note.taken_at = actor.member_id, timezone.now()
        note.save(update_fields=["taken_by", "taken_at"])
    return note


def notes_of(actor: Actor, body: Body) -> list[HandOver]:
    """Notes of a body, those nobody took up first, then the newest. Records the reading."""
    rows = HandOver.objects.filter(body=body).select_related(
        "post__body", "written_by__agency", "taken_by__agency"
    )
    waiting = list(rows.filter(taken_at=None))
    found = [*waiting, *rows.exclude(taken_at=None)[:_SHOWN]]
    if found:
        reading(actor, "bodies.hand_over.read", body)
    return found


def note_of(body: Body, note_id: UUID) -> HandOver:
    """A note of this body; NotAllowed when there is none."""
    found = HandOver.objects.select_related("body", "post").filter(body=body, pk=note_id).first()
    if found is None:
        raise NotAllowed
    return found


def _need_untaken(note: HandOver) -> None:
    if note.taken_at:
        raise NotYet("bodies.not_yet.taken", _("Somebody took this note up already."))


def _kept(text: str) -> str:
    kept = covered(text)
    if not kept:
        raise NotValid("bodies.hand_over.text", {"text": _("Write what the next must know.")})
    if len(kept) > _LONGEST:
        raise NotValid("bodies.hand_over.text", {"text": _("Write at most 4,000 characters.")})
    return kept


def _next(actor: Actor, post: Post) -> list[int]:
    """Those of the next shift at the post."""
    rows = Shift.objects.filter(
        post=post, rota__stage="published", starts_at__gt=timezone.now()
    ).order_by("starts_at")
    first = rows.values_list("starts_at", flat=True).first()
    members = rows.filter(starts_at=first).exclude(member=None) if first else rows.none()
    return [n for n in members.values_list("member_id", flat=True) if n and n != actor.member_id]
