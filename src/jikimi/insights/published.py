"""What was published, for the public door: read by a login that sees nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jikimi.insights.exports import Axis, FigureTable, Line, Metric, Words
from jikimi.insights.models import Publication

NEWEST = 200


def published() -> models.QuerySet[Publication]:
    """Every publication that is public now, newest first; without its table."""
    rows = Publication.objects.filter(published_at__isnull=False, withdrawn_at__isnull=True)
    return rows.defer("table", "definitions").order_by("-published_at")[:NEWEST]


def published_called(number: UUID) -> Publication | None:
    """One publication with its table; None where there is no such thing in public."""
    rows = Publication.objects.filter(published_at__isnull=False, withdrawn_at__isnull=True)
    return rows.filter(pk=number).first()


def title_of(publication: Publication) -> str:
    """The title in the reader's language; the Korean one where there is no other."""
    return (publication.title_en if _language() == "en" else "") or publication.title_ko


def last_day(publication: Publication) -> date:
    """The last day of its time."""
    return publication.until - timedelta(days=1)


def said(words: dict[str, Any]) -> str:
    """One of two languages."""
    return str(words.get(_language()) or words.get("ko", ""))


def source_of(publication: Publication) -> str:
    """Whose records and figures it was worked out from."""
    return said(publication.table["source"])


def definition_lines(publication: Publication) -> list[tuple[str, str]]:
    """What each indicator counts, of what, when, and what it does not tell: heading and text."""
    found = []
    for one in publication.definitions:
        told = {key: one.get(f"{key}_{_language()}", "") for key in _DEFINED}
        found += [(said(one), "")] if len(publication.definitions) > 1 else []
        found += [(_heading(key), text) for key, text in told.items() if text]
    return found


def about(publication: Publication) -> list[tuple[str, str]]:
    """What must be known to read the table, wherever it is taken."""
    day = publication.published_at
    return [
        *definition_lines(publication),
        (_("Where it comes from"), source_of(publication)),
        (_("Method"), said(publication.table["method"])),
        (_("Period"), f"{publication.since.isoformat()} – {last_day(publication).isoformat()}"),
        (_("Hidden numbers"), hiding_words()),
        (_("Published on"), day.date().isoformat() if day else _("not published")),
        (_("Check sum (SHA-256)"), publication.digest),
        (_("Version of the program"), publication.code_version),
        (_("Number of the publication"), str(publication.pk)),
    ]


def hiding_words() -> str:
    """What is hidden and why, as it stands under every table."""
    return _(
        "Numbers behind which 1 to 4 persons or events stand are hidden, so that nobody can be"
        " recognised. Further numbers are hidden so that these cannot be worked out from totals or"
        " from other published tables. Values and intervals are hidden with their numbers."
    )


def figure_table(publication: Publication) -> FigureTable:
    """The table in the reader's language, to be shown or taken out."""
    told, tongue = publication.table, _language()
    axes = tuple(
        Axis(axis["key"], said(axis), tuple((c[0], c[2 if tongue == "en" else 1]) for c in codes))
        for axis in told["axes"]
        for codes in [axis["codes"]]
    )
    metrics = tuple(
        Metric(one["key"], said(one), one.get(f"unit_{tongue}", ""), one.get("decimals", 0))
        for one in told["metrics"]
    )
    lines = tuple(
        Line(tuple(one["at"]), tuple(one["numbers"]), bool(one.get("hidden")))
        for one in told["lines"]
    )
    day = publication.published_at or publication.made_at
    return FigureTable(
        title=title_of(publication),
        axes=axes,
        metrics=metrics,
        lines=lines,
        about=tuple(about(publication)),
        source=source_of(publication),
        on=day.date(),
        language=tongue,
        words=Words(
            _("Figures"), _("About this table"), _("Status"), _("hidden"), _("Kind of number")
        ),
    )


_DEFINED = ("numerator", "denominator", "period", "limits", "break")


def _heading(key: str) -> str:
    return {
        "numerator": _("What it counts"),
        "denominator": _("Of what"),
        "period": _("When it counts"),
        "limits": _("What it does not tell"),
        "break": _("Change of counting"),
    }[key]


def _language() -> str:
    return "en" if (get_language() or "ko").startswith("en") else "ko"
