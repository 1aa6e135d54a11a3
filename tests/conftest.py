"""A real PostgreSQL in a data folder of its own, and a small fixed cast of people."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("JIKIMI_DATA", str(Path(__file__).parent.parent / "var" / "test"))
os.environ["JIKIMI_DB_NAME"] = os.environ.get("JIKIMI_TEST_DB", "test_jikimi")
os.environ["DJANGO_SETTINGS_MODULE"] = "jikimi.settings"

import django
import pytest
from django.test import Client

from jikimi.settings import embedded

django.setup()

from django.conf import settings

settings.PASSWORD_HASHERS = ["tests.hashers.QuickArgon2"]
pytest_plugins = ["tests.cast"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Every test run begins with all migrations on an empty database, as on a fresh machine."""
    embedded.start()
    embedded.fresh_database(os.environ["JIKIMI_DB_NAME"])
    migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, check=True, env={**os.environ, "JIKIMI_DB_ROLE": "owner"})
    yield


@pytest.fixture
def client() -> Client:
    """A browser that keeps its session between requests."""
    return Client()
