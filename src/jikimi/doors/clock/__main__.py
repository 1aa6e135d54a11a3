"""`python -m jikimi.doors.clock`: work off the queue and the calendar until told to stop."""

from __future__ import annotations

import os
from typing import Any

import django


def main() -> None:
    """Run one worker; several may run at once, the queue gives each task to one of them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jikimi.settings")
    django.setup()
    from procrastinate.contrib.django import app

    from jikimi.doors.clock import tasks, uploads

    del tasks, uploads  # importing them has registered their tasks
    connector: Any = app.connector
    worker = app.with_connector(connector.get_worker_connector())
    worker.run_worker(concurrency=2, delete_jobs="always", fetch_job_polling_interval=2)


if __name__ == "__main__":
    main()
