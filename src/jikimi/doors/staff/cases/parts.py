"""What the pages from cause to closure share: the case, its frame, refusals said on the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as words

from jikimi.access.acting import may, reading
from jikimi.access.actor import Actor
from jikimi.access.errors import NotYet
from jikimi.cases.models import Case, Party
from jikimi.cases.overview import PartyLine, parties_of
from jikimi.cases.participants import groups_seen
from jikimi.cases.pathway_rules import JSS
from jikimi.cases.reads import case_called
from jikimi.doors.staff.cases.frame import framed
from jikimi.doors.staff.pages import actor_of, ruled, show, status_of

PARTS = (
    ("pathway", words("Pathway")),
    ("assessments", words("Risk forms")),
    ("analysis", words("Causes")),
    ("helping", words("Find help")),
    ("plan", words("Plan and actions")),
    ("measures", words("Protective measures")),
    ("monitoring", words("Monitoring")),
    ("checks", words("Joint checks")),
    ("review", words("Review")),
    ("closure", words("Closing")),
)


def called(request: HttpRequest, number: str) -> tuple[Actor, Case]:
    """The actor and the case of this url, or the page that says there is none."""
    actor = actor_of(request)
    return actor, case_called(actor, number)


def part_page(
    request: HttpRequest, case: Case, part: str, *, template: str = "", **context: Any
) -> HttpResponse:
    """Answer with the page of one part of the case; what is read is recorded once.

    The context may hold `form`, whose refusal decides the status.
    """
    actor = actor_of(request)
    people = context.pop("people", None)
    people = parties_of(actor, case) if people is None else people
    _record(actor, case, people)
    form = context.get("form")
    shared = {
        "part": part,
        "parts": _tabs(case, part),
        "groups": groups_seen(actor, case),
        "people": people,
        "conflict": conflict_rows(form) if form is not None else [],
    }
    framing = framed(actor, case, "plan", **shared, **context)
    page = f"cases/{template or part}.html"
    return show(request, page, framing, status=status_of_step(form))


def _record(actor: Actor, case: Case, people: Iterable[PartyLine]) -> None:
    code = "cases.case.read" if may(actor, "cases.case.read", case) else "cases.case.glimpse"
    reading(actor, code, case, persons={line.party.person_id for line in people})


def _tabs(case: Case, here: str) -> list[dict[str, Any]]:
    return [
        {
            "url": reverse(f"case_{part}", args=[case.number]),
            "label": _(label),
            "current": part == here,
        }
        for part, label in PARTS
        if part != "pathway" or case.pathway != JSS
    ]


def stepped(form: forms.BaseForm, call: Callable[[], Any]) -> Any:
    """As ruled(), and a step that is missing first is said at the top of the form too."""
    try:
        return ruled(form, call)
    except NotYet as refusal:
        form.add_error(None, refusal.says or _("Another step comes first."))
        form.came_too_early = True  # type: ignore[attr-defined]
    return None


def status_of_step(form: forms.BaseForm | None) -> int:
    """As status_of(), and 409 when another step comes first."""
    if form is None:
        return 200
    return 409 if getattr(form, "came_too_early", False) else status_of(form)


def done(request: HttpRequest, says: str, to: str, *args: Any) -> HttpResponse:
    """Say in plain words what was done and go to a page, which can be read again safely."""
    messages.success(request, says)
    return redirect(to, *args)


def sent(request: HttpRequest) -> Any:
    """What was sent with a form, or None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def renewed(form: forms.BaseForm, version: int) -> None:
    """After a conflict: what was typed stays, and sending again replaces the version now shown."""
    if getattr(form, "conflict", None):
        typed: Any = form.data
        form.data = typed.copy()
        form.data[form.add_prefix("version")] = str(version)  # type: ignore[index]


def conflict_rows(form: forms.BaseForm) -> list[tuple[str, object, object]]:
    """Label, their value and mine for each field in which a second writer met a first one."""
    conflict = getattr(form, "conflict", None)
    if conflict is None:
        return []
    return [
        (str(form.fields[name].label), _shown(form, name, theirs), _shown(form, name, mine))
        for name, theirs, mine in (
            (name, conflict.theirs[name], conflict.mine[name]) for name in conflict.theirs
        )
        if name in form.fields
    ]


def _shown(form: forms.BaseForm, name: str, value: object) -> object:
    choices = getattr(form.fields[name], "choices", None)
    if not choices:
        return value
    return dict(_flat(choices)).get(_key(value), value)


def _flat(choices: Iterable[Any]) -> Iterable[tuple[str, object]]:
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            yield from _flat(label)
        else:
            yield str(value), label


def _key(value: object) -> str:
    return "" if value is None else str(value)


def party_choices(people: Iterable[PartyLine]) -> list[tuple[str, str]]:
    """The parties the reader may know, in words, behind the household as a whole."""
    named = [
        (str(line.party.pk), " ".join(filter(None, (line.role, line.party.person.name))))
        for line in people
    ]
    return [("", _("The household as a whole")), *named]


def party_in_words(party: Party | None, party_id: UUID | None, people: Iterable[PartyLine]) -> str:
    """Whom a row is about: the party, the household, or one who is not shared with the reader."""
    if party_id is None:
        return _("The household as a whole")
    if party is None:
        return _("A person not shared with your agency")
    names = {line.party.pk: f"{line.role} {line.party.person.name}".strip() for line in people}
    return names.get(party.pk, "")


def optional_uuid(value: str) -> UUID | None:
    """The id chosen in a list, None for the empty choice."""
    return UUID(value) if value else None


def optional_number(value: str) -> int | None:
    """The number chosen in a list, None for the empty choice."""
    return int(value) if value else None
