"""`jikimi booklet` on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from jikimi.doors.cli import main
from tests.booklet import check_everything, pages_of
from tests.directory.town import found_town


@pytest.fixture(autouse=True)
def town(committed: None) -> None:
    """The town, committed, with every fact checked today."""
    found_town()
    check_everything()


def _call(*words: Any) -> Result:
    return CliRunner().invoke(main, ["booklet", *map(str, words)])


def test_two_runs_give_equal_bytes_and_say_what_was_made(tmp_path: Path) -> None:
    first, second = tmp_path / "one.pdf", tmp_path / "two.pdf"
    answer = json.loads(_call(first, "--json").stdout)
    assert _call(second).exit_code == 0
    assert first.read_bytes() == second.read_bytes()
    assert (answer["entries"], answer["waiting"], answer["edition"]) == (5, 0, None)
    assert answer["file"] == str(first)
    assert answer["hash"][:12] in pages_of(first.read_bytes())[0]


def test_an_edition_is_issued_and_printed_again(tmp_path: Path) -> None:
    issued, again = tmp_path / "issued.pdf", tmp_path / "again.pdf"
    assert json.loads(_call(issued, "--issue", "--json").stdout)["edition"] == 1
    assert _call(again, "--edition", 1).exit_code == 0
    assert issued.read_bytes() == again.read_bytes()
    refused = _call(tmp_path / "same.pdf", "--issue")
    assert refused.exit_code == 1
    assert refused.output.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [(["x.doc"], 2), (["x.pdf", "--edition", "9"], 1), (["x.pdf", "--leaflet", "nothing"], 2),
     (["x.xlsx", "--leaflet", "suicide"], 2), (["x.pdf", "--edition", "1", "--issue"], 2),
     (["no/such/folder/x.pdf"], 1)],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_a_line(words: list[str], code: int, tmp_path: Path) -> None:
    answer = _call(tmp_path / words[0], *words[1:])
    assert answer.exit_code == code
    assert "Error: " in answer.output
    assert "Traceback" not in answer.output


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "x.pdf"
    assert json.loads(_call(out, "--issue", "--dry-run", "--json").stdout)["edition"] is None
    assert not out.exists()
    assert json.loads(_call(out, "--issue", "--json").stdout)["edition"] == 1


@pytest.mark.parametrize("name", ["x.xlsx", "x.hwpx"])
def test_lists_for_the_office_are_written(name: str, tmp_path: Path) -> None:
    assert _call(tmp_path / name).exit_code == 0
    assert (tmp_path / name).read_bytes().startswith(b"PK")
