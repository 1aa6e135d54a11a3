"""Forms by their dates: an amended form and a licensed wording change later fillings alone."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import jikimi
from jikimi.access import codes
from jikimi.access.errors import NotValid
from jikimi.cases.assessing import fill_in
from jikimi.cases.assessments import assessments_of, result_of
from jikimi.cases.clocks.periods import KOREA
from jikimi.cases.form_drafts import FormDraft
from jikimi.cases.instrument_forms import forms_for, paper_called
from jikimi.cases.instrument_packs import COLUMNS, read_pack
from jikimi.doors.cli import main
from tests.cast import Cast
from tests.loop import heard

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
ROOM = Path(jikimi.__file__).parent / "cases"
BEFORE, AFTER = (datetime(2026, 11, day, 10, tzinfo=KOREA) for day in (13, 17))


@pytest.fixture
def amended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """From 16 November on two points are enough and the first question has other words."""
    shutil.copytree(ROOM / "data", tmp_path / "data")
    for name, code, old, new in (
        ("instrument_rules", "unified.score", ",3\n", ",2\n"),
        ("instrument_items", "unified.q1", "다치게 하거나 폭행·협박함", "다치게 함"),
        ("instruments", "unified", ",S2,1,", ",S2,2,"),
    ):
        path = tmp_path / "data" / f"{name}.csv"
        rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        place = next(n for n, row in enumerate(rows) if row.startswith(f"{code},"))
        was = rows[place].replace(",2025-01-01,,", ",2025-01-01,2026-11-15,")
        now = rows[place].replace(",2025-01-01,,", ",2026-11-16,,").replace(old, new)
        assert len({was, now, rows[place]}) == 3
        path.write_text("".join([*rows[:place], was, now, *rows[place + 1 :]]), encoding="utf-8")
    real = codes.files
    monkeypatch.setattr(codes, "files", lambda n: tmp_path if n == "jikimi.cases" else real(n))
    _forget()
    yield
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    codes.code_rows.cache_clear()
    codes._on_day.cache_clear()


def test_a_form_keeps_questions_rules_and_version_of_its_day(cast: Cast, amended: None) -> None:
    loop = heard(cast)
    for at in (BEFORE, AFTER):
        draft = FormDraft("unified", {"q1": "yes", "q2": "yes"}, assessed_at=at)
        fill_in(actor=loop.as_("officer"), case=loop.fresh("officer"), draft=draft)
    later, earlier = map(result_of, assessments_of(loop.as_("officer"), loop.fresh("officer")))
    assert [r.line.is_high for r in (earlier, later)] == [False, True]
    assert [r.line.assessment.form_version for r in (earlier, later)] == ["1", "2"]
    assert [r.answers[0].question for r in (earlier, later)] == [
        "다치게 하거나 폭행·협박함",
        "다치게 함",
    ]


def test_forms_made_for_the_kind_of_case_come_first_and_former_ones_last() -> None:
    fitting, others = forms_for("stalking", on=date(2026, 11, 22))
    assert [row.code for row in fitting] == ["unified", "dash", "de_facto"]
    assert others[-2:] == [row for row in others if row.more["former"] == "yes"]
    fitting, others = forms_for("elder_abuse", on=date(2026, 11, 22))
    assert not fitting
    assert len(others) == 8


def pack(path: Path, **wrong: str) -> Path:
    """A pack of the checklist as somebody with a licence would write it; wrong: of its last row."""
    row = {"instrument": "dash", "version": "2026a", "valid_from": "2026-11-16"}
    row |= {"licence": "허가 제1호", "source": "표본"}
    rows = [{**row, "item": f"q{n}", "ko": f"문항 {n}", "en": ""} for n in range(1, 25)]
    rows[-1] |= wrong
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"item": "q99"}, "row 2, column item"),
        ({"item": "q1"}, "row 25, column item"),
        ({"ko": ""}, "row 25, column ko"),
        ({"licence": "다른 허가"}, "row 25, column licence"),
        ({"instrument": "horoscope"}, "row 25, column instrument"),
    ],
)
def test_a_pack_that_does_not_fit_is_refused_naming_row_and_column(
    tmp_path: Path, wrong: dict[str, str], where: str
) -> None:
    with pytest.raises(NotValid) as refusal:
        read_pack(pack(tmp_path / "pack.csv", **wrong))
    (says,) = refusal.value.fields.values()
    assert where.split(", column ")[1] in refusal.value.fields
    assert "pack.csv" in says
    assert where.split(",")[0].split()[1] in says


def test_a_licensed_wording_comes_in_by_command_and_is_shown_from_its_first_day(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop = heard(cast)
    monkeypatch.setattr("jikimi.cases.instrument_packs.data_folder", lambda: tmp_path)

    def command(*more: str) -> Any:
        words = ["import", "instrument", str(pack(tmp_path / "pack.csv")), "--json", *more]
        return json.loads(CliRunner().invoke(main, words, catch_exceptions=False).stdout)

    def asked(at: datetime) -> tuple[str, str]:
        paper = paper_called("dash", on=at.date())
        return paper.questions[0].words, paper.version

    assert command("--dry-run")["questions"] == 24
    assert asked(AFTER) == ("이번에 다침", "1")
    assert command()["valid_from"] == "2026-11-16"
    assert asked(BEFORE) == ("이번에 다침", "1")
    assert asked(AFTER) == ("문항 1", "1+2026a")
    draft = FormDraft("dash", {"q1": "yes"}, assessed_at=AFTER)
    row = fill_in(actor=loop.as_("officer"), case=loop.fresh("officer"), draft=draft)
    assert (row.form_version, row.points) == ("1+2026a", 1)
