"""Packages of others taken into the directory and committed, for tests that read it publicly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.ticket import named
from jikimi.directory.changes import Edit, apply_edits
from jikimi.directory.importing import import_directory
from tests.wiping import wipe

EXAMPLES = Path(__file__).parents[3] / "shared" / "data" / "hsds"
needs_examples = pytest.mark.skipif(
    not EXAMPLES.exists(), reason="the official examples (../shared/data/hsds) are not here"
)
TakeIn = Callable[[Path], None]


def take_in(path: Path) -> None:
    """Bring a package in as `jikimi import directory` does."""
    import_directory(actor=THE_OPERATOR, path=path, source="test")


def add_rows(rows: list[tuple[str, str, dict[str, Any]]]) -> None:
    """Add rows: table, id, values."""
    edits = [Edit(table, UUID(key), "add", value=values) for table, key, values in rows]
    with named(THE_OPERATOR):
        apply_edits(actor=THE_OPERATOR, edits=edits, kind="import", source="test")


@pytest.fixture
def taken_in(django_db_setup: None, django_db_blocker: Any) -> Iterator[TakeIn]:
    """Takes packages in; what they brought is wiped away after the test."""
    with django_db_blocker.unblock():
        yield take_in
        connections.close_all()
        wipe()
