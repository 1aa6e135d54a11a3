"""What pages read of programmes: lists, one with its sites, its matter and its totals."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from jikimi.access.acting import may, reading
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.bodies.matters import items_of_matter
from jikimi.bodies.models import Body, Decision, Matter
from jikimi.bodies.reads import bodies_of_kind, decisions
from jikimi.places.hazards import SAFETY
from jikimi.places.models import Programme, Site
from jikimi.places.programmes import figures_of, matter_of, programme_kinds

SHOWS = ("open", "proposed", "under_way", "done", "stopped", "all")
ORDERS = ("newest", "name", "begins")
MOST_SHOWN = 200
_ORDERED = {"newest": ("-stage_since",), "name": ("name", "pk"), "begins": ("-begins_on", "pk")}


def programmes_found(
    actor: Actor, *, show: str = "open", kind: str = "", text: str = "", order: str = "newest"
) -> list[Programme]:
    """Programmes with how_many sites each has. Records places.programmes.read. Two queries."""
    reading(actor, "places.programmes.read")
    rows = _shown(Programme.objects.all(), show)
    if kind:
        rows = rows.filter(kind=kind)
    if text.strip():
        rows = rows.filter(Q(name__icontains=text.strip()) | Q(about__icontains=text.strip()))
    rows = rows.select_related("lead_agency", "body").annotate(how_many=Count("sites"))
    return list(rows.order_by(*_ORDERED.get(order, _ORDERED["newest"]))[:MOST_SHOWN])


def programme_called(actor: Actor, programme_id: UUID) -> Programme:
    """One programme. Raises NotAllowed when there is none. Records places.programmes.read."""
    rows = Programme.objects.select_related("lead_agency", "body")
    row = rows.filter(pk=programme_id).first()
    if row is None:
        raise NotAllowed
    reading(actor, "places.programmes.read", row)
    return row


def sites_of(programme: Programme) -> list[Site]:
    """The sites that belong to a programme."""
    rows = Site.objects.filter(programme=programme, removed_on=None)
    return list(rows.order_by("kind", "area_code", "name")[:1000])


def sites_to_attach(programme: Programme, *, text: str = "") -> list[Site]:
    """Sites of its kinds that belong to no programme yet, narrowed by words."""
    wanted = programme_kinds()[programme.kind].more["sites"].split()
    rows = Site.objects.filter(programme=None, removed_on=None, kind__in=wanted)
    if text.strip():
        said = text.strip()
        rows = rows.filter(
            Q(name__icontains=said) | Q(road_address__icontains=said) | Q(number__icontains=said)
        )
    return list(rows.order_by("kind", "area_code", "name")[:MOST_SHOWN])


def decided_how(actor: Actor, programme: Programme) -> tuple[Matter | None, list[Decision]]:
    """The matter of a programme and what was decided on it, as far as the actor may see either."""
    matter = matter_of(actor, programme)
    if matter is None:
        return None, []
    rows = items_of_matter(matter)
    found = [decisions(item.meeting, [item.pk]).get(item.pk, []) for item in rows]
    return matter, [one for some in found for one in some]


def groups_for(actor: Actor) -> list[Body]:
    """Safety working groups to which the actor may propose a programme of its agency."""
    found = []
    for body in bodies_of_kind(SAFETY):
        asked = Programme(body=body, lead_agency_id=actor.agency_id)
        matter = Matter(body=body, agency_id=actor.agency_id)
        if may(actor, "places.programmes.propose", asked):
            found += [body] if may(actor, "bodies.matter.propose", matter) else []
    return found


def totals_of(programme: Programme) -> dict[str, int]:
    """What a programme reached in all, by code."""
    sums: Counter[str] = Counter()
    for row in programme.figures:
        sums.update({code: row[code] for code in figures_of(programme.kind) if code in row})
    return dict(sums)


def _shown(rows: QuerySet[Programme], show: str) -> QuerySet[Programme]:
    stages = {"open": ["proposed", "decided", "under_way"], "all": None}.get(show, [show])
    return rows if stages is None else rows.filter(stage__in=stages)
