"""Publishing figures: prepared by one analyst, seen as it will be, published by another.

What is public cannot be taken back, so the second person sees exactly what stays hidden first, and
everything that was ever public counts when it is worked out.  Method: docs/methods/suppression.md
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any
from uuid import UUID

import rfc8785
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, reading
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.masking import covered
from jikimi.access.notices import tell
from jikimi.insights.indicators import definitions, definitions_version
from jikimi.insights.linking import NotHidden, TooFine
from jikimi.insights.models import Publication, Withheld
from jikimi.insights.publishing_cells import Printed, hidden_in
from jikimi.insights.publishing_draft import Plan, Table, drafted, hide, printed_of, within

_LONGEST = 300


def publications(actor: Actor) -> models.QuerySet[Publication]:
    """What was published and withdrawn, newest first; for analysts also drafts.

    Records insights.publication.list.
    """
    reading(actor, "insights.publication.list")
    return Publication.objects.defer("table", "definitions")


def publication_called(actor: Actor, number: UUID) -> Publication:
    """One publication as it is read. Raises NotAllowed when it is absent or not to be seen.

    Records insights.publication.read.
    """
    found = Publication.objects.filter(pk=number).first()
    if found is None:
        raise NotAllowed
    reading(actor, "insights.publication.read", found)
    return found


def prepare_publication(
    *, actor: Actor, plan: Plan, title_ko: str, title_en: str = ""
) -> Publication:
    """Make a table of figures with what must stay hidden left out, as a draft for a colleague.

    Raises NotValid where there are no such figures, too many to be solved for, or where what is
    public gives a small number away whatever is hidden.  Records insights.publication.prepare.
    """
    if not covered(title_ko):
        raise NotValid("insights.title", {"title_ko": _("Give a title.")})
    with acting(actor, "insights.publication.prepare") as doing:
        table, printed = drafted(actor, plan)
        taken = hide(table, _hidden(printed, _printed_before()))
        made = _stored(actor, plan, table, (covered(title_ko), covered(title_en)))
        Withheld.objects.create(publication=made, counts=taken, own=_own(taken))
        doing.about(made)
    return made


def publish(*, actor: Actor, publication: Publication) -> Publication:
    """Make public what a colleague prepared, after the preview was seen.

    Raises NotAllowed for whoever prepared it, NotYet when something published meanwhile asks for
    more to be hidden.  Records insights.publication.publish.
    """
    with acting(actor, "insights.publication.publish", publication):
        _one_at_a_time()
        taken = Withheld.objects.get(publication=publication).counts
        if not _is_still_covered(publication, taken):
            says = _("Other figures were published meanwhile. Prepare this table anew.")
            raise NotYet("insights.publication.outdated", says)
        publication.published_at = timezone.now()
        publication.published_by_id = actor.member_id
        publication.version += 1
        publication.save(update_fields=["published_at", "published_by_id", "version"])
        link = f"/staff/insights/publications/{publication.pk}/"
        kind = "insights.publication.publish"
        tell([publication.member_id], kind, subject_id=publication.pk, link=link)
    return publication


def discard_draft(*, actor: Actor, publication: Publication, why: str = "") -> Publication:
    """Put a draft away; it was never public. Records insights.publication.discard."""
    return _ended(actor, "insights.publication.discard", publication, why)


def withdraw_publication(*, actor: Actor, publication: Publication, why: str) -> Publication:
    """Take a publication from the public pages. Records insights.publication.withdraw.

    Who kept a copy still has it: it goes on counting when later tables are hidden.
    """
    if not covered(why):
        raise NotValid("insights.why", {"why": _("Say why it is withdrawn.")})
    return _ended(actor, "insights.publication.withdraw", publication, why)


def hidden_counts(publication: Publication) -> tuple[int, int]:
    """How many numbers of a table are hidden because they are small, and to protect these.

    For analysts; everybody else gets (0, 0), for which is which would narrow the numbers.
    """
    kept = Withheld.objects.filter(publication=publication).first()
    if kept is None:
        return 0, 0
    hidden = sum(number is not None for line in kept.counts for number in line[1:])
    return kept.own, hidden - kept.own


def _ended(actor: Actor, act: str, publication: Publication, why: str) -> Publication:
    with acting(actor, act, publication, why=covered(why)):
        publication.withdrawn_at = timezone.now()
        publication.withdrawn_why = covered(why)[:_LONGEST]
        publication.version += 1
        publication.save(update_fields=["withdrawn_at", "withdrawn_why", "version"])
    return publication


def _hidden(printed: Printed, before: Iterable[Printed]) -> list[tuple[bool, bool]]:
    try:
        return hidden_in(printed, before, within())
    except TooFine:
        says = _("The table is too fine. Choose larger areas, longer periods or no kinds.")
        raise NotValid("insights.publication.too_fine", says=says) from None
    except NotHidden:
        says = _(
            "With what is public already, this table would give a number under 5 away, whatever is"
            " hidden. Choose other areas, periods or kinds."
        )
        raise NotValid("insights.publication.given_away", says=says) from None


def _printed_before(beside: UUID | None = None) -> list[Printed]:
    """Every table that was ever public; withdrawn ones too, for somebody may have kept them."""
    rows = Publication.objects.filter(published_at__isnull=False)
    if beside is not None:
        rows = rows.exclude(pk=beside)
    kept = dict(Withheld.objects.filter(publication__in=rows).values_list("pk", "counts"))
    return [printed_of(row.table, _by_line(kept.get(row.pk, []))) for row in rows]


def _by_line(taken: list[list[Any]]) -> dict[int, tuple[float | None, float | None]]:
    return {int(line): (number, of) for line, number, of in taken}


def _is_still_covered(publication: Publication, taken: list[list[Any]]) -> bool:
    """Whether nothing was published since it was prepared, or the same would be hidden today."""
    newer = Publication.objects.filter(published_at__gt=publication.made_at)
    if not newer.exclude(pk=publication.pk).exists():
        return True
    truth = printed_of(publication.table, _by_line(taken))
    try:
        found = _hidden(truth, _printed_before(publication.pk))
    except NotValid:
        return False
    lines = zip(truth.lines, found, strict=True)
    return not any(
        (number and line.shows_number) or (of and line.shows_of) for line, (number, of) in lines
    ) and found == [(not line.shows_number, not line.shows_of) for line in truth.lines]


def _stored(actor: Actor, plan: Plan, table: Table, titles: tuple[str, str]) -> Publication:
    told = definitions([plan.indicator])
    areas = [code for code, *_words in table["axes"][0]["codes"]]
    return Publication.objects.create(
        title_ko=titles[0][:200],
        title_en=titles[1][:200],
        indicators=[plan.indicator],
        since=plan.since,
        until=plan.until,
        areas=areas,
        table=table,
        definitions=told,
        definitions_version=definitions_version([plan.indicator]),
        method=table["method"]["ko"],
        digest=digest_of(table, told),
        code_version=version("jikimi"),
        agency_id=actor.agency_id,
        member_id=actor.member_id,
    )


def digest_of(table: Table, told: list[dict[str, str]]) -> str:
    """SHA-256 of what is printed (RFC 8785). Of what is hidden nothing goes into it.

    A digest of small numbers would give them away: whoever tries 1 to 4 finds the one that fits.
    """
    return hashlib.sha256(rfc8785.dumps({"table": table, "definitions": told})).hexdigest()


def _own(taken: list[list[Any]]) -> int:
    return sum(1 for line in taken for number in line[1:] if number is not None and 0 < number < 5)


def _one_at_a_time() -> None:
    """Two publications at once would not know of each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('insights.publication'))")
