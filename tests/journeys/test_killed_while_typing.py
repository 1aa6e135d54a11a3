"""The process is killed in the middle of a meeting: what was acknowledged is there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tables import tables_made

ROOT = Path(__file__).parent.parent.parent
LINES = 8


@pytest.fixture
def environment() -> dict[str, str]:
    """A database of its own, since everything in it is committed."""
    name = f"{os.environ['JIKIMI_DB_NAME']}_typing"
    tables_made(name)
    own = {"JIKIMI_DB_NAME": name, "JIKIMI_SECOND_FACTOR": "never", "PYTHONPATH": str(ROOT)}
    return {**os.environ, **own}


def test_nothing_acknowledged_is_lost(environment: dict[str, str]) -> None:
    clerk = [sys.executable, "-m", "tests.journeys.typing_in_a_meeting"]
    with subprocess.Popen(
        [*clerk, "type"], env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as typing:
        assert typing.stdout is not None
        acknowledged = [int(typing.stdout.readline()) for _ in range(LINES)]
        typing.kill()
        acknowledged += [int(line) for line in typing.stdout.read().split()]
    kept = subprocess.run(
        [*clerk, "read"], env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    ).stdout.splitlines()
    assert len(kept) >= acknowledged[-1]
    assert kept == [f"{n}번째 줄" for n in range(1, len(kept) + 1)]
