"""Every measure and every clock of the code lists, for three starts, against the written table."""

from __future__ import annotations

import csv
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from jikimi.access.codes import Code, code_rows
from jikimi.cases import statutes
from jikimi.cases.clocks import Clock
from jikimi.cases.clocks.periods import KOREA
from jikimi.cases.statutes import clocks_from

STARTS = ("2026-11-19T22:30", "2026-12-31T10:00", "2027-12-31T10:00")
EXPECTED = Path(__file__).with_name("clocks_expected.csv")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=KOREA)


def told(clock: Clock) -> tuple[str, str, str, str]:
    """A clock as the table writes it: due, calendar end, furthest reach, number of extensions."""
    ends = (clock.due, clock.calendar, clock.extendable_to)
    due, by_calendar, furthest = (f"{end:%Y-%m-%dT%H:%M}" if end else "" for end in ends)
    return due, by_calendar, furthest, str(len(clock.extensions))


def got() -> list[tuple[str, ...]]:
    """Every clock of every measure in force, from each start, one line each.

    A clock that runs from something that happens later is shown as if it happened at the start.
    """
    lines: list[tuple[str, ...]] = []
    for row in code_rows("cases", "measures"):
        for start in STARTS:
            if row.is_valid_on(at(start).date()):
                lines += [
                    (row.code, start, c.code, c.event, c.rule, *told(c))
                    for c in every_clock(row.code, at(start))
                ]
    return lines


def every_clock(measure: str, start: datetime) -> list[Clock]:
    """The clocks of a measure, each with the event it runs from at the start of the measure."""
    found = clocks_from(measure, events={"measure": start})
    return [
        clock if clock.starts else begun(measure, start, clock.code, clock.event) for clock in found
    ]


def begun(measure: str, start: datetime, code: str, event: str) -> Clock:
    clocks = clocks_from(measure, events={"measure": start, event: start})
    return next(clock for clock in clocks if clock.code == code)


def test_every_measure_and_its_clocks_for_three_starts(capsys: pytest.CaptureFixture[str]) -> None:
    """Prints the whole table with `pytest -s`, and what differs in any case."""
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        expected = [tuple(row) for row in csv.reader(file)][1:]
    found = got()
    sys.stdout.write("\n".join(beside(expected, found)) + "\n")
    wrong = sorted(set(expected) ^ set(found))
    table = [f"{len(found)} clocks of {len({line[0] for line in found})} measures compared"]
    table += [" ".join(["expected" if line in expected else "got     ", *line]) for line in wrong]
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(table) + "\n")
    assert found == expected


def beside(expected: list[tuple[str, ...]], found: list[tuple[str, ...]]) -> list[str]:
    """One line a measure, start and clock: the due instant expected and got, whether all agrees.

    Behind: the end by the calendar, the furthest reach, the number of extensions.
    """
    wanted = {line[:4]: line[5:] for line in expected}
    return [
        f"{line[0]:24} {line[1]} {line[2]:20} expected {wanted.get(line[:4], ('-',))[0]:16}"
        f" got {line[5]:16} {'same' if wanted.get(line[:4]) == line[5:] else 'DIFFERS'}"
        f" {line[6]} {line[7]} {line[8]}"
        for line in found
    ]


@pytest.mark.parametrize(
    ("measure", "start", "clock", "due", "furthest"),
    [
        ("ch_response_3", "2026-11-19T22:30", "ch_response_3", "11-22T22:30", "2026-11-24T22:30"),
        ("ch_response_3", "2026-11-16T09:00", "ch_response_3", "11-19T09:00", None),
        ("dv_urgent_2", "2026-11-19T22:30", "dv_file", "11-21T22:30", None),
        (
            "dv_interim_2",
            "2026-11-15T10:00",
            "dv_interim_2",
            "2027-01-16T00:00",
            "2027-05-16T00:00",
        ),
        ("dv_interim_4", "2026-11-15T10:00", "dv_interim_4", "12-16T00:00", "2027-01-16T00:00"),
        ("st_urgent_1", "2026-11-15T10:00", "st_urgent_1", "12-16T00:00", None),
        (
            "st_interim_2",
            "2026-11-15T10:00",
            "st_interim_2",
            "2027-02-16T00:00",
            "2027-08-16T00:00",
        ),
        ("st_interim_4", "2026-11-15T10:00", "st_interim_4", "12-15T00:00", None),
        (
            "ch_interim_5",
            "2026-11-15T10:00",
            "ch_interim_5",
            "2027-01-16T00:00",
            "2027-03-16T00:00",
        ),
        ("dv_victim_order_2", "2026-11-15T10:00", "dv_victim_order_2", "2027-11-16", "2029-11-16"),
    ],
)
def test_the_table_of_the_law_worked_out_by_hand(
    measure: str, start: str, clock: str, due: str, furthest: str | None
) -> None:
    clocks = {c.code: c for c in clocks_from(measure, events={"measure": at(start)})}
    found = clocks[clock]
    assert due in str(found.due.isoformat() if found.due else "")
    reach = found.extendable_to.isoformat() if found.extendable_to else None
    assert (reach or "None").startswith(furthest or "None")


