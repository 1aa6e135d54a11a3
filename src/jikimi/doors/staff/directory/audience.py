"""For whom a fact is, in plain words; and one step to keep silent where a place is."""

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

from jikimi.access.codes import codes
from jikimi.access.errors import NotAllowed
from jikimi.directory.audiences import make_confidential, set_audience
from jikimi.directory.known import Line, Part, confidential_preview, known_entry
from jikimi.directory.listing import agencies_to_name, row_called
from jikimi.directory.models import Location
from jikimi.directory.words import audience_means, field_word, table_word
from jikimi.doors.staff.directory.frame import framed, opened
from jikimi.doors.staff.pages import ruled, show, staff_page, status_of

OPEN = "directory.audience.set"
WHOLE = "-"


class AudienceForm(forms.Form):
    """Who may see it. agencies: those named, when it is for named agencies."""

    audience = forms.ChoiceField(label=words("Who may see it"), widget=forms.RadioSelect)
    agencies = forms.MultipleChoiceField(
        label=words("Agencies"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=words(
            "For named agencies, or besides the police. The keeper is always among them."
        ),
    )
    why = forms.CharField(label=words("Reason"), max_length=200, required=False)

    def __init__(self, data: Any, *, now: str, named: list[int]) -> None:
        super().__init__(data, initial={"audience": now, "agencies": named})
        rows = codes("directory", "audiences").values()
        self.fields["audience"].choices = [(row.code, row.label) for row in rows]  # type: ignore[attr-defined]
        self.fields["agencies"].choices = agencies_to_name()  # type: ignore[attr-defined]

    def audiences(self) -> list[tuple[str, str, str]]:
        """Each audience with what it means, in plain words."""
        rows = codes("directory", "audiences").values()
        return [(row.code, row.label, audience_means(row.code)) for row in rows]


class WhyForm(forms.Form):
    """Why a place is kept silent."""

    why = forms.CharField(label=words("Reason"), max_length=200, required=False)


@staff_page(OPEN)
def audience(
    request: HttpRequest, number: UUID, table: str, row_id: UUID, field: str
) -> HttpResponse:
    """Say for whom one fact, or a whole part, is."""
    actor, entry = opened(request, number, OPEN)
    row = row_called(entry, table, row_id)
    name = "" if field == WHOLE else field
    now = _line(known_entry(actor, entry).parts(), row_id, name)
    form = AudienceForm(request.POST or None, now=now or row.audience, named=row.agencies)
    if form.is_valid():
        given = form.cleaned_data
        ruled(
            form,
            lambda: _whole(
                actor=actor, table=table, row_id=row_id, field=name, audience=given["audience"],
                agencies=[int(agency) for agency in given["agencies"]], why=given["why"],
            ),
        )  # fmt: skip
        if not form.errors:
            messages.success(request, _("Saved. The public sees only what is for everybody."))
            return redirect("directory_entry", number)
    what = field_word(table, name) if name else table_word(table)
    context = framed(
        actor,
        entry,
        form=form,
        what=what,
        is_whole=not name,
        back=reverse("directory_entry", args=[number]),
    )
    return show(request, "directory/audience.html", context, status=status_of(form))


def _whole(**given: Any) -> None:
    with transaction.atomic():
        set_audience(**given)


def _line(parts: list[Part], row_id: UUID, name: str) -> str:
    """For whom a fact is now; '' when there is none."""
    lines: list[Line] = [line for part in parts if part.row_id == row_id for line in part.lines]
    return next((line.audience for line in lines if line.field == name), "")


@staff_page(OPEN)
def confidential(request: HttpRequest, number: UUID, row_id: UUID) -> HttpResponse:
    """Keep silent where a place is, after a look at what the public will still see."""
    actor, entry = opened(request, number, OPEN)
    place = row_called(entry, "location", row_id)
    if not isinstance(place, Location):
        raise NotAllowed
    form = WhyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        telling = make_confidential(actor=actor, location=place, why=form.cleaned_data["why"])
        messages.success(request, _("Nobody outside sees where this place is any more."))
        for name in telling:
            says = _("Look at this text, it still tells a part of the address: %(field)s")
            messages.warning(request, says % {"field": field_word(*name.split("."))})
        return redirect("directory_entry", number)
    part = next(p for p in known_entry(actor, entry).places if p.row_id == row_id)
    stays, goes = confidential_preview(part)
    context = framed(
        actor, entry, form=form, part=part, stays=stays, goes=goes,
        back=reverse("directory_entry", args=[number]),
    )  # fmt: skip
    return show(request, "directory/confidential.html", context, status=status_of(form))


_ENTRY = "directory/<uuid:number>/"
urls = [
    path(
        f"{_ENTRY}audience/<str:table>/<uuid:row_id>/<str:field>/",
        audience,
        name="directory_audience",
    ),
    path(f"{_ENTRY}confidential/<uuid:row_id>/", confidential, name="directory_confidential"),
]
