"""What the doors read of inspections: lists, findings, what is overdue, the day taken along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Min, Q, QuerySet, Value, When
from django.db.models.expressions import OrderBy
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.access.carrying import day_ends, owner_mark
from jikimi.access.codes import label
from jikimi.places.inspection_forms import Item, help_of, items_of
from jikimi.places.models import Inspection, Repair, Site
from jikimi.places.sites import SitePage, SiteWish, sites_found

PAGE = 50
SHOWS = ("", "planned", "late", "made", "unsettled", "called_off")
ORDERS = ("newest", "soonest", "grade", "place")


@dataclass(frozen=True, slots=True)
class InspectionWish:
    """What is looked for. show: one of SHOWS; form, grade: codes; since, until: planned days.

    text: in place, name and address; order: one of ORDERS; page: from 1.
    """

    show: str = ""
    form: str = ""
    grade: str = ""
    text: str = ""
    since: date | None = None
    until: date | None = None
    order: str = "newest"
    page: int = 1


@dataclass(frozen=True, slots=True)
class InspectionLine:
    """An inspection in a list. form: in words; place: where; team: names of the agencies."""

    inspection: Inspection
    form: str
    place: str
    team: Sequence[str]

    @property
    def is_late(self) -> bool:
        """Whether its day is past and it was neither made nor called off."""
        row = self.inspection
        return row.stage == "planned" and row.planned_on < timezone.localdate()

    @property
    def is_secret(self) -> bool:
        """Whether only those who are told may know of it now."""
        return self.inspection.is_unannounced and self.inspection.ended_at is None


@dataclass(frozen=True, slots=True)
class InspectionPage:
    """One page of inspections. pages: how many there are."""

    lines: list[InspectionLine]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer in words. waits: it is red or yellow and nobody has said what follows."""

    item: Item
    answer: str
    word: str
    grade: str
    note: str
    followed: str
    repairs: Sequence[Repair]
    before: str = ""

    @property
    def worries(self) -> bool:
        """Whether it calls for something."""
        return self.grade in ("red", "yellow")

    @property
    def waits(self) -> bool:
        """Whether it calls for something and nothing was said about it yet."""
        return self.worries and not self.followed and not self.repairs


