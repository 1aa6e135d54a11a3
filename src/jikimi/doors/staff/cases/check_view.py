"""What the page of one joint check shows, with a form that was refused in place of a fresh one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from jikimi.access.acting import may, reading
from jikimi.access.actor import Actor
from jikimi.access.member import Member
from jikimi.cases.check_endings import attempts_of, ending_seen, outcomes_for
from jikimi.cases.check_findings import findings_of
from jikimi.cases.check_forms import Item, items_of, sections_of
from jikimi.cases.check_photos import photos_of
from jikimi.cases.check_route import hours_of, lines_of, persons_of
from jikimi.cases.check_sheets import unsettled_sheets
from jikimi.cases.checking import place_of
from jikimi.cases.models import CheckSheet, JointCheck
from jikimi.cases.shares import Stood
from jikimi.doors.staff.cases.check_fields import FinishForm, PhotoForm
from jikimi.doors.staff.cases.parts import conflict_rows, status_of_step
from jikimi.doors.staff.cases.sharing_forms import ReasonForm
from jikimi.doors.staff.pages import actor_of, show
from jikimi.doors.staff.sheet_forms import AnswersForm, note_form_of, settle_form_of

_ACTS = (
    "amend",
    "call_off",
    "finish",
    "follow",
    "open_photo",
    "order",
    "photograph",
    "resume",
    "send",
    "settle",
)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One item that was answered otherwise: what stands, and what others said."""

    item: Item
    stands: dict[str, Any]
    by: str
    others: Sequence[tuple[CheckSheet, dict[str, Any]]]


def check_page(
    request: HttpRequest,
    check: JointCheck,
    *,
    template: str = "check",
    form: forms.Form | None = None,
    **given: Any,
) -> HttpResponse:
    """Answer with a page about one check; what is read is recorded once."""
    actor = actor_of(request)
    line = lines_of(actor, [check])[0]
    reading(actor, "cases.checks.read", check, persons=persons_of([line]))
    items = items_of(check.form, on=check.planned_on)
    context = {
        "check": check,
        "line": line,
        "items": items,
        "sections": sections_of(items),
        "findings": findings_of(check),
        "hours": hours_of(check),
        "place": place_of(actor, check),
        "may": _offered(actor, check),
        "form": form,
        "conflict": conflict_rows(form) if form is not None else [],
        **_about(check, items),
        **_forms(check, items, form),
        **given,
    }
    return show(request, f"cases/{template}.html", context, status=status_of_step(form))


def _offered(actor: Actor, check: JointCheck) -> dict[str, bool]:
    """What the reader may do with the check now, asked with one look at the case."""
    known = frozenset(check.standings(actor))
    stood = Stood(known, check.case.body_id, check.stage, subject_kind="jointcheck")
    return {act: may(actor, f"cases.checks.{act}", stood) for act in _ACTS}


def _about(check: JointCheck, items: list[Item]) -> dict[str, Any]:
    photos = photos_of(check)
    return {
        "photos": photos,
        "words_of": {item.code: item.label for item in items},
        "contradictions": _contradictions(check, items),
        "attempts": attempts_of(check.case),
    }


def _forms(check: JointCheck, items: list[Item], refused: forms.Form | None) -> dict[str, Any]:
    fresh: dict[str, forms.Form] = {
        "answers_form": AnswersForm(items=items, found=check.findings, version=check.version),
        "finish_form": FinishForm(
            outcomes=outcomes_for(check.case), initial={"ending": ending_seen(check)}
        ),
        "photo_form": PhotoForm(items=items),
        "reason_form": ReasonForm(),
    }
    kinds = {type(form): name for name, form in fresh.items()}
    if refused is not None and type(refused) in kinds:
        fresh[kinds[type(refused)]] = refused
    return {
        **fresh,
        "note_form": note_form_of(refused),
        "settle_form": settle_form_of(items, refused),
    }


def _contradictions(check: JointCheck, items: list[Item]) -> list[Contradiction]:
    sheets = unsettled_sheets(check) if check.unsettled else []
    found = []
    for item in items:
        others = [(s, s.answers[item.code]) for s in sheets if item.code in s.conflicts]
        if others and item.code in check.findings:
            found.append(Contradiction(item, check.findings[item.code], "", others))
    names = Member.objects.in_bulk({row.stands["by"] for row in found})
    return [
        Contradiction(row.item, row.stands, names[row.stands["by"]].name, row.others)
        for row in found
        if row.stands["by"] in names
    ]
