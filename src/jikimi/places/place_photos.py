"""Photos of places: drawn anew without what the camera wrote, for the team alone where faces are.

Where a photo was taken stands beside it, and only if who took it gave it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, reading
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.masking import covered
from jikimi.access.photos import MEDIA_TYPE, strip
from jikimi.places.hazards import is_korea
from jikimi.places.inspecting import told_of
from jikimi.places.inspection_forms import items_of
from jikimi.places.models import Hazard, Inspection, PlacePhoto, Repair

MOST_PHOTOS = 30


@dataclass(frozen=True, slots=True)
class PhotoDraft:
    """A photo as it came. id: chosen by the phone; has_faces: whether people can be told on it.

    longitude, latitude: where it was taken, None unless the taker gives it.
    """

    id: UUID
    content: bytes
    has_faces: bool
    item: str = ""
    caption: str = ""
    longitude: float | None = None
    latitude: float | None = None


def add_photo(
    *, actor: Actor, about: Inspection | Repair | Hazard, draft: PhotoDraft
) -> PlacePhoto:
    """Keep a photo, stripped, once however often it comes.

    Raises NotValid under `photo` for what is no photo or too large.  Records
    places.inspections.photograph, places.repairs.photograph or places.hazards.photograph.
    """
    stripped = strip(draft.content)
    _check_place(draft)
    row = _row_about(actor, about)
    with acting(actor, f"places.{_NOUNS[type(about)]}.photograph", about) as doing:
        doing.details["photo"] = str(draft.id)
        known = PlacePhoto.objects.filter(pk=draft.id).defer("content").first()
        if known is not None:
            return _same(actor, row, known)
        if photos_of(about)[MOST_PHOTOS - 1 :]:
            says = _("There are as many photos as may be kept. Take one back first.")
            raise NotYet("places.not_yet.most_photos", says)
        row.pk, row.content, row.media_type = draft.id, stripped, MEDIA_TYPE
        row.digest = hashlib.sha256(stripped).hexdigest()
        row.caption, row.has_faces = covered(draft.caption)[:200], draft.has_faces
        row.item = draft.item if draft.item in _items(about) else ""
        row.longitude, row.latitude = draft.longitude, draft.latitude
        row.member_id = actor.member_id
        row.save(force_insert=True)
    return row


def withdraw_photo(*, actor: Actor, photo: PlacePhoto) -> PlacePhoto:
    """Take a photo of one's agency back; that there was one stays, what it showed is gone.

    Records places.photos.withdraw.
    """
    with acting(actor, "places.photos.withdraw", photo):
        if photo.withdrawn_at is not None:
            raise NotAllowed
        photo.withdrawn_at, photo.content, photo.caption = timezone.now(), b"", ""
        photo.longitude = photo.latitude = None
        photo.save()
    return photo


def photos_of(about: Inspection | Repair | Hazard) -> list[PlacePhoto]:
    """The photos that the reader may see, without what they show."""
    rows = PlacePhoto.objects.filter(withdrawn_at=None, **_where(about)).defer("content")
    return list(rows.select_related("member__agency"))


def photo_called(actor: Actor, photo_id: UUID) -> PlacePhoto:
    """One photo. Raises NotAllowed when there is none for the actor."""
    rows = PlacePhoto.objects.filter(pk=photo_id, withdrawn_at=None).select_related("member")
    found = rows.first()
    if found is None:
        raise NotAllowed
    return found


def open_photo(*, actor: Actor, photo: PlacePhoto) -> bytes:
    """What a photo shows. Each opening is recorded. Records places.photos.open."""
    reading(actor, "places.photos.open", photo)
    return bytes(photo.content)


_NOUNS: dict[type, str] = {Inspection: "inspections", Repair: "repairs", Hazard: "hazards"}


def _where(about: Inspection | Repair | Hazard) -> dict[str, object]:
    names = {Inspection: "inspection_id", Repair: "repair_id", Hazard: "hazard_id"}
    return {names[type(about)]: about.pk}


def _row_about(actor: Actor, about: Inspection | Repair | Hazard) -> PlacePhoto:
    """The row of a photo of this: with faces it is for those who see to it, and who took it."""
    told = about.told if isinstance(about, Inspection) else told_of(about.body_id, _agencies(about))
    own = told_of(about.body_id, [actor.agency_id])
    return PlacePhoto(told=sorted({*told, *own}), **_where(about))


def _agencies(about: Repair | Hazard) -> Sequence[int]:
    if isinstance(about, Repair):
        return [about.agency_id]
    return [number for number in (about.agency_id, about.in_charge_id) if number]


def _items(about: Inspection | Repair | Hazard) -> set[str]:
    if not isinstance(about, Inspection):
        return set()
    return {item.code for item in items_of(about.form, on=about.planned_on)}


def _check_place(draft: PhotoDraft) -> None:
    given = (draft.longitude is not None, draft.latitude is not None)
    if given[0] != given[1] or (all(given) and not is_korea(draft.longitude, draft.latitude)):
        says = _("This place is not in Korea.")
        raise NotValid("places.photos.place", {"photo": says})


def _same(actor: Actor, row: PlacePhoto, known: PlacePhoto) -> PlacePhoto:
    about = ("inspection_id", "repair_id", "hazard_id")
    if known.member_id != actor.member_id or any(
        getattr(known, name) != getattr(row, name) for name in about
    ):
        raise NotAllowed
    return known
