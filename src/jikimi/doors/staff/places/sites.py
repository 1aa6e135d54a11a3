"""Sites over pages: the list, one site with its history, and what is done to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words
from django.utils.translation import gettext_noop as noop
from django.views.decorators.http import require_POST

from jikimi.access.acting import may
from jikimi.access.codes import codes, labels
from jikimi.access.errors import NotYet
from jikimi.doors.staff.pages import (
    View,
    actor_of,
    may_enter,
    offer,
    ruled,
    show,
    staff_page,
    status_of,
)
from jikimi.doors.staff.places.map_sheets import map_of_site
from jikimi.places import sites
from jikimi.places.areas import area_names, districts
from jikimi.places.inspection_forms import form_of_kind, grade_words
from jikimi.places.inspection_reads import inspections_of_site
from jikimi.places.inspection_results import repair_state
from jikimi.places.models import Site
from jikimi.places.repairs import repairs_of

READ = "places.sites.read"


class Narrow(forms.Form):
    """How the list is narrowed; what is not understood is left out."""

    kind = forms.ChoiceField(label=words("Kind"), required=False)
    area = forms.ChoiceField(label=words("District"), required=False)
    text = forms.CharField(label=words("Name, number, address"), required=False, max_length=80)
    show = forms.ChoiceField(label=words("Show"), required=False)
    order = forms.ChoiceField(label=words("Order"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        everything = [("", _("All"))]
        kinds = [(row.code, row.label) for row in codes("places", "site_kinds").values()]
        offer(self, "kind", [*everything, *kinds])
        offer(self, "area", [*everything, *districts().items()])
        offer(self, "show", [(code, _shows()[code]) for code in sites.SHOWS])
        offer(self, "order", [(code, _orders()[code]) for code in sites.ORDERS])

    def wish(self, page: str) -> sites.SiteWish:
        """The wish as the list reads it."""
        self.full_clean()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        number = int(page) if page.isdecimal() and len(page) < 7 else 1
        return sites.SiteWish(**asked, page=number)


class TestForm(forms.Form):
    """A function test."""

    tested_on = forms.DateField(label=words("Tested on"))
    works = forms.ChoiceField(
        label=words("Result"),
        choices=[("works", words("Works")), ("fails", words("Does not work"))],
    )
    note = forms.CharField(label=words("Note"), required=False, max_length=300)


class NoteForm(forms.Form):
    """What is wrong, or why."""

    note = forms.CharField(label=words("What is wrong, or why"), max_length=300)


@staff_page(READ)
def site_list(request: HttpRequest) -> HttpResponse:
    """Everything that stands, narrowed, a page of it."""
    actor, form = actor_of(request), Narrow(request.GET)
    page = sites.sites_found(actor, form.wish(request.GET.get("page", "")))
    kept = {k: v for k, v in request.GET.items() if k != "page" and v}
    context = {
        "form": form,
        "page": page,
        "map_url": f"{reverse('site_map')}?{urlencode(kept)}",
        "kinds": labels("places", "site_kinds"),
        "areas": area_names(),
        "doubts": labels("places", "site_doubts"),
        "is_narrowed": bool(kept),
        "newer": f"?{urlencode({**kept, 'page': page.page - 1})}" if page.page > 1 else "",
        "older": f"?{urlencode({**kept, 'page': page.page + 1})}" if page.page < page.pages else "",
        "may_bring": may(actor, "places.sites.bring"),
        "may_propose": may(actor, "places.proposals.read"),
    }
    return show(request, "places/sites.html", context)


@staff_page(READ)
def site(request: HttpRequest, number: UUID) -> HttpResponse:
    """One site: what it is, where, whether it works, what happened to it."""
    return _page(request, sites.site_called(actor_of(request), number))


@staff_page("places.sites.test")
@require_POST
def site_test(request: HttpRequest, number: UUID) -> HttpResponse:
    """Record a function test."""
    form = TestForm(request.POST)

    def call(here: Site) -> Site:
        given = form.cleaned_data
        return sites.record_test(
            actor=actor_of(request),
            site=here,
            tested_on=given["tested_on"],
            works=given["works"] == "works",
            note=given["note"],
        )

    return _done(request, number, call, _("The test is recorded."), form=form, name="test_form")


def _noted(act: str, rule: Callable[..., Site], says: str) -> View[...]:
    """A page that takes a note and does one step."""

    @staff_page(act)
    @require_POST
    def page(request: HttpRequest, number: UUID) -> HttpResponse:
        form = NoteForm(request.POST)

        def call(here: Site) -> Site:
            return rule(actor=actor_of(request), site=here, note=form.cleaned_data["note"])

        return _done(request, number, call, _(says), form=form, name="note_form")

    return page


def _plain(act: str, rule: Callable[..., Site], says: str) -> View[...]:
    """A page that does one step without asking anything."""

    @staff_page(act)
    @require_POST
    def page(request: HttpRequest, number: UUID) -> HttpResponse:
        def call(here: Site) -> Site:
            return rule(actor=actor_of(request), site=here)

        return _done(request, number, call, _(says))

    return page


def _done(
    request: HttpRequest,
    number: UUID,
    call: Callable[[Site], Site],
    says: str,
    *,
    form: forms.Form | None = None,
    name: str = "",
) -> HttpResponse:
    here = sites.site_called(actor_of(request), number)
    if form is not None and not form.is_valid():
        return _page(request, here, status=422, **{name: form})
    try:
        did = ruled(form, lambda: call(here)) if form is not None else call(here)
    except NotYet as refusal:
        messages.error(request, refusal.says)
        return redirect("site", number)
    if did is None and form is not None:
        return _page(request, here, status=status_of(form), **{name: form})
    messages.success(request, says)
    return redirect("site", number)


def _page(request: HttpRequest, here: Site, *, status: int = 200, **forms_: Any) -> HttpResponse:
    actor = actor_of(request)
    steps = ("install", "test", "fault", "repair", "publish", "remove")
    context = {
        "site": here,
        "map": map_of_site(here),
        "line": sites.line_of(here),
        "history": sites.history_of(here),
        "inspections": inspections_of_site(here),
        "repairs": [(row, repair_state(row)) for row in repairs_of(site=here)],
        "grades": grade_words(),
        "may_plan": may_enter(actor, "places.inspections.plan") and bool(form_of_kind(here.kind)),
        "beside": sites.beside(here) if here.doubt == "same_place" else [],
        "kinds": labels("places", "site_kinds"),
        "events": labels("places", "site_events"),
        "doubts": codes("places", "site_doubts"),
        "fact_words": fact_words(),
        "area": area_names().get(here.area_code, ""),
        "may": {step: may(actor, f"places.sites.{step}", here) for step in steps},
        "test_form": TestForm(initial={"tested_on": timezone.localdate(), "works": "works"}),
        "note_form": NoteForm(),
        **forms_,
    }
    return show(request, "places/site.html", context, status=status)


def fact_words() -> dict[str, str]:
    """The words for what only some kinds have."""
    return {
        "purpose": _("Purpose"),
        "place_kind": _("Kind of place"),
        "link": _("How it is linked"),
        "police_link": _("Linked to police"),
        "security_link": _("Linked to a security company"),
        "office_link": _("Linked to the keeper's office"),
        "extras": _("Further functions"),
        "police_station": _("Police station"),
        "subtype": _("Subtype"),
    }


def _shows() -> dict[str, str]:
    return {
        "": _("Everything that stands"),
        "overdue": _("Test overdue"),
        "broken": _("Out of order"),
        "doubtful": _("Doubtful"),
        "public": _("On the public map"),
        "removed": _("Taken down"),
    }


def _orders() -> dict[str, str]:
    return {"place": _("By place"), "tested": _("Longest untested first"), "name": _("By name")}


site_fault = _noted("places.sites.fault", sites.report_fault, noop("The fault is noted."))
site_remove = _noted("places.sites.remove", sites.remove_site, noop("The site is removed."))
site_repair = _plain("places.sites.repair", sites.record_repair, noop("The repair is noted."))
site_install = _plain("places.sites.install", sites.install_site, noop("It stands now."))
site_publish = _plain("places.sites.publish", sites.publish_site, noop("The public map shows it."))
site_withdraw = _plain(
    "places.sites.publish", sites.withdraw_site, noop("The public map hides it.")
)
site_restore = _plain("places.sites.remove", sites.restore_site, noop("The site is back."))

urls = [
    path("places/", site_list, name="sites"),
    path("places/<uuid:number>/", site, name="site"),
    path("places/<uuid:number>/test/", site_test, name="site_test"),
    path("places/<uuid:number>/fault/", site_fault, name="site_fault"),
    path("places/<uuid:number>/repair/", site_repair, name="site_repair"),
    path("places/<uuid:number>/install/", site_install, name="site_install"),
    path("places/<uuid:number>/publish/", site_publish, name="site_publish"),
    path("places/<uuid:number>/withdraw/", site_withdraw, name="site_withdraw"),
    path("places/<uuid:number>/remove/", site_remove, name="site_remove"),
    path("places/<uuid:number>/restore/", site_restore, name="site_restore"),
]
