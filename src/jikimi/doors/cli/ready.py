"""What a command needs before it may touch data: a database, its tables, and Django."""

import os
import time
from collections.abc import Callable, Iterator

from jikimi.settings import embedded, upkeep
from jikimi.settings.embedded import Step


def open_database() -> Iterator[Step]:
    """Start the database when it is not running and bring its tables up to date."""
    yield from embedded.start()
    yield from step("tables", work=upkeep.bring_tables_up_to_date)


def open_django() -> None:
    """Have the database, then Django in this process, as the login in JIKIMI_DB_ROLE (staff)."""
    for _ in open_database():
        pass
    upkeep.compile_messages()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jikimi.settings")
    import django

    django.setup()


def step(name: str, *, work: Callable[[], bool]) -> Iterator[Step]:
    """Do one piece of upkeep; told only when there was something to do."""
    began = time.perf_counter()
    if work():
        yield Step(name, time.perf_counter() - began)