def test_the_fourth_period_of_a_provisional_measure_is_not_offered() -> None:
    """Three months and twice three more: nine in all (SR-49)."""
    clocks = clocks_from("st_interim_3_2", events={"measure": at("2026-11-15T10:00")})
    assert [reach.number for reach in clocks[0].extensions] == [1, 2]


def test_the_end_the_court_wrote_overrides() -> None:
    written = at("2026-12-20T00:00")
    start = {"measure": at("2026-11-15T10:00")}
    (end, *_rest) = clocks_from("dv_interim_2", events=start, written_end=written)
    assert end.due == written
    assert end.is_written
    assert end.conservative == at("2027-01-16T00:00")


def test_a_childs_order_reaches_no_further_than_majority() -> None:
    start = {"measure": at("2026-11-15T10:00")}
    (end, *_rest) = clocks_from("ch_order_1", events=start, born_on=date(2010, 1, 2))
    assert end.extendable_to == at("2028-11-16T00:00")
    assert end.extendable_to.date() <= date(2029, 1, 2)


def test_a_clock_of_another_event_starts_with_that_event() -> None:
    start = at("2026-11-15T10:00")
    waiting = clocks_from("st_interim_2", events={"measure": start})[1]
    assert (waiting.code, waiting.due) == ("st_appeal", None)
    told_at = at("2026-11-20T15:00")
    events = {"measure": start, "decision_notified": told_at}
    appeal = clocks_from("st_interim_2", events=events)[1]
    assert appeal.due == at("2026-11-28T00:00")


def test_a_measure_the_law_did_not_know_yet_has_no_clock() -> None:
    with pytest.raises(KeyError):
        clocks_from("st_interim_2", events={"measure": at("2020-01-01T10:00")})


def test_a_changed_law_changes_new_measures_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of two times: what began under the old rule keeps it (SR-52)."""
    rows = [row for row in code_rows("cases", "measures") if row.code == "dv_interim_2"]
    (now,) = rows
    before = replaced(now, valid_to=date(2026, 12, 31))
    after = replaced(now, valid_from=date(2027, 1, 1), max_length="P3M")

    def held(room: str, name: str, *, on: date | None = None) -> dict[str, Code]:
        lists = {"measures": [before, after]}.get(name, list(code_rows(room, name)))
        return {row.code: row for row in lists if row.is_valid_on(on or date(2026, 11, 22))}

    monkeypatch.setattr(statutes, "codes", held)
    old = clocks_from("dv_interim_2", events={"measure": at("2026-12-31T10:00")})[0]
    new = clocks_from("dv_interim_2", events={"measure": at("2027-01-04T10:00")})[0]
    assert (old.rule, new.rule) == ("dv_interim_2@2000-01-01", "dv_interim_2@2027-01-01")
    assert old.due == at("2027-03-01T00:00")
    assert new.due == at("2027-04-05T00:00")


def replaced(row: Code, **changes: object) -> Code:
    """A row of another time."""
    own = {name: getattr(row, name) for name in Code.__dataclass_fields__}
    own["more"] = {**row.more, **{k: str(v) for k, v in changes.items() if k in row.more}}
    return Code(**{**own, **{k: v for k, v in changes.items() if k in own}})


def test_every_row_says_where_it_comes_from() -> None:
    for row in [*code_rows("cases", "measures"), *code_rows("cases", "clocks")]:
        assert row.source.strip(), row.code
        assert row.more["certainty"] in {"S", "S2", "B"}, row.code
        assert row.valid_from < date(2026, 11, 22) + timedelta(days=1)
