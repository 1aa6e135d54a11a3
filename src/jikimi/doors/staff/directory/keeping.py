"""A new entry, and which agency keeps an entry: for coordinators."""

from __future__ import annotations

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

from jikimi.directory.founding import add_entry, set_keeper
from jikimi.directory.listing import agencies_to_name
from jikimi.doors.staff.directory.edit_forms import RowForm
from jikimi.doors.staff.directory.frame import framed, opened, rounds
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of

KEEPER = "directory.keeper.set"


class KeeperForm(forms.Form):
    """The agency that keeps the entry from now on."""

    keeper = forms.ChoiceField(label=words("Agency that keeps the entry"), required=False)
    why = forms.CharField(label=words("Reason"), max_length=200, required=False)

    def __init__(self, data: Any, *, now: int | None) -> None:
        super().__init__(data, initial={"keeper": str(now or "")})
        named = [(str(number), name) for number, name in agencies_to_name()]
        self.fields["keeper"].choices = [("", _("Nobody")), *named]  # type: ignore[attr-defined]


@staff_page(KEEPER)
def keeper(request: HttpRequest, number: UUID) -> HttpResponse:
    """Say which agency keeps the entry."""
    actor, entry = opened(request, number, KEEPER)
    given = request.POST if request.method == "POST" else None
    form = KeeperForm(given, now=entry.keeper_id)
    if form.is_valid():
        agency = int(form.cleaned_data["keeper"]) if form.cleaned_data["keeper"] else None
        why = form.cleaned_data["why"]
        ruled(form, lambda: set_keeper(actor=actor, entry=entry, agency_id=agency, why=why))
        if not form.errors:
            messages.success(request, _("Saved."))
            return redirect("directory_entry", number)
    context = framed(
        actor, entry, form=form, title=_("Who keeps this entry"), button=_("Save"), danger=False,
        text=_("Its members may change the entry and are asked whether it is still right."),
        remove_url="", conflict=[], back=reverse("directory_entry", args=[number]),
    )  # fmt: skip
    return show(request, "directory/form.html", context, status=status_of(form))


@staff_page("directory.import.apply")
def new(request: HttpRequest) -> HttpResponse:
    """A new organisation for the directory."""
    actor = actor_of(request)
    form = RowForm(request.POST or None, table="organization", now={})
    if form.is_valid():
        number = ruled(form, lambda: _added(request, form))
        if not form.errors:
            messages.success(request, _("The entry is made. Add its services and numbers below."))
            return redirect("directory_entry", number)
    context = {"form": form, "rounds": rounds(actor, "directory_new")}
    return show(request, "directory/new.html", context, status=status_of(form))


def _added(request: HttpRequest, form: RowForm) -> UUID:
    with transaction.atomic():
        note = form.cleaned_data["note"]
        return add_entry(actor=actor_of(request), values=form.values(), note=note)


urls = [
    path("directory/new/", new, name="directory_new"),
    path("directory/<uuid:number>/keeper/", keeper, name="directory_keeper"),
]
