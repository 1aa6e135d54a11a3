"""The files a print can be had as, by name: a5.pdf, pocket.pdf, large.pdf, list.xlsx, list.hwpx,
and leaflet-<need>.pdf for every need anybody answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jikimi.directory.booklet.formats import LOOKS
from jikimi.directory.booklet.leaflets import needs_with_help
from jikimi.directory.booklet.printing import (
    Print,
    booklet_pdf,
    hangul_file,
    leaflet_pdf,
    workbook_file,
)

_PDF = "application/pdf"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HWPX = "application/hwp+zip"
_LEAFLET = "leaflet-"


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file and its media type."""

    content: bytes
    kind: str


def file_called(printed: Print, name: str, *, language: str) -> MadeFile | None:
    """A print as the file of this name; None when there is none, as for a need nobody answers.

    Raises CannotPrint when the font is not installed.
    """
    stem, _, ending = name.rpartition(".")
    if ending == "pdf" and stem in LOOKS:
        return MadeFile(booklet_pdf(printed, language=language, size=stem), _PDF)
    if ending == "pdf" and stem.startswith(_LEAFLET):
        return _leaflet(printed, stem.removeprefix(_LEAFLET), language)
    made = _LISTS.get(name)
    return MadeFile(made[0](printed, language=language), made[1]) if made else None


def leaflet_name(need: str) -> str:
    """The name of the leaflet on a need."""
    return f"{_LEAFLET}{need}.pdf"


def _leaflet(printed: Print, need: str, language: str) -> MadeFile | None:
    if need not in needs_with_help(printed.content):
        return None
    return MadeFile(leaflet_pdf(printed, need=need, language=language), _PDF)


_LISTS: dict[str, tuple[Callable[..., bytes], str]] = {
    "list.xlsx": (workbook_file, _XLSX),
    "list.hwpx": (hangul_file, _HWPX),
}
