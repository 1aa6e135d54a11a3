"""Packs: the licensed wording of a form, brought in by an operator in place of our own words.

The structure, points and rules of a form stay those of the code lists; a pack changes words alone,
from its first day on. Forms filled in before keep the words they were filled in with.
Method: docs/methods/instruments.md
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NoReturn

from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.codes import codes
from jikimi.access.errors import NotValid
from jikimi.settings.folders import data_folder, write_private

COLUMNS = ("instrument", "version", "valid_from", "licence", "source", "item", "ko", "en")
_ALIKE = ("instrument", "version", "valid_from", "licence", "source")
LONGEST_VERSION = 10


@dataclass(frozen=True, slots=True)
class Pack:
    """The wording of one form. texts: item → (Korean, English or empty)."""

    instrument: str
    version: str
    valid_from: date
    licence: str
    source: str
    texts: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def read_pack(path: Path) -> Pack:
    """A pack as a CSV file holds it, each question of the form once.

    Raises NotValid naming file, row and column.
    """
    rows = list(_rows(path))
    if not rows:
        _refuse(path, 1, "item", _("The file has no questions."))
    head = rows[0]
    pack = Pack(
        instrument=head["instrument"],
        version=head["version"],
        valid_from=_day(path, head["valid_from"]),
        licence=head["licence"],
        source=head["source"],
        texts=dict(_texts(path, rows)),
    )
    _check(path, pack)
    return pack


def import_pack(*, actor: Actor, path: Path, is_trial: bool = False) -> Pack:
    """Bring in the wording of a form for every form filled in from its first day on.

    is_trial: check it and change nothing.  Raises NotValid naming file, row and column.
    Records cases.instruments.import.
    """
    pack = read_pack(path)
    if not is_trial:
        with acting(actor, "cases.instruments.import") as doing:
            doing.details.update(instrument=pack.instrument, version=pack.version)
            _keep(pack)
    return pack


def pack_for(instrument: str, *, on: date) -> Pack | None:
    """The licensed wording of a form on a day: the newest pack that had begun; None without one."""
    kept = [pack for pack in _kept() if pack.instrument == instrument and pack.valid_from <= on]
    return max(kept, key=lambda pack: pack.valid_from, default=None)


def _kept() -> Iterator[Pack]:
    for path in sorted(_folder().glob("*.csv")):
        yield _kept_pack(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _kept_pack(path: Path, changed_at: int) -> Pack:
    return read_pack(path)


def _folder() -> Path:
    return data_folder() / "instruments"


def _keep(pack: Pack) -> None:
    """One file for each form and first day; the same day again is a correction."""
    folder = _folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    name = f"{pack.instrument}-{pack.valid_from.isoformat()}.csv"
    write_private(folder / name, text=_as_csv(pack))


def _as_csv(pack: Pack) -> str:
    alike = {name: str(value) for name, value in asdict(pack).items() if name in _ALIKE}
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(
        {**alike, "item": item, "ko": ko, "en": en} for item, (ko, en) in pack.texts.items()
    )
    return out.getvalue()


def _rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        _refuse(path, 1, "code", _("The file is not in UTF-8."))
    reader = csv.DictReader(io.StringIO(text))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        _refuse(path, 1, missing[0], _("This column is missing."))
    for row in reader:
        yield {name: (row[name] or "").strip() for name in COLUMNS}


def _texts(path: Path, rows: list[dict[str, str]]) -> Iterator[tuple[str, tuple[str, str]]]:
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        for name in _ALIKE:
            if row[name] != rows[0][name] or not row[name]:
                says = _("Every row says the same here, and it is not empty.")
                _refuse(path, number, name, says)
        if row["item"] in seen or not row["item"]:
            _refuse(path, number, "item", _("Each question stands here once."))
        if not row["ko"]:
            _refuse(path, number, "ko", _("The Korean wording is missing."))
        seen.add(row["item"])
        yield row["item"], (row["ko"], row["en"])


def _check(path: Path, pack: Pack) -> None:
    if pack.instrument not in codes("cases", "instruments", on=pack.valid_from):
        _refuse(path, 2, "instrument", _("There is no such form on that day."))
    if len(pack.version) > LONGEST_VERSION:
        says = _("At most %(n)d characters.") % {"n": LONGEST_VERSION}
        _refuse(path, 2, "version", says)
    wanted = {
        row.more["item"]
        for row in codes("cases", "instrument_items", on=pack.valid_from).values()
        if row.more["instrument"] == pack.instrument
    }
    wrong = sorted(wanted ^ set(pack.texts))
    if wrong:
        says = _("Questions that are missing or that the form does not have: %(items)s.")
        _refuse(path, 2, "item", says % {"items": " ".join(wrong)})


def _day(path: Path, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        _refuse(path, 2, "valid_from", _("Write the day as 2026-11-22."))


def _refuse(path: Path, row: int, column: str, says: str) -> NoReturn:
    where = _("%(file)s, row %(row)d, column %(column)s: %(says)s")
    told = where % {"file": path.name, "row": row, "column": column, "says": says}
    raise NotValid("cases.instruments.pack", {column: told})
