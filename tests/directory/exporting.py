"""The directory written out as the public may see it, and what is wrong with a package."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import frictionless
import pytest

from jikimi.directory.exchange.writing.package import write_package
from jikimi.directory.routing import public_door

Export = Callable[[], Path]


@pytest.fixture
def exported(tmp_path: Path) -> Export:
    """Writes the directory as the public may see it, each time into a new folder."""

    def export() -> Path:
        folder = tmp_path / f"export-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        with public_door():
            write_package(folder)
        return folder

    return export


def faults(folder: Path) -> list[Any]:
    """What frictionless finds wrong with a package."""
    report = frictionless.validate(str(folder / "datapackage.json"))
    return [(t.name, e.note) for t in report.tasks for e in t.errors] + report.errors
