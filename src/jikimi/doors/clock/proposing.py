"""Proposals of sites that are too large to be worked out while somebody waits."""

from __future__ import annotations

from uuid import UUID

from django.db import close_old_connections
from procrastinate.contrib.django import app

from jikimi.access.actor import THE_CLOCK
from jikimi.places.proposals import go_on_with_run, runs_left_behind


@app.task(name="work_out_proposal", pass_context=False)
def work_out_proposal(run: str) -> None:
    """Work one proposal out; broken off, it begins again."""
    close_old_connections()
    go_on_with_run(actor=THE_CLOCK, number=UUID(run))


@app.periodic(cron="* * * * *")
@app.task(name="work_out_left_behind", queueing_lock="proposals", pass_context=False)
def work_out_left_behind(timestamp: int) -> None:
    """After a crash: begin again with proposals of which nothing was heard for some minutes."""
    close_old_connections()
    for number in runs_left_behind(actor=THE_CLOCK):
        go_on_with_run(actor=THE_CLOCK, number=number)
