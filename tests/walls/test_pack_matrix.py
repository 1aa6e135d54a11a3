"""For each kind of attendee: what agenda and pack show, on the screen, on paper and in the PDF."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pikepdf import PasswordError, Pdf
from pypdf import PdfReader

from jikimi.access.member import Member
from jikimi.bodies.marks import mark_read
from jikimi.bodies.models import ItemRead
from tests.casework import CHILD, PERPETRATOR, VICTIM, WORRY
from tests.cast import Cast
from tests.packing import (
    BEFORE,
    CAUSE,
    CONTACT,
    FIRST,
    FIRST_TEXT,
    MARKS,
    NOTE,
    OF_PERPETRATOR,
    OF_VICTIM,
    OURS,
    PROMISED,
    RISK,
    SEALED,
    SECOND,
    SECOND_TEXT,
    THEIRS,
    Packed,
    packed,
)

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
Visit = Callable[[str], Client]
PASSWORD = "gentle-harbour-41"
NUMBER = "number"
MATTERS = {FIRST, SECOND, FIRST_TEXT, SECOND_TEXT, PROMISED}
THE_CASE = {NUMBER, VICTIM, PERPETRATOR, CHILD, WORRY, RISK, CAUSE, OURS, THEIRS}
THE_CASE |= {OF_VICTIM, OF_PERPETRATOR}
# What each attendee comes upon in the pack, no more and no less; sealed facts and ways to reach the
# victim stand in no pack.
SHOWS: dict[str, set[str]] = {
    "coordinator": THE_CASE | MATTERS | {BEFORE},
    "counsellor": THE_CASE | MATTERS | {BEFORE, NOTE},
    "colleague": (THE_CASE | MATTERS | {NOTE}) - {SECOND, SECOND_TEXT},
    "officer": MATTERS | {NUMBER, PERPETRATOR, WORRY, RISK, OF_PERPETRATOR},
    "shelter": MATTERS | {NUMBER, VICTIM, OURS, OF_VICTIM},
    "clinic": MATTERS,
    "cousin": MATTERS,
    "late": set(),
}
AGENDAS: dict[str, set[str]] = {
    "coordinator": {NUMBER, FIRST, SECOND},
    "counsellor": {NUMBER, FIRST, SECOND},
    "colleague": {NUMBER, FIRST},
    "officer": {NUMBER, FIRST, SECOND},
    "shelter": {NUMBER, FIRST, SECOND},
    "clinic": {FIRST, SECOND},
    "cousin": {FIRST, SECOND},
    "late": {NUMBER, FIRST, SECOND},
}


@pytest.fixture
def scene(cast: Cast) -> Packed:
    return packed(cast)


@pytest.fixture
def visit(scene: Packed, signed_in: Callable[[Client, Member], Client]) -> Visit:
    return lambda who: signed_in(Client(), scene.cast.members[who])


def taken_out(scene: Packed, client: Client, how: str = "pdf", **more: str) -> Any:
    entered = {"how": how, "reason": "preparation", "password": PASSWORD, "again": PASSWORD}
    return client.post(f"{scene.address}take-out/", {**entered, **more})


def marks_in(text: str, scene: Packed) -> set[str]:
    """The marked words in a text, wherever its lines break."""
    told = re.sub(r"\s+", "", text)
    found = {mark for mark in MARKS if re.sub(r"\s+", "", mark) in told}
    return found | ({NUMBER} if scene.case.number in told else set())


def text_of(pdf: bytes) -> str:
    opened = BytesIO()
    with Pdf.open(BytesIO(pdf), password=PASSWORD) as file:
        file.save(opened)
    return "\n".join(page.extract_text() for page in PdfReader(opened).pages)


def test_the_pack_shows_what_its_reader_may_know(scene: Packed, visit: Visit) -> None:
    pages = {who: visit(who).get(scene.address) for who in SHOWS}
    assert {page.status_code for page in pages.values()} == {200}
    shown = {who: marks_in(page.content.decode(), scene) for who, page in pages.items()}
    assert shown == SHOWS


def test_paper_and_file_show_what_their_reader_may_know(scene: Packed, visit: Visit) -> None:
    attending = {who: marks for who, marks in SHOWS.items() if who != "late"}
    papers = {who: taken_out(scene, visit(who), "print") for who in attending}
    on_paper = {who: marks_in(page.content.decode(), scene) for who, page in papers.items()}
    assert on_paper == attending
    files = {who: taken_out(scene, visit(who)) for who in attending}
    assert {file.headers["Content-Type"] for file in files.values()} == {"application/pdf"}
    in_file = {who: marks_in(text_of(file.content), scene) for who, file in files.items()}
    assert in_file == attending


def test_nothing_is_taken_out_before_confidentiality_is_accepted(
    scene: Packed, visit: Visit
) -> None:
    for how in ("pdf", "print"):
        answer = taken_out(scene, visit("late"), how)
        assert (answer.status_code, answer.headers["Location"]) == (302, scene.address)


def test_the_agenda_shows_what_its_reader_may_know(scene: Packed, visit: Visit) -> None:
    address = f"/staff/meetings/{scene.meeting.pk}/"
    shown = {who: marks_in(agenda_of(visit(who).get(address)), scene) for who in AGENDAS}
    assert shown == AGENDAS


def agenda_of(page: Any) -> str:
    """The agenda alone: forms beside it name matters that wait."""
    return str(page.content.decode().split('id="agenda"', 1)[1].split("</ol>", 1)[0])


def test_who_does_not_attend_is_told_the_same_as_of_an_absent_meeting(
    scene: Packed, visit: Visit
) -> None:
    for who in ("stranger", "head", "auditor", "administrator", "analyst"):
        client = visit(who)
        for page in (scene.address, f"{scene.address}take-out/"):
            absent = page.replace(str(scene.meeting.pk), "00000000-0000-0000-0000-000000000007")
            theirs, nothing = client.get(page), client.get(absent)
            assert theirs.status_code == nothing.status_code == 404, who
            assert plain(theirs) == plain(nothing)


def plain(answer: Any) -> str:
    return re.sub(
        r'(csrfmiddlewaretoken" value|name="next" value)="[^"]*"', "", answer.content.decode()
    )


def test_the_file_opens_with_its_password_alone_and_names_its_reader_on_each_page(
    scene: Packed, visit: Visit
) -> None:
    pdf = taken_out(scene, visit("counsellor")).content
    with pytest.raises(PasswordError):
        Pdf.open(BytesIO(pdf))
    assert SEALED.encode() not in pdf
    with Pdf.open(BytesIO(pdf), password=PASSWORD) as file:
        assert file.encryption.R == 6
        assert file.Root.MarkInfo.Marked
        opened = BytesIO()
        file.save(opened)
    pages = [re.sub(r"\s+", "", page.extract_text()) for page in PdfReader(opened).pages]
    assert pages
    assert all("역할counsellor" in page for page in pages)
    assert not any(CONTACT in page or SEALED in page for page in pages)


def test_what_one_has_read_is_known_to_nobody_else(
    scene: Packed, enter: Callable[[Any], None]
) -> None:
    enter(scene.cast.counsellor)
    item = scene.meeting.items.first()
    assert item is not None
    mark_read(actor=scene.cast.counsellor, meeting=scene.meeting, item_id=item.pk)
    assert ItemRead.objects.count() == 1
    for who in ("colleague", "coordinator", "officer", "stranger", "administrator", "auditor"):
        enter(scene.cast.actors[who])
        assert ItemRead.objects.count() == 0, who
        assert ItemRead.objects.update(read_at="2026-01-01T00:00Z") == 0
