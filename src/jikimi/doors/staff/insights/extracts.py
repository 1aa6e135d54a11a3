"""Rows for research over pages: the ledger, asking, approving, the key, the data, their end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words
from django.utils.translation import gettext_noop as noop
from django.views.decorators.http import require_POST

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.codes import codes, labels, today
from jikimi.access.locking import TakenFile
from jikimi.doors.staff.downloads import LockForm, download
from jikimi.doors.staff.insights.asked import asked_of
from jikimi.doors.staff.insights.frame import framed
from jikimi.doors.staff.pages import View, actor_of, offer, ruled, show, staff_page, status_of
from jikimi.insights import extracts
from jikimi.insights.models import Extract

_STEPS = ("approve", "refuse", "key", "make", "destroy", "call_off")
_TAB = "extracts"


class AskForm(forms.Form):
    """What is asked for, what for, and who keeps the key."""

    unit = forms.ChoiceField(
        label=words("One row for each"),
        choices=[("reports", words("112 report")), ("cases", words("Case"))],
        widget=forms.RadioSelect,
    )
    columns = forms.MultipleChoiceField(
        label=words("Fields"), widget=forms.CheckboxSelectMultiple, help_text=words(
            "Only what the purpose needs. Fields that the chosen rows do not have are refused."
        )
    )  # fmt: skip
    since = forms.DateField(label=words("From month"), help_text=words("The first day of a month."))
    until = forms.DateField(
        label=words("Until before month"), help_text=words("The first day of the month after.")
    )
    basis = forms.ChoiceField(label=words("Ground (Article 28-2)"))
    purpose = forms.CharField(label=words("What for"), max_length=1000, widget=forms.Textarea)
    institution = forms.CharField(label=words("Institution that gets the data"), max_length=200)
    ethics = forms.CharField(
        label=words("Number of the ethics review, or why exempt"), max_length=100, required=False
    )
    keeper = forms.ChoiceField(
        label=words("Who keeps the key"),
        help_text=words("Another member. Whoever gets the data never gets the key."),
    )
    destroy_on = forms.DateField(label=words("Day by which the data are destroyed"))

    def __init__(self, *args: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        listed = codes("insights", "extract_fields").values()
        offer(self, "columns", [(row.code, _field(row.label, row.more["units"])) for row in listed])
        offer(self, "basis", list(labels("insights", "extract_bases").items()))
        offer(self, "keeper", [("", _("Choose")), *extracts.keepers(actor)])

    def request(self) -> extracts.Request:
        """As the rule takes it."""
        given = dict(self.cleaned_data)
        keeper, chosen = int(given.pop("keeper")), tuple(given.pop("columns"))
        return extracts.Request(keeper_id=keeper, fields=chosen, **given)


class WhyForm(forms.Form):
    """A reason."""

    why = forms.CharField(label=words("Reason"), max_length=300)


class PasswordForm(LockForm):
    """The password that locks a file."""


@staff_page("insights.extract.list")
def extract_list(request: HttpRequest) -> HttpResponse:
    """The ledger of extracts the reader is concerned with."""
    actor = actor_of(request)
    context = {
        "rows": extracts.extracts(actor),
        "stages": labels("insights", "extract_stages"),
        "bases": labels("insights", "extract_bases"),
        "may_ask": may(actor, "insights.extract.ask"),
        "today": today(),
    }
    return show(request, "insights/extracts.html", framed(actor, _asked(request), _TAB, **context))


@staff_page("insights.extract.ask")
def extract_ask(request: HttpRequest) -> HttpResponse:
    """Ask for rows."""
    actor = actor_of(request)
    form = AskForm(request.POST or None, actor=actor, initial=_last_year())
    if form.is_valid():

        def call() -> Extract:
            return extracts.ask_for_extract(actor=actor, request=form.request())

        made = ruled(form, call)
        if made is not None:
            messages.success(request, _("Asked. Another analyst decides."))
            return redirect("extract", made.pk)
    frame = framed(actor, _asked(request), _TAB, form=form)
    return show(request, "insights/extract_ask.html", frame, status=status_of(form))


@staff_page("insights.extract.list")
def extract(request: HttpRequest, number: UUID) -> HttpResponse:
    """One extract: what was asked, who decided, what became of it, and what is next."""
    return _page(request, extracts.extract_called(actor_of(request), number))


def _with_reason(step: str, rule: Callable[..., Extract], says: str) -> View[...]:
    """A page that takes a reason and does one step."""

    @staff_page(f"insights.extract.{step}")
    @require_POST
    def page(request: HttpRequest, number: UUID) -> HttpResponse:
        actor = actor_of(request)
        found = extracts.extract_called(actor, number)
        form = WhyForm(request.POST)

        def call() -> Extract:
            return rule(actor=actor, extract=found, why=form.cleaned_data["why"])

        if form.is_valid() and ruled(form, call) is not None:
            messages.success(request, _(says))
            return redirect("extract", number)
        return _page(request, found, why_form=form)

    return page


def _plainly(step: str, rule: Callable[..., Extract], says: str) -> View[...]:
    """A page that does one step."""

    @staff_page(f"insights.extract.{step}")
    @require_POST
    def page(request: HttpRequest, number: UUID) -> HttpResponse:
        actor = actor_of(request)
        rule(actor=actor, extract=extracts.extract_called(actor, number))
        messages.success(request, _(says))
        return redirect("extract", number)

    return page


def _locked(step: str, rule: Callable[..., TakenFile]) -> View[...]:
    """A page that hands out one file under a password."""

    @staff_page(f"insights.extract.{step}")
    @require_POST
    def page(request: HttpRequest, number: UUID) -> HttpResponse:
        actor = actor_of(request)
        found = extracts.extract_called(actor, number)
        form = PasswordForm(request.POST, is_personal=True)

        def call() -> TakenFile:
            return rule(actor=actor, extract=found, password=form.cleaned_data["password"])

        if form.is_valid():
            file = ruled(form, call)
            if file is not None:
                return download(file)
        return _page(request, found, lock_form=form)

    return page


def _page(request: HttpRequest, found: Extract, **given: forms.Form) -> HttpResponse:
    actor = actor_of(request)
    forms_ = {"why_form": WhyForm(), "lock_form": PasswordForm(is_personal=True), **given}
    fields = labels("insights", "extract_fields")
    context = {
        "row": found,
        "last": found.until - timedelta(days=1),
        "stage": labels("insights", "extract_stages")[found.stage],
        "basis": labels("insights", "extract_bases").get(found.basis, found.basis),
        "fields": [fields.get(code, code) for code in found.fields],
        "may": {step: may(actor, f"insights.extract.{step}", found) for step in _STEPS},
        "is_overdue": found.stage == "made" and found.destroy_on < today(),
        **forms_,
    }
    status = max((status_of(form) for form in given.values()), default=200)
    frame = framed(actor, _asked(request), _TAB, **context)
    return show(request, "insights/extract.html", frame, status=status)


def _field(label: str, units: str) -> str:
    named = {"reports": _("reports"), "cases": _("cases")}
    return f"{label} ({', '.join(named[unit] for unit in units.split())})"


def _asked(request: HttpRequest) -> Any:
    return asked_of(request.GET)


def _last_year() -> dict[str, object]:
    year = today().year
    return {
        "unit": "reports",
        "columns": ["month", "kind", "area"],
        "since": date(year - 1, 1, 1),
        "until": date(year, 1, 1),
    }


_approved = noop("Approved. The keeper of the key is told.")
extract_approve = _plainly("approve", extracts.approve_extract, _approved)
extract_refuse = _with_reason("refuse", extracts.refuse_extract, noop("Refused."))
extract_call_off = _with_reason("call_off", extracts.call_off_extract, noop("Called off."))
extract_destroy = _plainly("destroy", extracts.confirm_destroyed, noop("Their end is noted."))
extract_key = _locked("key", extracts.make_key)
extract_make = _locked("make", extracts.make_extract)

_STEP = "insights/extracts/<uuid:number>/"
urls = [
    path("insights/extracts/", extract_list, name="extracts"),
    path("insights/extracts/ask/", extract_ask, name="extract_ask"),
    path(_STEP, extract, name="extract"),
    path(f"{_STEP}approve/", extract_approve, name="extract_approve"),
    path(f"{_STEP}refuse/", extract_refuse, name="extract_refuse"),
    path(f"{_STEP}key/", extract_key, name="extract_key"),
    path(f"{_STEP}data/", extract_make, name="extract_make"),
    path(f"{_STEP}destroyed/", extract_destroy, name="extract_destroy"),
    path(f"{_STEP}call-off/", extract_call_off, name="extract_call_off"),
]
