"""A real PostgreSQL in a data folder of its own, and a small fixed cast of people."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("JIKIMI_DATA", str(Path(__file__).parent.parent / "var" / "test"))
# Each worker of a parallel run has a database of its own on the same server.
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
os.environ["JIKIMI_DB_NAME"] = os.environ.get("JIKIMI_TEST_DB", "test_jikimi") + _WORKER
os.environ["DJANGO_SETTINGS_MODULE"] = "jikimi.settings"

import django
import pytest
from django.db import connections
from django.test import Client

from tests.lengths import place_in_line
from tests.tables import tables_made
from tests.wiping import wipe

django.setup()

from django.conf import settings

# A worker may have loaded the settings with the name its parent process handed down.
for _database in settings.DATABASES.values():
    _database["NAME"] = os.environ["JIKIMI_DB_NAME"]
settings.PASSWORD_HASHERS = ["tests.hashers.QuickArgon2"]
Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
pytest_plugins = ["tests.cast", "tests.walking", "tests.browsing", "tests.directory.town"]
pytest_plugins += ["tests.street"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refusals are recorded on a connection of their own; tests may use it as the house does.

    Long files come first, so that no process of a parallel run waits for the other at the end.
    """
    items.sort(key=place_in_line)
    for item in items:
        named = any(mark.kwargs.get("databases") for mark in item.iter_markers("django_db"))
        if "db" in getattr(item, "fixturenames", ()) and not named:
            item.add_marker(pytest.mark.django_db(databases=["default", "refusals"]))


def pytest_collection_finish() -> None:
    """Thousands of collected tests stay to the end: nobody need look for rubbish among them."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> None:
    """Every test run begins as on a fresh machine: all migrations ran on an empty database."""
    tables_made(os.environ["JIKIMI_DB_NAME"])


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """For tests with several connections: what they do is committed, and wiped away afterwards.

    The staff role cannot empty tables, so the wiping is done by the database's administrator.
    """
    with django_db_blocker.unblock():
        yield
        connections.close_all()
    wipe()


@pytest.fixture
def client() -> Client:
    """A browser that keeps its session between requests."""
    return Client()
