"""The watch over people on their way home: one look a second, beside the jobs of the queue."""

from __future__ import annotations

import logging
import os
import signal
import time
from threading import Thread

from django.db import InterfaceError, OperationalError, connections

from jikimi.escorts.watching import look_over

_EVERY_S = 1.0
_AFTER_TROUBLE_S = 3.0
_log = logging.getLogger(__name__)


def begin_watch() -> None:
    """Look over everything under way each second until the process ends.

    While the database does not answer it tries again; anything else ends the process, which is
    started anew by whoever looks after it: nobody walks without a watch unnoticed.
    """
    Thread(target=_watch, name="watch", daemon=True).start()


def _watch() -> None:
    try:
        while True:
            time.sleep(_look())
    finally:
        os.kill(os.getpid(), signal.SIGTERM)


def _look() -> float:
    try:
        look_over()
    except (InterfaceError, OperationalError):
        _log.warning("The watch over walks does not reach the database; it tries again.")
        connections.close_all()
        return _AFTER_TROUBLE_S
    return _EVERY_S
