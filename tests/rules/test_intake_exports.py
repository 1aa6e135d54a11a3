"""A whole export is read exactly as its answers say: the invented one, and the shared one."""

import json
from collections import Counter
from pathlib import Path

import pytest

from jikimi.cases.intake import Cleaned
from tests.samples.intake import SAMPLES, SHARED, cleaned_file

REASONS = {
    "date": ("received_at", "instant_impossible"),
    "kind": ("kind", "kind_unknown"),
    "station": ("station", "station_unknown"),
    "no number": ("external_number", "empty"),
}


@pytest.fixture(params=[SAMPLES, SHARED], ids=["sample", "shared"])
def export(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param / "reports_112.csv"
    if not path.exists():
        pytest.skip("the shared data folder is absent; the invented sample is read instead")
    return path


def _answers(export: Path) -> dict[str, object]:
    answers: dict[str, object] = json.loads(export.with_suffix(".truth.json").read_text("utf-8"))
    return answers


def _unique(good: list[Cleaned]) -> list[Cleaned]:
    return list({row.external_number: row for row in good}.values())


def test_every_bad_line_is_refused_for_its_reason_and_no_other_line_is(export: Path) -> None:
    _, refused = cleaned_file(export)
    found = [
        (row.line, [problem[:1] + problem[2:3] for problem in row.problems]) for row in refused
    ]
    wanted = [(bad["line"], [REASONS[bad["why"]]]) for bad in _answers(export)["bad"]]  # type: ignore[attr-defined]
    assert found == wanted


def test_good_rows_repeated_rows_and_all_rows_add_up(export: Path) -> None:
    answers = _answers(export)
    good, refused = cleaned_file(export)
    assert len(_unique(good)) == answers["good"]
    assert len(good) - len(_unique(good)) == answers["duplicates"]
    assert len(good) + len(refused) == answers["rows"]


def test_each_report_keeps_the_kind_name_of_its_time(export: Path) -> None:
    good, _ = cleaned_file(export)
    assert Counter(row.kind_name for row in _unique(good)) == _answers(export)["kinds"]


def test_identity_numbers_are_covered_and_counted(export: Path) -> None:
    good, _ = cleaned_file(export)
    assert sum(row.masked for row in _unique(good)) == _answers(export)["rrn_in_text"]
    assert sum(row.summary.count("-*******") for row in good) == sum(row.masked for row in good)


def test_a_repeated_row_has_the_same_digest_and_another_report_has_not(export: Path) -> None:
    good, _ = cleaned_file(export)
    assert len({row.digest for row in good}) == len(_unique(good))


def test_every_value_has_one_form(export: Path) -> None:
    good, _ = cleaned_file(export)
    for row in good:
        assert len(row.received_at) == len("2026-05-21 16:33:00+09")
        assert row.response_code in "01234"
        assert row.victim_sex in ("male", "female")
        assert len(row.victim_born_on) in (0, 10)
        assert row.victim_phone.isdigit() or not row.victim_phone
        assert " " not in row.victim_name
        assert "불상" not in row.suspect_name
        assert row.city
        assert row.road
        assert row.building_number.isdigit()
