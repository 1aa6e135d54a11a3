"""Databases with all tables and no people: the migrations run once, tests get copies."""

from __future__ import annotations

import hashlib

import pytest

from jikimi.settings import PACKAGE, embedded, folders, upkeep
from jikimi.settings.marks import mark, marks

_MODEL = "test_tables"
# What migrations read; `upkeep` asks for less, since walls of a released version do not change.
_SOURCES = ("*/migrations/*.py", "*/sql/*.sql", "*/wall.py", "*/policy.py", "access/guarded.py")


def tables_made(name: str) -> None:
    """Make this database anew, as it is after all migrations on an empty one.

    Processes that ask at once wait for each other. The migrations run again when one changed.
    """
    with folders.locked("test-tables"):
        with pytest.MonkeyPatch.context() as elsewhere:
            elsewhere.setenv("JIKIMI_DB_NAME", _MODEL)
            _make_model()
        embedded.fresh_database(name, like=_MODEL)


def _make_model() -> None:
    embedded.start()
    made_of = _made_of()
    if upkeep.tables_are_current() and marks().get("made_of") == made_of:
        return
    embedded.fresh_database(_MODEL)
    upkeep.bring_tables_up_to_date()
    mark("made_of", value=made_of)


def _made_of() -> str:
    paths = sorted(path for pattern in _SOURCES for path in PACKAGE.glob(pattern))
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()
