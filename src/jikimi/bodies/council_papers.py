"""A pack of a council as papers: PDF and HWPX to read and to file, XLSX to work on.

Papers are made from the pack's own figures alone, so the same pack gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from jikimi.bodies.documents.blocks import (
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Sheet,
    Table,
)
from jikimi.bodies.documents.hwpx import as_hwpx
from jikimi.bodies.documents.pdf import as_pdf
from jikimi.bodies.documents.xlsx import as_xlsx
from jikimi.bodies.halves import half_of
from jikimi.bodies.models import CouncilPack
from jikimi.settings.jinja import day, number

Said = dict[str, str]
_WIDE = (5.0, 2.0, 2.0)
_TEXTS = ("worked", "failed", "lesson", "proposal")


def figure_text(value: int | float | str | None, unit: str = "") -> str:
    """A number of a table in words: with its unit, “not shown” where hidden."""
    if value is None:
        return _("Not shown")
    if isinstance(value, str):
        return "–"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    shapes = {
        "percent": _("%(n)s %%"),
        "days": _("%(n)s days"),
        "per_case": _("%(n)s per case"),
    }
    return shapes[unit] % {"n": number(value)} if unit else number(value)


def document_of(pack: CouncilPack, language: str) -> Document:
    """The pack as a paper."""
    told = pack.figures
    with override(language):
        blocks = tuple(_blocks(told, language))
        return Document(
            title=_("%(council)s: half-yearly pack") % {"council": told["council"][language]},
            subtitle=_period(told),
            blocks=blocks,
            on=timezone.localdate(pack.made_at),
            language=language,
            number=_("No. %(half)s-%(number)d") % {"half": pack.half, "number": pack.number},
            issuer=told["council"][language],
            footer=_("No number stands for fewer than 5 cases."),
        )


def sheets_of(pack: CouncilPack, language: str) -> list[Sheet]:
    """The pack as a workbook: figures, agencies, what was decided, reviews."""
    told = pack.figures
    with override(language):
        return [
            _figure_sheet(told, language),
            _agency_sheet(told, language),
            _policy_sheet(told, language),
            _review_sheet(told, language),
        ]


def _period(told: dict[str, Any]) -> str:
    half = half_of(date.fromisoformat(told["first"]))
    days = {"half": half.label, "day": day(date.fromisoformat(told["counted_on"]))}
    return _("%(half)s, counted on %(day)s") % days


def _blocks(told: dict[str, Any], language: str) -> Iterator[Block]:
    note = _(
        "Numbers behind which fewer than 5 cases stand are not shown, nor those from which such a"
        " number could be worked out. No case can be recognised in this pack."
    )
    yield Paragraph(note)
    for n, chapter in enumerate((_figures, _agencies, _policies, _reviews), start=1):
        head, *blocks = chapter(told, language)
        yield Heading(f"{n}. {head}")
        yield from blocks


def _figures(told: dict[str, Any], language: str) -> Iterator[Any]:
    yield _("Figures of the half-year")
    for table in told["tables"]:
        if table["rows"]:
            yield Heading(table["title"][language], 2)
            rows = tuple((row["label"][language], *_now_and_before(row)) for row in table["rows"])
            yield Table((_("What is counted"), *_columns(told)), rows, widths=_WIDE)


def _agencies(told: dict[str, Any], language: str) -> Iterator[Any]:
    yield _("Agencies that joined")
    rows = tuple(_agency_row(row, language) for row in told["agencies"])
    yield Table(_agency_head(), rows) if rows else Paragraph(_("No agency joined."))


def _policies(told: dict[str, Any], language: str) -> Iterator[Any]:
    yield _("What was decided and what came of it")
    rows = tuple(_policy_row(row, language) for row in told["undertakings"])
    if not rows:
        yield Paragraph(_("Nothing was undertaken."))
        return
    yield Table(_policy_head(), rows, widths=(2.0, 3.8, 1.9, 1.6, 2.7))


def _reviews(told: dict[str, Any], language: str) -> Iterator[Any]:
    yield _("What cases taught (nobody can be recognised)")
    if not told["reviews"]:
        yield Paragraph(_("No case review came up."))
    for n, row in enumerate(told["reviews"], start=1):
        yield Heading(_("Review %(n)d") % {"n": n}, 2)
        yield Facts(tuple(zip(_review_head(), _review_row(row, language), strict=True)))


def _columns(told: dict[str, Any]) -> tuple[str, str]:
    half = half_of(date.fromisoformat(told["first"]))
    return half.label, half.before.label


def _now_and_before(row: dict[str, Any]) -> tuple[str, str]:
    return figure_text(row["now"], row["unit"]), figure_text(row["before"], row["unit"])


def _agency_head() -> tuple[str, ...]:
    return _("Agency"), _("Kind"), _("Joined on")


def _agency_row(row: dict[str, Any], language: str) -> tuple[str, ...]:
    joined = day(date.fromisoformat(row["joined_on"]))
    return row["name"][language], row["kind"][language], joined


def _policy_head() -> tuple[str, ...]:
    return _("Agency"), _("What is to be done"), _("Due"), _("How it stands"), _("Effect")


def _policy_row(row: dict[str, Any], language: str) -> tuple[str, ...]:
    effect = ": ".join(filter(None, [_in(row["effect"], language), row["effect_text"]]))
    due = day(date.fromisoformat(row["due_on"]))
    stands = _in(row["stage"], language)
    return row["agency"][language], row["text"], due, stands, effect or "–"


def _review_head() -> tuple[str, ...]:
    return (
        _("Kind of case"),
        _("Causes found"),
        _("Supports given"),
        _("Needed and not found"),
        _("Agencies taking part"),
        _("What helped"),
        _("What did not help"),
        _("What can be learnt"),
        _("Proposed to the council"),
    )


def _review_row(row: dict[str, Any], language: str) -> tuple[str, ...]:
    lists = [_listed(row[name], language) for name in ("causes", "supports", "missing")]
    texts = [row[name] or "–" for name in _TEXTS]
    return (_in(row["kind"], language), *lists, str(row["agencies"]), *texts)


def _listed(rows: Iterable[Said], language: str) -> str:
    return ", ".join(row[language] for row in rows) or "–"


def _in(said: Said | None, language: str) -> str:
    return said[language] if said else ""


def _figure_sheet(told: dict[str, Any], language: str) -> Sheet:
    head = (_("Table"), _("What is counted"), *_columns(told), _("Unit"))
    rows = tuple(
        (table["title"][language], row["label"][language], *_cells(row), _unit(row["unit"]))
        for table in told["tables"]
        for row in table["rows"]
    )
    return Sheet(_("Figures"), head, rows)


def _cells(row: dict[str, Any]) -> Iterator[int | float | str]:
    """Numbers to calculate with; words where there is none to be shown."""
    for value in (row["now"], row["before"]):
        yield value if isinstance(value, int | float) else figure_text(value)


def _unit(unit: str) -> str:
    words = {"percent": "%", "days": _("days"), "per_case": _("per case")}
    return words.get(unit, "")


def _agency_sheet(told: dict[str, Any], language: str) -> Sheet:
    rows = tuple(_agency_row(row, language) for row in told["agencies"])
    return Sheet(_("New agencies"), _agency_head(), rows)


def _policy_sheet(told: dict[str, Any], language: str) -> Sheet:
    rows = tuple(_policy_row(row, language) for row in told["undertakings"])
    return Sheet(_("Decisions"), _policy_head(), rows)


def _review_sheet(told: dict[str, Any], language: str) -> Sheet:
    rows = tuple(_review_row(row, language) for row in told["reviews"])
    return Sheet(_("Case reviews"), _review_head(), rows)


def _pdf(pack: CouncilPack, language: str) -> bytes:
    return as_pdf(document_of(pack, language))


def _hwpx(pack: CouncilPack, language: str) -> bytes:
    return as_hwpx(document_of(pack, language))


def _xlsx(pack: CouncilPack, language: str) -> bytes:
    title = document_of(pack, language).title
    return as_xlsx(sheets_of(pack, language), on=timezone.localdate(pack.made_at), title=title)


PAPERS: dict[str, Callable[[CouncilPack, str], bytes]] = {
    "pdf": _pdf,
    "hwpx": _hwpx,
    "xlsx": _xlsx,
}
