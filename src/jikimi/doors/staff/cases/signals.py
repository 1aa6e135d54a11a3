"""Signals: what waits for our team, what we sent, one of them; and sending one within a minute."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.access.masking import mask
from jikimi.cases.models import Case
from jikimi.cases.nomination import NominationDraft
from jikimi.cases.short_forms import (
    ShortForm,
    Way,
    bases_offered,
    forms_of,
    teams_beside,
    ways_open_to,
    ways_to_nominate,
)
from jikimi.cases.signal_reads import (
    STATES,
    SignalFilter,
    cases_to_join,
    signal_called,
    signals_listed,
)
from jikimi.cases.signalling import nominate_at_once, send_signal
from jikimi.cases.words import words
from jikimi.doors.staff.cases.carried import Carried
from jikimi.doors.staff.cases.naming import Naming, NamingForm
from jikimi.doors.staff.cases.signal_forms import (
    AnswerSignalForm,
    JoinForm,
    PassOnForm,
    SignalFilterForm,
    SignalForm,
    state_words,
)
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of


@staff_page("cases.signals.list")
def signals(request: HttpRequest) -> HttpResponse:
    """What waits for our team, or what our agency sent."""
    actor = actor_of(request)
    form = SignalFilterForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    box = _box(actor, request.GET.get("box", ""))
    asked = SignalFilter(
        box=box,
        state=given.get("state") or STATES[0],
        pathway=given.get("pathway", ""),
        form=given.get("form", ""),
        days=int(given.get("days") or 0),
        number=given.get("number", ""),
        order=given.get("order") or "pressing",
    )
    page = int(request.GET.get("page", "1")) if request.GET.get("page", "1").isdigit() else 1
    listed = signals_listed(actor, asked, page=page)
    context = {
        "form": form,
        "asked": asked,
        "listed": listed,
        "boxes": _boxes(actor, box),
        "tabs": [_tab(name, asked, listed.counts[name]) for name in STATES],
        "is_narrowed": any((asked.pathway, asked.form, asked.days, asked.number)),
        "may_send": may(actor, "cases.signals.send"),
        "earlier": _page(request, page - 1) if page > 1 else "",
        "later": _page(request, page + 1) if listed.has_later else "",
    }
    return show(request, "cases/signals.html", context)


@staff_page("cases.signals.send")
def new_signal(request: HttpRequest) -> HttpResponse:
    """The one-screen form of our kind of agency: send what was noticed, or nominate at once."""
    actor = actor_of(request)
    short = _short(actor, request)
    if short is None or not ways_open_to(actor, short):
        return show(request, "cases/signals_none.html", {})
    if request.method != "POST":
        return _form(request, short, SignalForm(actor, short), _naming_form(actor, short))
    signal_form = SignalForm(actor, short, request.POST)
    if request.POST.get("step") in ("nominate", "pick"):
        return _name(request, short, signal_form)
    if signal_form.is_valid():
        sent = ruled(signal_form, lambda: send_signal(actor=actor, draft=signal_form.draft()))
        if sent is not None:
            _thank(request, signal_form)
            return redirect("signal", sent.pk)
    return _form(request, short, signal_form, _naming_form(actor, short))


@staff_page("cases.signals.read")
def signal(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    """One signal: what was noticed, what became of it, what can be done."""
    return one_signal(request, signal_id)


def one_signal(request: HttpRequest, signal_id: UUID, **refused: Any) -> HttpResponse:
    """The page of one signal, with the form that was refused in place of an empty one."""
    actor = actor_of(request)
    line = signal_called(actor, signal_id)
    row, version = line.signal, {"version": line.signal.version}
    context = {
        "line": line,
        "answer_form": AnswerSignalForm(initial=version),
        "pass_form": PassOnForm(_teams(line), initial=version),
        "join_form": JoinForm(_cases(actor, line), initial=version),
        "state": state_words()[row.stage],
        **refused,
    }
    shown = next(iter(refused.values()), None)
    status = status_of(shown) if shown is not None else 200
    return show(request, "cases/signal.html", {**context, "refused": shown}, status=status)


def _name(request: HttpRequest, short: ShortForm, signal_form: SignalForm) -> HttpResponse:
    """Nominate at once: everything the short form holds, the person and the basis."""
    actor = actor_of(request)
    naming = _naming_form(actor, short, request.POST)
    if naming is None:
        raise NotAllowed
    signal_form.fields["way"].required = False
    for name in ("who", "place"):
        if name in signal_form.fields:
            signal_form.fields[name].required = False
    is_whole = signal_form.is_valid() & naming.is_valid()

    def refused() -> HttpResponse:
        return _form(request, short, signal_form, naming, is_naming=True)

    if not is_whole:
        return refused()
    way = _way_to_nominate(actor, short, request)
    return Naming(
        request=request,
        form=naming,
        here=reverse("new_signal"),
        make=lambda carried: nominate_at_once(
            actor=actor,
            draft=_draft(naming, signal_form, way, carried),
            noticed_at=signal_form.cleaned_data["noticed_at"],
        ),
        refused=refused,
        done=lambda case: _nominated(request, case),
    ).answer()


def _draft(
    naming: NamingForm, signal_form: SignalForm, way: Way, carried: Carried
) -> NominationDraft:
    given = signal_form.cleaned_data
    return naming.draft(
        way.body.pk,
        carried.victim,
        pathway=way.pathway,
        worry=given.get("words", ""),
        signs=given["signs"],
        seen=list(carried.seen),
        report_ids=list(carried.report_ids),
    )


def _nominated(request: HttpRequest, case: Case) -> HttpResponse:
    messages.success(request, _("Nominated. The coordinator of the team was told."))
    return redirect(f"/staff/cases/{case.number}/")


def _way_to_nominate(actor: Actor, short: ShortForm, request: HttpRequest) -> Way:
    """The way chosen, or the usual one where it takes no nomination of this agency."""
    ways = ways_to_nominate(actor, short)
    chosen = request.POST.get("way", "")
    return next((way for way in ways if way.code == chosen), ways[0])


def _naming_form(actor: Actor, short: ShortForm, data: Any = None) -> NamingForm | None:
    """Present where the form, the agency's seat and its bases allow a nomination at once."""
    bases, kinds = bases_offered(actor, short), words("kinds")
    if not (bases and ways_to_nominate(actor, short) and may(actor, "cases.nomination.put")):
        return None
    offered = [(code, kinds[code].label) for code in short.case_kinds if code in kinds]
    return NamingForm(data, kinds=offered, bases=bases)


