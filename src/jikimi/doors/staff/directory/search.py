"""Search for help as staff: what was understood, who helps and why each was found."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from jikimi.access.codes import Code, codes
from jikimi.directory.search.eligibility import Person
from jikimi.directory.search.finding import MOST, MOST_AT_ALL, Filters, Found, find
from jikimi.directory.search.hits import crisis_lines
from jikimi.doors.staff.directory.frame import rounds
from jikimi.doors.staff.pages import actor_of, show, staff_page

_SEXES = (("", _("Not said")), ("female", _("Woman")), ("male", _("Man")))
_TICKS = ("is_open_now", "has_child", "has_disability", "is_foreign", "needs_wheelchair")


class SearchForm(forms.Form):
    """What somebody needs, in words, and what may be chosen beside them."""

    query = forms.CharField(
        label=_("What is needed?"),
        max_length=200,
        required=False,
        help_text=_("In the person's own words, a name, initial consonants, a place, a number."),
    )
    need = forms.ChoiceField(label=_("Need"), required=False)
    place = forms.ChoiceField(label=_("Where the person lives"), required=False)
    near = forms.ChoiceField(label=_("Nearest to"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=_SEXES, required=False)
    age = forms.IntegerField(label=_("Age"), min_value=0, max_value=120, required=False)
    is_open_now = forms.BooleanField(label=_("Open now"), required=False)
    has_child = forms.BooleanField(label=_("A child comes along"), required=False)
    has_disability = forms.BooleanField(label=_("Has a disability"), required=False)
    is_foreign = forms.BooleanField(label=_("Of foreign nationality"), required=False)
    needs_wheelchair = forms.BooleanField(label=_("Uses a wheelchair"), required=False)
    most = forms.IntegerField(required=False, min_value=1, max_value=MOST_AT_ALL)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, listed in (("need", "needs"), ("language", "spoken_languages")):
            self._offer(name, codes("directory", listed).values())
        places = [row for row in codes("directory", "places").values() if row.more["within"]]
        self._offer("place", places)
        self._offer("near", places)

    def _offer(self, name: str, rows: Any) -> None:
        listed: list[Code] = list(rows)
        choices = [("", _("Any")), *((row.code, row.label) for row in listed)]
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def filters(self, left_out: list[str]) -> Filters:
        """What was chosen, as the search takes it."""
        data = self.cleaned_data
        told: dict[str, Any] = {name: data[name] or None for name in _TICKS[1:]}
        person = Person(sex=data["sex"], age=data["age"], **told)
        return Filters(
            need=data["need"], place=data["place"], near=data["near"], language=data["language"],
            is_open_now=data["is_open_now"], person=person, left_out=tuple(left_out[:12]),
        )  # fmt: skip


@staff_page("directory.search.read")
def search(request: HttpRequest) -> HttpResponse:
    """Look for help. What is typed travels in the body only: it may tell of a person."""
    form = SearchForm(request.POST or None)
    if not form.is_bound:
        return _answer(request, form, None)
    if not form.is_valid():
        return _answer(request, form, None, status=422)
    left_out = [key for key in request.POST.getlist("left_out") if key]
    if request.POST.get("take_away"):
        left_out.append(request.POST["take_away"])
    most = form.cleaned_data["most"] or MOST
    found = find(form.cleaned_data["query"], filters=form.filters(left_out), most=most)
    return _answer(request, form, found, left_out=left_out)


def _answer(
    request: HttpRequest,
    form: SearchForm,
    found: Found | None,
    *,
    left_out: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "form": form,
        "found": found,
        "left_out": left_out or [],
        "ticks": [form[name] for name in _TICKS],
        "is_narrowed": form.is_bound and any(form[n].value() for n in (*_TICKS, "sex", "age")),
        "more": min((len(found.hits) if found else 0) + MOST, MOST_AT_ALL),
        "crisis": crisis_lines() if found and (found.instead or not found.hits) else [],
        "rounds": rounds(actor, "directory"),
    }
    return show(request, "directory/search.html", context, status=status)


urls = [path("directory/", search, name="directory")]
