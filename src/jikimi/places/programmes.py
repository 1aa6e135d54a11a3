"""Programmes: proposed to a working group, decided there, carried out, and what they reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.codes import Code, codes
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.masking import covered
from jikimi.access.models import Agency
from jikimi.bodies.matters import MatterDraft, matter_called, propose_matter
from jikimi.bodies.models import Matter
from jikimi.bodies.reads import bodies_of_kind
from jikimi.places.hazards import SAFETY
from jikimi.places.models import Programme, Site

_LONGEST_ABOUT, _LARGEST = 4000, 10**13


@dataclass(frozen=True, slots=True)
class ProgrammeDraft:
    """What is proposed. kind: a code of programme_kinds.csv; budget_krw: won, None when none."""

    kind: str
    name: str
    body_id: int
    lead_agency_id: int
    about: str = ""
    begins_on: date | None = None
    ends_on: date | None = None
    budget_krw: int | None = None


@dataclass(frozen=True, slots=True)
class Reached:
    """What a programme reached on one day. figures: codes of programme_figures.csv → number."""

    on: date
    figures: Mapping[str, int]
    note: str = ""


def programme_kinds() -> dict[str, Code]:
    """Kinds of programme with the sites and figures each is about, as of today."""
    return codes("places", "programme_kinds")


def figures_of(kind: str) -> dict[str, Code]:
    """The figures that programmes of a kind keep."""
    rows = codes("places", "programme_figures")
    wanted = programme_kinds()[kind].more["figures"].split() if kind in programme_kinds() else []
    return {code: rows[code] for code in wanted if code in rows}


def propose_programme(*, actor: Actor, draft: ProgrammeDraft) -> Programme:
    """Propose a programme to a safety working group; the proposal becomes a matter there.

    Raises NotValid naming the field.  Records places.programmes.propose.
    """
    _check(draft)
    programme = Programme(**_fields(draft), body_id=draft.body_id)
    programme.body = next(body for body in bodies_of_kind(SAFETY) if body.pk == draft.body_id)
    with transaction.atomic(), acting(actor, "places.programmes.propose", programme):
        said = MatterDraft("site_proposal", programme.name, programme.about)
        matter = propose_matter(
            actor=actor, body=programme.body, draft=said, source_id=programme.pk
        )
        programme.matter_id = matter.pk
        programme.save(force_insert=True)
    return programme


def amend_programme(
    *, actor: Actor, programme: Programme, draft: ProgrammeDraft, version: int
) -> Programme:
    """Change what is said of a programme; the group it was proposed to stays.

    Raises Changed when somebody changed it meanwhile.  Records places.programmes.amend.
    """
    _check(draft)
    mine = _fields(draft)
    with acting(actor, "places.programmes.amend", programme):
        expect_version(programme, version, mine)
        for name, value in mine.items():
            setattr(programme, name, value)
        programme.save()
    return programme


def decide_programme(*, actor: Actor, programme: Programme) -> Programme:
    """Take over that the group decided for it. Records places.programmes.decide.

    Raises NotYet until the matter is decided in a meeting.
    """
    with acting(actor, "places.programmes.decide", programme):
        if not _is_decided(actor, programme):
            says = _("The group has not decided on this yet. Put it on an agenda first.")
            raise NotYet("places.not_yet.matter_not_decided", says)
    return programme


def begin_programme(*, actor: Actor, programme: Programme) -> Programme:
    """Say that it has begun. Records places.programmes.begin."""
    with acting(actor, "places.programmes.begin", programme):
        if programme.begins_on is None:
            programme.begins_on = timezone.localdate()
        programme.version += 1
        programme.save()
    return programme


def finish_programme(*, actor: Actor, programme: Programme) -> Programme:
    """Say that what was decided is carried out. Records places.programmes.finish."""
    with acting(actor, "places.programmes.finish", programme):
        today = timezone.localdate()
        programme.ends_on = min(programme.ends_on or today, today)
        programme.version += 1
        programme.save()
    return programme


def stop_programme(*, actor: Actor, programme: Programme, why: str) -> Programme:
    """Stop a programme; the reason is needed. Records places.programmes.stop."""
    if not why.strip():
        raise NotValid("places.programmes.why", {"why": _("Give the reason.")})
    with acting(actor, "places.programmes.stop", programme, why=covered(why)):
        programme.version += 1
        programme.save()
    return programme


def resume_programme(*, actor: Actor, programme: Programme) -> Programme:
    """Take a programme up again that was ended too early. Records places.programmes.resume."""
    with acting(actor, "places.programmes.resume", programme):
        decided = "under_way" if programme.begins_on else "decided"
        programme.stage = decided if _is_decided(actor, programme) else "proposed"
        programme.stage_since = timezone.now()
        programme.version += 1
        programme.save()
    return programme


def attach_sites(*, actor: Actor, programme: Programme, sites: Iterable[UUID]) -> int:
    """Say which sites a programme put up or looks after; how many came to it.

    Those of another programme stay there.  Records places.programmes.sites.
    """
    with acting(actor, "places.programmes.sites", programme) as doing:
        rows = Site.objects.filter(pk__in=list(sites), programme=None, removed_on=None)
        number = rows.update(programme=programme)
        doing.details["attached"] = number
    return number


def detach_site(*, actor: Actor, programme: Programme, site: UUID) -> None:
    """Take a site out of a programme. Records places.programmes.sites."""
    with acting(actor, "places.programmes.sites", programme) as doing:
        number = Site.objects.filter(pk=site, programme=programme).update(programme=None)
        doing.details["detached"] = number


def record_reached(
    *, actor: Actor, programme: Programme, reached: Reached, version: int | None = None
) -> Programme:
    """Keep what a programme reached on a day. Records places.programmes.figures.

    Raises NotValid without any figure or for a day to come.
    """
    known = figures_of(programme.kind)
    figures = {code: n for code, n in reached.figures.items() if n}
    wrong = {}
    if reached.on > timezone.localdate():
        wrong["on"] = _("This day is in the future.")
    if not figures or not set(figures) <= set(known) or min(figures.values(), default=0) < 0:
        wrong["figures"] = _("Give at least one number above 0.")
    if wrong:
        raise NotValid("places.programmes.figures", wrong)
    with acting(actor, "places.programmes.figures", programme) as doing:
        expect_version(programme, version, {"figures": programme.figures})
        line = {"on": reached.on.isoformat(), "agency": actor.agency_id, **figures}
        line["note"] = covered(reached.note)[:300]
        programme.figures = [*programme.figures, line]
        programme.save()
        doing.details.update(figures)
    return programme


def take_back_reached(*, actor: Actor, programme: Programme, number: int) -> Programme:
    """Take back a line of figures, counted from 0. Records places.programmes.figures."""
    with acting(actor, "places.programmes.figures", programme) as doing:
        if not 0 <= number < len(programme.figures):
            raise NotAllowed
        programme.figures = [row for n, row in enumerate(programme.figures) if n != number]
        programme.version += 1
        programme.save()
        doing.details["taken_back"] = number
    return programme


def matter_of(actor: Actor, programme: Programme) -> Matter | None:
    """The matter of a programme, as far as the actor may see it."""
    if programme.matter_id is None:
        return None
    try:
        return matter_called(actor, programme.matter_id)
    except NotAllowed:
        return None


def _is_decided(actor: Actor, programme: Programme) -> bool:
    matter = matter_of(actor, programme)
    return matter is not None and matter.stage == "decided"


def _fields(draft: ProgrammeDraft) -> dict[str, Any]:
    return {
        "kind": draft.kind,
        "name": covered(draft.name),
        "about": covered(draft.about),
        "lead_agency_id": draft.lead_agency_id,
        "begins_on": draft.begins_on,
        "ends_on": draft.ends_on,
        "budget_krw": draft.budget_krw,
    }


def _check(draft: ProgrammeDraft) -> None:
    groups = {body.pk for body in bodies_of_kind(SAFETY)}
    begins, ends = draft.begins_on, draft.ends_on
    choose = _("Choose one from the list.")
    rules = (
        ("kind", draft.kind in programme_kinds(), choose),
        (
            "name",
            0 < len(draft.name.strip()) <= 120,
            _("Give it a name of at most 120 characters."),
        ),
        ("about", len(draft.about) <= _LONGEST_ABOUT, _("Keep it under 4,000 characters.")),
        (
            "ends_on",
            not (begins and ends and ends < begins),
            _("The last day lies before the first."),
        ),
        ("budget_krw", 0 <= (draft.budget_krw or 0) < _LARGEST, _("This is no budget in won.")),
        ("body_id", draft.body_id in groups, choose),
        ("lead_agency_id", Agency.objects.filter(pk=draft.lead_agency_id).exists(), choose),
    )
    wrong = {name: says for name, is_right, says in rules if not is_right}
    if wrong:
        raise NotValid("places.programmes.draft", wrong)
