"""What commands that bring files in tell while they run, and when something stops them."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

Told = Callable[[int, int], None]


@contextmanager
def told_in_one_line(file: Path, *, kept: str) -> Iterator[None]:
    """Refusals and broken machines as one line that names the file. kept: what is in by then."""
    from django.db import Error
    from django.utils import translation

    from jikimi.access.errors import NotValid, Refusal

    try:
        with translation.override(spoken_language()):
            yield
    except NotValid as refusal:
        says = " ".join(refusal.fields.values())
        _give_up(says if says.startswith(file.name) else f"{file}: {says}", code=2)
    except Refusal as refusal:
        _give_up(f"{file}: {refusal.says or refusal.code}", code=1)
    except Error as error:
        reason = str(error).strip().partition("\n")[0]
        _give_up(f"{file}: the database stopped: {reason}. {kept}", code=1)
    except OSError as error:
        _give_up(f"{error.filename or file}: {error.strerror}. {kept}", code=1)


def _give_up(says: str, *, code: int) -> NoReturn:
    click.echo(f"Error: {says}", err=True)
    sys.exit(code)


def spoken_language() -> str:
    """The terminal's language: Korean, or English for all others."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "ko" if spoken.startswith("ko") else "en"


def _silence(done: int, total: int) -> None:
    """Progress nobody sees."""


@contextmanager
def progress(file: Path) -> Iterator[Told]:
    """A bar on a terminal, silence elsewhere."""
    if not sys.stderr.isatty():
        yield _silence
        return
    with click.progressbar(length=0, label=file.name, file=sys.stderr, show_pos=True) as bar:

        def tell(done: int, total: int) -> None:
            bar.length = max(total, done)
            bar.update(done - bar.pos)

        yield tell
