"""Proposals of sites: asked, worked out, changed by hand, decided, put to the body."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.codes import codes
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.members import actor_numbered
from jikimi.access.ticket import named
from jikimi.bodies.matters import MatterDraft, propose_matter
from jikimi.bodies.models import Body, Matter
from jikimi.places.areas import area_names
from jikimi.places.models import Site, SiteEvent, SitingRun
from jikimi.places.proposal_ground import Given, Ground, area_of, gathered, ground_from
from jikimi.places.proposal_terms import CANDIDATES, GOALS, Asked, asked_from
from jikimi.places.proposal_work import told, worked_out
from jikimi.places.siting import NoSuchChoice

_SMALL = 30_000_000  # demand × candidates: worked out while the page is waited for
_SILENT_MINUTES = 5
_NEAR_M, _FAR_M = 10, 5_000
_MOST_SITES, _LONGEST_SECONDS = 500, 600


@dataclass(frozen=True, slots=True)
class RunDraft:
    """What somebody wants worked out. points, file: demand; offered: candidates of a file."""

    body: Body
    name: str
    kind: str
    asked: Asked
    points: Given = ()
    file: Given = ()
    offered: Given = ()


def make_run(*, actor: Actor, draft: RunDraft) -> SitingRun:
    """Ask where to put something: gathers the ground; the working out follows.

    Raises NotValid on what cannot be asked.  Records places.proposals.make.
    """
    _check(draft)
    ground = gathered(
        draft.asked,
        kind=draft.kind,
        points=draft.points,
        file=draft.file,
        offered=draft.offered,
    )
    run = SitingRun(
        body=draft.body,
        agency_id=actor.agency_id,
        member_id=actor.member_id,
        name=draft.name.strip()[:120],
        kind=draft.kind,
        terms=draft.asked.as_data(),
        ground=ground.packed(),
    )
    with acting(actor, "places.proposals.make") as doing:
        run.save(force_insert=True)
        doing.about(run)
        doing.details["kind"] = draft.kind
    return run


def is_small(run: SitingRun) -> bool:
    """Whether it is worked out at once; a larger one is left to the clock."""
    ground = ground_from(run.ground)
    within = run.terms["seconds"] <= 10
    return within and len(ground.demand) * len(ground.candidates) <= _SMALL


def work_out(*, actor: Actor, run: SitingRun) -> SitingRun:
    """Work a waiting run out; then it is done, or failed with a reason.

    No transaction is open while it is looked for, and nothing is written half.
    """
    with named(actor):
        if not _taken(run):
            return run
    try:
        ground, asked = ground_from(run.ground), asked_from(run.terms)
        answer = worked_out(ground, asked)
        chosen = answer.pop("sites")
        columns = {
            "stage": "done",
            "chosen": chosen,
            "answer": {**answer, "best": chosen, "told": told(ground, asked, chosen)},
            "changes": [],
        }
    except NoSuchChoice as refusal:
        columns = {"stage": "failed", "failure": refusal.code}
    with named(actor):
        _set(run, step="", **columns)
    return run


def go_on_with_run(*, actor: Actor, number: UUID) -> None:
    """Work out what waits, as the member who asked. actor: the clock."""
    with named(actor):
        run = SitingRun.objects.filter(pk=number, stage__in=("waiting", "running")).first()
        member = actor_numbered(run.member_id) if run else None
    if run is not None and member is not None:
        work_out(actor=member, run=run)


def runs_left_behind(*, actor: Actor) -> list[UUID]:
    """Runs of which nothing was heard for longer than they may look. actor: the clock."""
    with named(actor):
        rows = SitingRun.objects.filter(stage__in=("waiting", "running"))
        found = [row for row in rows.defer("ground") if _is_silent(row)]
        for row in found:
            _set(row, stage="waiting")
    return [row.pk for row in found]


def look_longer(*, actor: Actor, run: SitingRun, seconds: int) -> SitingRun:
    """Work out the same question again with more time. Records places.proposals.again."""
    with acting(actor, "places.proposals.again", run):
        run.terms = {**run.terms, "seconds": min(max(seconds, 1), _LONGEST_SECONDS)}
        _set(run, terms=run.terms, failure="")
    return run


def strike_site(*, actor: Actor, run: SitingRun, candidate: int, version: int) -> SitingRun:
    """Take a site off the list. Records places.proposals.amend."""

    def changed(sites: list[int], _ground: Ground) -> list[int]:
        _need(candidate in sites)
        return [one for one in sites if one != candidate]

    return _changed(actor, run, version, "strike", changed, {"candidate": candidate})


def exchange_site(
    *, actor: Actor, run: SitingRun, candidate: int, other: int, version: int
) -> SitingRun:
    """Put one candidate in the place of another. Records places.proposals.amend."""

    def changed(sites: list[int], ground: Ground) -> list[int]:
        is_free = other not in sites and 0 <= other < len(ground.candidates)
        _need(candidate in sites and is_free)
        return [other if one == candidate else one for one in sites]

    details = {"candidate": candidate, "other": other}
    return _changed(actor, run, version, "exchange", changed, details)


def add_site(
    *, actor: Actor, run: SitingRun, longitude: float, latitude: float, version: int
) -> SitingRun:
    """Add a place that people know of. Records places.proposals.amend.

    Raises NotValid when it lies outside the region's boundaries.
    """
    x, y, area = area_of(longitude, latitude)

    def changed(sites: list[int], ground: Ground) -> list[int]:
        more = ground.with_candidate(x, y, area, asked_from(run.terms).cost)
        run.ground = more.packed()
        return [*sites, len(more.candidates) - 1]

    return _changed(actor, run, version, "add", changed, {})


def undo_change(*, actor: Actor, run: SitingRun, version: int) -> SitingRun:
    """Take the last change by hand back. Records places.proposals.amend."""
    with acting(actor, "places.proposals.amend", run):
        if not run.changes:
            raise NotYet("places.not_yet.changed", _("Nothing was changed by hand."))
        before = list(run.changes[-1]["before"])
        expect_version(run, version, {"chosen": before})
        _keep(run, before, run.changes[:-1], ground_from(run.ground))
    return run


def decide_run(*, actor: Actor, run: SitingRun) -> SitingRun:
    """Decide on the list: each site on it is planned. Records places.proposals.decide."""
    with acting(actor, "places.proposals.decide", run) as doing:
        if not run.chosen:
            raise NotYet("places.not_yet.no_sites", _("There is no site on the list."))
        names = area_names()
        rows = [
            _planned(run, row, names.get(row["area"], "")) for row in run.answer["told"]["rows"]
        ]
        Site.objects.bulk_create(rows)
        SiteEvent.objects.bulk_create(_event(actor, site, "planned") for site in rows)
        run.sites = [site.pk for site in rows]
        run.save(update_fields=["sites"])
        doing.details["sites"] = len(rows)
    return run


def reopen_run(*, actor: Actor, run: SitingRun) -> SitingRun:
    """Take the decision back: sites that are still only planned go again.

    Raises NotYet when one of them was put up.  Records places.proposals.reopen.
    """
    with acting(actor, "places.proposals.reopen", run):
        rows = Site.objects.filter(pk__in=run.sites)
        if rows.exclude(state__in=("planned", "removed")).exists():
            says = _("One of these sites was put up already.")
            raise NotYet("places.not_yet.put_up", says)
        left = list(rows.filter(state="planned"))
        SiteEvent.objects.bulk_create(_event(actor, site, "removed") for site in left)
        rows.filter(state="planned").update(state="removed", removed_on=timezone.localdate())
        run.sites = []
        run.save(update_fields=["sites"])
    return run


def put_run(*, actor: Actor, run: SitingRun, title: str, text: str) -> Matter:
    """Put the list to the body as a matter of its own. Records places.proposals.put.

    Raises NotYet when it was put already, NotAllowed for whoever may not propose there.
    """
    with acting(actor, "places.proposals.put", run):
        if run.matter_id is not None:
            raise NotYet("places.not_yet.put", _("This list is before the body already."))
        draft = MatterDraft(kind="site_proposal", title=title, text=text)
        matter = propose_matter(actor=actor, body=run.body, draft=draft)
        run.matter_id = matter.pk
        run.save(update_fields=["matter_id"])
    return matter


def throw_run(*, actor: Actor, run: SitingRun) -> SitingRun:
    """Throw a run away that leads nowhere. Records places.proposals.throw."""
    with acting(actor, "places.proposals.throw", run):
        pass
    return run


def _check(draft: RunDraft) -> None:
    asked, wrong = draft.asked, {}
    if draft.kind not in codes("places", "site_kinds"):
        wrong["kind"] = _("Choose one from the list.")
    if not draft.name.strip():
        wrong["name"] = _("Give it a name.")
    if not _NEAR_M <= asked.radius_m <= _FAR_M:
        wrong["radius_m"] = _("Between 10 and 5,000 metres.")
    if asked.goal not in GOALS or asked.candidates not in CANDIDATES:
        wrong["goal"] = _("Choose one from the list.")
    if not asked.demands:
        wrong["demand"] = _("Say where something is needed.")
    if asked.goal != "fewest":
        wrong |= _wrong_number(asked)
    if wrong:
        raise NotValid("places.proposals.terms", wrong)


def _wrong_number(asked: Asked) -> dict[str, str]:
    if asked.budget_krw and (asked.cost_krw <= 0 or asked.cost_krw > asked.budget_krw):
        return {"cost_krw": _("Say what one costs; no more than the budget.")}
    if not asked.budget_krw and not 0 < asked.sites <= _MOST_SITES:
        return {"sites": _("Say how many, up to 500, or give a budget.")}
    return {}


def _taken(run: SitingRun) -> bool:
    """Whether this process is the one that works it out."""
    with transaction.atomic():
        now = timezone.now()
        rows = SitingRun.objects.filter(pk=run.pk, stage="waiting")
        is_ours = bool(rows.update(stage="running", step="solving", touched_at=now))
    run.refresh_from_db()
    return is_ours


def _is_silent(run: SitingRun) -> bool:
    longest = timedelta(minutes=_SILENT_MINUTES, seconds=int(run.terms["seconds"]))
    return run.touched_at < timezone.now() - longest


def _set(run: SitingRun, **columns: Any) -> None:
    columns["touched_at"] = timezone.now()
    if "stage" in columns:
        columns["stage_since"] = timezone.now()
    for name, value in columns.items():
        setattr(run, name, value)
    run.save(update_fields=list(columns))


def _changed(
    actor: Actor,
    run: SitingRun,
    version: int,
    how: str,
    change: Callable[[list[int], Ground], list[int]],
    details: dict[str, int],
) -> SitingRun:
    with acting(actor, "places.proposals.amend", run) as doing:
        doing.details["change"] = how
        before = list(run.chosen)
        sites = change(before, ground_from(run.ground))
        expect_version(run, version, {"chosen": sites})
        entry = {"how": how, "before": before, **details}
        _keep(run, sites, [*run.changes, entry], ground_from(run.ground))
    return run


def _keep(run: SitingRun, sites: list[int], changes: list[Any], ground: Ground) -> None:
    run.chosen, run.changes = sites, changes
    run.answer = {**run.answer, "told": told(ground, asked_from(run.terms), sites)}
    run.touched_at = timezone.now()
    run.save(update_fields=["chosen", "changes", "answer", "ground", "touched_at", "version"])


def _need(is_so: bool) -> None:
    if not is_so:
        raise NotAllowed


def _planned(run: SitingRun, row: dict[str, Any], place: str) -> Site:
    return Site(
        kind=run.kind,
        name=f"{run.name} {row['number']}"[:160],
        lot_address=place[:200],
        longitude=row["longitude"],
        latitude=row["latitude"],
        x=row["x"],
        y=row["y"],
        area_code=row["area"],
        state="planned",
        audience=codes("places", "site_kinds")[run.kind].more["audience"],
        facts={"purpose": run.name},
    )


def _event(actor: Actor, site: Site, kind: str) -> SiteEvent:
    return SiteEvent(
        site=site, kind=kind, agency_id=actor.agency_id or None, member_id=actor.member_id or None
    )
