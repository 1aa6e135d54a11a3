"""Writing one row of an entry: change it, add one, take one away, hide a wrong number at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.directory.listing import (
    Saved,
    add_place,
    add_row,
    hide_at_once,
    remove_row,
    row_called,
    row_read,
    save_row,
)
from jikimi.directory.models import Organization
from jikimi.directory.words import field_word, table_word, value_words
from jikimi.doors.staff.directory.edit_forms import RowForm
from jikimi.doors.staff.directory.frame import CHANGE, framed, opened
from jikimi.doors.staff.pages import ruled, show, staff_page, status_of

_REMOVABLE = {
    *("phone", "address", "contact", "url", "accessibility", "cost_option", "required_document"),
    *("service_area", "service_capacity"),
}


class WhyForm(forms.Form):
    """Why something is done."""

    why = forms.CharField(label=words("Reason"), max_length=200)


@staff_page(CHANGE)
def edit(request: HttpRequest, number: UUID, table: str, row_id: UUID) -> HttpResponse:
    """Change a row of the entry."""
    actor, entry = opened(request, number, CHANGE)
    now = row_read(actor, entry, table, row_id)
    form = RowForm(request.POST or None, table=table, now=now)

    def call() -> Saved:
        return save_row(
            actor=actor, entry=entry, table=table, row_id=row_id,
            values=form.values(), seen=form.was_seen(), note=form.cleaned_data["note"],
        )  # fmt: skip

    context = {
        "title": _("Change: %(what)s") % {"what": table_word(table)},
        "button": _("Save"),
        "remove_url": _place("directory_remove", entry, table, row_id)
        if table in _REMOVABLE
        else "",
    }
    return _answered(request, actor, entry, form, call, context)


@staff_page(CHANGE)
def add(request: HttpRequest, number: UUID, table: str, under: str, under_id: UUID) -> HttpResponse:
    """Add a row under another of the entry."""
    actor, entry = opened(request, number, CHANGE)
    row_called(entry, under, under_id)
    form = RowForm(request.POST or None, table=table, now={})

    def call() -> Saved:
        note = form.cleaned_data["note"]
        if (table, under) == ("location", "service"):
            return add_place(
                actor=actor, entry=entry, service_id=under_id, values=form.values(), note=note
            )
        return add_row(
            actor=actor, entry=entry, table=table, under=(under, under_id),
            values=_with_state(table, form.values()), note=note,
        )  # fmt: skip

    context = {"title": _("Add: %(what)s") % {"what": table_word(table)}, "button": _("Add")}
    return _answered(request, actor, entry, form, call, context)


@staff_page(CHANGE)
def remove(request: HttpRequest, number: UUID, table: str, row_id: UUID) -> HttpResponse:
    """Take a row away."""
    actor, entry = opened(request, number, CHANGE)
    row_called(entry, table, row_id)
    if table not in _REMOVABLE:
        raise NotAllowed
    form = WhyForm(request.POST or None)

    def call() -> Saved:
        note = form.cleaned_data["why"]
        return remove_row(actor=actor, entry=entry, table=table, row_id=row_id, note=note)

    context = {
        "title": _("Take away: %(what)s") % {"what": table_word(table)},
        "text": _("It can be brought back from the history."),
        "button": _("Take away"),
        "danger": True,
    }
    return _answered(request, actor, entry, form, call, context)


@staff_page("directory.audience.set")
def hide(request: HttpRequest, number: UUID, table: str, row_id: UUID) -> HttpResponse:
    """Take a wrong number or address out of the public's sight now."""
    actor, entry = opened(request, number, "directory.audience.set")
    now = row_read(actor, entry, table, row_id)
    form = WhyForm(request.POST or None)

    def call() -> Saved:
        hide_at_once(
            actor=actor, entry=entry, table=table, row_id=row_id, why=form.cleaned_data["why"]
        )
        return Saved(None, applied=1)

    told = [value_words(table, name, value) for name, value in now.items()
            if name in ("number", "address_1")]  # fmt: skip
    context = {
        "title": _("Hide at once: %(what)s") % {"what": " ".join(told)},
        "text": _(
            "Nobody outside sees it any more, at once and without approval. Then write the right"
            " one, and show it to everybody again once it has been approved."
        ),
        "button": _("Hide at once"),
        "danger": True,
    }
    return _answered(request, actor, entry, form, call, context)


def _answered(
    request: HttpRequest,
    actor: Actor,
    entry: Organization,
    form: forms.Form,
    call: Callable[[], Saved],
    context: dict[str, Any],
) -> HttpResponse:
    if form.is_valid():
        saved = ruled(form, lambda: _whole(call))
        if not form.errors:
            tell(request, saved)
            return redirect("directory_entry", entry.pk)
    table = getattr(form, "table", "")
    context = {"remove_url": "", "text": "", "danger": False, **context}
    context["conflict"] = _conflict(form, table)
    context["back"] = reverse("directory_entry", args=[entry.pk])
    page = framed(actor, entry, form=form, **context)
    return show(request, "directory/form.html", page, status=status_of(form))


def tell(request: HttpRequest, saved: Saved) -> None:
    """Say what came of an edit."""
    if saved.waiting:
        says = _("Changes that wait until another person has approved them: %(count)s")
        messages.info(request, says % {"count": saved.waiting})
    if saved.applied:
        messages.success(request, _("Saved."))
    elif not saved.waiting:
        messages.info(request, _("Nothing was changed."))


def _whole(call: Callable[[], Saved]) -> Saved:
    """All or nothing; what the rule says of `table.field` stands beside the field."""
    try:
        with transaction.atomic():
            return call()
    except NotValid as refusal:
        fields = {name.rpartition(".")[2]: says for name, says in refusal.fields.items()}
        raise NotValid(refusal.code, fields, refusal.says) from refusal


def _conflict(form: forms.Form, table: str) -> list[tuple[str, str, str]]:
    """What somebody else wrote meanwhile, beside one's own; saving again is then meant."""
    refusal = getattr(form, "conflict", None)
    if refusal is None:
        return []
    renewed = form.data.copy()  # type: ignore[attr-defined]
    renewed["seen"] = form.get_initial_for_field(form.fields["seen"], "seen")
    form.data = renewed
    return [
        (field_word(table, name), value_words(table, name, value),
         value_words(table, name, refusal.mine.get(name)))
        for name, value in refusal.theirs.items()
    ]  # fmt: skip


def _with_state(table: str, values: dict[str, Any]) -> dict[str, Any]:
    """What the standard requires of a new row and no form asks."""
    always = {"address": {"address_type": "physical", "country": "KR"}}
    return {**always.get(table, {}), **{k: v for k, v in values.items() if v not in ("", None)}}


def _place(name: str, entry: Organization, table: str, row_id: UUID) -> str:
    return reverse(name, args=[entry.pk, table, row_id])


_ENTRY = "directory/<uuid:number>/"
_ROW = "<str:table>/<uuid:row_id>/"
urls = [
    path(f"{_ENTRY}edit/{_ROW}", edit, name="directory_edit"),
    path(f"{_ENTRY}add/<str:table>/<str:under>/<uuid:under_id>/", add, name="directory_add"),
    path(f"{_ENTRY}remove/{_ROW}", remove, name="directory_remove"),
    path(f"{_ENTRY}hide/{_ROW}", hide, name="directory_hide"),
]
