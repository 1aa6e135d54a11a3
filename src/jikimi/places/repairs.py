"""Repairs: what an agency is to do about a finding or a hazard, until it is done and looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version, reading
from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.masking import covered
from jikimi.access.notices import tell_principals
from jikimi.access.principals import Principal
from jikimi.bodies.models import Body
from jikimi.bodies.reads import agencies_seated
from jikimi.places.inspection_forms import FollowUp, followups_of, items_of
from jikimi.places.models import Hazard, Inspection, Repair

SHOWS = ("ours", "late", "to_check", "open", "ended", "all")
ORDERS = ("due", "agency", "newest")
PAGE = 50
AGAIN_DAYS = 14
_LONGEST = 300
_OPEN = ("open", "accepted")
_SORTED = {
    "due": ("due_on", "pk"),
    "agency": ("agency__name_ko", "due_on", "pk"),
    "newest": ("-due_on", "pk"),
}


@dataclass(frozen=True, slots=True)
class RepairDraft:
    """What is to be done by whom until when. kind: of inspection_followups.csv, empty when free."""

    agency_id: int
    text: str
    due_on: date
    kind: str = ""


@dataclass(frozen=True, slots=True)
class RepairWish:
    """What is looked for. show: one of SHOWS; agency: its number; order: one of ORDERS."""

    show: str = "ours"
    agency: int | None = None
    text: str = ""
    order: str = "due"
    page: int = 1


@dataclass(frozen=True, slots=True)
class RepairPage:
    """One page of repairs. pages: how many there are."""

    rows: list[Repair]
    total: int
    page: int
    pages: int


def order_repair(*, actor: Actor, inspection: Inspection, item: str, draft: RepairDraft) -> Repair:
    """Ask an agency of the body to see to a finding of an inspection that was made.

    Raises NotYet before it is made, so that nobody learns of it by the repair.
    Records places.repairs.order.
    """
    if inspection.stage != "made":
        says = _("Finish the inspection first. Until then nobody else may know of it.")
        raise NotYet("places.not_yet.not_made", says)
    if item not in inspection.answers:
        raise NotAllowed
    repair = Repair(inspection=inspection, item=item, site_id=inspection.site_id)
    return _ordered(actor, inspection.body, repair, draft)


def order_repair_of_hazard(*, actor: Actor, hazard: Hazard, draft: RepairDraft) -> Repair:
    """Ask an agency of the body to see to a hazard. Records places.repairs.order."""
    if hazard.closed_at is not None or hazard.merged_into_id is not None:
        raise NotYet("places.not_yet.closed", _("This hazard is closed. Open it again first."))
    repair = Repair(hazard_id=hazard.pk, site_id=hazard.site_id)
    return _ordered(actor, hazard.body, repair, draft)


def note_finding(*, actor: Actor, inspection: Inspection, item: str, text: str) -> Inspection:
    """Say what follows from a finding when it is no repair: done on the spot, or why nothing.

    Records places.inspections.follow.
    """
    if not text.strip():
        raise NotValid("places.inspections.note", {"text": _("Say what follows from it.")})
    with acting(actor, "places.inspections.follow", inspection) as doing:
        if item not in inspection.answers:
            raise NotAllowed
        inspection.answers[item]["followed"] = covered(text)[:_LONGEST]
        inspection.version += 1
        inspection.save(update_fields=["answers", "version"])
        doing.details["item"] = item
    return inspection


def amend_repair(
    *, actor: Actor, repair: Repair, draft: RepairDraft, version: int | None
) -> Repair:
    """Change what is asked, of whom or until when, before it is done. Tells both agencies.

    Raises Changed when somebody changed it meanwhile.  Records places.repairs.amend.
    """
    _check(repair.body, draft, since=None)
    with acting(actor, "places.repairs.amend", repair):
        mine: dict[str, object] = {
            "agency_id": draft.agency_id,
            "text": covered(draft.text)[:_LONGEST],
            "due_on": draft.due_on,
        }
        before = repair.agency_id
        expect_version(repair, version, mine)
        for name, value in mine.items():
            setattr(repair, name, value)
        if before != repair.agency_id:
            _stands(repair, "open")
        repair.save()
        _tell({before, repair.agency_id}, repair, "places.repairs.amend")
    return repair


def accept_repair(*, actor: Actor, repair: Repair) -> Repair:
    """Take it on. Records places.repairs.accept."""
    with acting(actor, "places.repairs.accept", repair):
        _stands(repair, "accepted")
        repair.save()
    return repair


def end_repair(*, actor: Actor, repair: Repair, ending: str, outcome: str) -> Repair:
    """Report a repair done, or not possible with the reason; the coordinators are told.

    ending: done or not_possible.  Records places.repairs.done or places.repairs.not_possible.
    """
    if ending not in ("done", "not_possible"):
        raise NotValid("places.repairs.ending", {"ending": _("Choose one from the list.")})
    if not outcome.strip():
        raise NotValid("places.repairs.outcome", {"outcome": _("Say what was done, or why not.")})
    with acting(actor, f"places.repairs.{ending}", repair):
        repair.outcome, repair.ended_at = covered(outcome)[:_LONGEST], timezone.now()
        _stands(repair, ending)
        repair.save()
        coordinators = [Principal.BODY.of(repair.body_id)]
        tell_principals(
            coordinators, f"places.repairs.{ending}", subject_id=repair.pk, link=link(repair)
        )
    return repair


def check_repair(*, actor: Actor, repair: Repair, is_good: bool, why: str = "") -> Repair:
    """Say, having looked again, that it is good now, or open it again with what is missing.

    Raises NotValid without words when it is not good.  Records places.repairs.check.
    """
    if not is_good and not why.strip():
        raise NotValid("places.repairs.why", {"why": _("Say what is still wrong.")})
    with acting(actor, "places.repairs.check", repair, why=covered(why)):
        judge(repair, is_good=is_good, why=why)
    return repair


def withdraw_repair(*, actor: Actor, repair: Repair, why: str) -> Repair:
    """Take back what was asked for by mistake; the agency is told.

    Records places.repairs.withdraw.
    """
    if not why.strip():
        raise NotValid("places.repairs.why", {"why": _("Give the reason.")})
    with acting(actor, "places.repairs.withdraw", repair, why=covered(why)):
        repair.outcome, repair.ended_at = covered(why)[:_LONGEST], timezone.now()
        _stands(repair, "withdrawn")
        repair.save()
        _tell({repair.agency_id}, repair, "places.repairs.withdraw")
    return repair


def resume_repair(*, actor: Actor, repair: Repair) -> Repair:
    """Take back an end reported by mistake, before it was checked.

    Records places.repairs.resume.
    """
    with acting(actor, "places.repairs.resume", repair):
        repair.outcome, repair.ended_at = "", None
        _stands(repair, "accepted")
        repair.save()
    return repair


def repairs_found(actor: Actor, wish: RepairWish) -> RepairPage:
    """Repairs that fit, a page of them. Records places.repairs.read. Three queries."""
    reading(actor, "places.repairs.read")
    rows = _narrowed(actor, wish)
    total = rows.count()
    pages = max(1, -(-total // PAGE))
    page = min(max(wish.page, 1), pages)
    shown = rows.order_by(*_SORTED.get(wish.order, _SORTED["due"]))
    return RepairPage(list(shown[(page - 1) * PAGE : page * PAGE]), total, page, pages)


def repair_called(actor: Actor, repair_id: UUID) -> Repair:
    """One repair. Raises NotAllowed when there is none. Records places.repairs.read."""
    row = _rows().filter(pk=repair_id).first()
    if row is None:
        raise NotAllowed
    reading(actor, "places.repairs.read", row)
    return row


def repairs_of(**about: Any) -> list[Repair]:
    """Repairs of an inspection, a site or a hazard (hazard_id), the soonest due first."""
    return list(_rows().filter(**about).order_by("due_on"))


def repairs_waiting(actor: Actor, *, most: int) -> list[Repair]:
    """What the actor's agency is to do, and in its bodies what is said done and not looked at."""
    ours = Q(agency_id=actor.agency_id, stage__in=_OPEN)
    to_check = Q(body_id__in=actor.bodies_coordinated(), stage__in=("done", "not_possible"))
    works = actor.holds("practitioner") or actor.holds("coordinator")
    return list(_rows().filter((ours | to_check) if works else to_check).order_by("due_on")[:most])


