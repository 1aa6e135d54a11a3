"""Cases: the list of an agency's or a body's, one case on one page, its history."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.cases.alerts import alerts_on
from jikimi.cases.glass import open_now
from jikimi.cases.history import history_of
from jikimi.cases.overview import overview
from jikimi.cases.pathway_reads import way_of
from jikimi.cases.proposals import proposals_of
from jikimi.cases.reads import case_called
from jikimi.cases.registering import registrations_of
from jikimi.cases.tasks import tasks_on
from jikimi.cases.worklist import Filter, worklist
from jikimi.doors.staff.cases import offers
from jikimi.doors.staff.cases.alerts import offered_forms
from jikimi.doors.staff.cases.boards import boards, contact_words, timeline_of
from jikimi.doors.staff.cases.forms import choices
from jikimi.doors.staff.cases.frame import framed, wording
from jikimi.doors.staff.pages import actor_of, may_enter, offer, show, staff_page


class Narrow(forms.Form):
    """How the list is narrowed."""

    stage = forms.ChoiceField(label=words("Stage"), required=False)
    kind = forms.ChoiceField(label=words("Kind"), required=False)
    order = forms.ChoiceField(label=words("Order"), required=False)
    mine = forms.BooleanField(label=words("Mine only"), required=False)
    ours = forms.BooleanField(label=words("Nominated by us"), required=False)
    repeat = forms.BooleanField(label=words("Repeat only"), required=False)

    def __init__(self, data: object) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        for field, name in (("stage", "stages"), ("kind", "kinds")):
            offer(self, field, [("", _("All")), *choices(name)])
        offer(
            self,
            "order",
            [("recent", _("Latest first")), ("quiet", _("Longest untouched first"))],
        )


@staff_page("cases.worklist.read")
def cases(request: HttpRequest) -> HttpResponse:
    """The cases one works on, narrowed and in pages."""
    actor = actor_of(request)
    form = Narrow(request.GET)
    of = _of(actor, request.GET.get("of", ""))
    marks = {name: request.GET.get(name, "") for name in ("after", "before")}
    page = worklist(actor, _filter(form, of), **marks)
    kept = {name: value for name, value in request.GET.items() if name not in marks}
    context = {
        "form": form,
        "wording": wording,
        "page": page,
        "of": of,
        "ways": _ways(actor),
        "coordinates": bool(actor.bodies_coordinated()),
        "earlier": f"?{urlencode({**kept, 'before': page.earlier})}" if page.earlier else "",
        "later": f"?{urlencode({**kept, 'after': page.later})}" if page.later else "",
        "is_narrowed": any(value for name, value in kept.items() if name not in ("of", "order")),
    }
    return show(request, "cases/list.html", context)


@staff_page("cases.case.read")
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case on one page, as far as the reader may know it."""
    actor = actor_of(request)
    found = case_called(actor, number)
    seen = overview(actor, found)
    context = framed(
        actor,
        found,
        "overview",
        seen=seen,
        boards=boards(seen),
        way=way_of(actor, found, groups=seen.groups),
        happenings_shown=timeline_of(seen.happenings),
        glass=open_now(actor, found),
        steps=offers.steps(actor, found),
        others=offers.others(actor, found),
        may_amend=offers.may_now(actor, found, "cases.parties.amend"),
        contact_words=contact_words,
        registered=[row for row in registrations_of(actor, found) if row.ended_on is None],
        proposed=[line for line in proposals_of(actor, found) if line.is_waiting],
        tasks_here=tasks_on(actor, found),
        alerts_here=alerts_on(actor, found),
        **offered_forms(),
    )
    return show(request, "cases/case.html", context)


@staff_page("cases.case.history")
def history(request: HttpRequest, number: str) -> HttpResponse:
    """What was done on the case, when, and by which agency."""
    actor = actor_of(request)
    found = case_called(actor, number)
    reading(actor, "cases.case.history", found)
    shown = timeline_of(history_of(actor, found))
    context = framed(actor, found, "history", happenings_shown=shown)
    return show(request, "cases/history.html", context)


def _ways(actor: Actor) -> list[tuple[str, str, str]]:
    """Pages beside the list that the reader may enter."""
    pages = [
        ("cases.sharing.list", _("Invitations"), "invitations", "link"),
        ("cases.lead.unowned", _("Without an owner"), "unowned", "person"),
        ("cases.watching.list", _("Registered households"), "watching", "eye"),
        ("cases.sharing.ledger", _("Ledger of provisions"), "ledger", "file"),
        ("cases.glass.list", _("Emergency openings"), "glass_reviews", "eye"),
        ("cases.glass.break", _("Emergency opening"), "break_glass", "bolt"),
    ]
    return [
        (words, reverse(name), mark) for act, words, name, mark in pages if may_enter(actor, act)
    ]


def _of(actor: Actor, asked: str) -> str:
    """Whose list: a coordinator's first is the body's."""
    if not actor.bodies_coordinated():
        return "agency"
    return asked if asked in ("agency", "body") else "body"


def _filter(form: Narrow, of: str) -> Filter:
    given = form.cleaned_data if form.is_valid() else {}
    return Filter(
        of=of,
        stage=given.get("stage", ""),
        kind=given.get("kind", ""),
        is_mine=bool(given.get("mine")),
        is_nominated_by_us=bool(given.get("ours")),
        is_repeat=bool(given.get("repeat")),
        order=given.get("order") or "recent",
    )


urls = [
    path("cases/", cases, name="cases"),
    path("cases/<str:number>/", case, name="case"),
    path("cases/<str:number>/history/", history, name="case_history"),
]
