"""Pages of reports: bring a file, confirm, correct; the list and one report, for police alone."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jikimi.access.actor import THE_CLOCK
from jikimi.access.member import Member
from jikimi.access.record import Record
from jikimi.access.ticket import name_actor
from jikimi.cases import uploads
from jikimi.cases.importing import import_reports
from jikimi.cases.models import CaseReport, ImportBatch, Report
from jikimi.cases.persons import PersonDraft
from jikimi.cases.uploads import (
    go_on_with_upload,
    throw_old_uploads,
    uploads_left_behind,
)
from jikimi.settings.folders import uploads_folder
from tests.cast import Cast
from tests.naming import named_case
from tests.samples.intake import HEADERS, cells, write_csv
from tests.unlocking import LOCK, unlocked

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
SignIn = Callable[[Client, Member], Client]
OnCommit = Callable[..., AbstractContextManager[object]]
HOME = "/staff/reports/import/"
WHOLE = {
    "place": "제주특별자치도 제주시 중앙로 137, 18동 365호",
    "reporter_kind": "이웃",
    "response_code": "C1",
    "victim_name": "고하늘",
    "victim_phone": "010-1234-5678",
    "suspect_name": "문바다",
    "relation": "배우자",
    "action_taken": "긴급임시조치 1·2호",
    "summary": "때림 820321-1230607",
}


@pytest.fixture
def station(cast: Cast) -> str:
    return cast.agencies["police"].name_ko


@pytest.fixture
def officer(cast: Cast, client: Client, signed_in: SignIn) -> Client:
    return signed_in(client, cast.members["officer"])


@pytest.fixture(autouse=True)
def _clean_uploads() -> object:
    before = set(uploads_folder().iterdir())
    yield
    for path in set(uploads_folder().iterdir()) - before:
        path.unlink()


def _file(*rows: Sequence[str], headers: Sequence[str] = HEADERS) -> SimpleUploadedFile:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([headers, *rows])
    return SimpleUploadedFile("112 신고.csv", text.getvalue().encode("cp949"))


def _bring(client: Client, *rows: Sequence[str], **more: object) -> str:
    answer = client.post(HOME, {"file": _file(*rows, **more)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.url)


def _text(answer: HttpResponse) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def _held(cast: Cast) -> int:
    name_actor(cast.officer)
    return Report.objects.count()


def test_a_file_is_checked_confirmed_imported_and_its_refused_rows_brought_again(
    officer: Client, cast: Cast, station: str
) -> None:
    good = cells(**WHOLE, station=station)
    bad = cells(external_number="20260302-000002", station=station, kind="없는종별")
    page = _bring(officer, good, good, bad)
    shown = _text(officer.get(page))
    assert "20260302-000002" not in shown
    assert "고하늘" not in shown
    assert "사건종별 목록에 없는 종별입니다." in shown
    assert _held(cast) == 0, "checking changes nothing"
    assert officer.post(f"{page}confirm/").url == page
    assert _held(cast) == 1
    assert 'name="password"' in _text(officer.get(f"{page}rejected/"))
    assert officer.post(f"{page}rejected/").status_code == 422
    refused = officer.post(f"{page}rejected/", LOCK)
    assert refused["Content-Type"] == "application/zip"
    rows = unlocked(b"".join(refused.streaming_content)).decode("utf-8-sig")
    corrected = rows.replace("없는종별", "기타")
    again = officer.post(
        HOME, {"file": SimpleUploadedFile("rejected.csv", corrected.encode("utf-8-sig"))}
    )
    officer.post(f"{again.url}confirm/")
    assert _held(cast) == 2


def test_the_file_lies_under_a_random_name_for_us_alone_until_it_is_imported(
    officer: Client,
    cast: Cast,
    station: str,
    django_capture_on_commit_callbacks: OnCommit,
) -> None:
    before = set(uploads_folder().iterdir())
    page = _bring(officer, cells(station=station))
    (kept,) = set(uploads_folder().iterdir()) - before
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.name == f"{UUID(kept.stem)}.upload"
    with django_capture_on_commit_callbacks(execute=True):
        officer.post(f"{page}confirm/")
    assert not kept.exists()


def test_a_file_thrown_away_is_gone_and_nothing_is_imported(
    officer: Client,
    cast: Cast,
    station: str,
    django_capture_on_commit_callbacks: OnCommit,
) -> None:
    before = set(uploads_folder().iterdir())
    page = _bring(officer, cells(station=station))
    with django_capture_on_commit_callbacks(execute=True):
        officer.post(f"{page}discard/")
    assert set(uploads_folder().iterdir()) == before
    assert _held(cast) == 0
    assert officer.post(f"{page}confirm/").status_code == 409


def test_columns_nobody_knows_are_told_once_and_saved(
    officer: Client, cast: Cast, station: str
) -> None:
    headers = ["관리기호", "언제", "무엇", "어디"]
    row = ["20260302-000001", "2026-03-02 09:05", "가정폭력", station]
    page = _bring(officer, row, headers=headers)
    assert "필요한 열이 없습니다" in _text(officer.get(page))
    fields = ("external_number", "received_at", "kind", "station")
    told = {f"of_{field}": header for field, header in zip(fields, headers, strict=True)}
    missing = officer.post(f"{page}columns/", told | {"of_kind": ""})
    assert missing.status_code == 422
    assert officer.post(f"{page}columns/", told | {"name": "옛 양식"}).url == page
    officer.post(f"{page}confirm/")
    assert _held(cast) == 1
    next_row = ["20260302-000002", "2026-03-02 09:05", "가정폭력", station]
    file = _file(next_row, headers=headers)
    page = officer.post(HOME, {"file": file, "mapping": "옛 양식"}).url
    officer.post(f"{page}confirm/")
    assert _held(cast) == 2


def test_what_is_no_table_is_refused_on_the_page_and_not_kept(officer: Client) -> None:
    before = set(uploads_folder().iterdir())
    answer = officer.post(HOME, {"file": SimpleUploadedFile("x.csv", b"\x89PNG\x00\x00")})
    assert answer.status_code == 422
    assert "표 파일이 아닙니다." in _text(answer)
    assert set(uploads_folder().iterdir()) == before


def test_a_large_file_is_left_to_the_clock_and_goes_on_after_a_crash(
    officer: Client, cast: Cast, station: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "SMALL_BYTES", 0)
    page = _bring(officer, cells(**WHOLE, station=station))
    number = UUID(page.split("/")[-2])
    assert "hx-get" in _text(officer.get(page))
    go_on_with_upload(actor=THE_CLOCK, number=number)
    officer.post(f"{page}confirm/")
    assert _jobs() == 2
    assert _held(cast) == 0
    _stopped_in_the_middle(cast, number)
    assert uploads_left_behind(actor=THE_CLOCK) == [number]
    go_on_with_upload(actor=THE_CLOCK, number=number)
    assert _held(cast) == 1
    assert uploads_left_behind(actor=THE_CLOCK) == []
    part = _text(officer.get(f"{page}?part=live"))
    assert "hx-get" not in part
    assert "<html" not in part


def test_two_files_at_once_with_the_same_reports_add_each_once(
    officer: Client, cast: Cast, station: str
) -> None:
    first, second = (_bring(officer, cells(**WHOLE, station=station)) for _ in range(2))
    for page in (first, second):
        officer.post(f"{page}confirm/")
    assert _held(cast) == 1
    name_actor(cast.officer)
    assert sorted((b.new, b.same) for b in ImportBatch.objects.all()) == [(0, 1), (1, 0)]


def test_an_upload_is_as_absent_to_everybody_else(
    officer: Client, cast: Cast, station: str, signed_in: SignIn
) -> None:
    bad = cells(external_number="20260302-000002", station=station, kind="없는종별")
    page = _bring(officer, cells(station=station), bad)
    officer.post(f"{page}confirm/")
    for who in ("counsellor", "stranger", "head", "auditor"):
        other = signed_in(Client(), cast.members[who])
        for path in ("", "columns/", "confirm/", "discard/", "rejected/"):
            answer = other.get(f"{page}{path}")
            absent = other.get(f"{HOME}{uuid4()}/{path}")
            assert answer.status_code == absent.status_code == 404, (who, path)


def test_after_a_day_a_file_is_thrown_away(
    officer: Client, cast: Cast, station: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = set(uploads_folder().iterdir())
    page = _bring(officer, cells(station=station))
    monkeypatch.setattr(uploads, "KEPT_DAYS", 0)
    assert throw_old_uploads(actor=THE_CLOCK) >= 1
    assert set(uploads_folder().iterdir()) <= before
    assert officer.post(f"{page}confirm/").status_code == 409


def test_the_list_shows_what_where_and_which_case_but_no_person(
    officer: Client, cast: Cast, station: str, tmp_path: Path
) -> None:
    _import(cast, tmp_path, cells(**WHOLE, station=station))
    shown = _text(officer.get("/staff/reports/"))
    for word in ("20260302-000001", "가정폭력", "제주시 중앙로", "긴급임시조치"):
        assert word in shown, word
    for word in ("고하늘", "문바다", "01012345678", "137", "때림", "이웃"):
        assert word not in shown, word


def test_the_list_is_narrowed_and_paged(
    officer: Client, cast: Cast, station: str, tmp_path: Path
) -> None:
    kinds = ("스토킹", "가정폭력")
    start = datetime(2026, 3, 2, 9, 5)
    rows = [
        cells(
            external_number=f"n-{number:03}",
            station=station,
            kind=kinds[number % 2],
            response_code=f"C{number % 3}",
            received_at=f"{start + timedelta(hours=number // 2):%Y-%m-%d %H:%M}",
        )
        for number in range(120)
    ]
    _import(cast, tmp_path, *rows)
    newest = _text(officer.get("/staff/reports/"))
    assert _numbers(newest) == [f"n-{number:03}" for number in _newest_first(range(70, 120))]
    older = re.search(r'href="(\?after=[^"]+)" rel="next"', newest)
    assert older
    second = _text(officer.get("/staff/reports/" + older[1]))
    assert sorted(_numbers(second)) == [f"n-{number:03}" for number in range(20, 70)]
    newer = re.search(r'href="(\?before=[^"]+)" rel="prev"', second)
    assert newer
    assert _numbers(_text(officer.get("/staff/reports/" + newer[1]))) == _numbers(newest)
    stalking = _text(officer.get("/staff/reports/?kind=stalking&code=1&until=2026-03-02"))
    assert _numbers(stalking) == ["n-028", "n-022", "n-016", "n-010", "n-004"]
    assert _numbers(_text(officer.get("/staff/reports/?after=nonsense"))) == _numbers(newest)


def test_the_list_costs_the_same_for_ten_and_for_twenty(
    officer: Client, cast: Cast, station: str, tmp_path: Path
) -> None:
    def asked(many: int) -> int:
        rows = [cells(external_number=f"n-{n}", station=station) for n in range(many)]
        _import(cast, tmp_path, *rows)
        officer.get("/staff/reports/")
        with CaptureQueriesContext(connection) as queries:
            assert officer.get("/staff/reports/").status_code == 200
        return len(queries)

    assert asked(10) == asked(20)


def test_one_report_shows_everything_to_police_of_its_station_and_is_recorded(
    officer: Client, cast: Cast, station: str, tmp_path: Path
) -> None:
    report = _import(cast, tmp_path, cells(**WHOLE, station=station))
    shown = _text(officer.get(f"/staff/reports/{report.pk}/"))
    for word in ("고하늘", "문바다", "중앙로 137", "때림 820321-*******", "이웃", "배우자"):
        assert word in shown, word
    assert "고하늘" not in re.search(r"<title>(.*?)</title>", shown)[1]  # type: ignore[index]
    name_actor(cast.officer)
    parties = set(report.parties.values_list("pk", flat=True))
    name_actor(cast.auditor)
    (read,) = Record.objects.filter(act="cases.reports.read", subject_id=report.pk)
    assert set(read.person_ids) == parties


@pytest.mark.parametrize("who", ["counsellor", "stranger", "head", "auditor", "administrator"])
def test_a_report_is_as_absent_to_everybody_else(
    cast: Cast, station: str, tmp_path: Path, client: Client, signed_in: SignIn, who: str
) -> None:
    report = _import(cast, tmp_path, cells(**WHOLE, station=station))
    other = signed_in(client, cast.members[who])
    answers = [other.get(f"/staff/reports/{number}/") for number in (report.pk, uuid4())]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert "고하늘" not in _text(answers[0])


def test_a_report_is_linked_to_a_case_one_works_on_and_to_no_other(
    officer: Client, cast: Cast, station: str, tmp_path: Path
) -> None:
    report = _import(cast, tmp_path, cells(**WHOLE, station=station))
    mine = named_case(cast, "officer", PersonDraft(name="고하늘"), PersonDraft(name="문바다"))
    hidden = named_case(cast, "counsellor", PersonDraft(name="하나"), PersonDraft(name="두리"))
    url = f"/staff/reports/{report.pk}/"
    for number in (hidden.number, "2026-ABCDEF"):
        answer = officer.post(f"{url}link/", {"number": number})
        assert answer.status_code == 422
        assert "이런 사례가 없습니다" in _text(answer) or "no such case" in _text(answer)
    assert officer.post(f"{url}link/", {"number": mine.number.lower()}).url == url
    assert mine.number in _text(officer.get(url))
    name_actor(cast.officer)
    assert [link.report_id for link in CaseReport.objects.all()] == [report.pk]


def test_nominating_begins_from_the_report_with_a_search_for_the_person(
    officer: Client, cast: Cast, station: str, tmp_path: Path
) -> None:
    report = _import(cast, tmp_path, cells(**WHOLE, station=station))
    shown = officer.get(f"/staff/reports/{report.pk}/").content.decode()
    form = re.search(r'<form method="post" action="/staff/nominate/".*?</form>', shown, re.S)
    assert form
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0]))
    fields.pop("csrfmiddlewaretoken", None)
    hits = _text(officer.post("/staff/nominate/", fields))
    assert report.number in hits
    name_actor(cast.officer)
    party = report.parties.get(role="victim")
    assert f"report:{party.pk}" in hits


def _import(cast: Cast, folder: Path, *rows: Sequence[str]) -> Report:
    path = write_csv(folder / f"{uuid4()}.csv", [HEADERS, *rows])
    import_reports(actor=cast.officer, path=path)
    name_actor(cast.officer)
    report = Report.objects.first()
    assert report
    return report


def _jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'read_upload'")
        return int(cursor.fetchone()[0])


def _stopped_in_the_middle(cast: Cast, number: UUID) -> None:
    name_actor(cast.officer)
    long_ago = timezone.now() - timedelta(minutes=10)
    ImportBatch.objects.filter(pk=number).update(state="running", touched_at=long_ago)


def _numbers(shown: str) -> list[str]:
    return re.findall(r">(n-\d+)</a>", shown)


def _newest_first(numbers: range) -> list[int]:
    """By time, then by key: of two reports of one minute the one made later comes first."""
    return sorted(numbers, key=lambda number: (number // 2, number), reverse=True)
