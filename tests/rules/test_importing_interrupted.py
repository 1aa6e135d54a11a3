"""An import that is killed, or started twice, loses nothing and doubles nothing."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connections

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.errors import NotYet
from jikimi.access.member import Member
from jikimi.access.members import actor_for
from jikimi.access.models import Agency
from jikimi.access.ticket import named
from jikimi.cases.importing import Outcome, import_reports
from jikimi.cases.models import ImportBatch, Report, ReportParty
from tests.samples.intake import HEADERS, cells, write_csv
from tests.samples.stations import EAST, add_officer, add_stations

pytestmark = pytest.mark.usefixtures("committed")
GOOD, BAD = 48_000, 48


def _rows() -> list[Sequence[str]]:
    whole = {"station": EAST, "victim_name": "고하늘", "suspect_name": "문바다"}
    good = [cells(**whole, external_number=f"2026-{number:06}") for number in range(GOOD)]
    for number in range(BAD):
        good.insert(number * 1_000, cells(external_number=f"bad-{number}", kind="없는종별"))
    return [HEADERS, *good]


@pytest.fixture
def export(tmp_path: Path) -> Path:
    add_stations()
    return write_csv(tmp_path / "large.csv", _rows(), encoding="cp949")


def _command(export: Path) -> list[str]:
    jikimi = Path(sys.executable).with_name("jikimi")
    return [str(jikimi), "import", "reports", str(export), "--json"]


def _rows_done() -> int:
    with named(THE_OPERATOR):
        return max(ImportBatch.objects.values_list("rows_done", flat=True), default=0)


def _refused(path: str) -> list[str]:
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return [row[0] for row in csv.reader(file)][1:]


def _held() -> tuple[int, int]:
    """Reports and their parties, as an officer of the station sees them."""
    with named(THE_OPERATOR):
        station = Agency.objects.get(name_ko=EAST)
        officers = Member.objects.filter(agency=station)
        officer = actor_for(officers[0]) if officers else add_officer(station)[1]
    with named(officer):
        return Report.objects.count(), ReportParty.objects.count()


def test_killed_in_the_middle_it_goes_on_where_it_stopped(export: Path) -> None:
    process = subprocess.Popen(_command(export), stdout=subprocess.DEVNULL)
    patience_ends = time.monotonic() + 120
    while not 0 < _rows_done() < GOOD:
        assert process.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < patience_ends
        time.sleep(0.02)
    process.kill()
    process.wait()
    before = _rows_done()
    # What a killed piece may have left behind the refused rows that count:
    with export.with_name("large.rejects.csv").open("ab") as rejects:
        rejects.write(b"half a row")
    told = subprocess.run(_command(export), capture_output=True, check=True)
    answer = json.loads(told.stdout)
    assert 0 < before < GOOD + BAD
    assert [answer[one] for one in ("new", "changed", "same", "rejected")] == [GOOD, 0, 0, BAD]
    assert _refused(answer["rejects_file"]) == [f"bad-{number}" for number in range(BAD)]
    assert _held() == (GOOD, 2 * GOOD)


def test_two_imports_of_one_file_at_once_do_not_meet(export: Path) -> None:
    def run() -> Outcome | None:
        try:
            return import_reports(actor=THE_OPERATOR, path=export)
        except NotYet:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as two:
        outcomes = [one.result() for one in (two.submit(run), two.submit(run))]
    assert sum(outcome.new for outcome in outcomes if outcome) == GOOD
    assert _held() == (GOOD, 2 * GOOD)
    assert import_reports(actor=THE_OPERATOR, path=export).same == GOOD


def test_when_refused_rows_cannot_be_written_their_piece_does_not_go_in(tmp_path: Path) -> None:
    add_stations()
    path = write_csv(tmp_path / "in.csv", _rows()[:3], encoding="utf-8")
    absent = tmp_path / "absent" / "rejects.csv"
    with pytest.raises(FileNotFoundError):
        import_reports(actor=THE_OPERATOR, path=path, rejects=absent)
    assert _held() == (0, 0)
    absent.parent.mkdir()
    outcome = import_reports(actor=THE_OPERATOR, path=path)
    assert (outcome.new, outcome.rejected, outcome.rejects_file) == (1, 1, str(absent))


def test_one_known_report_at_the_end_takes_nothing_from_those_before_it(tmp_path: Path) -> None:
    station = add_stations()[EAST]
    known = cells(station=EAST, external_number="known", victim_name="고하늘")
    corrected = cells(station=EAST, external_number="wrong", victim_name="고하늘")
    first = write_csv(tmp_path / "first.csv", [HEADERS, known, corrected], encoding="utf-8")
    import_reports(actor=THE_OPERATOR, path=first)
    # Of a new number twice in the file, the second row corrects the first.
    new = [cells(station=EAST, external_number=f"new-{n}", victim_name="문바다") for n in (1, 2, 2)]
    new[-1] = cells(station=EAST, external_number="new-2", victim_name="강나무")
    corrected = cells(station=EAST, external_number="wrong", victim_name="문바다")
    rows = [HEADERS, *new, corrected, known]
    second = write_csv(tmp_path / "second.csv", rows, encoding="utf-8")
    outcome = import_reports(actor=THE_OPERATOR, path=second)
    assert (outcome.new, outcome.changed, outcome.same) == (2, 2, 1)
    with named(add_officer(station)[1]):
        named_so = ReportParty.objects.filter(role="victim").values_list("report__number", "name")
        assert set(named_so) == {
            ("known", "고하늘"),
            ("wrong", "문바다"),
            ("new-1", "문바다"),
            ("new-2", "강나무"),
        }
