"""The worker of the queue: takes tasks as they fall due, those of the calendar included."""

from __future__ import annotations

from typing import Any

from procrastinate import App
from procrastinate.contrib.django import app

from jikimi.doors.clock import brought, proposing, tasks, uploads
from jikimi.doors.clock.watch import begin_watch

# Importing them has registered their tasks.
__all__ = ["brought", "proposing", "tasks", "uploads", "work_off"]


def work_off() -> None:
    """Run one worker until told to stop; several may run at once, each task goes to one of them.

    Beside it runs the watch over walks; of several one looks at a time.
    """
    begin_watch()
    _with_own_connection().run_worker(
        concurrency=2, delete_jobs="always", fetch_job_polling_interval=2
    )


def _with_own_connection() -> App:
    connector: Any = app.connector
    return app.with_connector(connector.get_worker_connector())
