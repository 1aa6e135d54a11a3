"""Packs of a council: the numbers of a half-year as they were on the day the pack was made.

What goes into a pack is gathered above (cases/council_packs.py); here it is kept, read, taken out.
"""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

import rfc8785
from django.db.models import Max
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, reading
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.notices import tell
from jikimi.bodies.council_papers import PAPERS
from jikimi.bodies.evidence import download_reason
from jikimi.bodies.halves import Half
from jikimi.bodies.known import roles_in
from jikimi.bodies.models import Body, CouncilPack

LANGUAGES = ("ko", "en")
MOST = 40


def keep_pack(*, actor: Actor, council: Body, half: Half, figures: dict[str, Any]) -> CouncilPack:
    """Keep the figures of a half-year as a pack; the last one if nothing has changed since.

    Tells the members of the council.  Records bodies.council_pack.make.
    """
    digest = hashlib.sha256(rfc8785.dumps(figures)).hexdigest()
    with acting(actor, "bodies.council_pack.make", council) as doing:
        rows = CouncilPack.objects.filter(body=council, half=half.code)
        last = rows.order_by("-number").first()
        if last is not None and last.digest == digest:
            return last
        pack = CouncilPack.objects.create(
            body=council,
            half=half.code,
            number=(rows.aggregate(last=Max("number"))["last"] or 0) + 1,
            made_by_id=actor.member_id,
            figures=figures,
            digest=digest,
        )
        doing.about(pack)
        _tell_members(actor, pack)
    return pack


def packs_of(actor: Actor, council: Body) -> list[CouncilPack]:
    """The packs of a council, newest first, without their figures."""
    rows = CouncilPack.objects.filter(body=council).defer("figures")
    return list(rows.order_by("-half", "-number")[:MOST])


def pack_called(actor: Actor, council: Body, pack_id: UUID) -> CouncilPack:
    """One pack of this council. Raises NotAllowed when there is none for the actor.

    Records bodies.council_pack.read.
    """
    found = CouncilPack.objects.select_related("body").filter(body=council, pk=pack_id).first()
    if found is None:
        raise NotAllowed
    reading(actor, "bodies.council_pack.read", found)
    return found


def take_out_pack(
    *, actor: Actor, pack: CouncilPack, form: str, language: str, reason: str, why: str = ""
) -> bytes:
    """A pack as a file. form: pdf, hwpx or xlsx; the same pack gives the same bytes.

    Raises NotValid without a reason from download_reasons.  Records bodies.council_pack.take_out
    with the reason.  Source: SR-30.
    """
    if form not in PAPERS or language not in LANGUAGES:
        raise NotValid("bodies.council_pack.form", {"form": _("Choose one from the list.")})
    said = download_reason(reason, why)
    with acting(actor, "bodies.council_pack.take_out", pack, why=said) as doing:
        doing.details.update(form=form, language=language)
        return PAPERS[form](pack, language)


def _tell_members(actor: Actor, pack: CouncilPack) -> None:
    members = {held.member.pk for held in roles_in(pack.body)} - {actor.member_id}
    link = f"/staff/council/{pack.body.key}/packs/{pack.pk}/"
    tell(members, "bodies.council_pack.make", subject_id=pack.pk, link=link)
