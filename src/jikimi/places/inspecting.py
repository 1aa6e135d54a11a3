"""Inspections: planned by agencies together, moved, called off; the unannounced kept quiet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.masking import covered
from jikimi.access.notices import tell_principals
from jikimi.access.principals import Principal
from jikimi.bodies.models import Body
from jikimi.bodies.reads import agencies_seated, bodies_of_kind
from jikimi.places.hazards import SAFETY
from jikimi.places.inspection_forms import form_codes
from jikimi.places.models import (
    Draw,
    Inspection,
    InspectionSheet,
    PlacePhoto,
    Programme,
    Repair,
    Site,
)

MOST_AT_ONCE = 50
_LONGEST_PLACE = 200
_LONGEST_SUMMARY = 600


@dataclass(frozen=True, slots=True)
class InspectionDraft:
    """An inspection to be made. team: agencies that go; a site or a place in words.

    programme_id: what it is made for, if for one.  again_of: whose findings are looked at again.
    """

    form: str
    body_id: int
    team: Sequence[int]
    planned_on: date
    site_id: UUID | None = None
    place: str = ""
    programme_id: UUID | None = None
    is_night: bool = False
    is_unannounced: bool = False


def plan_inspection(
    *,
    actor: Actor,
    draft: InspectionDraft,
    again_of: Inspection | None = None,
    draw: Draw | None = None,
    is_told: bool = True,
) -> Inspection:
    """Plan an inspection of a site or a place. Tells the agencies that go, and nobody else.

    is_told: whether they are told of this one; of a draw they are told once.

    Raises NotValid naming the field; NotAllowed unless the actor coordinates the body or works at
    an agency that goes.  Records places.inspections.plan.
    """
    body = _checked(draft)
    inspection = Inspection(
        id=uuid4(),
        body=body,
        form=draft.form,
        site_id=draft.site_id,
        place=covered(draft.place)[:_LONGEST_PLACE],
        programme_id=draft.programme_id,
        planned_on=draft.planned_on,
        is_night=draft.is_night,
        is_unannounced=draft.is_unannounced,
        team=sorted(set(draft.team)),
        told=told_of(body.pk, draft.team),
        again_of=again_of,
        draw=draw,
    )
    with acting(actor, "places.inspections.plan", inspection) as doing:
        inspection.save(force_insert=True)
        doing.details["form"] = draft.form
        if is_told:
            tell_team(inspection, "places.inspections.plan")
    return inspection


def plan_inspections(*, actor: Actor, drafts: Sequence[InspectionDraft]) -> list[Inspection]:
    """Plan several at once, such as every overdue test of a district: all of them or none.

    Raises NotValid for none or too many, and what plan_inspection() raises.
    """
    if not 0 < len(drafts) <= MOST_AT_ONCE:
        says = _("Choose between 1 and %(most)s sites.") % {"most": MOST_AT_ONCE}
        raise NotValid("places.inspections.sites", {"sites": says})
    with transaction.atomic():
        return [plan_inspection(actor=actor, draft=draft) for draft in drafts]


def amend_inspection(
    *, actor: Actor, inspection: Inspection, draft: InspectionDraft, version: int | None
) -> Inspection:
    """Move a planned inspection or change who goes; what is inspected stays. Tells the team.

    Raises Changed when somebody changed it meanwhile.  Records places.inspections.amend.
    """
    _checked(draft)
    with acting(actor, "places.inspections.amend", inspection):
        if draft.is_unannounced and not inspection.is_unannounced:
            says = _("It was announced already.")
            raise NotValid("places.inspections.announced", {"is_unannounced": says})
        before, told = set(inspection.told), told_of(inspection.body_id, draft.team)
        if not set(told) & set(actor.principals):
            raise NotValid("places.inspections.team", {"team": _("Your own agency must stay.")})
        mine: dict[str, object] = {
            "planned_on": draft.planned_on,
            "team": sorted(set(draft.team)),
            "is_night": draft.is_night,
            "is_unannounced": draft.is_unannounced,
        }
        expect_version(inspection, version, mine)
        for name, value in mine.items():
            setattr(inspection, name, value)
        inspection.told = told
        _retell(inspection)
        inspection.save()
        tell_principals(
            before | set(told),
            "places.inspections.amend",
            subject_id=inspection.pk,
            link=link(inspection),
        )
    return inspection


def call_off_inspection(*, actor: Actor, inspection: Inspection, why: str) -> Inspection:
    """Call a planned inspection off, with the reason; from then on everybody may know of it.

    Tells the team.  Records places.inspections.call_off.
    """
    need_words(why, "why")
    with acting(actor, "places.inspections.call_off", inspection, why=covered(why)):
        end_inspection(inspection, "called_off", why)
        tell_team(inspection, "places.inspections.call_off")
    return inspection


def resume_inspection(*, actor: Actor, inspection: Inspection, why: str) -> Inspection:
    """Take back an end reported by mistake; what was found stays, and so does a function test.

    Raises NotYet while repairs were asked for.  Records places.inspections.resume.
    """
    need_words(why, "why")
    with acting(actor, "places.inspections.resume", inspection, why=covered(why)):
        if Repair.objects.filter(inspection=inspection).exclude(stage="withdrawn").exists():
            says = _("Repairs were asked for already. Take them back first.")
            raise NotYet("places.not_yet.repairs", says)
        inspection.stage, inspection.ended_at, inspection.summary = "planned", None, ""
        inspection.made_by_id = None
        inspection.version += 1
        inspection.save()
        _end_draw(inspection)
    return inspection


def end_inspection(inspection: Inspection, stage: str, summary: str) -> None:
    """The part of ending that finishing and calling off share; the last one ends its draw."""
    inspection.stage, inspection.ended_at = stage, timezone.now()
    inspection.summary = covered(summary)[:_LONGEST_SUMMARY]
    inspection.version += 1
    inspection.save()
    _end_draw(inspection)


def told_of(body_id: int, team: Sequence[int]) -> list[int]:
    """Principals that may know of it beforehand: the agencies that go, and the coordinators."""
    return sorted({Principal.BODY.of(body_id), *map(Principal.AGENCY.of, team)})


def tell_team(inspection: Inspection, kind: str) -> None:
    """Tell those who may know of it; the notice holds no content."""
    tell_principals(inspection.told, kind, subject_id=inspection.pk, link=link(inspection))


def link(inspection: Inspection) -> str:
    """Where the inspection is shown."""
    return f"/staff/inspections/{inspection.pk}/"


def inspection_called(actor: Actor, inspection_id: UUID) -> Inspection:
    """One inspection. Raises NotAllowed when there is none that the actor may know of."""
    rows = Inspection.objects.select_related("site", "body", "programme", "made_by__agency")
    found = rows.filter(pk=inspection_id).first()
    if found is None:
        raise NotAllowed
    return found


def programmes_of(groups: Sequence[Body]) -> list[tuple[str, str]]:
    """Number and name of the programmes of these groups for which something may be inspected."""
    rows = Programme.objects.filter(body__in=[body.pk for body in groups])
    return [(str(row.pk), row.name) for row in rows.exclude(stage="stopped")]


def need_words(text: str, field: str) -> None:
    """Raise NotValid when nothing was written."""
    if not text.strip():
        raise NotValid(f"places.inspections.{field}", {field: _("Give the reason.")})


def _checked(draft: InspectionDraft) -> Body:
    wrong: dict[str, str] = {}
    body = next((one for one in bodies_of_kind(SAFETY) if one.pk == draft.body_id), None)
    seated = {agency.pk for agency in agencies_seated(body)} if body else set()
    choose = _("Choose one from the list.")
    if draft.form not in form_codes():
        wrong["form"] = choose
    if body is None:
        wrong["body_id"] = choose
    if not draft.team or not set(draft.team) <= seated:
        wrong["team"] = _("Choose agencies that sit in this group.")
    if draft.planned_on < timezone.localdate():
        wrong["planned_on"] = _("This day is past. Choose today or a day to come.")
    wrong |= _wrong_place(draft)
    if wrong or body is None:
        raise NotValid("places.inspections.incomplete", wrong)
    return body


def _wrong_place(draft: InspectionDraft) -> dict[str, str]:
    if draft.site_id is None and not draft.place.strip():
        return {"place": _("Say which place.")}
    if draft.site_id and not Site.objects.filter(pk=draft.site_id, removed_on=None).exists():
        return {"place": _("This site is not there any more.")}
    if draft.programme_id is None:
        return {}
    known = Programme.objects.filter(pk=draft.programme_id, body_id=draft.body_id).exists()
    return {} if known else {"programme_id": _("Choose one from the list.")}


def _end_draw(inspection: Inspection) -> None:
    """A draw is over when all its inspections are; it is not, when one is taken back."""
    if inspection.draw_id is None:
        return
    waits = Inspection.objects.filter(draw_id=inspection.draw_id, ended_at=None).exists()
    ended_at = None if waits else timezone.now()
    Draw.objects.filter(pk=inspection.draw_id).update(ended_at=ended_at)


def _retell(inspection: Inspection) -> None:
    """Who goes now may see what was sent before, and who goes no more may not."""
    InspectionSheet.objects.filter(inspection=inspection).update(told=inspection.told)
    PlacePhoto.objects.filter(inspection=inspection).update(told=inspection.told)
