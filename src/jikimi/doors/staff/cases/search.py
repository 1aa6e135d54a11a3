"""Search: find a person the searcher may know of. What is looked for travels in the body only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from jikimi.access.actor import Actor
from jikimi.cases.persons import PersonDraft
from jikimi.cases.search import Found, Sought, search_persons
from jikimi.cases.words import words
from jikimi.doors.staff.cases.carried import Carried, sealed
from jikimi.doors.staff.cases.hits import hits_of
from jikimi.doors.staff.pages import actor_of, may_enter, ruled, show, staff_page, status_of

_REMEMBERED = "search_purpose"


class SearchForm(forms.Form):
    """Whom to look for, and for what."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        required=False,
        help_text=_("The beginning or the initial consonants are enough."),
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=20,
        required=False,
        help_text=_("The whole number, or its last four digits."),
    )
    born_on = forms.DateField(
        label=_("Birth date"),
        required=False,
        help_text=_("Year, month and day."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def sought(self) -> Sought:
        """What was entered, as the rule takes it."""
        data = self.cleaned_data
        return Sought(data["name"].strip(), data["phone"].strip(), data["born_on"])


class PurposeForm(SearchForm):
    """The search page asks for the purpose once and keeps it until the member signs out."""

    purpose = forms.ChoiceField(label=_("What do you search for?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(row.code, row.label) for row in words("search_purposes").values()]
        self.fields["purpose"].choices = listed  # type: ignore[attr-defined]


@staff_page("cases.persons.search")
def search(request: HttpRequest) -> HttpResponse:
    """Look for a person among those one may know of."""
    if request.method != "POST":
        return _answer(request, PurposeForm(initial={"purpose": _purpose(request)}), None)
    form = PurposeForm(request.POST)
    if not form.is_valid():
        return _answer(request, form, None)
    actor, why = actor_of(request), form.cleaned_data["purpose"]
    found = ruled(form, lambda: search_persons(actor, form.sought(), why=why))
    request.session[_REMEMBERED] = why
    return _answer(request, form, found)


def _answer(request: HttpRequest, form: PurposeForm, found: Found | None) -> HttpResponse:
    actor = actor_of(request)
    may_nominate = may_enter(actor, "cases.nomination.put")
    context = {
        "form": form,
        "is_purpose_known": bool(form["purpose"].value()),
        "purpose_label": dict(form.fields["purpose"].choices).get(form["purpose"].value(), ""),  # type: ignore[attr-defined]
        "hits": hits_of(found) if found is not None else None,
        "carried": _carried(actor, form, found) if found is not None and may_nominate else "",
    }
    return show(request, "cases/search.html", context, status=status_of(form))


def _carried(actor: Actor, form: SearchForm, found: Found) -> str:
    sought = form.sought()
    victim = PersonDraft(name=sought.name, phone=sought.phone, born_on=sought.born_on)
    return sealed(actor, Carried(victim, seen=found.subjects))


def _purpose(request: HttpRequest) -> str:
    return str(request.session.get(_REMEMBERED, ""))


urls = [path("search/", search, name="search")]