def inspections_found(actor: Actor, wish: InspectionWish) -> InspectionPage:
    """Inspections that fit, a page of them. Records places.inspections.read. Four queries."""
    reading(actor, "places.inspections.read")
    rows = narrowed(wish)
    total = rows.count()
    pages = max(1, -(-total // PAGE))
    page = min(max(wish.page, 1), pages)
    shown = rows.order_by(*_order(wish.order))[(page - 1) * PAGE : page * PAGE]
    return InspectionPage(lines_of(shown), total, page, pages)


def narrowed(wish: InspectionWish) -> QuerySet[Inspection]:
    """Inspections that fit a wish, as far as the reader may know of them."""
    rows = Inspection.objects.select_related("site", "body", "draw").filter(_shown(wish.show))
    given: dict[str, str | date | None] = {"form": wish.form, "grade": wish.grade}
    given |= {"planned_on__gte": wish.since, "planned_on__lte": wish.until}
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    if wish.text.strip():
        rows = rows.filter(_says(wish.text.strip()))
    return rows


def line_of(inspection: Inspection) -> InspectionLine:
    """One inspection with its words. One query."""
    return lines_of([inspection])[0]


def lines_of(rows: Iterable[Inspection]) -> list[InspectionLine]:
    """Inspections with words for form, place and team. One query."""
    found = list(rows)
    numbers = {number for row in found for number in row.team}
    names = {agency.pk: agency.name for agency in Agency.objects.filter(pk__in=numbers)}
    return [
        InspectionLine(
            row,
            label("places", "inspection_forms", row.form, on=row.planned_on),
            place_of(row),
            [names[number] for number in row.team if number in names],
        )
        for row in found
    ]


def place_of(inspection: Inspection) -> str:
    """Where it is, in words: what was written, else the site's name or address."""
    return inspection.place or (site_name(inspection.site) if inspection.site else "")


def site_name(site: Site) -> str:
    """What a site is called: its name, address or number."""
    return site.name or site.road_address or site.lot_address or site.number


def findings_of(inspection: Inspection) -> list[Finding]:
    """What was found, in the order of the form, with what follows from it. Two queries."""
    return findings_by([inspection])[inspection.pk]


def findings_by(rows: Sequence[Inspection]) -> dict[UUID, list[Finding]]:
    """The findings of each inspection. One query, and one more for each that looks again."""
    asked: dict[tuple[UUID, str], list[Repair]] = {}
    known = Repair.objects.filter(inspection__in=[row.pk for row in rows])
    for repair in known.exclude(stage="withdrawn").select_related("agency").order_by("due_on"):
        if repair.inspection_id is not None:
            asked.setdefault((repair.inspection_id, repair.item), []).append(repair)
    return {row.pk: _findings(row, asked) for row in rows}


def _findings(inspection: Inspection, asked: dict[tuple[UUID, str], list[Repair]]) -> list[Finding]:
    said = inspection.answers
    before = inspection.again_of.answers if inspection.again_of else {}
    return [
        _finding(item, said[item.code], asked.get((inspection.pk, item.code), []), before)
        for item in items_of(inspection.form, on=inspection.planned_on)
        if item.code in said
    ]


def inspections_of_site(site: Site, *, most: int = 20) -> list[InspectionLine]:
    """The inspections of a site that the reader may know of, newest first. Two queries."""
    rows = Inspection.objects.filter(site=site).select_related("site")
    return lines_of(rows.order_by("-planned_on")[:most])


def inspections_again(inspection: Inspection) -> list[Inspection]:
    """Inspections that look at the findings of this one again, as the reader may know of them."""
    return list(inspection.again.order_by("planned_on"))


def inspections_waiting(actor: Actor, *, most: int) -> list[InspectionLine]:
    """Those of today, or of days gone by, that the actor's agency makes or whose body it steers."""
    rows = _ours(actor).filter(stage="planned", planned_on__lte=timezone.localdate())
    return lines_of(rows.order_by("planned_on", "pk")[:most])


def overdue_sites(
    actor: Actor, *, kind: str = "", area: str = "", page: int = 1
) -> tuple[SitePage, dict[UUID, date]]:
    """Sites whose test is overdue, the longest first; site → day on which it is planned already.

    Planned is said only of what the reader may know of.  Records places.sites.read.
    """
    wish = SiteWish(kind=kind, area=area, show="overdue", order="tested", page=page)
    found = sites_found(actor, wish)
    numbers = [line.site.pk for line in found.lines]
    rows = Inspection.objects.filter(site_id__in=numbers, stage="planned").order_by()
    return found, dict(rows.values_list("site_id").annotate(Min("planned_on")))


def days_ahead(actor: Actor, *, most: int = 60) -> list[InspectionLine]:
    """What the actor's agency or body inspects in the days to come, the soonest first."""
    rows = _ours(actor).filter(stage="planned", planned_on__gte=timezone.localdate())
    return lines_of(rows.order_by("planned_on", "pk")[:most])


def take_along(*, actor: Actor, day: date) -> dict[str, Any]:
    """What a phone keeps, encrypted, to make the inspections of a day without a connection.

    Records places.inspections.take.
    """
    rows = _ours(actor).filter(stage="planned", planned_on=day).select_related("again_of")
    lines = lines_of(rows.order_by("is_night", "pk"))
    reading(actor, "places.inspections.take", details={"inspections": len(lines)})
    return {
        "owner": owner_mark(actor),
        "day": day.isoformat(),
        "until": day_ends(day),
        "forms": {line.inspection.form: _form(line) for line in lines},
        "visits": [_carried(line) for line in lines],
    }


def _ours(actor: Actor) -> QuerySet[Inspection]:
    ours = Q(team__contains=[actor.agency_id]) | Q(body_id__in=actor.bodies_coordinated())
    return Inspection.objects.filter(ours).select_related("site", "body")


def _shown(show: str) -> Q:
    today = timezone.localdate()
    shows = {
        "planned": Q(stage="planned", planned_on__gte=today),
        "late": Q(stage="planned", planned_on__lt=today),
        "made": Q(stage="made"),
        "unsettled": Q(unsettled__gt=0),
        "called_off": Q(stage="called_off"),
    }
    return shows.get(show, Q())


def _says(text: str) -> Q:
    found = Q(place__icontains=text)
    for name in ("name", "number", "road_address", "lot_address"):
        found |= Q(**{f"site__{name}__icontains": text})
    return found


def _order(order: str) -> tuple[str | OrderBy, ...]:
    if order == "grade":
        worst = Case(
            When(grade="red", then=Value(0)),
            When(grade="yellow", then=Value(1)),
            When(grade="green", then=Value(2)),
            default=Value(3),
        )
        return (worst.asc(), "-planned_on", "pk")
    if order == "place":
        return (F("place").asc(), F("site__name").asc(nulls_last=True), "-planned_on", "pk")
    return ("planned_on", "pk") if order == "soonest" else ("-planned_on", "pk")


def _finding(
    item: Item, said: dict[str, Any], repairs: Sequence[Repair], before: dict[str, Any]
) -> Finding:
    return Finding(
        item=item,
        answer=said["answer"],
        word=item.word(said["answer"]),
        grade=item.grade(said["answer"]),
        note=said["note"],
        followed=said.get("followed", ""),
        repairs=repairs,
        before=item.word(before[item.code]["answer"]) if item.code in before else "",
    )


def _form(line: InspectionLine) -> dict[str, Any]:
    items = items_of(line.inspection.form, on=line.inspection.planned_on)
    return {
        "label": line.form,
        "items": [
            {
                "code": item.code,
                "label": item.label,
                "section": item.section,
                "answers": list(item.answers.items()),
            }
            for item in items
        ],
    }


def _carried(line: InspectionLine) -> dict[str, Any]:
    row = line.inspection
    address = row.site.road_address or row.site.lot_address if row.site else ""
    return {
        "id": str(row.pk),
        "form": row.form,
        "version": row.version,
        "hours": _("By night") if row.is_night else _("By day"),
        "title": f"{line.form} · {line.place}",
        "place": "\n".join(dict.fromkeys(filter(None, (line.place, address)))),
        "caution": "\n".join([help_of(row.form, on=row.planned_on), *_looked_before(row)]),
        "team": list(line.team),
        "findings": {code: [said["answer"], said["note"]] for code, said in row.answers.items()},
    }


def _looked_before(row: Inspection) -> list[str]:
    """What was found the time before, where an inspection looks again."""
    before = row.again_of
    if before is None:
        return []
    items = items_of(before.form, on=before.planned_on)
    said = [(item, before.answers[item.code]) for item in items if item.code in before.answers]
    return [
        f"{item.label} – {item.word(row['answer'])}"
        for item, row in said
        if item.grade(row["answer"]) in ("red", "yellow")
    ]
