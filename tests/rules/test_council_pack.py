"""The half-yearly pack of a council: frozen, the same on every paper, and nobody's case in it."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.utils import timezone
from hwpx import HwpxDocument
from pypdf import PdfReader

from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.models import Record
from jikimi.access.notices import Notice
from jikimi.access.ticket import name_actor
from jikimi.bodies.council_packs import pack_called, packs_of, take_out_pack
from jikimi.bodies.halves import half_of
from jikimi.bodies.models import CouncilPack, Undertaking
from jikimi.cases.council_packs import make_pack
from tests.cast import Cast
from tests.council import LESSON, closed_case, council_above, sent_up

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
REASON = {"reason": "meeting", "language": "ko"}
WHAT = "야간 상담 전화를 둔다"


def undertaken(cast: Cast) -> Undertaking:
    name_actor(cast.secretary)
    return Undertaking.objects.create(
        body=cast.heads,
        agency=cast.agencies["police"],
        text=WHAT,
        due_on=timezone.localdate() - timedelta(days=3),
    )


@pytest.fixture
def pack(cast: Cast) -> CouncilPack:
    council_above(cast)
    sent_up(cast, closed_case(cast))
    undertaken(cast)
    return made(cast)


def made(cast: Cast) -> CouncilPack:
    name_actor(cast.secretary)
    return make_pack(actor=cast.secretary, council=cast.heads, half=half_of())


def paper(cast: Cast, pack: CouncilPack, form: str, **more: str) -> bytes:
    name_actor(cast.head)
    row = pack_called(cast.head, cast.heads, pack.pk)
    return take_out_pack(actor=cast.head, pack=row, form=form, **{**REASON, **more})


def words_on(content: bytes, form: str) -> str:
    if form == "pdf":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if form == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        rows = (row for sheet in book for row in sheet.iter_rows(values_only=True))
        return " ".join(str(cell) for row in rows for cell in row)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return " ".join(parts.read(name).decode() for name in parts.namelist() if "section" in name)


def test_one_button_makes_a_pack_and_tells_the_members(cast: Cast, pack: CouncilPack) -> None:
    assert (pack.half, pack.number) == (half_of().code, 1)
    told = pack.figures
    assert [row["lesson"] for row in told["reviews"]] == [LESSON]
    assert [row["stage"]["ko"] for row in told["undertakings"]] == ["기한이 지남"]
    assert len(told["agencies"]) == 3
    name_actor(cast.head)
    assert Notice.objects.filter(kind="bodies.council_pack.make").count() == 1
    assert [row.pk for row in packs_of(cast.head, cast.heads)] == [pack.pk]


def test_a_pack_stays_as_it_was_made(cast: Cast, pack: CouncilPack) -> None:
    assert made(cast).pk == pack.pk
    row = undertaken(cast)
    again = made(cast)
    assert (again.number, len(again.figures["undertakings"])) == (2, 2)
    name_actor(cast.secretary)
    Undertaking.objects.filter(pk=row.pk).update(text="달라진 글")
    assert CouncilPack.objects.get(pk=pack.pk).figures == pack.figures
    with pytest.raises(Exception, match="permission denied"):
        CouncilPack.objects.filter(pk=pack.pk).update(half="2020-1")


@pytest.mark.parametrize("form", ["pdf", "hwpx", "xlsx"])
def test_every_paper_says_the_same_and_the_same_pack_gives_the_same_bytes(
    cast: Cast, pack: CouncilPack, form: str
) -> None:
    content = paper(cast, pack, form)
    assert paper(cast, pack, form) == content
    said = words_on(content, form).replace("\n", "").replace(" ", "")
    for word in (LESSON, WHAT, "추천된 사례", "경찰 외 기관의 추천 비율", "음주 문제"):
        assert word.replace(" ", "") in said, word
    in_english = words_on(paper(cast, pack, form, language="en"), form)
    assert "Cases nominated" in in_english.replace("\n", " ")


def test_hwpx_validates_and_pdf_is_tagged(cast: Cast, pack: CouncilPack) -> None:
    document: Any = HwpxDocument.open(io.BytesIO(paper(cast, pack, "hwpx")))
    assert document.validate().ok
    root: Any = PdfReader(io.BytesIO(paper(cast, pack, "pdf"))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]


def test_nothing_on_any_paper_tells_of_a_case(cast: Cast) -> None:
    council_above(cast)
    case = closed_case(cast)
    sent_up(cast, case)
    pack = made(cast)
    hidden = [
        case.number,
        str(case.pk),
        "고하늘",
        "문바다",
        "술을 마신 날",
        "석 달 동안",
        "매주 한",
    ]
    hidden += [member.name for member in cast.members.values()]
    for form in ("pdf", "hwpx", "xlsx"):
        said = words_on(paper(cast, pack, form), form)
        assert [word for word in hidden if word in said] == []
    assert [word for word in hidden if word in str(pack.figures)] == []


def test_taking_out_needs_a_reason_and_is_recorded(cast: Cast, pack: CouncilPack) -> None:
    with pytest.raises(NotValid):
        paper(cast, pack, "xlsx", reason="")
    with pytest.raises(NotValid):
        paper(cast, pack, "xlsx", reason="other")
    with pytest.raises(NotValid):
        paper(cast, pack, "docx")
    paper(cast, pack, "xlsx")
    name_actor(cast.auditor)
    codes = list(Record.objects.values_list("act", flat=True))
    assert "bodies.council_pack.make" in codes


@pytest.mark.parametrize("who", ["coordinator", "officer", "counsellor", "stranger", "auditor"])
def test_only_those_who_sit_in_the_council_know_of_a_pack(
    cast: Cast, pack: CouncilPack, who: str
) -> None:
    name_actor(cast.actors[who])
    for call in (
        lambda: pack_called(cast.actors[who], cast.heads, pack.pk),
        lambda: make_pack(actor=cast.actors[who], council=cast.heads, half=half_of()),
    ):
        with pytest.raises(NotAllowed):
            call()


def test_a_head_reads_packs_and_makes_none(cast: Cast, pack: CouncilPack) -> None:
    name_actor(cast.head)
    assert pack_called(cast.head, cast.heads, pack.pk).pk == pack.pk
    with pytest.raises(NotAllowed):
        make_pack(actor=cast.head, council=cast.heads, half=half_of())
