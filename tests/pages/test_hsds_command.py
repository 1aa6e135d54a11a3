"""`jikimi export directory` on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from jikimi.doors.cli import main
from tests.directory.exporting import faults
from tests.directory.town import SECRETS, town

__all__ = ["town"]


def _call(*words: Any) -> Result:
    return CliRunner().invoke(main, ["export", "directory", *map(str, words)])


def test_an_export_is_whole_and_replaces_an_earlier_one(town: Any, tmp_path: Path) -> None:
    folder = tmp_path / "out" / "directory"
    answer = json.loads(_call(folder, "--json").stdout)
    assert answer["tables"]["service"] == 5
    assert answer["rows"] == sum(answer["tables"].values())
    assert faults(folder) == []
    (folder / "funding.csv").write_text("an earlier export held this\n", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert _call(folder).exit_code == 0
    after = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert after == {name: body for name, body in before.items() if name != "funding.csv"}
    assert [path.name for path in folder.parent.iterdir()] == ["directory"]
    assert [one for one in SECRETS if any(one.encode() in body for body in after.values())] == []


def test_a_dry_run_says_what_would_be_written_and_writes_nothing(town: Any, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    answer = json.loads(_call(folder, "--dry-run", "--json").stdout)
    assert answer["tables"]["service"] == 5
    assert list(tmp_path.iterdir()) == []


def test_nothing_else_is_written_over(town: Any, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    for target in (tmp_path, tmp_path / "letter.txt", tmp_path / "letter.txt" / "below"):
        answer = _call(target)
        assert answer.exit_code in (1, 2)
        assert answer.output.startswith("Error: ")
        assert "Traceback" not in answer.output
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
