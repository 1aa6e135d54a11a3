"""How commands answer: a line for a person, or JSON for a program."""

import json
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import asdict, is_dataclass
from typing import Any

import click

from jikimi.settings.embedded import Step

as_json = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")


def tell_json(answer: Any) -> None:
    """Print one JSON document; people's words stay readable."""
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: Any) -> Any:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)


def tell_step(step: Step) -> None:
    """Print one step of a start as soon as it is over, and how long it took."""
    click.echo(f"  {step.name:<28}{step.seconds:7.2f} s")


Teller = Callable[[Step], None]


def tell_table(heads: Sequence[str], *, rows: Sequence[Sequence[str]]) -> None:
    """Print a table; a Hangul syllable takes two columns on a terminal."""
    widths = [max(map(_width, column)) for column in zip(heads, *rows, strict=True)]
    for row in (heads, ["─" * width for width in widths], *rows):
        cells = [cell + " " * (w - _width(cell)) for cell, w in zip(row, widths, strict=True)]
        click.echo("  ".join(cells).rstrip())


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
