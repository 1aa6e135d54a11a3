"""Pages of inspections over HTTP, without JavaScript: planned, filled in, settled, followed up."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from jikimi.access.ticket import name_actor
from jikimi.doors.cli.inspections import command
from jikimi.places.models import Draw, Inspection, Repair, Site
from tests.cast import Cast
from tests.inspecting import PLACE, Round, a_round
from tests.journeys.desk import Desk
from tests.rules.test_checking import photo_with_place

pytestmark = pytest.mark.django_db(databases=["default", "refusals", "public"])
SignIn = Callable[..., Client]
HOME = "/staff/inspections/"
TODAY = timezone.localdate().isoformat()


@pytest.fixture
def tour(cast: Cast) -> Round:
    return a_round(cast)


def _desk(tour: Round, signed_in: SignIn, who: str) -> Desk:
    return Desk(signed_in(Client(), tour.cast.members[who]))


def _photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("p.jpg", photo_with_place(), "image/jpeg")


def _phoned(client: Client, number: str, answers: dict[str, str], **more: object) -> int:
    now = timezone.now().isoformat()
    said = {item: {"answer": answer, "note": "", "at": now} for item, answer in answers.items()}
    sheet = {"id": str(uuid4()), "written_at": now, "based_on": 1, "answers": said, **more}
    owner = client.get(f"{HOME}phone/hello/").json()["owner"]
    sent = {"content_type": "application/json", "headers": {"X-Owner": owner}}
    return client.post(f"{HOME}{number}/sheets/", json.dumps(sheet), **sent).status_code  # type: ignore[arg-type]


def test_a_park_over_its_pages(tour: Round, signed_in: SignIn) -> None:
    desk = _desk(tour, signed_in, "coordinator")
    desk.open(f"{HOME}new/")
    desk.send(having="team", place="", status=422)
    desk.send(having="team", form="park", place=PLACE, team=tour.team(), is_night="on")
    one = desk.page.here
    number = one.rstrip("/").rsplit("/", 1)[-1]
    desk.follow("/amend/")
    desk.send(having="version", planned_on="2020-01-01", status=422)
    desk.send(having="version", planned_on=TODAY)
    phone = signed_in(Client(), tour.cast.members["officer"])
    assert _phoned(phone, number, {"park_light": "good"}) == 200
    assert _phoned(phone, number, {}, based_on="x") == 422
    stranger = signed_in(Client(), tour.cast.members["counsellor"])
    assert _phoned(stranger, number, {"park_light": "bad"}) == 404
    desk.open(one)
    desk.send("/answers/", park_sight="watch", note_park_sight="가지가 가림")
    other = signed_in(Client(), tour.cast.members["shelter"])
    assert _phoned(other, number, {"park_light": "bad"}) == 200
    desk.open(one)
    desk.send("/finish/", status=409)
    desk.open(one)
    desk.send("/settle/", answer="bad")
    _photographed(desk, one)
    paper = desk.client.get(f"{one}sheet.pdf")
    assert len(PdfReader(BytesIO(paper.content)).pages) >= 1
    desk.open(one)
    desk.send("/finish/", summary="등이 꺼져 있음")
    _followed(desk, one, tour)


def _photographed(desk: Desk, one: str) -> None:
    """Whether people can be told on it must be said before it is sent."""
    silent = {"photo": _photo(), "key": str(uuid4())}
    assert desk.client.post(f"{one}photos/", silent).status_code == 422
    desk.open(one)
    desk.send("/photos/", photo=_photo(), has_faces="no")
    shown = desk.client.get(desk.page.link("/place-photos/"))
    assert (shown["Content-Type"], shown["Cache-Control"]) == ("image/jpeg", "no-store")
    desk.open(one)
    desk.send("/withdraw/")


def _followed(desk: Desk, one: str, tour: Round) -> None:
    """Red leads to patrol, repair and a proposal; yellow to a repair; each is offered filled in."""
    desk.send("/note/", text="바로 침")
    desk.open(one)
    desk.follow("kind=urgent_fix")
    desk.send(having="due_on", agency_id=tour.team("refuge")[0])
    name_actor(tour.cast.coordinator)
    repair = Repair.objects.get()
    assert repair.kind == "urgent_fix"
    desk.open(one)
    desk.send("/resume/", why="잘못", status=409)
    page = f"/staff/repairs/{repair.pk}/"
    keeper = Desk(tour_client(desk, tour, "shelter"))
    assert repair.text in keeper.open("/staff/repairs/").text
    assert repair.text in keeper.open("/staff/").text
    keeper.open(page)
    keeper.send("/accept/")
    keeper.send("/photos/", photo=_photo(), has_faces="yes")
    keeper.send("/end/", ending="done", outcome="가지를 침")
    keeper.send("/resume/")
    keeper.send("/end/", ending="done", outcome="가지를 침")
    desk.open(page)
    assert "/place-photos/" in desk.page.text
    desk.send("/check/", good="no", status=422)
    desk.open(page)
    desk.send("/check/", good="no", why="아직 가림")
    desk.send("/amend/", due_on=(timezone.localdate() + timedelta(days=40)).isoformat())
    desk.send("/withdraw/", why="다른 기관 일")
    assert desk.client.get(f"{HOME}results/?form=park").status_code == 200
    desk.open(f"{HOME}findings/")
    desk.send("/findings/")
    assert PLACE in desk.page.text
    matter = desk.client.get(one)
    assert matter.status_code == 200


def tour_client(desk: Desk, tour: Round, who: str) -> Client:
    """Another member's browser, signed in as the fixture does."""
    from jikimi.access.actor import AT_THE_DOOR

    client = Client()
    name_actor(AT_THE_DOOR)
    client.force_login(tour.cast.members[who], "jikimi.access.entering.Entering")
    return client


