"""The press: data and a template in, paper out. The same data give the same bytes.

typst sets the type.  The font comes from the npm package pretendard; fonts of the machine are not
looked at, so that a booklet looks the same wherever it was made.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst
from fontTools.ttLib import TTFont

from jikimi.settings import PROJECT

_TEMPLATES = Path(__file__).parent
_FONTS = PROJECT / "node_modules" / "pretendard" / "dist" / "public" / "static" / "alternative"
_MASK = 3  # any of the eight can be read; trying them all costs four times the time of a booklet
_ABSENT = "□"  # what stands for a letter the font does not have


@dataclass(frozen=True)
class CannotPrint(Exception):
    """The press is not set up. says: what is missing and what to do."""

    says: str

    def __str__(self) -> str:
        return self.says


def pdf(template: str, *, data: Mapping[str, Any], folder: Path = _TEMPLATES) -> bytes:
    """A tagged PDF (PDF/UA-1) of a template of a folder.

    data: what the template reads as `print`; its `issued` day, if any, is the date of the document.
    Raises CannotPrint when the font is not installed.
    """
    how = {"format": "pdf", "pdf_standards": ["ua-1"], "timestamp": _moment(data)}
    made = _compiled(folder / template, data, **how)
    return made if isinstance(made, bytes) else b"".join(made)


def pictures(template: str, *, data: Mapping[str, Any], dots_per_inch: int = 96) -> list[bytes]:
    """Each page as a PNG, to look at."""
    made = _compiled(_TEMPLATES / template, data, format="png", ppi=dots_per_inch)
    return [made] if isinstance(made, bytes) else list(made)


@lru_cache(maxsize=4096)
def code_svg(url: str) -> str:
    """A QR code that leads to a page, as a drawing without a border."""
    drawn = BytesIO()
    segno.make(url, error="l", micro=False, mask=_MASK).save(
        drawn, kind="svg", border=0, xmldecl=False, svgns=True, nl=False, dark="#14213d"
    )
    return drawn.getvalue().decode()


def _compiled(template: Path, data: Mapping[str, Any], **how: Any) -> Any:
    printed = json.dumps(printable(data), ensure_ascii=False)
    compiler = typst.Compiler(
        input=template,
        root=template.parent,
        font_paths=_fonts(),
        sys_inputs={"print": printed},
    )
    return compiler.compile(**how)


def printable(value: Any) -> Any:
    """The same data with every text as the font can set it: composed, nothing invisible."""
    if isinstance(value, str):
        return _set_text(value)
    if isinstance(value, Mapping):
        return {key: printable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [printable(one) for one in value]
    return value


def _set_text(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", text)
    known = _letters()
    if all(ord(letter) in known for letter in composed):
        return composed
    return "".join(_letter(letter) for letter in composed)


def _letter(letter: str) -> str:
    if ord(letter) in _letters():
        return letter
    if letter.isspace():
        return " "
    return "" if unicodedata.category(letter).startswith("C") else _ABSENT


@cache
def _letters() -> frozenset[int]:
    """Every letter the font has, in its regular cut."""
    with TTFont(_font_folder() / "Pretendard-Regular.ttf", lazy=True) as font:
        return frozenset(font.getBestCmap())


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[_font_folder()],
    )


def _font_folder() -> Path:
    if not _FONTS.is_dir():
        raise CannotPrint("The font for print is missing: run `make setup`.")
    return _FONTS


def _moment(data: Mapping[str, Any]) -> datetime:
    """The document's date in its data: never the hour at which it happened to be printed."""
    issued = data.get("issued")
    if not issued:
        return datetime(2000, 1, 1, tzinfo=UTC)
    return datetime(issued["year"], issued["month"], issued["day"], tzinfo=UTC)
