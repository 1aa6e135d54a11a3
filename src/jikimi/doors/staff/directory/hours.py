"""Hours as a weekly table, and the languages spoken: one page each."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.codes import codes
from jikimi.directory.booklet.hours import hours_in_words, week_in_words
from jikimi.directory.listing import languages_of, save_languages, save_week, schedules_under
from jikimi.directory.weekly import ALWAYS, DAYS, Span, Week, time_of
from jikimi.doors.staff.directory.edit import tell
from jikimi.doors.staff.directory.frame import CHANGE, framed, opened
from jikimi.doors.staff.pages import ruled, show, staff_page, status_of

_DAYS = (
    *(words("Monday"), words("Tuesday"), words("Wednesday"), words("Thursday"), words("Friday")),
    *(words("Saturday"), words("Sunday")),
)
_ENDS = ("opens_1", "closes_1", "opens_2", "closes_2")


class WeekForm(forms.Form):
    """Seven days, each with two spans; seen: the week when the page was opened."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    is_always = forms.BooleanField(label=words("Open day and night, every day"), required=False)
    note = forms.CharField(label=words("Why"), max_length=200, required=False)

    def __init__(self, data: Any, *, week: Week) -> None:
        initial: dict[str, Any] = {"seen": json.dumps(_plain(week)), "is_always": week == ALWAYS}
        for day, spans in zip(DAYS, week, strict=True):
            ends = [end for span in spans if week != ALWAYS for end in (span.opens, span.closes)]
            initial |= {f"{day}_{name}": end for name, end in zip(_ENDS, ends, strict=False)}
        super().__init__(data, initial=initial)
        for day in DAYS:
            for name in _ENDS:
                self.fields[f"{day}_{name}"] = forms.CharField(max_length=8, required=False)

    def clean(self) -> dict[str, Any]:
        """Each span has both ends, as times."""
        given = super().clean() or {}
        for day, name in zip(DAYS, _DAYS, strict=True):
            for number in (1, 2):
                opens, closes = (
                    given.get(f"{day}_{end}_{number}", "") for end in ("opens", "closes")
                )
                if bool(opens) != bool(closes) or any(
                    t and not time_of(t) for t in (opens, closes)
                ):
                    self.add_error(None, _("%(day)s: write both times, as 09:00.") % {"day": name})
        return given

    def week(self) -> Week:
        """The week as it was entered."""
        if self.cleaned_data["is_always"]:
            return ALWAYS
        return tuple(tuple(sorted(set(self._spans(day)))) for day in DAYS)

    def was_seen(self) -> Week:
        """The week when the page was opened."""
        try:
            told = json.loads(self.cleaned_data["seen"] or "[]")
            return tuple(tuple(Span(*span) for span in day) for day in told)
        except (ValueError, TypeError):
            return ()

    def days(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Each day with its four fields, for the table."""
        return [
            (str(name), [self[f"{day}_{end}"] for end in _ENDS])
            for day, name in zip(DAYS, _DAYS, strict=True)
        ]

    def _spans(self, day: str) -> list[Span]:
        ends = [time_of(self.cleaned_data[f"{day}_{name}"]) for name in _ENDS]
        return [Span(a, b) for a, b in (ends[:2], ends[2:]) if a and b]


class FillForm(forms.Form):
    """The same hours for Monday to Friday, to begin with."""

    opens = forms.CharField(max_length=8)
    closes = forms.CharField(max_length=8)


def _plain(week: Week) -> list[list[tuple[str, str]]]:
    return [[(span.opens, span.closes) for span in day] for day in week]


@staff_page(CHANGE)
def hours(request: HttpRequest, number: UUID, table: str, row_id: UUID) -> HttpResponse:
    """The weekly hours of a service or a place."""
    actor, entry = opened(request, number, CHANGE)
    told = schedules_under(entry, table, row_id)
    form = WeekForm(_given(request), week=told.week)
    if request.method == "POST" and "fill" not in request.POST and form.is_valid():
        saved = ruled(
            form,
            lambda: save_week(
                actor=actor, entry=entry, table=table, row_id=row_id,
                week=form.week(), seen=form.was_seen(), note=form.cleaned_data["note"],
            ),
        )  # fmt: skip
        if not form.errors:
            tell(request, saved)
            return redirect("directory_entry", number)
    theirs = week_in_words(told.week) if getattr(form, "conflict", None) else []
    if theirs:
        renewed = form.data.copy()  # type: ignore[attr-defined]
        renewed["seen"] = json.dumps(_plain(told.week))
        form.data = renewed
    context = framed(
        actor,
        entry,
        form=form,
        others=hours_in_words(told.others),
        theirs=theirs,
        back=reverse("directory_entry", args=[number]),
    )
    return show(request, "directory/hours.html", context, status=status_of(form))


def _given(request: HttpRequest) -> Any:
    """What was sent; with Monday to Friday filled in when that was asked."""
    if request.method != "POST":
        return None
    if "fill" not in request.POST:
        return request.POST
    given, fill = request.POST.copy(), FillForm(request.POST)
    if fill.is_valid():
        for day in DAYS[:5]:
            given[f"{day}_opens_1"] = fill.cleaned_data["opens"]
            given[f"{day}_closes_1"] = fill.cleaned_data["closes"]
    return given


class LanguagesForm(forms.Form):
    """Which languages are spoken."""

    spoken = forms.MultipleChoiceField(
        label=words("Languages spoken"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, *, now: list[str]) -> None:
        super().__init__(data, initial={"spoken": now})
        offered = codes("directory", "spoken_languages")
        self.fields["spoken"].choices = [(c, row.label) for c, row in offered.items()]  # type: ignore[attr-defined]


@staff_page(CHANGE)
def languages(request: HttpRequest, number: UUID, service_id: UUID) -> HttpResponse:
    """The languages spoken at a service."""
    actor, entry = opened(request, number, CHANGE)
    given = request.POST if request.method == "POST" else None
    form = LanguagesForm(given, now=languages_of(entry, service_id))
    if form.is_valid():
        spoken = form.cleaned_data["spoken"]
        save_languages(actor=actor, entry=entry, service_id=service_id, codes=spoken)
        messages.success(request, _("Saved."))
        return redirect("directory_entry", number)
    context = framed(
        actor, entry, form=form, title=_("Languages spoken"), text="", button=_("Save"),
        danger=False, remove_url="", conflict=[], back=reverse("directory_entry", args=[number]),
    )  # fmt: skip
    return show(request, "directory/form.html", context, status=status_of(form))


_ENTRY = "directory/<uuid:number>/"
urls = [
    path(f"{_ENTRY}hours/<str:table>/<uuid:row_id>/", hours, name="directory_hours"),
    path(f"{_ENTRY}languages/<uuid:service_id>/", languages, name="directory_languages"),
]