def offers_of(inspection: Inspection) -> dict[str, list[tuple[FollowUp, RepairDraft]]]:
    """What the grade of each finding leads to, filled in: by whom, what, until when. One query."""
    agencies = agencies_seated(inspection.body)
    keeper = inspection.site.keeper_id if inspection.site else None
    return {
        item.code: [
            (row, _offer(row, item.suggests, agencies, keeper))
            for row in followups_of(item.grade(inspection.answers[item.code]["answer"]))
        ]
        for item in items_of(inspection.form, on=inspection.planned_on)
        if item.code in inspection.answers
    }


def offers_for(inspection: Inspection, item: str) -> list[tuple[FollowUp, RepairDraft]]:
    """What the grade of one finding leads to."""
    return offers_of(inspection).get(item, [])


def link(repair: Repair) -> str:
    """Where the repair is shown."""
    return f"/staff/repairs/{repair.pk}/"


def _offer(row: FollowUp, suggests: str, agencies: list[Agency], keeper: int | None) -> RepairDraft:
    wanted = row.agency_kind or "municipality"
    fitting = [agency.pk for agency in agencies if agency.kind == wanted]
    seated = {agency.pk for agency in agencies}
    own = keeper if keeper in seated and not row.agency_kind else None
    due = timezone.localdate() + timedelta(days=row.due_days)
    return RepairDraft(own or next(iter(fitting), 0), row.text or suggests, due, row.code)


