"""Files of reports that are too large to be read while somebody waits, and what is left of them."""

from __future__ import annotations

from uuid import UUID

from django.db import close_old_connections
from procrastinate.contrib.django import app

from jikimi.access.actor import THE_CLOCK
from jikimi.cases.uploads import go_on_with_upload, throw_old_uploads, uploads_left_behind


@app.task(name="read_upload", pass_context=False)
def read_upload(batch: str) -> None:
    """Try or read in one file; it goes on where it stopped when this was broken off."""
    close_old_connections()
    go_on_with_upload(actor=THE_CLOCK, number=UUID(batch))


@app.periodic(cron="* * * * *")
@app.task(name="read_uploads_left_behind", queueing_lock="uploads", pass_context=False)
def read_uploads_left_behind(timestamp: int) -> None:
    """After a crash: go on with the files of which nothing was heard for some minutes."""
    close_old_connections()
    for number in uploads_left_behind(actor=THE_CLOCK):
        go_on_with_upload(actor=THE_CLOCK, number=number)


@app.periodic(cron="17 * * * *")
@app.task(name="throw_uploads", queueing_lock="throw_uploads", pass_context=False)
def throw_uploads(timestamp: int) -> None:
    """Throw away files that lie here longer than a day."""
    close_old_connections()
    throw_old_uploads(actor=THE_CLOCK)
