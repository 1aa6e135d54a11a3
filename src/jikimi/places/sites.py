"""Sites: found, tested, reported broken, repaired, published, removed; every step is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, reading
from jikimi.access.actor import Actor
from jikimi.access.codes import codes
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.masking import mask
from jikimi.places.lists.shelters import is_shelter
from jikimi.places.models import Site, SiteEvent, SiteVerdict

PAGE = 50
ORDERS = ("place", "tested", "name")
SHOWS = ("", "overdue", "broken", "doubtful", "public", "removed")
_LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True)
class SiteWish:
    """What is looked for. text: in name, number, address, keeper; show: one of SHOWS.

    area: a district or dong by its code; box: west, south, east, north in degrees, of a map;
    order: one of ORDERS; page: from 1.
    """

    kind: str = ""
    area: str = ""
    text: str = ""
    show: str = ""
    order: str = "place"
    page: int = 1
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A site in a list. test_due_on: when its function test is due, None when its kind has none."""

    site: Site
    test_due_on: date | None

    @property
    def is_overdue(self) -> bool:
        """Whether the test is past its day, or was never made."""
        return self.test_due_on is not None and self.test_due_on < timezone.localdate()


@dataclass(frozen=True, slots=True)
class SitePage:
    """One page of sites. pages: how many there are; counts: by kind, of everything that stands."""

    lines: list[SiteLine]
    total: int
    page: int
    pages: int
    counts: dict[str, int] = field(default_factory=dict)


