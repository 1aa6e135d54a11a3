"""Research: ask agencies what they know before a meeting; answer for one's own agency."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.access.models import Agency
from jikimi.cases.models import Case
from jikimi.cases.overview import parties_of
from jikimi.cases.research import (
    answer_question,
    ask_agency,
    decline_question,
    withdraw_question,
)
from jikimi.cases.research_limits import agencies_to_ask
from jikimi.cases.research_reads import (
    STATES,
    ResearchLine,
    meetings_to_ask_for,
    research_called,
    research_listed,
    research_of,
)
from jikimi.doors.staff.cases.forms import need
from jikimi.doors.staff.cases.frame import framed
from jikimi.doors.staff.cases.offers import may_now
from jikimi.doors.staff.cases.parts import (
    called,
    conflict_rows,
    done,
    renewed,
    sent,
    status_of_step,
    stepped,
)
from jikimi.doors.staff.cases.research_forms import (
    AnswerResearchForm,
    AskForm,
    DeclineForm,
    TakeBackForm,
)
from jikimi.doors.staff.pages import actor_of, show, staff_page


@staff_page("cases.research.read")
def case_research(request: HttpRequest, number: str) -> HttpResponse:
    """Whom we asked about this case, and what they told."""
    actor, case = called(request, number)
    context = framed(
        actor,
        case,
        "hearing",
        lines=research_of(actor, case),
        may_ask=may_now(actor, case, "cases.research.ask"),
    )
    return show(request, "cases/research.html", context)


@staff_page("cases.research.ask")
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Ask an agency: first which, then about what."""
    actor, case = called(request, number)
    need(actor, case, "cases.research.ask")
    offered = agencies_to_ask(case)
    agency = next((a for a in offered if str(a.pk) == request.GET.get("agency")), None)
    if agency is None:
        named = [(a.pk, a.name) for a in offered]
        context = framed(actor, case, "hearing", agencies=named)
        return show(request, "cases/research_agency.html", context)
    return _ask(request, actor, case, agency)


def _ask(request: HttpRequest, actor: Actor, case: Case, agency: Agency) -> HttpResponse:
    meetings = meetings_to_ask_for(actor, case)
    form = AskForm(sent(request), case=case, agency=agency, meetings=meetings)
    if form.is_valid() and stepped(
        form, lambda: ask_agency(actor=actor, case=case, draft=form.draft())
    ):
        return done(request, _("The agency is asked and told."), "case_research", case.number)
    context = framed(actor, case, "hearing", form=form, agency=agency)
    return show(request, "cases/research_ask.html", context, status=status_of_step(form))


@staff_page("cases.research.read")
def research_one(request: HttpRequest, number: str, research_id: UUID) -> HttpResponse:
    """One question, with what is known of it and the form to answer."""
    actor, case = called(request, number)
    line = research_called(actor, case, research_id)
    return _one(request, actor, case, line)


@staff_page("cases.research.answer")
def answer(request: HttpRequest, number: str, research_id: UUID) -> HttpResponse:
    """Answer for one's agency."""
    actor, case = called(request, number)
    line = research_called(actor, case, research_id)
    _need_offer(line, "answer")
    form = AnswerResearchForm(sent(request))
    if form.is_valid() and stepped(
        form,
        lambda: answer_question(actor=actor, research=line.research, **form.cleaned_data),
    ):
        return done(request, _("Thank you. The answer is recorded."), "research")
    renewed(form, research_called(actor, case, research_id).research.version)
    return _one(request, actor, case, line, answer_form=form)


@staff_page("cases.research.decline")
def decline(request: HttpRequest, number: str, research_id: UUID) -> HttpResponse:
    """Decline to answer, with the reason."""
    actor, case = called(request, number)
    line = research_called(actor, case, research_id)
    _need_offer(line, "decline")
    form = DeclineForm(sent(request))
    if form.is_valid() and stepped(
        form,
        lambda: decline_question(actor=actor, research=line.research, **form.cleaned_data),
    ):
        return done(request, _("Those who asked are told, with the reason."), "research")
    return _one(request, actor, case, line, decline_form=form)


@staff_page("cases.research.withdraw")
def withdraw(request: HttpRequest, number: str, research_id: UUID) -> HttpResponse:
    """Take a question back that nobody answered yet."""
    actor, case = called(request, number)
    line = research_called(actor, case, research_id)
    _need_offer(line, "withdraw")
    form = TakeBackForm(sent(request))
    if form.is_valid() and stepped(
        form,
        lambda: withdraw_question(actor=actor, research=line.research, **form.cleaned_data),
    ):
        return done(request, _("The question is taken back."), "case_research", number)
    context = framed(actor, case, "hearing", form=form, line=line)
    return show(request, "cases/research_withdraw.html", context, status=status_of_step(form))


@staff_page("cases.research.list")
def research(request: HttpRequest) -> HttpResponse:
    """What our agency was asked, in all its cases."""
    actor = actor_of(request)
    asked = request.GET.get("state", "")
    state = asked if asked in STATES else STATES[0]
    page = int(request.GET.get("page", "1")) if request.GET.get("page", "1").isdigit() else 1
    listed = research_listed(actor, state=state, page=page)
    here = f"{reverse('research')}?state={state}&page="
    context = {
        "lines": listed.lines,
        "state": state,
        "tabs": [_tab(name, state, listed.counts[name]) for name in STATES],
        "earlier": f"{here}{page - 1}" if page > 1 else "",
        "later": f"{here}{page + 1}" if listed.has_later else "",
    }
    return show(request, "cases/research_ours.html", context)


def _one(
    request: HttpRequest, actor: Actor, case: Case, line: ResearchLine, **refused: Any
) -> HttpResponse:
    people = parties_of(actor, case)
    persons = {one.party.person_id for one in people}
    reading(actor, "cases.research.read", case, persons=persons)
    row = line.research
    given = {"text": row.answer, "knows_nothing": row.knows_nothing, "version": row.version}
    form = refused.get("answer_form") or refused.get("decline_form")
    context = framed(
        actor,
        case,
        "hearing",
        line=line,
        people=people,
        answer_form=refused.get("answer_form") or AnswerResearchForm(initial=given),
        decline_form=refused.get("decline_form") or DeclineForm(initial={"version": row.version}),
        is_declining="decline_form" in refused,
        refused=form,
        conflict=conflict_rows(form) if form is not None else [],
    )
    return show(request, "cases/research_one.html", context, status=status_of_step(form))


def _need_offer(line: ResearchLine, word: str) -> None:
    if word not in line.offers:
        raise NotAllowed


def _tab(name: str, state: str, count: int) -> dict[str, Any]:
    url = f"{reverse('research')}?state={name}"
    return {"url": url, "label": state_words()[name], "current": name == state, "count": count}


def state_words() -> dict[str, str]:
    """How a question stands, in words."""
    return {
        "waiting": _("To answer"),
        "answered": _("Answered"),
        "declined": _("Answer declined"),
        "withdrawn": _("Taken back"),
    }


_CASE = "cases/<str:number>/research/"
urls = [
    path("research/", research, name="research"),
    path(_CASE, case_research, name="case_research"),
    path(f"{_CASE}ask/", ask, name="research_ask"),
    path(f"{_CASE}<uuid:research_id>/", research_one, name="research_one"),
    path(f"{_CASE}<uuid:research_id>/answer/", answer, name="research_answer"),
    path(f"{_CASE}<uuid:research_id>/decline/", decline, name="research_decline"),
    path(f"{_CASE}<uuid:research_id>/withdraw/", withdraw, name="research_withdraw"),
]
