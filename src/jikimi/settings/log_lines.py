"""Lines of the log: where something failed and of which kind, never the words it failed on.

PostgreSQL and Python cite what was typed in the words of an error ("Key (name)=(…)", "invalid
literal: …"). A log is read and kept outside the walls, so those words stay out of it.
"""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutWords(logging.Formatter):
    """A formatter for whoever is on duty: the way to the error and its kind, causes first."""

    def format(self, record: logging.LogRecord) -> str:
        """One record; what another handler already wrote of its error is not taken over."""
        record.exc_text = None
        return super().format(record)

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - the name logging gives it
        """The frames and the class of each error in the chain, without its words."""
        return "\n".join(_told(error) for error in reversed(_chain(ei[1])))


def _chain(error: BaseException | None) -> list[BaseException]:
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return chain


def _told(error: BaseException) -> str:
    frames = traceback.format_tb(error.__traceback__)
    kind = type(error)
    return f"{''.join(frames)}{kind.__module__}.{kind.__qualname__}"