def test_overdue_tests_are_planned_together_and_a_site_shows_its_inspections(
    tour: Round, signed_in: SignIn
) -> None:
    desk = _desk(tour, signed_in, "officer")
    desk.open(f"{HOME}overdue/")
    desk.send(having="planned_on", team=tour.team("police"), status=422)
    desk.send(having="planned_on", team=tour.team("police"), sites=[str(tour.bell.pk)])
    assert tour.bell.name in desk.page.text
    site = desk.open(f"/staff/places/{tour.bell.pk}/").text
    assert "/staff/inspections/" in site
    name_actor(tour.cast.officer)
    number = Inspection.objects.get().pk
    assert str(number) in desk.open("/staff/").text
    desk.open(f"{HOME}{number}/")
    desk.send("/call-off/", why="비가 옴")
    desk.send("/resume/", why="그침")
    desk.open(f"{HOME}new/?again={number}")
    assert desk.client.get(f"{HOME}new/?site=x").status_code == 404


def test_nobody_outside_the_team_learns_of_an_unannounced_one_on_any_page(
    tour: Round, signed_in: SignIn
) -> None:
    """Lists, site, today, repairs, findings, results, draws, files and phone, before and after."""
    tour.as_("coordinator")
    secret = tour.of_bell(is_unannounced=True)
    tour.sent("officer", secret, {"bell_police": "fails"})
    number, name = str(secret.pk), tour.bell.name
    pages = ("", "?text=늘봄", "results/?form=bell", "findings/", "draws/", "export/csv/")
    stranger = _desk(tour, signed_in, "counsellor").client
    for url in (*(HOME + page for page in pages), "/staff/", "/staff/repairs/?show=all"):
        said = stranger.get(url).content.decode()
        assert name not in said, url
        assert number not in said, url
    assert number not in stranger.get(f"/staff/places/{tour.bell.pk}/").content.decode()
    overdue = stranger.get(f"{HOME}overdue/").content.decode()
    assert f'value="{tour.bell.pk}"' in overdue
    for part in ("", "sheet.pdf", "amend/"):
        assert stranger.get(f"{HOME}{number}/{part}").status_code == 404
    taken = stranger.post(f"{HOME}phone/day/", {"day": TODAY}).json()
    assert taken["visits"] == []
    team = _desk(tour, signed_in, "officer").client
    assert name in team.get(HOME).content.decode()
    assert number in team.get("/staff/").content.decode()
    assert f'value="{tour.bell.pk}"' not in team.get(f"{HOME}overdue/").content.decode()
    for kind in ("csv", "xlsx"):
        taken_out = team.get(f"{HOME}export/{kind}/")
        assert name not in _cells(kind, taken_out.content), kind
    assert team.post(f"{HOME}{number}/finish/", {"summary": ""}).status_code == 302
    assert name in stranger.get(HOME).content.decode()
    assert name in _cells("xlsx", team.get(f"{HOME}export/xlsx/").content)


def _cells(kind: str, content: bytes) -> str:
    if kind == "csv":
        return content.decode("utf-8-sig")
    book = load_workbook(BytesIO(content))
    return str([[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()])


def test_a_draw_over_its_pages_is_drawn_again_by_anybody_after_the_end(
    tour: Round, signed_in: SignIn, tmp_path: Path
) -> None:
    name_actor(tour.cast.coordinator)
    for n in range(5):
        Site.objects.create(kind="bell", name=f"벨 {n}", area_code=f"1101{n}53")
    desk = _desk(tour, signed_in, "coordinator")
    desk.open(f"{HOME}draws/new/")
    desk.send(having="red_weight", kind="bell", how_many="1", status=422)
    desk.send(having="red_weight", kind="bell", how_many="1", team=tour.team())
    one = desk.page.here
    name_actor(tour.cast.coordinator)
    seed = Draw.objects.get().seed
    assert seed not in desk.page.text
    desk.send("/draw/", words_said="주사위 4", last="2020-01-01", status=422)
    desk.open(one)
    desk.send("/draw/", words_said="주사위 4")
    stranger = _desk(tour, signed_in, "counsellor")
    stranger.open(one, 404)
    desk.open(f"{one}draw.json", 409)
    assert seed not in desk.open(one).text
    name_actor(tour.cast.coordinator)
    drawn = Inspection.objects.get()
    tour.all_good("officer", drawn)
    desk.open(f"{HOME}{drawn.pk}/")
    desk.send("/finish/")
    assert seed in stranger.open(one).text
    told = json.loads(stranger.client.get(f"{one}draw.json").content)
    for kept, code in ((told["seed"], 0), ("0" * 64, 1)):
        file = tmp_path / "draw.json"
        file.write_text(json.dumps({**told, "seed": kept}), encoding="utf-8")
        assert CliRunner().invoke(command, ["redraw", str(file), "--json"]).exit_code == code
    assert desk.client.get(f"{HOME}draws/").status_code == 200


def test_a_hazard_gets_a_photo_and_a_repair(tour: Round, signed_in: SignIn) -> None:
    desk = _desk(tour, signed_in, "coordinator")
    desk.open("/staff/hazards/new/")
    desk.send(having="said", kind="dark", place="늘봄길 3")
    here = desk.page.here
    desk.follow("/photos/")
    desk.send(having="has_faces", photo=_photo(), has_faces="no")
    desk.open(here)
    desk.follow("/repair/")
    desk.send(having="due_on", text="등을 바꾼다", agency_id=tour.team("refuge")[0], due_on=TODAY)
    assert "등을 바꾼다" in desk.page.text