def _form(
    request: HttpRequest,
    short: ShortForm,
    form: SignalForm,
    naming: NamingForm | None,
    *,
    is_naming: bool = False,
) -> HttpResponse:
    context = {
        "short": short,
        "form": form,
        "naming": naming,
        "is_naming": is_naming,
        "others": [other for other in forms_of(actor_of(request)) if other.code != short.code],
    }
    shown = naming if is_naming and naming and naming.errors else form
    return show(request, "cases/signals_new.html", context, status=status_of(shown))


def _short(actor: Actor, request: HttpRequest) -> ShortForm | None:
    """The form asked for, else the usual one of this kind of agency."""
    asked = request.POST.get("form") or request.GET.get("form", "")
    mine = forms_of(actor)
    return next((form for form in mine if form.code == asked), mine[0] if mine else None)


def _thank(request: HttpRequest, form: SignalForm) -> None:
    messages.success(request, _("Sent. The team was told, and you are told what comes of it."))
    typed = [str(form.cleaned_data.get(name, "")) for name in ("words", "who", "place")]
    covered = sum(mask(text)[1] for text in typed)
    if covered:
        says = ngettext(
            "%(n)d identity number was covered before saving.",
            "%(n)d identity numbers were covered before saving.",
            covered,
        )
        messages.warning(request, says % {"n": covered})


def _teams(line: Any) -> list[Any]:
    return teams_beside(line.signal.body) if "pass_on" in line.offers else []


def _cases(actor: Actor, line: Any) -> list[Case]:
    return cases_to_join(actor, line.signal) if "join" in line.offers else []


def _box(actor: Actor, asked: str) -> str:
    if not actor.bodies_coordinated():
        return "ours"
    return asked if asked in ("team", "ours") else "team"


def _boxes(actor: Actor, box: str) -> list[dict[str, Any]]:
    if not actor.bodies_coordinated():
        return []
    names = {"team": _("For our team"), "ours": _("Sent by our agency")}
    return [{"url": f"?box={b}", "label": names[b], "current": b == box} for b in names]


def _tab(name: str, asked: SignalFilter, count: int) -> dict[str, Any]:
    url = f"?box={asked.box}&state={name}"
    words_of = state_words()[name]
    return {"url": url, "label": words_of, "current": name == asked.state, "count": count}


def _page(request: HttpRequest, page: int) -> str:
    kept = {name: value for name, value in request.GET.items() if name != "page"}
    return f"?{urlencode({**kept, 'page': page})}"


urls = [
    path("signals/", signals, name="signals"),
    path("signals/new/", new_signal, name="new_signal"),
    path("signals/<uuid:signal_id>/", signal, name="signal"),
]
