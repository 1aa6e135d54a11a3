"""An effect report as a paper: protocol first, then result, what else was tried, limits.

Papers are made from the report alone, so the same report gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from jikimi.bodies.documents.blocks import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Paragraph,
    Table,
)
from jikimi.bodies.documents.hwpx import as_hwpx
from jikimi.bodies.documents.pdf import as_pdf
from jikimi.insights.effect_words import (
    area_names,
    counted_rows,
    outcome_words,
    person_pairs,
    pitfall_words,
    plan_pairs,
    ratio_text,
    tried_words,
    verdict_sentences,
    verdict_words,
)
from jikimi.insights.models import EffectReport

_TRIED_WIDTHS = (3.0, 2.0, 2.4, 1.6)
_CURVE_WIDTHS = (1.2, 1.0, 1.2, 1.2)


def paper_of(report: EffectReport, told: dict[str, Any], language: str) -> Document:
    """The report as a paper. told: result, sensitivity, limits without small numbers."""
    with override(language):
        return Document(
            title=_("Effect report"),
            subtitle=report.protocol.title,
            number=_("Protocol version %(number)s") % {"number": _number(report)},
            on=timezone.localdate(report.made_at),
            language=language,
            issuer=report.protocol.agency.name,
            footer=_("No number stands for fewer than 5 events or persons."),
            blocks=tuple(_blocks(report, told, language)),
        )


def _blocks(report: EffectReport, told: dict[str, Any], language: str) -> Iterator[Block]:
    on = date.fromisoformat(told["result"]["on"])
    yield Heading(_("What can be said"))
    for n, sentence in enumerate(verdict_sentences(told["result"], language, on=on)):
        yield Paragraph(sentence, is_strong=n == 0)
    yield Heading(_("What was fixed beforehand"))
    yield Facts(tuple(plan_pairs(report.protocol)))
    yield Heading(_("Result of the analysis"))
    yield from _result(report, told["result"])
    yield Heading(_("Asked in other ways"))
    yield from _tried(told["sensitivity"], area_names(report.protocol))
    yield Heading(_("Limits of the result"))
    yield from _limits(told["limits"], language, on)
    yield Heading(_("How to work it out again"))
    yield Facts(tuple(_digests(report)))


def _result(report: EffectReport, result: dict[str, Any]) -> Iterator[Block]:
    pairs = [
        (_("Outcome measured"), outcome_words(report.protocol)),
        (_("Ratio with its interval"), ratio_text(result["ratio"])),
        (_("Finding in brief"), verdict_words(result["verdict"]["code"])),
        *person_pairs(result),
        (_("Source of the figures"), report.data.get("source", "")),
    ]
    yield Facts(tuple(pair for pair in pairs if pair[1]))
    rows = counted_rows(result, area_names(report.protocol))
    if rows:
        yield Table((_("Area"), _("Before"), _("After")), tuple(rows), widths=(2.4, 1, 1))
    curve = result["curve"]
    if curve and curve.get("unchanged"):
        yield Table(
            (_("Period"), _("Counted"), _("Model"), _("Expected without the programme")),
            tuple(_curve_rows(curve)),
            widths=_CURVE_WIDTHS,
        )


def _curve_rows(curve: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    parts = (curve["observed"], curve["fitted"], curve["unchanged"])
    for at, (period, counted, fitted, unchanged) in enumerate(
        zip(curve["periods"], *parts, strict=True)
    ):
        expected = f"{unchanged:,.1f}" if at >= curve["starts_at"] else ""
        yield (period, f"{counted:,.0f}", f"{fitted:,.1f}", expected)


def _tried(tried: list[dict[str, Any]], names: Mapping[str, str]) -> Iterator[Block]:
    if not tried:
        yield Paragraph(_("Nothing else was fixed to be tried."))
        return
    rows = tuple(tried_words(one, names) for one in tried)
    head = (_("How"), _("What was changed"), _("Ratio"), _("Says the same"))
    yield Table(head, rows, widths=_TRIED_WIDTHS)


def _limits(limits: list[dict[str, Any]], language: str, on: date) -> Iterator[Block]:
    for state, head in (("applies", _("These apply")), ("heeded", _("Looked for and heeded"))):
        words = tuple(
            pitfall_words(one, language, on=on) for one in limits if one["state"] == state
        )
        if words:
            yield Heading(head, 2)
            yield Bullets(words)


def _digests(report: EffectReport) -> Iterator[tuple[str, str]]:
    yield _("Protocol, SHA-256"), report.protocol.digest
    yield _("Figures, SHA-256"), report.data_digest
    yield _("Version of the code"), report.code_version
    yield _("Command"), "jikimi effects check FILE"


def _number(report: EffectReport) -> int:
    return int(report.protocol.choices.get("number", 1))


PAPERS: dict[str, Callable[[EffectReport, dict[str, Any], str], bytes]] = {
    "pdf": lambda report, told, language: as_pdf(paper_of(report, told, language)),
    "hwpx": lambda report, told, language: as_hwpx(paper_of(report, told, language)),
}
