"""Files that are too large to be compared while somebody waits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import close_old_connections
from procrastinate.contrib.django import app

from jikimi.access.actor import THE_CLOCK
from jikimi.access.bringing import Bringing
from jikimi.directory.importing_uploads import DIRECTORIES
from jikimi.places.site_uploads import SITES

KINDS: Mapping[str, Bringing[Any]] = {"directory": DIRECTORIES, "sites": SITES}


@app.task(name="read_brought", pass_context=False)
def read_brought(kind: str, file: str) -> None:
    """Try one file, or bring it in; all of it or nothing, so that it may simply be done again."""
    close_old_connections()
    KINDS[kind].go_on(actor=THE_CLOCK, number=UUID(file))


@app.periodic(cron="* * * * *")
@app.task(name="read_brought_left_behind", queueing_lock="brought", pass_context=False)
def read_brought_left_behind(timestamp: int) -> None:
    """After a crash: go on with the files of which nothing was heard for some minutes."""
    close_old_connections()
    for bringing in KINDS.values():
        for number in bringing.left_behind(actor=THE_CLOCK):
            bringing.go_on(actor=THE_CLOCK, number=number)
