"""Nominate: look first, then say everything on one page. Nothing about a person is in a url."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotYet
from jikimi.cases.matching import has_initials
from jikimi.cases.names import digits
from jikimi.cases.nomination import (
    LOOK_FIRST,
    NominationDraft,
    without_identity_numbers,
)
from jikimi.cases.pathways import nominate_on_pathway
from jikimi.cases.persons import PersonDraft
from jikimi.cases.search import Found, Sought, search_persons
from jikimi.cases.starts import Start, start_from_person, start_from_report
from jikimi.doors.staff.cases.carried import Carried, opened, sealed
from jikimi.doors.staff.cases.hits import hits_of
from jikimi.doors.staff.cases.nomination_forms import (
    MORE_ROWS,
    NominationForm,
    WhoForm,
    way_choices,
    way_chosen,
)
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of

_PURPOSE = "nomination"
_END_OF_A_NUMBER = 6
_OWN = {"csrfmiddlewaretoken", "carried", "step", "pick"}


@staff_page("cases.nomination.put")
def nomination(request: HttpRequest) -> HttpResponse:
    """One page for each step; what was entered is carried in the body of the next request."""
    step = _STEPS.get(request.POST.get("step", ""))
    if request.method != "POST" or step is None:
        return _ask_who(request, WhoForm())
    return step(request)


def _look(request: HttpRequest) -> HttpResponse:
    """Step one was filled in: look, and show who may be meant."""
    form = WhoForm(request.POST)
    if not form.is_valid():
        return _ask_who(request, form)
    sought = form.sought()
    victim = PersonDraft(name=sought.name, phone=sought.phone, born_on=sought.born_on)
    if form.cleaned_data["is_unknown"] and not (sought.name or sought.phone or sought.born_on):
        return _ask_rest(request, Carried(victim, is_picked=True))
    found = ruled(form, lambda: search_persons(actor_of(request), sought, why=_PURPOSE))
    if found is None:
        return _ask_who(request, form)
    carried = Carried(victim, seen=found.subjects)
    if not (found.persons or found.reports):
        return _ask_rest(request, replace(carried, is_picked=True), is_new=True)
    return _show_hits(request, carried, found)


def _pick(request: HttpRequest) -> HttpResponse:
    """Somebody was picked from the hits, or none of them."""
    carried = _carried(request)
    if carried is None:
        return _search_first(request)
    start = _start(actor_of(request), request.POST.get("pick", ""))
    if start is not None and start.open_case is not None:
        carried = carried.started(start)
        return _ask_rest(request, carried, open_case=start.open_case.number)
    return _ask_rest(request, carried.started(start), typed=_typed(request))


def _more(request: HttpRequest) -> HttpResponse:
    """Another row for a child was asked for; nothing is checked yet."""
    carried = _carried(request)
    if carried is None:
        return _search_first(request)
    typed = request.POST.copy()
    rows = typed.get("rows", "")
    typed["rows"] = str((int(rows) if rows.isdigit() else 0) + MORE_ROWS)
    return _ask_rest(request, carried, typed=typed)


def _put(request: HttpRequest) -> HttpResponse:
    """Everything was said: name the person, or show what is missing."""
    carried = _carried(request)
    if carried is None or not carried.is_picked:
        return _search_first(request)
    actor = actor_of(request)
    form = NominationForm(actor, carried.others, request.POST)
    if not form.is_valid():
        return _rest(request, carried, form)
    carried, fresh = _looked_anew(request, carried, form)
    if fresh is not None:
        return _show_hits(request, carried, fresh, typed=_typed(request))
    if form.errors:
        return _rest(request, carried, form)
    draft = _draft(carried, form)
    try:
        case = ruled(form, lambda: nominate_on_pathway(actor=actor, draft=draft))
    except NotYet as refusal:
        return _look_again(request, carried, form, refusal)
    if case is None:
        return _rest(request, carried, form)
    _tell(request, without_identity_numbers(draft)[1])
    return redirect(f"/staff/cases/{case.number}/")


def _looked_anew(
    request: HttpRequest, carried: Carried, form: NominationForm
) -> tuple[Carried, Found | None]:
    """Look again when name, number or birth date were completed since; hits not shown before.

    What was carried then holds the person as completed.
    """
    completed = replace(carried, victim=form.victim(carried.victim))
    if completed.sought in (carried.sought, Sought()):
        return completed, None
    actor = actor_of(request)
    found = ruled(form, lambda: search_persons(actor, completed.sought, why=_PURPOSE))
    if found is None or set(found.subjects) <= set(carried.seen):
        return completed, None
    return completed.shown(found), found


def _draft(carried: Carried, form: NominationForm) -> NominationDraft:
    data = form.cleaned_data
    chosen = data["body"] or form.fields["body"].choices[0][0]  # type: ignore[attr-defined]
    pathway, body_id = way_chosen(chosen)
    return NominationDraft(
        body_id=body_id,
        pathway=pathway,
        kind=data["kind"],
        basis=data["basis"],
        basis_note=data["basis_note"],
        consented_on=data["consented_on"],
        consented_by=data["consented_by"],
        worry=data["worry"],
        signs=data["signs"],
        parties=list(form.parties(carried.victim)),
        contacts=form.contacts(),
        report_ids=list(carried.report_ids),
        seen=list(carried.seen),
    )


def _look_again(
    request: HttpRequest, carried: Carried, form: NominationForm, refusal: NotYet
) -> HttpResponse:
    """Somebody named such a person meanwhile: look at the matches, keeping all that was typed."""
    if refusal.code != LOOK_FIRST:
        form.add_error(None, refusal.says)
        return _rest(request, carried, form, status=409)
    found = search_persons(actor_of(request), carried.sought, why=_PURPOSE)
    return _show_hits(
        request, carried.shown(found), found, typed=_typed(request), says=refusal.says
    )


def _start(actor: Actor, pick: str) -> Start | None:
    source, _colon, number = pick.partition(":")
    ways: dict[str, Callable[[Actor, UUID], Start]] = {
        "person": start_from_person,
        "report": start_from_report,
    }
    if source not in ways:
        return None
    try:
        return ways[source](actor, UUID(number))
    except ValueError as error:
        raise NotAllowed from error


def _carried(request: HttpRequest) -> Carried | None:
    return opened(actor_of(request), request.POST.get("carried", ""))


def _typed(request: HttpRequest) -> QueryDict | None:
    """What the second step holds already, when it was filled in before."""
    return request.POST if "kind" in request.POST else None


def _search_first(request: HttpRequest) -> HttpResponse:
    form = WhoForm({})
    form.errors.clear()
    form.add_error(None, _("Look for the person first. What you found was too long ago."))
    return _ask_who(request, form, status=409)


def _ask_who(request: HttpRequest, form: WhoForm, *, status: int = 0) -> HttpResponse:
    context = {"form": form, "has_seat": bool(way_choices(actor_of(request)))}
    return show(request, "cases/nomination.html", context, status=status or status_of(form))


def _show_hits(
    request: HttpRequest,
    carried: Carried,
    found: Found,
    *,
    typed: QueryDict | None = None,
    says: str = "",
) -> HttpResponse:
    """Answered with 200 in any case: what was shown must stay recorded."""
    context = {
        "hits": hits_of(found),
        "carried": sealed(actor_of(request), carried),
        "sought": carried.sought,
        "typed": _hidden(typed),
        "says": says,
    }
    return show(request, "cases/nomination_hits.html", context)


def _hidden(typed: QueryDict | None) -> list[tuple[str, str]]:
    if typed is None:
        return []
    return [(name, str(v)) for name, values in typed.lists() if name not in _OWN for v in values]


def _ask_rest(
    request: HttpRequest, carried: Carried, *, typed: QueryDict | None = None, **more: Any
) -> HttpResponse:
    """Step two, filled with what is known already."""
    victim = carried.victim
    number = victim.phone if len(digits(victim.phone)) > _END_OF_A_NUMBER else ""
    initial = {
        "kind": carried.kind,
        "worry": carried.worry,
        "name": "" if has_initials(victim.name) else victim.name,
        "phone": number,
        "born_on": victim.born_on,
        "sex": victim.sex,
        "contact_address": number,
        "take": [str(i) for i in range(len(carried.others))],
    }
    form = NominationForm(actor_of(request), carried.others, typed, initial=initial)
    if typed is not None:
        form.full_clean()
        form.errors.clear()
    return _rest(request, carried, form, **more)


def _rest(
    request: HttpRequest,
    carried: Carried,
    form: NominationForm,
    *,
    status: int = 0,
    **more: Any,
) -> HttpResponse:
    context = {
        "form": form,
        "victim": carried.victim,
        "is_known": carried.victim.known_id is not None,
        "is_from_report": bool(carried.report_ids),
        "carried": sealed(actor_of(request), carried),
        "is_new": False,
        "open_case": "",
        **more,
    }
    template = "cases/nomination_rest.html"
    return show(request, template, context, status=status or status_of(form))


def _tell(request: HttpRequest, covered: int) -> None:
    messages.success(request, _("Nominated. The coordinator of the working council was told."))
    if covered:
        messages.warning(
            request,
            ngettext(
                "%(n)d identity number was covered before saving.",
                "%(n)d identity numbers were covered before saving.",
                covered,
            )
            % {"n": covered},
        )


_STEPS = {"look": _look, "pick": _pick, "more": _more, "put": _put}

urls = [path("nominate/", nomination, name="nominate")]
