"""The page of an entry: everything the reader may know, for whom each fact is, and how old."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jikimi.access.acting import may
from jikimi.directory.ages import freshness_of_entries
from jikimi.directory.asking import addresses_of, ask_agency, last_question
from jikimi.directory.calling import calls_about, count_use
from jikimi.directory.known import known_entry
from jikimi.directory.listing import confirm_entry, save_capacity
from jikimi.directory.words import table_word
from jikimi.doors.staff.directory.frame import CHANGE, framed, opened
from jikimi.doors.staff.pages import show, staff_page

_EDITABLE = {
    *("organization", "service", "location", "address", "phone", "contact", "accessibility"),
    *("url", "cost_option", "required_document", "service_area", "service_capacity"),
}
_ADDED = {
    "organization": ("service", "phone", "contact", "url"),
    "service": ("phone", "contact", "url", "cost_option", "required_document", "service_area"),
    "location": ("address", "phone", "contact", "accessibility"),
}
FREE_AT_ONE_TAP = range(6)


class FreeForm(forms.Form):
    """How many places are free now."""

    available = forms.IntegerField(min_value=0, max_value=9999)


@staff_page("directory.entry.read")
def entry(request: HttpRequest, number: UUID) -> HttpResponse:
    """Everything of an entry the reader may know."""
    actor, found = opened(request, number)
    count_use(entry_id=found.pk)
    context = framed(
        actor,
        found,
        "entry",
        known=known_entry(actor, found),
        fresh=freshness_of_entries([found.pk]).get(found.pk),
        asked=last_question(found.pk),
        calls=calls_about(found.pk),
        may_change=may(actor, CHANGE, found),
        may_open=may(actor, "directory.audience.set", found),
        may_give=may(actor, "directory.keeper.set", found),
        may_ask=may(actor, "directory.confirmation.ask", found)
        and found.pk in addresses_of([found.pk]),
        editable=_EDITABLE,
        added=_ADDED,
        taps=FREE_AT_ONE_TAP,
        table_word=table_word,
    )
    return show(request, "directory/entry.html", context)


@staff_page("directory.listing.confirm")
@require_POST
def confirm(request: HttpRequest, number: UUID) -> HttpResponse:
    """All that the public sees of this entry is right."""
    actor, found = opened(request, number, "directory.listing.confirm")
    facts = confirm_entry(actor=actor, entry=found)
    messages.success(request, _("%(facts)s facts are marked as checked today.") % {"facts": facts})
    return redirect("directory_entry", number)


@staff_page("directory.confirmation.ask")
@require_POST
def ask(request: HttpRequest, number: UUID) -> HttpResponse:
    """Send the agency the link now."""
    actor, found = opened(request, number, "directory.confirmation.ask")
    ask_agency(actor=actor, entry=found)
    messages.success(request, _("The agency is asked by e-mail."))
    return redirect("directory_entry", number)


@staff_page("directory.listing.change")
@require_POST
def free(request: HttpRequest, number: UUID, service_id: UUID) -> HttpResponse:
    """How many places are free now, by one tap."""
    actor, found = opened(request, number, CHANGE)
    form = FreeForm(request.POST)
    if form.is_valid():
        available = form.cleaned_data["available"]
        save_capacity(actor=actor, entry=found, service_id=service_id, available=available)
        messages.success(request, _("Places free now: %(count)s") % {"count": available})
    else:
        messages.error(request, _("Write a number."))
    return redirect("directory_entry", number)


_ENTRY = "directory/<uuid:number>/"
urls = [
    path(_ENTRY, entry, name="directory_entry"),
    path(f"{_ENTRY}confirm/", confirm, name="directory_confirm"),
    path(f"{_ENTRY}ask/", ask, name="directory_ask"),
    path(f"{_ENTRY}free/<uuid:service_id>/", free, name="directory_free"),
]