def _ordered(actor: Actor, body: Body, repair: Repair, draft: RepairDraft) -> Repair:
    _check(body, draft, since=timezone.localdate())
    repair.body, repair.agency_id = body, draft.agency_id
    repair.text, repair.due_on = covered(draft.text)[:_LONGEST], draft.due_on
    repair.kind = draft.kind
    with acting(actor, "places.repairs.order", repair):
        repair.save(force_insert=True)
        _tell({repair.agency_id}, repair, "places.repairs.order")
    return repair


def _check(body: Body, draft: RepairDraft, *, since: date | None) -> None:
    wrong: dict[str, str] = {}
    if draft.agency_id not in {agency.pk for agency in agencies_seated(body)}:
        wrong["agency_id"] = _("Choose one from the list.")
    if not draft.text.strip():
        wrong["text"] = _("Say what will be done.")
    if since and draft.due_on < since:
        wrong["due_on"] = _("This day is past. Choose today or a day to come.")
    if wrong:
        raise NotValid("places.repairs.incomplete", wrong)


def judge(repair: Repair, *, is_good: bool, why: str, seen: Inspection | None = None) -> None:
    """The part of checking that a re-inspection shares: confirmed, or open again; it is told."""
    repair.checked_by = seen if is_good else None
    if is_good:
        repair.ended_at = repair.ended_at or timezone.now()
        _stands(repair, "checked")
    else:
        repair.outcome, repair.ended_at = covered(why)[:_LONGEST], None
        again = timezone.localdate() + timedelta(days=AGAIN_DAYS)
        repair.due_on = max(repair.due_on, again)
        _stands(repair, "open")
    repair.save()
    kind = "places.repairs.checked" if is_good else "places.repairs.reopened"
    _tell({repair.agency_id}, repair, kind)


def _stands(repair: Repair, stage: str) -> None:
    repair.stage, repair.stage_since = stage, timezone.now()
    repair.version += 1


def _tell(agencies: set[int], repair: Repair, kind: str) -> None:
    whom = map(Principal.AGENCY.of, agencies)
    tell_principals(whom, kind, subject_id=repair.pk, link=link(repair))


def _rows() -> QuerySet[Repair]:
    return Repair.objects.select_related("agency", "site", "body", "inspection__site", "checked_by")


def _narrowed(actor: Actor, wish: RepairWish) -> QuerySet[Repair]:
    open_ = Q(stage__in=_OPEN)
    shows = {
        "ours": Q(agency_id=actor.agency_id) & open_,
        "late": open_ & Q(due_on__lt=timezone.localdate()),
        "to_check": Q(stage__in=("done", "not_possible")),
        "open": open_,
        "ended": Q(stage__in=("checked", "withdrawn")),
    }
    rows = _rows().filter(shows.get(wish.show, Q()))
    if wish.agency:
        rows = rows.filter(agency_id=wish.agency)
    if wish.text.strip():
        said = Q(text__icontains=wish.text) | Q(site__name__icontains=wish.text)
        rows = rows.filter(said | Q(inspection__place__icontains=wish.text))
    return rows
