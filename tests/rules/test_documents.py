"""One paper as PDF, HWPX, ODT and XLSX: the same words, the same bytes, files that open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import odfdo
import pikepdf
import pytest
from hwpx import HwpxDocument, validate_editor_open_safety
from openpyxl import load_workbook
from pypdf import PdfReader

from jikimi.bodies.documents.blocks import (
    Bullets,
    Document,
    Facts,
    Heading,
    NewPage,
    Paragraph,
    Sheet,
    Signatures,
    Table,
)
from jikimi.bodies.documents.hwpx import as_hwpx
from jikimi.bodies.documents.odt import as_odt
from jikimi.bodies.documents.pdf import as_pdf
from jikimi.bodies.documents.xlsx import as_xlsx

ON = date(2026, 11, 19)
PAPER = Document(
    title="회의록",
    subtitle="제3차 회의",
    number="제1판",
    on=ON,
    issuer="동부 실무협의회",
    marking="대외비",
    footer="내려받음: 담당자",
    blocks=(
        Facts((("회의명", "제3차 회의"), ("장소", "3층 회의실"))),
        Heading("논의"),
        Heading("세부", level=3),
        Paragraph("첫째 줄\n둘째 줄"),
        Paragraph("함께 결정함", is_strong=True),
        Bullets(("하나", "둘")),
        Table(
            ("기관", "조치"),
            tuple((f"기관{n}", f"조치{n}") for n in range(60)),
            caption="조치 표",
            widths=(1, 3),
        ),
        NewPage(),
        Signatures((("위원장", "가나다"),)),
    ),
)
LETTER = Document(
    title="조치 통보",
    to="다온 상담소",
    number="동부-2026-1",
    on=ON,
    issuer="동부 실무협의회",
    blocks=(Paragraph("알려 드립니다.\x00\u000b"), Table(("연번",), ())),
)
EXPECTED = (
    "회의록",
    "제3차회의",
    "대외비",
    "내려받음:담당자",
    "첫째줄",
    "둘째줄",
    "기관59",
    "가나다",
)
MAKERS: Sequence[Callable[[Document], bytes]] = (as_pdf, as_hwpx, as_odt)


def words_of(content: bytes) -> str:
    """All words of a file, without blanks."""
    if content.startswith(b"%PDF"):
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
        return "".join(text.split())
    with ZipFile(BytesIO(content)) as packed:
        parts = [packed.read(name) for name in packed.namelist() if name.endswith(".xml")]
    text = "".join("".join(ElementTree.fromstring(part).itertext()) for part in parts)
    return "".join(text.split())


@pytest.mark.parametrize("make", MAKERS)
def test_every_file_says_what_the_paper_says(make: Callable[[Document], bytes]) -> None:
    found = words_of(make(PAPER))
    for words in EXPECTED:
        assert words in found, words


@pytest.mark.parametrize("make", MAKERS)
def test_the_same_paper_gives_the_same_bytes(make: Callable[[Document], bytes]) -> None:
    assert make(PAPER) == make(PAPER)
    assert make(PAPER) != make(LETTER)


@pytest.mark.parametrize("make", MAKERS)
def test_a_letter_says_to_whom_about_what_and_from_whom(
    make: Callable[[Document], bytes],
) -> None:
    found = words_of(make(LETTER))
    for words in ("다온상담소", "조치통보", "동부실무협의회", "동부-2026-1", "알려드립니다."):
        assert words in found, words


def test_the_pdf_is_tagged_in_its_language_and_titled() -> None:
    root = PdfReader(BytesIO(as_pdf(PAPER))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "ko"
    assert root["/StructTreeRoot"]
    with pikepdf.open(BytesIO(as_pdf(PAPER))) as paper, paper.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "회의록"


def test_a_pdf_with_a_password_opens_with_it_alone_and_stays_tagged() -> None:
    locked = as_pdf(PAPER, password="긴 비밀번호 2026")
    assert "회의록".encode() not in locked
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(BytesIO(locked))
    with pikepdf.open(BytesIO(locked), password="긴 비밀번호 2026") as paper:
        assert paper.encryption.R == 6
        assert paper.encryption.bits == 256
        assert paper.encryption.stream_method == pikepdf.models.EncryptionMethod.aesv3
        assert paper.allow.accessibility
        assert paper.Root.MarkInfo.Marked


def test_the_hangul_document_opens_and_validates() -> None:
    for paper in (PAPER, LETTER):
        made = as_hwpx(paper)
        assert validate_editor_open_safety(made).ok
        opened = HwpxDocument.open(made)
        assert not opened.validate().issues


def test_heads_of_tables_are_repeated_and_named_as_heads() -> None:
    with ZipFile(BytesIO(as_hwpx(PAPER))) as packed:
        section = packed.read("Contents/section0.xml").decode()
    assert section.count('header="1"') == 5
    with ZipFile(BytesIO(as_odt(PAPER))) as packed:
        content = packed.read("content.xml").decode()
    assert content.count("<table:table-header-rows") == 2


def test_the_open_document_opens_and_names_nothing_of_the_machine_it_was_made_on() -> None:
    made = as_odt(PAPER)
    opened = odfdo.Document(BytesIO(made))
    assert [one.text for one in opened.body.headers] == ["논의", "세부"]
    assert len(opened.body.tables) == 3
    with ZipFile(BytesIO(made)) as packed:
        names = packed.namelist()
        whole = b"".join(packed.read(name) for name in names)
        listed = packed.read("META-INF/manifest.xml").decode()
    assert names[0] == "mimetype"
    assert b"LibreOffice" not in whole
    assert "Configurations2" not in listed


def test_a_workbook_holds_plain_values_and_the_same_bytes() -> None:
    sheets = [
        Sheet("조치/현황", ("기관", "건수", "기한"), (("=1+1", 3, ON), ("나\x00", 2.5, None))),
        Sheet("빈 표", ("기관",), ()),
    ]
    made = as_xlsx(sheets, title="자료", on=ON)
    assert made == as_xlsx(sheets, title="자료", on=ON)
    book = load_workbook(BytesIO(made))
    assert book.sheetnames == ["조치 현황", "빈 표"]
    rows = list(book["조치 현황"].iter_rows(values_only=True))
    assert rows[0] == ("기관", "건수", "기한")
    assert rows[1][:2] == ("=1+1", 3)
    assert book["조치 현황"]["A2"].data_type == "s"
    assert rows[2][0] == "나"
