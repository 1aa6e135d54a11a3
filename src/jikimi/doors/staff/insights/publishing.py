"""Publishing over pages: what was published, preparing a table, seeing it as it will be."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words
from django.views.decorators.http import require_POST

from jikimi.access.acting import may
from jikimi.access.codes import today
from jikimi.access.errors import NotAllowed, NotYet
from jikimi.access.locking import TakenFile
from jikimi.doors.staff.downloads import download
from jikimi.doors.staff.insights.asked import asked_of
from jikimi.doors.staff.insights.frame import framed
from jikimi.doors.staff.pages import actor_of, offer, ruled, show, staff_page, status_of
from jikimi.insights import publishing
from jikimi.insights.exports import FORMATS, exported
from jikimi.insights.indicators import indicators
from jikimi.insights.models import Publication
from jikimi.insights.published import (
    definition_lines,
    figure_table,
    hiding_words,
    last_day,
    said,
    source_of,
    title_of,
)
from jikimi.insights.publishing_draft import Plan
from jikimi.insights.publishing_words import MONTH, QUARTER, WHOLE, YEAR

_STEPS = {"publish", "discard", "withdraw"}


class PlanForm(forms.Form):
    """What is to be published."""

    indicator = forms.ChoiceField(label=words("Figure"))
    level = forms.ChoiceField(
        label=words("By area"),
        choices=[
            ("region", words("Whole region only")),
            ("station", words("Police stations")),
            ("district", words("Districts")),
            ("dong", words("Neighbourhoods (dong)")),
        ],
    )
    is_by_kind = forms.BooleanField(label=words("Also by kind or time of day"), required=False)
    since = forms.DateField(label=words("From month"), help_text=words("The first day of a month."))
    until = forms.DateField(
        label=words("Until before month"), help_text=words("The first day of the month after.")
    )
    step = forms.ChoiceField(
        label=words("Periods"),
        choices=[
            (YEAR, words("By year")),
            (QUARTER, words("By quarter")),
            (MONTH, words("By month")),
            (WHOLE, words("The whole time as one")),
        ],
    )
    title_ko = forms.CharField(label=words("Title in Korean"), max_length=200)
    title_en = forms.CharField(label=words("Title in English"), max_length=200, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        known = [one for one in indicators() if not one.is_context]
        offer(self, "indicator", [(one.code, one.name) for one in known])

    def plan(self) -> Plan:
        """What was chosen."""
        given = {k: v for k, v in self.cleaned_data.items() if not k.startswith("title")}
        return Plan(**given)


class WhyForm(forms.Form):
    """A reason."""

    why = forms.CharField(label=words("Why it is withdrawn"), max_length=300)


@staff_page("insights.publication.list")
def publication_list(request: HttpRequest) -> HttpResponse:
    """Everything published and withdrawn; for analysts also drafts."""
    actor = actor_of(request)
    found = publishing.publications(actor)
    context = {
        "rows": [(row, title_of(row), last_day(row)) for row in found],
        "stages": _stages(),
        "may_prepare": may(actor, "insights.publication.prepare"),
    }
    frame = framed(actor, asked_of(request.GET), "publications", **context)
    return show(request, "insights/publications.html", frame)


@staff_page("insights.publication.prepare")
def prepare(request: HttpRequest) -> HttpResponse:
    """Prepare a table; what must stay hidden is worked out and shown before anything is public."""
    actor = actor_of(request)
    form = PlanForm(request.POST or None, initial=_last_years())
    if form.is_valid():
        titles = {name: form.cleaned_data[name] for name in ("title_ko", "title_en")}

        def call() -> Publication:
            return publishing.prepare_publication(actor=actor, plan=form.plan(), **titles)

        made = ruled(form, call)
        if made is not None:
            messages.success(request, _("The table is prepared. A colleague looks at it now."))
            return redirect("publication", made.pk)
    frame = framed(actor, asked_of(request.GET), "publications", form=form)
    return show(request, "insights/publication_prepare.html", frame, status=status_of(form))


@staff_page("insights.publication.read")
def publication(request: HttpRequest, number: UUID) -> HttpResponse:
    """One publication as anybody will see it or sees it, and what may be done with it."""
    found = publishing.publication_called(actor_of(request), number)
    return _page(request, found, WhyForm())


@staff_page("insights.publication.read")
def publication_file(request: HttpRequest, number: UUID, ending: str) -> HttpResponse:
    """The table as a file, as the public gets it."""
    found = publishing.publication_called(actor_of(request), number)
    if ending not in FORMATS:
        raise NotAllowed
    return download(TakenFile(f"figures.{ending}", exported(figure_table(found), ending)))


@staff_page("insights.publication.publish")
@require_POST
def publication_publish(request: HttpRequest, number: UUID) -> HttpResponse:
    """Make it public."""
    actor = actor_of(request)
    found = publishing.publication_called(actor, number)
    try:
        publishing.publish(actor=actor, publication=found)
    except NotYet as refusal:
        messages.error(request, refusal.says)
    else:
        messages.success(request, _("It is public now."))
    return redirect("publication", number)


@staff_page("insights.publication.discard")
@require_POST
def publication_discard(request: HttpRequest, number: UUID) -> HttpResponse:
    """Put a draft away."""
    actor = actor_of(request)
    found = publishing.publication_called(actor, number)
    publishing.discard_draft(actor=actor, publication=found)
    messages.success(request, _("The draft is put away."))
    return redirect("publications")


@staff_page("insights.publication.withdraw")
@require_POST
def publication_withdraw(request: HttpRequest, number: UUID) -> HttpResponse:
    """Take it from the public pages."""
    actor = actor_of(request)
    found = publishing.publication_called(actor, number)
    form = WhyForm(request.POST)

    def call() -> Publication:
        return publishing.withdraw_publication(
            actor=actor, publication=found, why=form.cleaned_data["why"]
        )

    if form.is_valid() and ruled(form, call) is not None:
        messages.success(request, _("It is withdrawn. Who kept a copy still has it."))
        return redirect("publication", number)
    return _page(request, found, form)


def _page(request: HttpRequest, found: Publication, form: WhyForm) -> HttpResponse:
    actor = actor_of(request)
    table = figure_table(found)
    own, others = publishing.hidden_counts(found)
    context = {
        "row": found,
        "last": last_day(found),
        "stage": _stages()[found.stage],
        "table": table,
        "labels": [dict(axis.codes) for axis in table.axes],
        "shown_axes": [n for n, axis in enumerate(table.axes) if len(axis.codes) > 1],
        "defined": definition_lines(found),
        "method": said(found.table["method"]),
        "source": source_of(found),
        "hiding": hiding_words(),
        "own": own,
        "others": others,
        "files": FORMATS,
        "form": form,
        "may": {step: may(actor, f"insights.publication.{step}", found) for step in _STEPS},
        "is_own": found.member_id == actor.member_id,
    }
    frame = framed(actor, asked_of(request.GET), "publications", **context)
    return show(request, "insights/publication.html", frame, status=status_of(form))


def _stages() -> dict[str, str]:
    return {
        "draft": _("Prepared, not public"),
        "published": _("Public"),
        "withdrawn": _("Withdrawn"),
    }


def _last_years() -> dict[str, object]:
    """Three whole years that are over."""
    year = today().year
    return {"since": date(year - 3, 1, 1), "until": date(year, 1, 1), "step": YEAR}


urls = [
    path("insights/publications/", publication_list, name="publications"),
    path("insights/publications/prepare/", prepare, name="publication_prepare"),
    path("insights/publications/<uuid:number>/", publication, name="publication"),
    path(
        "insights/publications/<uuid:number>/figures.<str:ending>",
        publication_file,
        name="publication_file",
    ),
    path(
        "insights/publications/<uuid:number>/publish/",
        publication_publish,
        name="publication_publish",
    ),
    path(
        "insights/publications/<uuid:number>/discard/",
        publication_discard,
        name="publication_discard",
    ),
    path(
        "insights/publications/<uuid:number>/withdraw/",
        publication_withdraw,
        name="publication_withdraw",
    ),
]
