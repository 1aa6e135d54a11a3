"""The two files of an extract: the data with what must be known of them, and the key apart."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.codes import codes, label, labels
from jikimi.access.locking import TakenFile
from jikimi.bodies.documents.blocks import Sheet
from jikimi.bodies.documents.xlsx import as_xlsx
from jikimi.insights.models import Extract


@dataclass(frozen=True, slots=True)
class Taken:
    """Rows as they leave, and what was done to them: rows, coarsened, dropped, smallest, alone."""

    cells: list[list[str | None]]
    told: dict[str, int]


def data_file(extract: Extract, taken: Taken) -> TakenFile:
    """A workbook: the rows, what the fields and codes mean, what was done and what is forbidden."""
    rows = tuple(tuple(cell or "" for cell in row) for row in taken.cells)
    sheets = [
        Sheet(_("Rows handed over"), tuple(extract.fields), rows),
        Sheet(_("Fields"), (_("Field"), _("Code word"), _("Meaning")), tuple(_code_book(extract))),
        Sheet(_("About this table"), (_("Point"), _("Words")), tuple(_about(extract, taken))),
    ]
    content = as_xlsx(sheets, title="extract", on=timezone.localdate())
    return TakenFile(f"extract-{extract.pk.hex[:8]}.xlsx", content)


def key_file(extract: Extract, key: bytes) -> TakenFile:
    """The key in a file of its own. With it and this house's data persons can be told again."""
    told = {
        "extract": str(extract.pk),
        "algorithm": "HMAC-SHA-256, first 24 hexadecimal digits",
        "key": key.hex(),
        "made_at": timezone.now().isoformat(),
        "destroy_on": extract.destroy_on.isoformat(),
        "says": _("Keep it apart from the data and give it to nobody who has them."),
    }
    content = json.dumps(told, ensure_ascii=False, indent=1).encode()
    return TakenFile(f"key-{extract.pk.hex[:8]}.json", content)


def _code_book(extract: Extract) -> Iterator[tuple[str, str, str]]:
    fields = codes("insights", "extract_fields")
    for code in extract.fields:
        yield code, "", fields[code].label
        room, _dot, name = fields[code].more["values"].partition(".")
        if name:
            yield from ((code, value, words) for value, words in labels(room, name).items())


def _about(extract: Extract, taken: Taken) -> Iterator[tuple[str, str]]:
    told = taken.told
    yield _("Number of the extract"), str(extract.pk)
    yield _("What for"), extract.purpose
    yield _("Who gets it"), extract.institution
    yield _("Ground in the law"), label("insights", "extract_bases", extract.basis)
    yield _("Ethics review"), extract.ethics or "–"
    yield _("Months"), f"{extract.since:%Y-%m} ≤ … < {extract.until:%Y-%m}"
    yield _("To be destroyed by"), extract.destroy_on.isoformat()
    yield _("Rows handed over"), str(told["rows"])
    yield _("Rows made coarser"), str(told["coarsened"])
    yield _("Rows left out"), str(told["dropped"])
    yield _("Fewest persons that share one combination"), str(told["smallest"])
    yield _("Persons whose rows together nobody else has"), str(told["alone"])
    yield (
        _("Forbidden"),
        _(
            "To find out who a row is about, to link the rows with other data, to pass them on."
            " (Personal Information Protection Act, Articles 28-4 and 28-5)"
        ),
    )
