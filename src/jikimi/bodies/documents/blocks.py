"""What a paper is made of. Every maker takes the same blocks, so all files say the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. level: 1 to 3, below the title."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words; a line break in them stays one."""

    text: str
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """Points under one another."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """A table of two columns without a head: what it is, the fact."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head that is repeated on each page.

    widths: one share per column, all alike when empty.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    widths: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Signatures:
    """Places to sign: office and name of each person."""

    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Bullets | Facts | Table | Signatures | NewPage


@dataclass(frozen=True, slots=True)
class Document:
    """A paper. With to it is an official letter: to whom, subject, content, issuer, number and day.

    number: of the paper in its series. marking: how it may be handed on, on every page.
    footer: what stands at the foot of every page, beside the page number.
    """

    title: str
    blocks: tuple[Block, ...]
    on: date
    language: str = "ko"
    subtitle: str = ""
    number: str = ""
    issuer: str = ""
    to: str = ""
    marking: str = ""
    footer: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook. Rows hold text, numbers, days or nothing."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[str | int | float | date | None, ...], ...]
