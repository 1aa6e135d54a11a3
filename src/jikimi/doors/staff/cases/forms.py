"""A form on a page of a case: shown, checked by its rule, answered with a redirect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.codes import Code
from jikimi.access.errors import NotAllowed
from jikimi.cases.models import Case
from jikimi.cases.shares import Stood
from jikimi.cases.words import words as code_list
from jikimi.doors.staff.pages import ruled, show, status_of

Choices = list[tuple[str, str]]


def choices(name: str, *, empty: bool = False, without: Sequence[str] = ()) -> Choices:
    """A code list of cases/data as choices of a form."""
    rows = [(r.code, r.label) for r in code_list(name).values() if r.code not in without]
    return [("", _("Choose")), *rows] if empty else rows


def help_of(row: Code) -> str:
    """The line of help of a code list's row, in the reader's language."""
    return row.more["help_en" if get_language() == "en" else "help_ko"]


def need(actor: Actor, case: Case, act: str) -> None:
    """Raise NotAllowed unless this act is open to the reader at this stage."""
    if not may(actor, act, Stood(frozenset(case.standings(actor)), case.body_id, case.stage)):
        raise NotAllowed


def answered(
    request: HttpRequest,
    form: forms.Form,
    call: Callable[[], Any],
    *,
    context: dict[str, Any],
    success: str,
    to: str,
    template: str = "cases/frame_form.html",
    newest: Callable[[], dict[str, int]] | None = None,
) -> HttpResponse:
    """The page of a form, or the way on once its rule has taken it.

    context: as frame_form.html names it; context["back"] is where "Go back" leads.
    newest: the versions as they stand now, put into the form after a conflict, so that saving
    again is meant.
    """
    if form.is_valid():
        ruled(form, lambda: _whole(call))
        if not form.errors:
            messages.success(request, success)
            return redirect(to)
    if newest is not None and hasattr(form, "conflict"):
        form.data = _renewed(cast(QueryDict, form.data), newest())
    context = {**context, "form": form, "conflict_pairs": _conflict(form)}
    return show(request, template, context, status=status_of(form))


def _whole(call: Callable[[], Any]) -> None:
    """All of it or nothing, also where a page calls two rules."""
    with transaction.atomic():
        call()


def _renewed(data: QueryDict, versions: dict[str, int]) -> QueryDict:
    """What was typed, with the versions as they stand now."""
    renewed = data.copy()
    for field, version in versions.items():
        renewed[field] = str(version)
    return renewed


def _conflict(form: forms.Form) -> list[tuple[str, str]]:
    """What somebody else wrote meanwhile, field by field."""
    refusal = getattr(form, "conflict", None)
    if refusal is None:
        return []
    labels = {name: str(field.label) for name, field in form.fields.items()}
    return [(labels.get(name, name), str(value or "–")) for name, value in refusal.theirs.items()]
