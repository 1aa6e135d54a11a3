"""Pages of undertakings and of follow-up: one list of all that is owed, taken out with a reason."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from jikimi.access.actor import Actor
from jikimi.access.member import Member
from jikimi.access.record import Record
from jikimi.bodies.models import Evidence, Undertaking
from jikimi.bodies.outcomes import end_undertaking
from jikimi.bodies.undertakings import UndertakingDraft, assign_undertaking
from jikimi.cases.models import Action, ActionEvidence
from tests.cast import Cast
from tests.loop import Loop, heard
from tests.unlocking import LOCK, unlocked

Enter = Callable[[Actor], None]
SignedIn = Callable[[Client, Member], Client]
WORK, NIGHTS = "매주 한 번 만나 안전을 확인한다", "야간 상담 전화를 함께 운영한다"
HOME = "/staff/follow-up/"
pytestmark = pytest.mark.django_db(databases=["default", "refusals"])


@pytest.fixture
def loop(cast: Cast) -> Loop:
    made = heard(cast)
    made.acting()
    return made


@pytest.fixture
def undertaking(cast: Cast, enter: Enter, loop: Loop) -> Undertaking:
    return given(cast, enter)


def given(cast: Cast, enter: Enter, agency: str = "refuge", days: int = 7) -> Undertaking:
    enter(cast.coordinator)
    due = timezone.localdate() + timedelta(days=days)
    draft = UndertakingDraft(agency_id=cast.agencies[agency].pk, text=NIGHTS, due_on=due)
    return assign_undertaking(actor=cast.coordinator, body=cast.council, draft=draft)


@pytest.fixture
def visit(cast: Cast, signed_in: SignedIn) -> Callable[..., Any]:
    def open_page(who: str, path: str = HOME) -> Any:
        return signed_in(Client(), cast.members[who]).get(path)

    return open_page


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_one_list_holds_actions_and_undertakings_of_the_own_agency(
    cast: Cast, enter: Enter, undertaking: Undertaking, visit: Callable[..., Any]
) -> None:
    given(cast, enter, "centre")
    page = text(visit("shelter"))
    assert WORK in page
    assert NIGHTS in page
    assert page.count(NIGHTS) == 1
    assert WORK not in text(visit("counsellor"))
    assert WORK not in text(visit("shelter", f"{HOME}?what=undertaking"))
    assert NIGHTS not in text(visit("shelter", f"{HOME}?words=만나"))
    assert NIGHTS not in text(visit("shelter", f"{HOME}?state=done"))
    for who in ("stranger", "officer"):
        page = text(visit(who))
        assert WORK not in page
        assert NIGHTS not in page
    for who in ("auditor", "administrator", "analyst"):
        assert visit(who).status_code == 404


def test_a_coordinator_sees_what_all_agencies_of_the_body_owe(
    cast: Cast, enter: Enter, undertaking: Undertaking, visit: Callable[..., Any]
) -> None:
    given(cast, enter, "centre")
    body = f"{HOME}?body_id={cast.council.pk}"
    page = text(visit("coordinator", body))
    assert WORK in page
    assert page.count(NIGHTS) == 2
    one = text(visit("coordinator", f"{body}&agency_id={cast.agencies['centre'].pk}"))
    assert WORK not in one
    assert one.count(NIGHTS) == 1
    # a body one does not coordinate is not understood: the own list is shown
    assert text(visit("shelter", body)).count(NIGHTS) == 1


def test_the_reading_is_recorded_with_the_persons_of_the_cases(
    cast: Cast, enter: Enter, undertaking: Undertaking, visit: Callable[..., Any]
) -> None:
    visit("officer", HOME)
    visit("coordinator", f"{HOME}?body_id={cast.council.pk}")
    enter(cast.auditor)
    rows = Record.objects.filter(act="cases.follow_up.read").order_by("at")
    assert [len(row.person_ids) for row in rows] == [0, 2]


def test_the_list_is_taken_out_with_a_reason_alone(
    cast: Cast, enter: Enter, undertaking: Undertaking, client: Client, signed_in: SignedIn
) -> None:
    signed_in(client, cast.members["coordinator"])
    entered = {"kept": f"body_id={cast.council.pk}", "form": "xlsx", "reason": ""}
    assert client.post(f"{HOME}take-out/", entered).status_code == 422
    other = {**entered, "reason": "other"}
    assert client.post(f"{HOME}take-out/", other).status_code == 422
    bare = client.post(f"{HOME}take-out/", {**entered, "reason": "follow_up"})
    assert bare.status_code == 422, "an action in a case is on the list"
    book = client.post(f"{HOME}take-out/", {**entered, "reason": "follow_up", **LOCK})
    assert book["Content-Disposition"].endswith('.zip"')
    rows = list(load_workbook(io.BytesIO(unlocked(book.content))).active.values)
    assert {row[5] for row in rows[1:]} == {WORK, NIGHTS}
    kept = f"what=undertaking&{entered['kept']}"
    no_case = {**entered, "kept": kept, "reason": "follow_up"}
    open_one = client.post(f"{HOME}take-out/", no_case)
    assert open_one["Content-Disposition"].endswith('.xlsx"')
    rows = list(load_workbook(io.BytesIO(open_one.content)).active.values)
    assert {row[5] for row in rows[1:]} == {NIGHTS}
    printed = client.post(f"{HOME}take-out/", {**entered, "form": "print", "reason": "meeting"})
    assert NIGHTS in text(printed)
    enter(cast.auditor)
    rows_ = Record.objects.filter(act="cases.follow_up.export").order_by("at")
    found = [(row.why, row.details.get("lock", ""), len(row.person_ids)) for row in rows_]
    assert found == [("follow_up", "aes-256", 2), ("follow_up", "none", 0), ("meeting", "", 2)]


def test_pages_cost_the_same_for_3_and_20_lines(
    cast: Cast, enter: Enter, loop: Loop, client: Client, signed_in: SignedIn
) -> None:
    signed_in(client, cast.members["coordinator"]).get(HOME)
    numbers = []
    for more in (3, 17):
        for _n in range(more):
            given(cast, enter)
            loop.action()
        for query in ("", f"?body_id={cast.council.pk}"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"{HOME}{query}").status_code == 200
            numbers.append(len(queries))
    assert numbers[:2] == numbers[2:]


def test_an_absent_undertaking_and_one_of_others_answer_alike(
    cast: Cast, enter: Enter, undertaking: Undertaking, visit: Callable[..., Any]
) -> None:
    for part in ("", "amend/", "reassign/", "accept/", "end/"):
        for who in ("stranger", "head", "auditor"):
            theirs = visit(who, f"/staff/undertakings/{undertaking.pk}/{part}")
            assert theirs.status_code == 404, (who, part)
    assert visit("shelter", f"/staff/undertakings/{uuid4()}/").status_code == 404
    assert visit("shelter", f"/staff/undertakings/{undertaking.pk}/amend/").status_code == 404
    assert visit("shelter", f"/staff/undertakings/new/{cast.council.pk}/").status_code == 404


def test_an_agency_accepts_shows_evidence_and_reports_on_one_page(
    cast: Cast, enter: Enter, undertaking: Undertaking, client: Client, signed_in: SignedIn
) -> None:
    signed_in(client, cast.members["shelter"])
    home = f"/staff/undertakings/{undertaking.pk}/"
    assert NIGHTS in text(client.get(home))
    wrong = {"owner_id": cast.members["officer"].pk}
    assert client.post(f"{home}accept/", wrong).status_code == 422
    accepted = {"owner_id": cast.members["shelter"].pk}
    assert client.post(f"{home}accept/", accepted).status_code == 302
    assert client.post(f"{home}evidence/", {"text": ""}).status_code == 422
    bad = SimpleUploadedFile("일지.pdf", b"MZ\x90 a program")
    assert client.post(f"{home}evidence/", {"document": bad}).status_code == 422
    good = SimpleUploadedFile("일지.pdf", b"%PDF-1.7 journal")
    assert client.post(f"{home}evidence/", {"document": good}).status_code == 302
    enter(cast.shelter)
    row = Evidence.objects.get()
    where = f"{home}evidence/{row.pk}/open/"
    assert client.post(where, {"reason": "", **LOCK}).status_code == 422
    assert client.post(where, {"reason": "follow_up"}).status_code == 422
    opened = client.post(where, {"reason": "follow_up", **LOCK})
    assert unlocked(opened.content) == b"%PDF-1.7 journal"
    assert "일지".encode() not in opened.content
    assert "일지" not in opened.headers["Content-Disposition"]
    assert client.post(f"{home}end/", {"ending": "not_done", "text": ""}).status_code == 422
    assert client.post(f"{home}end/", {"ending": "done"}).status_code == 302
    assert client.post(f"{home}end/", {"ending": "done"}).status_code in (409, 422)
    assert client.post(f"{home}resume/").status_code == 302
    enter(cast.shelter)
    assert Undertaking.objects.get(pk=undertaking.pk).stage == "accepted"


def test_a_coordinator_gives_out_changes_and_moves_an_undertaking(
    cast: Cast, enter: Enter, undertaking: Undertaking, client: Client, signed_in: SignedIn
) -> None:
    signed_in(client, cast.members["coordinator"])
    new = f"/staff/undertakings/new/{cast.council.pk}/"
    due = (timezone.localdate() + timedelta(days=20)).isoformat()
    refuge = cast.agencies["refuge"].pk
    entered = {"undertaking-text": "", "undertaking-agency_id": refuge, "undertaking-due_on": due}
    assert client.get(new).status_code == 200
    assert client.post(new, entered).status_code == 422
    assert client.post(new, {**entered, "undertaking-text": "회의실 마련"}).status_code == 302
    home = f"/staff/undertakings/{undertaking.pk}/"
    changed = {"text": "주말에도 운영한다", "owner_id": "", "due_on": due, "version": 1}
    assert client.post(f"{home}amend/", changed).status_code == 302
    late = client.post(f"{home}amend/", {**changed, "text": "다른 말"})
    assert late.status_code == 409
    assert "주말에도 운영한다" in late.content.decode()
    moved = {"agency_id": cast.agencies["centre"].pk, "why": ""}
    assert client.post(f"{home}reassign/", moved).status_code == 422
    assert client.post(f"{home}reassign/", {**moved, "why": "담당 변경"}).status_code == 302
    enter(cast.coordinator)
    assert Undertaking.objects.get(pk=undertaking.pk).agency == cast.agencies["centre"]


def test_evidence_of_an_action_stays_behind_the_wall_of_the_action(
    cast: Cast, enter: Enter, loop: Loop, client: Client, signed_in: SignedIn
) -> None:
    loop.as_("shelter")
    action = Action.objects.get()
    home = f"/staff/cases/{loop.case.number}/actions/{action.pk}/"
    signed_in(client, cast.members["shelter"])
    good = SimpleUploadedFile("사진.png", b"\x89PNG\r\n\x1a\n picture")
    answer = client.post(f"{home}evidence/", {"text": "방문 기록", "document": good})
    assert answer.status_code == 302
    loop.as_("coordinator")
    row = ActionEvidence.objects.get()
    steering = signed_in(Client(), cast.members["coordinator"])
    assert "방문 기록" in text(steering.get(home))
    opened = steering.post(f"{home}evidence/{row.pk}/open/", {"reason": "follow_up", **LOCK})
    assert unlocked(opened.content).startswith(b"\x89PNG")
    assert steering.post(f"{home}evidence/{row.pk}/open/", {"reason": "audit"}).status_code == 422
    enter(cast.auditor)
    (kept,) = Record.objects.filter(act="cases.evidence.open")
    assert (kept.why.strip(), len(kept.person_ids)) == ("follow_up", 2)
    assert kept.details == {"lock": "aes-256"}
    assert steering.post(f"{home}evidence/{row.pk}/withdraw/").status_code == 404
    stranger = signed_in(Client(), cast.members["stranger"])
    asked = {"reason": "audit", **LOCK}
    assert stranger.post(f"{home}evidence/{row.pk}/open/", asked).status_code == 404
    for who, sees in (("counsellor", True), ("officer", True), ("stranger", False)):
        enter(cast.actors[who])
        assert ActionEvidence.objects.exists() is sees, who
    assert client.post(f"{home}evidence/{row.pk}/withdraw/").status_code == 302
    assert "방문 기록" not in text(client.get(home))


def test_what_ended_is_listed_by_how_it_ended(
    cast: Cast, enter: Enter, undertaking: Undertaking, visit: Callable[..., Any]
) -> None:
    enter(cast.shelter)
    call = {"actor": cast.shelter, "undertaking": undertaking}
    end_undertaking(ending="not_possible", text="예산 삭감", **call)
    assert "예산 삭감" in text(visit("shelter", f"{HOME}?state=not_possible"))
    assert "예산 삭감" not in text(visit("shelter", f"{HOME}?state=not_done"))
