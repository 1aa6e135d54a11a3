"""Directories that are too large to be compared while somebody waits."""

from __future__ import annotations

from uuid import UUID

from django.db import close_old_connections
from procrastinate.contrib.django import app

from jikimi.access.actor import THE_CLOCK
from jikimi.directory.importing_uploads import go_on_with_upload


@app.task(name="read_directory", pass_context=False)
def read_directory(upload: str) -> None:
    """Try one file, or bring it in; all of it or nothing, so that it may simply be done again."""
    close_old_connections()
    go_on_with_upload(actor=THE_CLOCK, number=UUID(upload))
