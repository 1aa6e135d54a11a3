"""Photos of a joint check: kept drawn anew (access/photos.py), opened on the record, taken back."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotYet
from jikimi.access.photos import MEDIA_TYPE, strip
from jikimi.cases.check_forms import items_of
from jikimi.cases.models import CheckPhoto, JointCheck
from jikimi.cases.nomination import happened
from jikimi.cases.participants import acting_within
from jikimi.cases.texts import covered

MOST_PHOTOS = 30


def add_photo(
    *,
    actor: Actor,
    check: JointCheck,
    photo_id: UUID,
    content: bytes,
    item: str = "",
    caption: str = "",
) -> CheckPhoto:
    """Keep a photo of a visit, stripped, once however often it comes. photo_id: the phone's.

    Raises NotValid under `photo` for what is no photo or too large.
    Records cases.checks.photograph.
    """
    stripped = strip(content)
    with acting_within(actor, "cases.checks.photograph", check) as doing:
        doing.details.update(check=str(check.pk), photo=str(photo_id))
        known = CheckPhoto.objects.filter(pk=photo_id).defer("content").first()
        if known is not None:
            return _same(actor, check, known)
        if CheckPhoto.objects.filter(check_made=check, withdrawn_at=None).count() >= MOST_PHOTOS:
            says = _("There are as many photos as may be kept. Take one back first.")
            raise NotYet("cases.not_yet.most_photos", says)
        codes = {row.code for row in items_of(check.form, on=check.planned_on)}
        made = CheckPhoto.objects.create(
            pk=photo_id,
            case_id=check.case_id,
            check_made=check,
            agency_id=actor.agency_id,
            item=item if item in codes else "",
            caption=covered(caption)[:200],
            content=stripped,
            media_type=MEDIA_TYPE,
            digest=hashlib.sha256(stripped).hexdigest(),
            taken_by_id=actor.member_id,
        )
        happened(check.case)
    return made


def withdraw_photo(*, actor: Actor, photo: CheckPhoto) -> CheckPhoto:
    """Take a photo of one's agency back; that there was one stays, what it showed is gone.

    Records cases.checks.withdraw_photo.
    """
    with acting_within(actor, "cases.checks.withdraw_photo", photo) as doing:
        if photo.withdrawn_at is not None:
            raise NotAllowed
        photo.withdrawn_at, photo.content, photo.caption = timezone.now(), b"", ""
        photo.save(update_fields=["withdrawn_at", "content", "caption"])
        doing.details["photo"] = str(photo.pk)
    return photo


def photos_of(check: JointCheck) -> list[CheckPhoto]:
    """The photos of a check that were not taken back, without what they show."""
    rows = CheckPhoto.objects.filter(check_made=check, withdrawn_at=None).defer("content")
    return list(rows.select_related("taken_by", "agency"))


def photo_called(actor: Actor, check: JointCheck, photo_id: UUID) -> CheckPhoto:
    """One photo of this check. Raises NotAllowed when there is none for the actor."""
    rows = CheckPhoto.objects.filter(check_made=check, pk=photo_id, withdrawn_at=None)
    found = rows.defer("content").first()
    if found is None:
        raise NotAllowed
    return found


def open_photo(*, actor: Actor, photo: CheckPhoto) -> bytes:
    """What a photo shows, for who may read the check. Each opening is recorded.

    Records cases.checks.open_photo with the persons of the case.
    """
    persons = set(photo.case.parties.values_list("person_id", flat=True))
    reading(actor, "cases.checks.open_photo", photo.check_made, persons=persons)
    return bytes(photo.content)


def _same(actor: Actor, check: JointCheck, known: CheckPhoto) -> CheckPhoto:
    if known.check_made_id != check.pk or known.taken_by_id != actor.member_id:
        raise NotAllowed
    return known