def sites_found(actor: Actor, wish: SiteWish) -> SitePage:
    """Sites that fit, a page of them. Records places.sites.read. Three queries."""
    reading(actor, "places.sites.read")
    rows = sites_narrowed(wish)
    total = rows.count()
    pages = max(1, -(-total // PAGE))
    page = min(max(wish.page, 1), pages)
    first = (page - 1) * PAGE
    shown = rows.select_related("keeper").order_by(*_order(wish.order))[first : first + PAGE]
    standing = Site.objects.filter(removed_on=None).order_by().values_list("kind")
    counts = dict(standing.annotate(Count("pk")))
    return SitePage([line_of(site) for site in shown], total, page, pages, counts)


def site_called(actor: Actor, site_id: UUID) -> Site:
    """One site. Raises NotAllowed when there is none. Records places.sites.read."""
    row = Site.objects.filter(pk=site_id).select_related("keeper", "brought_by").first()
    if row is None:
        raise NotAllowed
    reading(actor, "places.sites.read", row)
    return row


def history_of(site: Site) -> list[SiteEvent]:
    """What happened to a site and to those merged into it, newest first."""
    merged = SiteVerdict.objects.filter(kept_id=site.pk, undone_at=None)
    ids = {pk for row in merged for pk in (row.one_id, row.other_id)} | {site.pk}
    rows = SiteEvent.objects.filter(site_id__in=ids).select_related("agency", "member")
    return list(rows.order_by("-happened_at"))


def beside(site: Site, *, within_m: float = 3.0) -> list[Site]:
    """Others of its kind within a few metres: is it listed twice?"""
    if site.x is None or site.y is None:
        return []
    near = Q(x__range=(site.x - within_m, site.x + within_m))
    near &= Q(y__range=(site.y - within_m, site.y + within_m))
    rows = Site.objects.filter(near, kind=site.kind, removed_on=None).exclude(pk=site.pk)
    return list(rows.order_by("number")[:20])


def line_of(site: Site) -> SiteLine:
    """A site with the day on which its next test is due."""
    every = _test_months(site.kind)
    if every is None or site.removed_on is not None:
        return SiteLine(site, None)
    since = site.tested_on or site.installed_on or date.min
    due = since + relativedelta(months=every) if since != date.min else date.min
    return SiteLine(site, due)


def site_name(site: Site) -> str:
    """What a site is called: its name, else where it stands, else its number."""
    return site.name or site.road_address or site.lot_address or site.number


def record_test(*, actor: Actor, site: Site, tested_on: date, works: bool, note: str = "") -> Site:
    """Record a function test. A site that fails is out of order until somebody repairs it.

    Raises NotValid for a day to come or one before the last test.  Records places.sites.test.
    """
    _check_day(tested_on, since=site.tested_on)
    with acting(actor, "places.sites.test", site) as doing:
        _need_standing(site)
        before = {"tested_on": _iso(site.tested_on), "test_result": site.test_result}
        site.tested_on, site.test_result = tested_on, "works" if works else "fails"
        site.state = "in_use" if works else "out_of_order"
        _keep(site, actor, "tested", note, before)
        doing.details["result"] = site.test_result
    return site


def report_fault(*, actor: Actor, site: Site, note: str) -> Site:
    """Say that a site does not work; what is wrong is needed. Records places.sites.fault."""
    if not note.strip():
        raise NotValid("places.sites.note", {"note": _("Say what is wrong.")})
    return _step(actor, site, "places.sites.fault", "out_of_order", "out_of_order", note)


def record_repair(*, actor: Actor, site: Site, note: str = "") -> Site:
    """Say that a site works again. Records places.sites.repair."""
    return _step(actor, site, "places.sites.repair", "in_use", "repaired", note)


def install_site(*, actor: Actor, site: Site) -> Site:
    """Say that a planned site is put up, today. Records places.sites.install."""
    with acting(actor, "places.sites.install", site):
        _need_standing(site)
        if site.state != "planned":
            says = _("Only what is planned can be put up.")
            raise NotYet("places.not_yet.planned", says)
        site.state, site.installed_on = "in_use", timezone.localdate()
        _keep(site, actor, "installed")
    return site


def publish_site(*, actor: Actor, site: Site) -> Site:
    """Show a site on the public map. Raises NotYet without a place.

    Records places.sites.publish.
    """
    with acting(actor, "places.sites.publish", site):
        _need_standing(site)
        if site.longitude is None:
            says = _("Its place is not known, so it cannot be shown on a map.")
            raise NotYet("places.not_yet.no_place", says)
        if is_shelter(site.name, site.road_address, site.lot_address):
            says = _("This reads like a shelter. No shelter is ever shown; remove it.")
            raise NotYet("places.not_yet.shelter", says)
        site.audience, site.published_at = "public", timezone.now()
        _keep(site, actor, "published")
    return site


def withdraw_site(*, actor: Actor, site: Site) -> Site:
    """Take a site off the public map. Records places.sites.publish."""
    with acting(actor, "places.sites.publish", site):
        site.published_at = None
        _keep(site, actor, "withdrawn")
    return site


def remove_site(*, actor: Actor, site: Site, note: str) -> Site:
    """Take a site out: it was taken down, or is listed twice. It stays in the history.

    Records places.sites.remove.
    """
    if not note.strip():
        raise NotValid("places.sites.note", {"note": _("Give the reason.")})
    with acting(actor, "places.sites.remove", site):
        _need_standing(site)
        before = {"state": site.state}
        site.state, site.removed_on, site.published_at = "removed", timezone.localdate(), None
        _keep(site, actor, "removed", note, before)
    return site


def restore_site(*, actor: Actor, site: Site) -> Site:
    """Put back a site that was removed by mistake. Records places.sites.remove."""
    with acting(actor, "places.sites.remove", site):
        if site.removed_on is None:
            raise NotYet("places.not_yet.standing", _("This site is not removed."))
        site.state, site.removed_on = "in_use", None
        _keep(site, actor, "restored")
    return site


def sites_narrowed(wish: SiteWish) -> QuerySet[Site]:
    """The rows a wish asks for, for lists and maps; whoever shows them records the reading."""
    rows = Site.objects.filter(removed_on__isnull=wish.show != "removed")
    if wish.kind:
        rows = rows.filter(kind=wish.kind)
    if wish.area:
        rows = rows.filter(area_code__startswith=wish.area)
    if wish.text.strip():
        rows = rows.filter(_says(wish.text.strip()))
    if wish.box:
        west, south, east, north = wish.box
        rows = rows.filter(longitude__range=(west, east), latitude__range=(south, north))
    return rows.filter(_shown(wish.show))


def _says(text: str) -> Q:
    fields = ("name", "number", "road_address", "lot_address", "keeper_name")
    found = Q()
    for name in fields:
        found |= Q(**{f"{name}__icontains": text})
    return found


def _shown(show: str) -> Q:
    if show == "overdue":
        return is_overdue()
    if show == "broken":
        return Q(state="out_of_order")
    if show == "doubtful":
        return ~Q(doubt="")
    if show == "public":
        return Q(published_at__isnull=False)
    return Q()


def is_overdue() -> Q:
    """Kinds that are tested, whose last test (or putting up) lies too far back or is not known."""
    today, found = timezone.localdate(), Q(pk__in=[])
    for kind in codes("places", "site_kinds"):
        every = _test_months(kind)
        if every is not None:
            since = today - relativedelta(months=every)
            last = Q(tested_on__lt=since) | Q(tested_on=None, installed_on__lt=since)
            found |= Q(kind=kind) & (last | Q(tested_on=None, installed_on=None))
    return found


def _order(order: str) -> tuple[str | OrderBy, ...]:
    if order == "tested":
        return (F("tested_on").asc(nulls_first=True), "pk")
    return ("name", "pk") if order == "name" else ("area_code", "kind", "name", "pk")


def _test_months(kind: str) -> int | None:
    row = codes("places", "site_kinds").get(kind)
    every = row.more["test_every"] if row else ""
    return int(every.strip("PM")) if every else None


def _check_day(day: date, *, since: date | None) -> None:
    says = ""
    if day > timezone.localdate():
        says = _("This day is in the future.")
    elif since and day < since:
        says = _("There is a later test already.")
    if says:
        raise NotValid("places.sites.tested_on", {"tested_on": says})


def _need_standing(site: Site) -> None:
    if site.removed_on is not None:
        raise NotYet("places.not_yet.removed", _("This site is removed. Put it back first."))


def _step(actor: Actor, site: Site, act: str, state: str, kind: str, note: str) -> Site:
    with acting(actor, act, site):
        _need_standing(site)
        before = {"state": site.state}
        site.state = state
        _keep(site, actor, kind, note, before)
    return site


def _keep(
    site: Site,
    actor: Actor,
    kind: str,
    note: str = "",
    before: Mapping[str, str | None] | None = None,
) -> None:
    site.version += 1
    site.save()
    SiteEvent.objects.create(
        site=site,
        kind=kind,
        agency_id=actor.agency_id or None,
        member_id=actor.member_id or None,
        note=mask(note)[0].strip()[:_LONGEST_NOTE],
        before=dict(before or {}),
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
