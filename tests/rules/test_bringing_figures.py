"""Figures of other offices come in from tables as these publish them, and can be taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.ticket import name_actor
from jikimi.insights.bringing import FigureList, bring_figures, plan_figures, undo_figures
from jikimi.insights.models import ContextFigure
from tests.cast import Cast

AS_OF = date(2026, 1, 31)
PEOPLE = """행정구역,2024년,2025년
제주특별자치도  (5000000000),"671,000","668,500"
제주특별자치도 제주시 (5011000000),"489,000","487,400"
서귀포시,"182,000","181,100"
경찰서 기관,-,"300,000"
합계,"1,342,000","1,337,000"
"""


def _list(tmp_path: Path, text: str, **given: object) -> FigureList:
    path = tmp_path / "people.csv"
    path.write_bytes(text.encode("cp949"))
    told = {"measure": "residents", "source": "행정안전부", "as_of": AS_OF, **given}
    return FigureList(path, **told)  # type: ignore[arg-type]


def _held(year: int) -> dict[tuple[str, str], float]:
    rows = ContextFigure.objects.filter(replaced_at=None, year=year)
    return {(row.level, row.area): row.value for row in rows}


def test_a_table_of_people_comes_in_by_code_and_name_and_is_taken_back(
    cast: Cast, tmp_path: Path
) -> None:
    name_actor(cast.analyst)
    given = _list(tmp_path, PEOPLE)
    assert plan_figures(given) == {"new": 8, "changed": 0, "same": 0}
    first = bring_figures(actor=cast.analyst, given=given)
    held = _held(2025)
    assert held["region", "50"] == 668_500
    assert held["district", "50110"] == 487_400
    assert held["district", "50130"] == 181_100
    assert plan_figures(given) == {"new": 0, "changed": 0, "same": 8}
    later = _list(tmp_path, PEOPLE.replace("487,400", "487,401"))
    second = bring_figures(actor=cast.analyst, given=later)
    assert second.counts == {"new": 0, "changed": 1, "same": 7}
    assert _held(2025)["district", "50110"] == 487_401
    assert undo_figures(actor=cast.analyst, brought=second.pk) == 1
    assert _held(2025) == held
    with pytest.raises(NotYet):
        undo_figures(actor=cast.analyst, brought=second.pk)
    undo_figures(actor=cast.analyst, brought=first.pk)
    assert not _held(2025)


@pytest.mark.parametrize(
    ("text", "given"),
    [
        (PEOPLE, {"measure": "no_such"}),
        (PEOPLE, {"source": " "}),
        ("구,인구수\n제주시,10\n서귀포시,20\n", {}),  # of which year?
        ("구,2025\n제주시,10\n제주시,20\n", {}),
        ("구,2025\n제주시,101.5\n서귀포시,20\n", {"measure": "smoking"}),
        ("구,2025\n제주시,1o1\n서귀포시,20\n", {}),
    ],
)
def test_a_list_that_does_not_fit_is_refused_whole(
    cast: Cast, tmp_path: Path, text: str, given: dict[str, object]
) -> None:
    name_actor(THE_OPERATOR)
    with pytest.raises(NotValid):
        bring_figures(actor=THE_OPERATOR, given=_list(tmp_path, text, **given))
    assert not ContextFigure.objects.exists()


def test_nobody_else_brings_figures(cast: Cast, tmp_path: Path) -> None:
    name_actor(cast.officer)
    with pytest.raises(NotAllowed):
        bring_figures(actor=cast.officer, given=_list(tmp_path, PEOPLE))
