"""Limbs of an agreement: what its parties promised to do together, and who sees to it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.bodies.body_kinds import has_limbs
from jikimi.bodies.models import Body, Limb
from jikimi.bodies.recruiting import need_reason


@dataclass(frozen=True, slots=True)
class LimbDraft:
    """What was promised. lead_id: the seated agency that sees to it; None when all do."""

    title_ko: str
    title_en: str = ""
    text: str = ""
    lead_id: int | None = None


def add_limb(*, actor: Actor, body: Body, draft: LimbDraft, since: date | None = None) -> Limb:
    """Write down what the parties of an agreement promised. Records bodies.limb.add.

    Raises NotYet for a body that is no agreement, NotValid without a title.
    """
    if not has_limbs(body):
        raise NotYet("bodies.not_yet.no_agreement", _("Only an agreement has limbs."))
    with acting(actor, "bodies.limb.add", body) as doing:
        doing.details["body"] = body.key
        last = body.limbs.aggregate(last=Max("position"))["last"] or 0
        return Limb.objects.create(
            body=body,
            position=last + 1,
            since=since or timezone.localdate(),
            **_checked(body, draft),
        )


def amend_limb(*, actor: Actor, limb: Limb, draft: LimbDraft, version: int | None = None) -> Limb:
    """Correct the words of what was promised, or who sees to it. Records bodies.limb.amend.

    Raises Changed when somebody else saved it after `version` was read.
    """
    with acting(actor, "bodies.limb.amend", limb.body) as doing:
        doing.details["body"] = limb.body.key
        given = _checked(limb.body, draft)
        row = _standing(limb)
        expect_version(row, version, given)
        for name, value in given.items():
            setattr(row, name, value)
        row.save(update_fields=[*given, "version"])
    return row


def end_limb(*, actor: Actor, limb: Limb, why: str) -> Limb:
    """End what was promised; it stays readable. Records bodies.limb.end."""
    with acting(actor, "bodies.limb.end", limb.body, why=need_reason(why)) as doing:
        doing.details["body"] = limb.body.key
        row = _standing(limb)
        row.until = timezone.localdate()
        row.save(update_fields=["until"])
    return row


def limbs_of(body: Body) -> list[Limb]:
    """What the parties promised, in its order; what has ended comes last."""
    rows = body.limbs.select_related("lead")
    return sorted(rows, key=lambda row: (row.until is not None, row.position))


def limb_called(body: Body, limb_id: UUID) -> Limb:
    """One limb of this agreement that has not ended; NotAllowed when there is none."""
    found = body.limbs.select_related("body", "lead").filter(pk=limb_id, until=None).first()
    if found is None:
        raise NotAllowed
    return found


def limb_title(limb: Limb, *, is_english: bool) -> str:
    """The title in the reader's language; Korean where no other was written."""
    return limb.title_en if is_english and limb.title_en else limb.title_ko


def _standing(limb: Limb) -> Limb:
    row = Limb.objects.select_for_update().filter(pk=limb.pk, until=None).first()
    if row is None:
        raise NotAllowed
    return row


def _checked(body: Body, draft: LimbDraft) -> dict[str, object]:
    given: dict[str, object] = asdict(draft) | {"title_ko": draft.title_ko.strip()}
    wrong = {}
    if not given["title_ko"]:
        wrong["title_ko"] = _("Give the title.")
    seats = body.seats.filter(left_on=None)
    if draft.lead_id and not seats.filter(agency_id=draft.lead_id).exists():
        wrong["lead_id"] = _("Choose an agency that takes part.")
    if wrong:
        raise NotValid("bodies.limb", wrong)
    return given
