"""What the page of one inspection shows, with a form that was refused in place of a fresh one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from jikimi.access.acting import may, reading
from jikimi.access.errors import NotAllowed
from jikimi.access.member import Member
from jikimi.doors.staff.cases.parts import status_of_step
from jikimi.doors.staff.pages import actor_of, show
from jikimi.doors.staff.phone import may_ask_where
from jikimi.doors.staff.places.inspection_fields import PlacePhotoForm, SummaryForm, WhyForm
from jikimi.doors.staff.sheet_forms import AnswersForm, note_form_of, settle_form_of
from jikimi.places.inspection_forms import Item, grade_words, help_of, items_of, sections_of
from jikimi.places.inspection_reads import (
    Finding,
    findings_of,
    inspections_again,
    line_of,
)
from jikimi.places.inspection_results import repair_state
from jikimi.places.inspection_sheets import unsettled_sheets
from jikimi.places.models import Inspection, InspectionSheet
from jikimi.places.place_photos import photos_of
from jikimi.places.repairs import offers_of

_ACTS = ("amend", "call_off", "finish", "follow", "photograph", "print", "resume", "send", "settle")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One item that was answered otherwise: what stands, and what others said."""

    item: Item
    stands: dict[str, Any]
    by: str
    others: Sequence[tuple[InspectionSheet, dict[str, Any]]]


def inspection_page(
    request: HttpRequest, inspection: Inspection, *, form: forms.Form | None = None, **given: Any
) -> HttpResponse:
    """Answer with the page of one inspection; what is read is recorded once."""
    actor = actor_of(request)
    reading(actor, "places.inspections.read", inspection)
    items = items_of(inspection.form, on=inspection.planned_on)
    findings = findings_of(inspection)
    context = {
        "inspection": inspection,
        "line": line_of(inspection),
        "help": help_of(inspection.form, on=inspection.planned_on),
        "sections": sections_of(items),
        "findings": findings,
        "places": {item.code: place for place, item in enumerate(items, 1)},
        "offers": offers_of(inspection),
        "contradictions": _contradictions(inspection, items),
        "photos": photos_of(inspection),
        "words_of": {item.code: item.label for item in items},
        "again": inspections_again(inspection),
        "grades": grade_words(),
        "repair_state": repair_state,
        "may": {act: may(actor, f"places.inspections.{act}", inspection) for act in _ACTS},
        "may_order": may(actor, "places.inspections.plan", inspection),
        "form": form,
        **_forms(inspection, items, form),
        **given,
    }
    answer = show(request, "places/inspection.html", context, status=status_of_step(form))
    return may_ask_where(answer)


def finding_at(inspection: Inspection, place: int) -> Finding:
    """The finding of the item at this place of the form. Raises NotAllowed when there is none."""
    items = items_of(inspection.form, on=inspection.planned_on)
    code = items[place - 1].code if 0 < place <= len(items) else ""
    found = next((row for row in findings_of(inspection) if row.item.code == code), None)
    if found is None:
        raise NotAllowed
    return found


def _forms(inspection: Inspection, items: list[Item], refused: forms.Form | None) -> dict[str, Any]:
    fresh: dict[str, forms.Form] = {
        "answers_form": AnswersForm(
            items=items, found=inspection.answers, version=inspection.version
        ),
        "finish_form": SummaryForm(),
        "photo_form_given": PlacePhotoForm(items=items),
        "reason_form": WhyForm(),
    }
    kinds = {type(form): name for name, form in fresh.items()}
    if refused is not None and type(refused) in kinds:
        fresh[kinds[type(refused)]] = refused
    return {
        **fresh,
        "note_form": note_form_of(refused),
        "settle_form": settle_form_of(items, refused),
    }


def _contradictions(inspection: Inspection, items: list[Item]) -> list[Contradiction]:
    sheets = unsettled_sheets(inspection) if inspection.unsettled else []
    found = []
    for item in items:
        others = [(s, s.answers[item.code]) for s in sheets if item.code in s.conflicts]
        if others and item.code in inspection.answers:
            found.append((item, inspection.answers[item.code], others))
    names = Member.objects.in_bulk({stands["by"] for _item, stands, _others in found})
    return [
        Contradiction(item, stands, names[stands["by"]].name, others)
        for item, stands, others in found
        if stands["by"] in names
    ]
