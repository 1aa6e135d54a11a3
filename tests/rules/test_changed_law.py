"""A changed list changes new measures only: recorded ones keep their rule, also when extended."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

import jikimi
from jikimi.access import codes
from jikimi.cases.clocks.periods import KOREA
from jikimi.cases.measure_events import record_event
from jikimi.cases.measure_extensions import extend_measure
from jikimi.cases.measures import MeasureDraft, record_measure
from jikimi.cases.models import Measure, RunningClock
from tests.cast import Cast
from tests.loop import Loop, heard

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
ROOM = Path(jikimi.__file__).parent / "cases"
BEFORE, AFTER = (datetime(2026, 11, day, 10, tzinfo=KOREA) for day in (13, 17))


@pytest.fixture
def amended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """An amendment of the list of measures that a lawyer signs, while the house is open."""

    def forget() -> None:
        codes.code_rows.cache_clear()
        codes._on_day.cache_clear()

    def amend() -> None:
        shutil.copytree(ROOM / "data", tmp_path / "data")
        _longer_from(tmp_path / "data" / "measures.csv", "dv_interim_2", "2026-11-16")
        real = codes.files
        monkeypatch.setattr(codes, "files", lambda n: tmp_path if n == "jikimi.cases" else real(n))
        forget()

    yield amend
    monkeypatch.undo()
    forget()


def _longer_from(path: Path, code: str, day: str) -> None:
    """From this day on the measure lasts three months at first, and the old row ends before."""
    lines = path.read_text(encoding="utf-8").splitlines()
    place = next(n for n, line in enumerate(lines) if line.startswith(f"{code},"))
    old, new = lines[place], lines[place]
    old = old.replace(",2000-01-01,,", ",2000-01-01,2026-11-15,")
    new = new.replace(",2000-01-01,,", f",{day},,").replace(",P2M,2,P2M,P6M,", ",P3M,1,P3M,P6M,")
    assert len({old, new, lines[place]}) == 3
    path.write_text("\n".join([*lines[:place], old, new, *lines[place + 1 :]]) + "\n", "utf-8")


def recorded(loop: Loop, started_at: datetime) -> Measure:
    draft = MeasureDraft(code="dv_interim_2", started_at=started_at)
    return record_measure(actor=loop.as_("officer"), case=loop.fresh("officer"), draft=draft)


def end(loop: Loop, measure: Measure) -> tuple[str, str]:
    """Rule and last instant of the period that runs."""
    loop.as_("officer")
    row = RunningClock.objects.get(measure=measure, kind="end", ended_at=None)
    return row.rule, f"{row.due_at.astimezone(KOREA):%Y-%m-%d}"


def test_a_new_rule_changes_new_measures_only(cast: Cast, amended: Callable[[], None]) -> None:
    loop = heard(cast)
    old = recorded(loop, BEFORE)
    assert end(loop, old) == ("dv_interim_2@2000-01-01", "2027-01-14")
    amended()
    new = recorded(loop, AFTER)
    late = recorded(loop, BEFORE)  # recorded after the amendment, begun before it
    assert end(loop, new) == ("dv_interim_2@2026-11-16", "2027-02-18")
    assert end(loop, late) == ("dv_interim_2@2000-01-01", "2027-01-14")
    record_event(
        actor=loop.as_("officer"), measure=old, code="referred_to_court", happened_at=AFTER
    )
    assert end(loop, old) == ("dv_interim_2@2000-01-01", "2027-01-14")
    longer = extend_measure(actor=loop.as_("officer"), measure=old)
    assert end(loop, longer) == ("dv_interim_2@2000-01-01", "2027-03-14")
