"""What is done to one signal: answered, passed on, joined to a case, made a case, taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.cases.bases import bases_open_to
from jikimi.cases.models import Case
from jikimi.cases.pathway_rules import pathways
from jikimi.cases.reads import case_called
from jikimi.cases.short_forms import teams_beside
from jikimi.cases.signal_answers import (
    answer_signal,
    join_signal,
    pass_signal_on,
    reopen_signal,
    take_up_signal,
)
from jikimi.cases.signal_reads import SignalLine, cases_to_join, signal_called
from jikimi.cases.signalling import withdraw_signal
from jikimi.cases.words import words
from jikimi.doors.staff.cases.carried import Carried
from jikimi.doors.staff.cases.naming import Naming, NamingForm
from jikimi.doors.staff.cases.signal_forms import (
    AnswerSignalForm,
    JoinForm,
    PassOnForm,
    VersionForm,
)
from jikimi.doors.staff.cases.signals import one_signal
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of


@staff_page("cases.signals.answer")
def answer(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    """Answer a signal of which no case is made."""
    actor, line = _called(request, signal_id, "answer")
    form = AnswerSignalForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        ruled(form, lambda: answer_signal(actor=actor, signal=line.signal, **given))
        if not form.errors:
            messages.success(request, _("Answered. The agency that sent it is told."))
            return redirect("signals")
    return one_signal(request, signal_id, answer_form=form)


@staff_page("cases.signals.pass_on")
def pass_on(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    """Hand a signal to another team."""
    actor, line = _called(request, signal_id, "pass_on")
    form = PassOnForm(teams_beside(line.signal.body), request.POST or None)
    if form.is_valid():
        body, version = form.teams[form.cleaned_data["body"]], form.cleaned_data["version"]
        call = {"actor": actor, "signal": line.signal, "body": body, "version": version}
        ruled(form, lambda: pass_signal_on(**call))
        if not form.errors:
            messages.success(request, _("Handed on. That team was told."))
            return redirect("signals")
    return one_signal(request, signal_id, pass_form=form)


@staff_page("cases.signals.join")
def join(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    """Join a signal to a case that is running."""
    actor, line = _called(request, signal_id, "join")
    form = JoinForm(cases_to_join(actor, line.signal), request.POST or None)
    if form.is_valid():
        case = case_called(actor, form.cleaned_data["number"])
        version = form.cleaned_data["version"]
        call = {"actor": actor, "signal": line.signal, "case": case, "version": version}
        ruled(form, lambda: join_signal(**call))
        if not form.errors:
            says = _("Joined. Judge the risk of the case anew in the light of it.")
            messages.success(request, says)
            return redirect(f"/staff/cases/{case.number}/")
    return one_signal(request, signal_id, join_form=form)


@staff_page("cases.signals.withdraw")
def withdraw(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    """Take back a signal that we sent by mistake."""
    actor, line = _called(request, signal_id, "withdraw")
    form = VersionForm(request.POST or None)
    if form.is_valid():
        version = form.cleaned_data["version"]
        ruled(form, lambda: withdraw_signal(actor=actor, signal=line.signal, version=version))
        if not form.errors:
            messages.success(request, _("Taken back. The team was told."))
            return redirect("signals")
    return one_signal(request, signal_id, withdraw_form=form)


@staff_page("cases.signals.reopen")
def reopen(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    """Take back an answer given by mistake."""
    actor, line = _called(request, signal_id, "reopen")
    form = VersionForm(request.POST or None)
    if form.is_valid():
        version = form.cleaned_data["version"]
        ruled(form, lambda: reopen_signal(actor=actor, signal=line.signal, version=version))
        if not form.errors:
            messages.success(request, _("The signal waits for an answer again."))
            return redirect("signal", signal_id)
    return one_signal(request, signal_id, reopen_form=form)


@staff_page("cases.signals.take_up")
def take_up(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    """Make a case of a signal: who it is and on which basis; the search comes in between."""
    actor, line = _called(request, signal_id, "take_up")
    if request.method != "POST":
        return _ask(request, line, _naming_form(actor, line))
    form = _naming_form(actor, line, request.POST)
    if not form.is_valid():
        return _ask(request, line, form)
    return Naming(
        request=request,
        form=form,
        here=reverse("signal_take_up", args=[signal_id]),
        make=lambda carried: _take_up(actor, line, form, carried),
        refused=lambda: _ask(request, line, form),
        done=lambda case: _taken(request, case),
    ).answer()


def _take_up(actor: Actor, line: SignalLine, form: NamingForm, carried: Carried) -> Case:
    row = line.signal
    draft = form.draft(
        row.body_id,
        carried.victim,
        pathway=row.pathway,
        worry=row.words,
        signs=row.signs,
        seen=list(carried.seen),
        report_ids=list(carried.report_ids),
    )
    return take_up_signal(actor=actor, signal=row, draft=draft)


def _taken(request: HttpRequest, case: Case) -> HttpResponse:
    messages.success(request, _("A case was made of the signal. Its clocks run from then on."))
    return redirect(f"/staff/cases/{case.number}/")


def _naming_form(actor: Actor, line: SignalLine, data: Any = None) -> NamingForm:
    """Kinds and bases of the pathway, as far as they are open to the team's own agency."""
    way, kinds = pathways()[line.signal.pathway], words("kinds")
    offered = [code for code in kinds if "*" in way.kinds or code in way.kinds]
    usual = [code for code in way.kinds if code in offered]
    mine = {row.code: row for row in bases_open_to(actor)}
    bases = [mine[c] for c in (mine if "*" in way.bases else way.bases) if c in mine]
    ordered = list(dict.fromkeys([*usual, *offered]))
    return NamingForm(data, kinds=[(c, kinds[c].label) for c in ordered], bases=bases)


def _ask(request: HttpRequest, line: SignalLine, form: NamingForm) -> HttpResponse:
    context = {"line": line, "form": form}
    return show(request, "cases/signal_take_up.html", context, status=status_of(form))


def _called(request: HttpRequest, signal_id: UUID, offer: str) -> tuple[Actor, SignalLine]:
    """The signal, for those to whom this act is open now."""
    actor = actor_of(request)
    line = signal_called(actor, signal_id)
    if offer not in line.offers:
        raise NotAllowed
    return actor, line


_ONE = "signals/<uuid:signal_id>/"
urls = [
    path(f"{_ONE}answer/", answer, name="signal_answer"),
    path(f"{_ONE}pass-on/", pass_on, name="signal_pass_on"),
    path(f"{_ONE}join/", join, name="signal_join"),
    path(f"{_ONE}withdraw/", withdraw, name="signal_withdraw"),
    path(f"{_ONE}reopen/", reopen, name="signal_reopen"),
    path(f"{_ONE}take-up/", take_up, name="signal_take_up"),
]
