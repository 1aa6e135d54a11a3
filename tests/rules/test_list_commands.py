"""The commands that bring public lists in: tried, brought, the same again, taken back, refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.ticket import name_actor
from jikimi.doors.cli import main
from tests.cast import Cast

BELLS = (
    "안전비상벨관리번호,설치위치,소재지도로명주소,위도,경도,관리기관명\n"
    "B-1,늘봄공원,늘봄로 1,37.5,127.0,시청\n"
)
PEOPLE = "행정구역,2025년\n제주특별자치도 제주시 (5011000000),487400\n"
CRIMES = "kind,date,lon,lat\n" + "".join(
    f"절도,2025-03-{1 + n % 28:02d},{127 + n % 20 / 1000:.3f},{37.5 + n // 20 / 1000:.3f}\n"
    for n in range(400)
)
STREETS = '링크 WKT,링크 ID,건물내\n"LINESTRING(127 37.5,127.001 37.5)",7,0\n'
TOLD = ["--measure", "residents", "--source", "행정안전부", "--as-of", "2026-01-31"]
LISTS: list[tuple[str, str, Sequence[str]]] = [
    ("sites", BELLS, ()),
    ("figures", PEOPLE, TOLD),
    ("crimes", CRIMES, ()),
    ("streets", STREETS, ()),
]


def _said(*words: str) -> Any:
    name_actor(THE_OPERATOR)
    return CliRunner().invoke(main, ["import", *words, "--json"])


@pytest.mark.parametrize(("what", "text", "more"), LISTS, ids=[row[0] for row in LISTS])
def test_a_list_is_tried_brought_in_once_and_taken_back(
    cast: Cast, tmp_path: Path, what: str, text: str, more: Sequence[str]
) -> None:
    path = tmp_path / f"{what}.csv"
    path.write_text(text, encoding="utf-8")

    def brought(*words: str) -> dict[str, Any]:
        answer = _said(what, str(path), *more, *words)
        assert answer.exit_code == 0, answer.output
        return dict(json.loads(answer.stdout))

    tried = brought("--dry-run")
    assert tried["new"] > 0
    assert tried["import"] is None
    assert not path.with_name(f"{what}.rejects.csv").exists()
    first = brought()
    assert first["new"] == tried["new"]
    again = brought("--dry-run")
    assert (again["new"], again["same"]) == (0, tried["new"])
    undone = _said(what, "--undo", first["import"])
    assert json.loads(undone.stdout)["undone"] == tried["new"]
    assert brought("--dry-run")["new"] == tried["new"]


Words = Callable[[Path], list[str]]
REFUSED: list[tuple[str, Words, int]] = [
    ("neither a file nor an import", lambda _here: [], 2),
    ("both", lambda here: [str(here), "--undo", str(UUID(int=1))], 2),
    ("no such file", lambda here: [str(here / "nowhere.csv")], 2),
    ("no such import", lambda _here: ["--undo", str(UUID(int=1))], 1),
]


@pytest.mark.parametrize("what", ["sites", "crimes", "streets"])
@pytest.mark.parametrize(
    ("words", "code"), [row[1:] for row in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_what_cannot_be_done_ends_in_one_line_and_a_code(
    cast: Cast, tmp_path: Path, what: str, words: Words, code: int
) -> None:
    answer = _said(what, *words(tmp_path))
    assert answer.exit_code == code, answer.output
    assert "Traceback" not in answer.output
