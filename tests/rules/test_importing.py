"""Reports come in from a file: each once, none lost, only where they belong."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from openpyxl import Workbook

from jikimi.access.actor import THE_OPERATOR, Actor, HeldRole
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.models import Agency
from jikimi.access.record import Record
from jikimi.access.ticket import name_actor, named
from jikimi.cases.importing import Outcome, import_reports
from jikimi.cases.importing_lists import lists_for
from jikimi.cases.importing_rows import merge_staged, open_stage, stage
from jikimi.cases.importing_trial import try_reports
from jikimi.cases.intake import Cleaner, recognise
from jikimi.cases.mappings import mapping_called, save_mapping
from jikimi.cases.models import CaseReport, ImportBatch, Report, Reporter, ReportParty
from jikimi.cases.persons import PersonDraft
from jikimi.cases.reports import link_report
from tests.cast import Cast
from tests.naming import named_case
from tests.samples.intake import HEADERS, SAMPLES, SHARED, cells, write_csv
from tests.samples.stations import EAST, SOUTH, WEST, add_officer, add_stations

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
Enter = Callable[[Actor], None]
Write = Callable[..., Path]
SAID = "남편이 때림 (주민번호 820321-1230607)"
WHOLE = {
    "place": "제주특별자치도 서귀포시 남원읍 태위로 137, 2층 (남원리)",
    "reporter_kind": "이웃",
    "victim_name": "고 하늘",
    "victim_sex": "여",
    "victim_born_on": "90. 3. 5.",
    "victim_phone": "+82 10-1234-5678",
    "suspect_name": "불상",
    "relation": "배우자",
    "action_taken": "긴급임시조치 1·2호",
    "summary": SAID,
}


@pytest.fixture
def stations(cast: Cast) -> dict[str, Agency]:
    name_actor(THE_OPERATOR)
    return add_stations()


@pytest.fixture
def west(stations: dict[str, Agency]) -> Actor:
    return add_officer(stations[WEST])[1]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_file(*rows: Sequence[str], name: str = "in.csv", encoding: str = "cp949") -> Path:
        return write_csv(tmp_path / name, [HEADERS, *rows], encoding=encoding)

    return write_file


@pytest.fixture(params=[SAMPLES, SHARED], ids=["sample", "shared"])
def export(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    source: Path = request.param / "reports_112.csv"
    if not source.exists():
        pytest.skip("the shared data folder is absent; the invented sample is read instead")
    (tmp_path / "reports_112.csv").write_bytes(source.read_bytes())
    (tmp_path / "truth.json").write_bytes(source.with_suffix(".truth.json").read_bytes())
    return tmp_path / "reports_112.csv"


def _counts(outcome: Outcome) -> tuple[int, int, int, int]:
    return outcome.new, outcome.changed, outcome.same, outcome.rejected


def _truth(export: Path) -> dict[str, object]:
    told: dict[str, object] = json.loads(export.with_name("truth.json").read_text("utf-8"))
    return told


def _rows(path: str) -> list[list[str]]:
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def _all_seen(stations: dict[str, Agency]) -> list[Report]:
    seen: list[Report] = []
    for station in stations.values():
        with named(add_officer(station)[1]):
            seen += Report.objects.all()
    return seen


def test_an_export_comes_in_exactly_as_its_answers_say(
    export: Path, stations: dict[str, Agency]
) -> None:
    truth = _truth(export)
    outcome = import_reports(actor=THE_OPERATOR, path=export)
    bad = truth["bad"]
    assert isinstance(bad, list)
    assert _counts(outcome) == (truth["good"], 0, truth["duplicates"], len(bad))
    assert outcome.masked == truth["rrn_in_text"]
    lines = [int(row[-3]) for row in _rows(outcome.rejects_file)[1:]]
    assert lines == [row["line"] for row in bad]
    reports = _all_seen(stations)
    assert len(reports) == truth["good"]
    kinds = truth["kinds"]
    assert isinstance(kinds, dict)
    kinds["교제폭력"] = kinds.pop("데이트폭력", 0) + kinds.get("교제폭력", 0)
    assert sorted(Counter(r.kind for r in reports).values()) == sorted(kinds.values())


def test_the_same_file_again_adds_nothing_in_whatever_dress(
    export: Path, stations: dict[str, Agency], tmp_path: Path
) -> None:
    first = import_reports(actor=THE_OPERATOR, path=export)
    text = export.read_text("cp949")
    book = Workbook()
    for row in csv.reader(StringIO(text, newline="")):
        book.active.append(row)
    book.save(tmp_path / "again.xlsx")
    (tmp_path / "plain.csv").write_text(text, encoding="utf-8")
    (tmp_path / "marked.csv").write_text(text, encoding="utf-8-sig")
    for name in ("reports_112.csv", "plain.csv", "marked.csv", "again.xlsx"):
        again = import_reports(actor=THE_OPERATOR, path=tmp_path / name)
        assert _counts(again) == (0, 0, first.new + first.same, first.rejected), name
    assert len(_all_seen(stations)) == first.new


def test_a_report_holds_when_where_who_and_what_was_done(
    west: Actor, write: Write, enter: Enter
) -> None:
    outcome = import_reports(actor=west, path=write(cells(**WHOLE)))
    assert _counts(outcome) == (1, 0, 0, 0)
    assert outcome.rejects_file == ""
    enter(west)
    report = Report.objects.get()
    assert (report.city, report.town, report.road) == ("서귀포시", "남원읍", "태위로")
    assert report.place_as_written == WHOLE["place"]
    assert (report.relation, report.kind) == ("spouse", "domestic_violence")
    party = report.parties.get()
    assert (party.role, party.name, party.phone) == ("victim", "고하늘", "01012345678")
    assert party.born_on.isoformat() == "1990-03-05"
    assert report.reporter.kind == "neighbour"
    assert report.standings(west) == {"station"}


def test_identity_numbers_in_free_text_are_covered_and_counted(
    west: Actor, write: Write, enter: Enter
) -> None:
    outcome = import_reports(actor=west, path=write(cells(**WHOLE)))
    assert outcome.masked == 1
    enter(west)
    assert Report.objects.get().narrative == "남편이 때림 (주민번호 820321-*******)"


def test_a_changed_row_corrects_the_report_its_persons_and_what_a_case_shows_of_it(
    cast: Cast, west: Actor, write: Write, enter: Enter
) -> None:
    import_reports(actor=west, path=write(cells(**WHOLE)))
    enter(west)
    before = Report.objects.get()
    corrected = WHOLE | {"victim_name": "", "victim_sex": "", "victim_born_on": ""}
    corrected |= {"victim_phone": "", "suspect_name": "문바다", "action_taken": "현행범 체포"}
    outcome = import_reports(actor=west, path=write(cells(**corrected), name="later.csv"))
    assert _counts(outcome) == (0, 1, 0, 0)
    enter(west)
    report = Report.objects.get()
    assert (report.pk, report.version) == (before.pk, 2)
    assert [(p.role, p.name) for p in report.parties.all()] == [("perpetrator", "문바다")]
    assert report.actions_taken == "현행범 체포"


def test_agencies_of_a_case_see_what_police_say_now(cast: Cast, write: Write, enter: Enter) -> None:
    station = cast.agencies["police"].name_ko
    import_reports(actor=cast.officer, path=write(cells(**WHOLE, station=station)))
    case = named_case(cast, "officer", PersonDraft(name="고하늘"), PersonDraft(name="문바다"))
    link_report(actor=cast.officer, case=case, report_id=Report.objects.get().pk)
    later = write(cells(**WHOLE | {"outcome": "송치"}, station=station), name="later.csv")
    import_reports(actor=cast.officer, path=later)
    enter(cast.officer)
    assert [link.result for link in CaseReport.objects.all()] == ["송치"]


def test_rows_of_one_number_in_one_file_are_taken_one_after_another(
    west: Actor, write: Write, enter: Enter
) -> None:
    first, other = cells(outcome="송치"), cells(outcome="입건")
    outcome = import_reports(actor=west, path=write(first, first, other, other, first))
    assert _counts(outcome) == (1, 2, 2, 0)
    enter(west)
    assert Report.objects.get().result == "송치"


def test_refused_rows_are_corrected_and_brought_again(
    west: Actor, write: Write, enter: Enter
) -> None:
    good, bad = cells(), cells(external_number="20260302-000002", kind="없는종별")
    outcome = import_reports(actor=west, path=write(good, bad))
    assert _counts(outcome) == (1, 0, 0, 1)
    text = Path(outcome.rejects_file).read_text("utf-8-sig")
    assert "사건종별: 사건종별 목록에 없는 종별입니다." in text
    Path(outcome.rejects_file).write_text(text.replace("없는종별", "스토킹"), "utf-8-sig")
    again = import_reports(actor=west, path=Path(outcome.rejects_file))
    assert _counts(again) == (1, 0, 0, 0)
    third = import_reports(actor=west, path=write(good, bad))
    assert third.rejects_file != outcome.rejects_file, "what somebody corrected stays"


def test_an_officer_brings_in_the_reports_of_the_own_station_alone(
    west: Actor, write: Write, enter: Enter
) -> None:
    own, other = cells(station=WEST), cells(station=SOUTH, external_number="20260302-000002")
    outcome = import_reports(actor=west, path=write(own, other))
    assert _counts(outcome) == (1, 0, 0, 1)
    assert "다른 경찰서 관할 신고입니다." in _rows(outcome.rejects_file)[1][-1]


def test_a_number_of_another_station_is_refused_without_telling_so(
    stations: dict[str, Agency], west: Actor, write: Write, enter: Enter
) -> None:
    import_reports(actor=THE_OPERATOR, path=write(cells(station=EAST, outcome="송치")))
    wanted = write(cells(station=WEST), name="west.csv")
    trial = try_reports(actor=west, path=wanted)
    assert [(one.line, one.reason) for one in trial.refused] == [(2, "number_taken")]
    outcome = import_reports(actor=west, path=wanted)
    assert _counts(outcome) == (0, 0, 0, 1)
    told = _rows(outcome.rejects_file)[1][-1]
    assert (
        told
        == "접수번호: 이 접수번호로는 가져올 수 없습니다. 접수번호와 관할경찰서를 확인하십시오."
    )
    enter(west)
    assert Report.objects.count() == 0
    enter(add_officer(stations[EAST])[1])
    assert Report.objects.get().result == "송치"


def test_after_the_operators_import_each_station_sees_its_own_rows(
    cast: Cast, stations: dict[str, Agency], write: Write, enter: Enter
) -> None:
    rows = [
        cells(**WHOLE, station=name, external_number=f"2026-{number}")
        for number, name in enumerate((EAST, WEST, SOUTH, WEST))
    ]
    import_reports(actor=THE_OPERATOR, path=write(*rows))
    for name, seen in ((EAST, 1), (WEST, 2), (SOUTH, 1)):
        enter(add_officer(stations[name])[1])
        for model in (Report, ReportParty, Reporter):
            assert model.objects.count() == seen, (name, model)


@pytest.mark.parametrize(
    "who", ["counsellor", "shelter", "stranger", "head", "auditor", "administrator", "analyst"]
)
def test_nobody_outside_the_police_station_sees_a_report_or_its_reporter(
    cast: Cast, write: Write, enter: Enter, who: str
) -> None:
    station = cast.agencies["police"].name_ko
    import_reports(actor=cast.officer, path=write(cells(**WHOLE, station=station)))
    enter(cast.officer)
    assert Reporter.objects.count() == 1
    enter(cast.actors[who])
    for model in (Report, ReportParty, Reporter, ImportBatch):
        assert model.objects.count() == 0, model


@pytest.mark.parametrize("who", ["counsellor", "stranger", "head", "auditor", "administrator"])
def test_only_police_officers_and_the_operator_import(cast: Cast, write: Write, who: str) -> None:
    for rule in (import_reports, try_reports):
        with pytest.raises(NotAllowed):
            rule(actor=cast.actors[who], path=write(cells()))


def test_the_database_itself_refuses_rows_of_another_station(
    stations: dict[str, Agency], west: Actor, enter: Enter
) -> None:
    enter(west)
    cleaner = Cleaner(recognise(HEADERS), lists_for(THE_OPERATOR))
    batch = ImportBatch.objects.create(
        file_name="", agency_id=west.agency_id, member_id=west.member_id
    )
    open_stage()
    stage(cleaner.clean_batch([(2, cells(station=EAST))]).copy)
    with pytest.raises(DatabaseError, match="refused"), transaction.atomic():
        merge_staged(batch.pk)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM pg_temp.cases_staged",
        "UPDATE pg_temp.cases_staged SET station = 1",
        "SELECT cases_put_new(gen_random_uuid())",
        "SELECT cases_check_staged()",
        "CREATE TEMP TABLE own (x integer)",
    ],
)
def test_what_is_staged_is_open_to_the_guards_alone(
    west: Actor, enter: Enter, statement: str
) -> None:
    enter(west)
    open_stage()
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


def test_the_record_tells_counts_and_no_names(
    stations: dict[str, Agency], west: Actor, write: Write
) -> None:
    import_reports(actor=west, path=write(cells(**WHOLE), name="고하늘.csv"))
    rows = _recorded(west)
    assert [row.details["state"] for row in rows] == ["begun", "done"]
    counts = {"new": 1, "changed": 0, "same": 0, "rejected": 0, "masked": 1, "state": "done"}
    assert rows[1].details == counts
    assert "하늘" not in json.dumps([row.details for row in rows], ensure_ascii=False)


def test_a_trial_tells_what_an_import_would_do_and_changes_nothing(
    west: Actor, write: Write, enter: Enter
) -> None:
    import_reports(actor=west, path=write(cells()))
    later = write(
        cells(outcome="송치"),
        cells(external_number="20260302-000002", summary=SAID),
        cells(external_number="20260302-000002", summary=SAID),
        cells(external_number="20260302-000003", received_at="2026-13-01 09:05"),
    )
    trial = try_reports(actor=west, path=later)
    assert (trial.rows, trial.new, trial.changed, trial.same) == (4, 1, 1, 1)
    assert (trial.rejected, trial.masked) == (1, 1)
    told = trial.refused[0]
    assert (told.line, told.header, told.reason) == (5, "접수일시", "instant_impossible")
    assert told.shape == "9999-99-99 99:99"
    enter(west)
    assert Report.objects.get().result == ""


def test_a_saved_mapping_reads_headers_nobody_knows(west: Actor, tmp_path: Path) -> None:
    headers = {
        "external_number": "관리기호",
        "received_at": "언제",
        "kind": "무엇",
        "station": "어디",
    }
    save_mapping(actor=west, name="옛 양식", headers=headers)
    path = write_csv(
        tmp_path / "old.csv",
        [list(headers.values()), ["20260302-000001", "2026-03-02 09:05", "가정폭력", WEST]],
    )
    with pytest.raises(NotValid) as refused:
        import_reports(actor=west, path=path)
    assert "필요한 열이 없습니다" in refused.value.fields["file"]
    mapping = mapping_called(west, "옛 양식")
    assert _counts(import_reports(actor=west, path=path, mapping=mapping)) == (1, 0, 0, 0)


def test_a_file_that_is_no_table_is_refused_in_plain_words(west: Actor, tmp_path: Path) -> None:
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    for name, words in (("picture.csv", "표 파일이 아닙니다"), ("absent.csv", "찾을 수 없습니다")):
        with pytest.raises(NotValid) as refused:
            import_reports(actor=west, path=tmp_path / name)
        assert words in refused.value.fields["file"]


def test_rows_somebody_corrected_are_not_overwritten(west: Actor, write: Write) -> None:
    kept = write(cells(), name="kept.csv")
    with pytest.raises(NotValid) as refused:
        import_reports(actor=west, path=write(cells()), rejects=kept)
    assert list(refused.value.fields) == ["rejects"]


def _recorded(actor: Actor) -> list[Record]:
    auditor = Actor(
        actor.member_id,
        actor.agency_id,
        "police",
        frozenset([HeldRole("auditor", agency_id=actor.agency_id)]),
    )
    with named(auditor):
        return list(Record.objects.filter(act="cases.reports.import").order_by("number"))
