"""The booklet on paper says what its content says, in order, whole, and the same each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from django.utils.translation import override
from hwpx import HwpxDocument
from openpyxl import load_workbook
from pypdf import PdfReader

from jikimi.access.codes import labels
from jikimi.directory.booklet.chapters import (
    arranged,
    by_district,
    by_initial,
    by_need,
    index,
    initial,
    sorting,
)
from jikimi.directory.booklet.composing import Imprint, composed_booklet
from jikimi.directory.booklet.content import Content, Entry, Phone, Words, canonical, content_from
from jikimi.directory.booklet.differences import Before, Kept, differences, prints_of
from jikimi.directory.booklet.entries import facts
from jikimi.directory.booklet.formats import LOOKS
from jikimi.directory.booklet.gathering import emergency_lines
from jikimi.directory.booklet.hangul import hangul_document
from jikimi.directory.booklet.hours import hours_in_words
from jikimi.directory.booklet.leaflets import composed_leaflet, needs_with_help
from jikimi.directory.booklet.press import pdf, pictures, printable
from jikimi.directory.booklet.workbook import workbook
from tests.booklet import pages_of, without_spaces
from tests.samples.booklet import entry

KEY = b"a key for tests"
_LARGE = 18


@cache
def _content(count: int = 40) -> Content:
    needs = list(labels("directory", "needs"))
    return Content(arranged(map(entry, range(count)), needs=needs), emergency_lines(), waiting=3)


def _imprint(content: Content, **more: Any) -> Imprint:
    edition = {"number": 7, "issued_on": date(2026, 11, 22), **more}
    return Imprint(base_url="https://guide.example.kr/", hash=content.hash, **edition)


@cache
def _printed(size: str = "a5", language: str = "ko") -> bytes:
    content = _content()
    made = composed_booklet(content, imprint=_imprint(content), language=language, size=size)
    return pdf("booklet.typ", data=made)


def _one(**facts: Any) -> Content:
    return Content((replace(entry(0), number=1, **facts),), emergency_lines())


def _text_of(content: Content, language: str = "ko") -> str:
    made = composed_booklet(content, imprint=_imprint(content), language=language, size="a5")
    return without_spaces(pages_of(pdf("booklet.typ", data=made)))


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("size", list(LOOKS))
def test_every_fact_stands_in_the_booklet_in_order(size: str, language: str) -> None:
    text = without_spaces(pages_of(_printed(size, language)))
    at = text.index(without_spaces([entry_name(_content().entries[0], language)]))
    for one in _content().entries:
        for fact in _facts_in_order(one, language):
            wanted = without_spaces([fact])
            found = text.find(wanted, at)
            assert found >= 0, (one.number, fact)
            at = found + len(wanted)


def entry_name(one: Entry, language: str) -> str:
    return one.words_in(language).name


def _facts_in_order(one: Entry, language: str) -> list[str]:
    words = one.words_in(language)
    with override(language):
        values = [value for row in facts(one, language) for value in row["values"]]
    return [words.name, words.organization, *values, words.text, str(one.number)]


def test_the_numbers_for_now_come_first() -> None:
    second = without_spaces(pages_of(_printed())[1:2])
    places = [second.find(line.number + line.names["ko"].replace(" ", ""))
              for line in emergency_lines()]  # fmt: skip
    assert min(places) >= 0
    assert places == sorted(places)
    assert [line.number for line in emergency_lines()][:3] == ["112", "119", "1366"]


def test_the_index_leads_to_the_right_page() -> None:
    pages = pages_of(_printed())
    tail = without_spaces(pages[-1:])
    for one in _content().entries[::7]:
        name = without_spaces([one.words_in("ko").name])
        (page,) = [at for at, text in enumerate(pages, start=1)
                   if f"{name}{without_spaces([one.words_in('ko').organization])}"
                   in without_spaces([text])][:1]  # fmt: skip
        assert f"{name}{page}" in tail


def test_the_same_data_give_the_same_bytes() -> None:
    again = composed_booklet(_content(), imprint=_imprint(_content()), language="ko", size="a5")
    assert pdf("booklet.typ", data=again) == _printed()


def test_the_hash_and_number_stand_on_the_cover_and_in_every_foot() -> None:
    pages = pages_of(_printed())
    assert all(_content().hash[:12] in page for page in pages)
    first = PdfReader(BytesIO(_printed())).metadata
    assert first is not None
    assert _content().hash in (first.get("/Keywords") or "")


def test_the_file_is_tagged_has_a_title_and_a_language() -> None:
    for language in ("ko", "en"):
        reader = PdfReader(BytesIO(_printed("a5", language)))
        root: Any = reader.trailer["/Root"]
        assert root["/Lang"] == language
        assert root["/MarkInfo"]["/Marked"]
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert reader.metadata is not None
        assert reader.metadata.title
        assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
        assert len(_tags(root["/StructTreeRoot"], "/H3")) == len(_content().entries)


def test_every_code_and_drawing_has_words_for_those_who_do_not_see_it() -> None:
    root: Any = PdfReader(BytesIO(_printed())).trailer["/Root"]
    figures = _tags(root["/StructTreeRoot"], "/Figure")
    assert len(figures) == len(_content().entries) + 1
    assert all(figure.get("/Alt") for figure in figures)


def _tags(node: Any, name: str) -> list[Any]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [tag for child in node for tag in _tags(child, name)]
    if not isinstance(node, dict):
        return []
    own = [node] if node.get("/S") == name else []
    return own + _tags(node.get("/K", []), name)


def test_large_print_has_no_smaller_letter() -> None:
    reader = PdfReader(BytesIO(_printed("large")))
    sizes: set[float] = set()
    for page in reader.pages[1:8]:
        page.extract_text(visitor_text=lambda text, cm, tm, font, size: (
            sizes.add(round(size * abs(tm[3] * cm[3]), 1)) if text.strip() else None))  # fmt: skip
    assert min(sizes) >= _LARGE


def test_pages_have_the_size_of_their_paper() -> None:
    for size, look in LOOKS.items():
        box = PdfReader(BytesIO(_printed(size))).pages[0].mediabox
        assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == (
            look.width_mm, look.height_mm)  # fmt: skip


def test_pages_can_be_looked_at() -> None:
    small = replace(_content(), entries=_content().entries[:2])
    made = composed_booklet(small, imprint=_imprint(small), language="ko", size="pocket")
    shown = pictures("booklet.typ", data=made, dots_per_inch=40)
    assert len(shown) == len(pages_of(pdf("booklet.typ", data=made)))
    assert all(page.startswith(b"\x89PNG") for page in shown)


def test_a_letter_no_font_has_does_not_stop_the_press() -> None:
    words = {"ko": Words(name="社團 가온상담소", text="Ⅻ ไทย\x07 가"), "en": Words(name="Gaon")}
    text = _text_of(_one(words=words))
    assert "□□가온상담소" in text
    assert printable("가\u0007나") == "가나"
    assert printable("\u1100\u1161") == "가"  # two letters that are one


def test_a_very_long_text_goes_over_several_pages() -> None:
    text = "상담과 지원을 합니다. " * 400
    words = {"ko": Words(name="긴 안내", text=text), "en": Words(name="Long")}
    assert _text_of(_one(words=words)).count("지원을") == text.count("지원을")


def test_a_confidential_place_says_only_that_it_is_one() -> None:
    hidden = [one for one in _content().entries if one.is_confidential]
    assert hidden
    with override("en"):
        for one in hidden:
            rows = {row["label"]: row["values"] for row in facts(one, "en")}
            assert rows["Address"] == ["Not public. Call."]


def test_how_many_wait_to_be_checked_is_told() -> None:
    assert "3entrieswaitforbeingcheckedagain" in without_spaces(pages_of(_printed("a5", "en")))


def test_a_print_that_is_no_edition_says_so_and_bears_no_day() -> None:
    content = _content(3)
    bare = _imprint(content, number=None, issued_on=None)
    made = composed_booklet(content, imprint=bare, language="en", size="a5")
    printed = pdf("booklet.typ", data=made)
    assert "Not issued as an edition" in pages_of(printed)[0]
    assert "2026" not in without_spaces(pages_of(printed)[:1])


def test_entries_are_numbered_by_need_crisis_lines_first_then_by_letter() -> None:
    entries = _content().entries
    assert [one.number for one in entries] == list(range(1, len(entries) + 1))
    for chapter in by_need(entries, needs=list(labels("directory", "needs"))):
        assert [not one.is_crisis for one in chapter.entries] == sorted(
            not one.is_crisis for one in chapter.entries
        )
        for before, after in pairwise(one for one in chapter.entries if not one.is_crisis):
            assert sorting(before.words_in("ko").name) <= sorting(after.words_in("ko").name)


def test_each_entry_is_printed_in_full_exactly_once() -> None:
    chapters = by_need(_content().entries, needs=list(labels("directory", "needs")))
    printed = [one.number for chapter in chapters for one in chapter.entries]
    assert sorted(printed) == [one.number for one in _content().entries]


@pytest.mark.parametrize(
    ("name", "letter"),
    [("가온", "ㄱ"), ("꿈터", "ㄱ"), ("(사)한울", "ㅎ"), ("사단법인 다솜", "ㄷ"),
        ("사)마루", "ㅁ"), ("㈜나래", "ㄴ"),
     ("Éclair", "E"), ("1366", "#"), ("ㄱ", "ㄱ")],
)  # fmt: skip
def test_a_name_stands_under_its_first_consonant_without_the_legal_form(
    name: str, letter: str
) -> None:
    assert initial(name) == letter


def test_letters_stand_in_the_order_of_the_alphabet() -> None:
    letters = [chapter.code for chapter in by_initial(_content().entries, language="ko")]
    assert letters == sorted(letters)
    assert list(index(_content().entries, language="ko")) == letters


def test_districts_of_several_regions_are_named_with_their_region() -> None:
    seoul = replace(entry(1), districts=("중구",), region="서울특별시")
    busan = replace(entry(2), districts=("중구",), region="부산광역시")
    hidden = replace(entry(4), districts=("중구",))
    found = [one.code for one in by_district([seoul, busan, hidden], language="ko")]
    assert found == ["부산광역시 중구", "서울특별시 중구", "중구"]
    assert [one.code for one in by_district([seoul, hidden], language="ko")] == ["중구"]


def test_content_is_the_same_after_it_was_kept() -> None:
    kept = _content().as_json()
    assert content_from(kept) == _content()
    assert content_from(kept).hash == _content().hash
    assert replace(_content(), waiting=4).hash != _content().hash


def test_what_is_new_changed_and_gone_is_told_without_what_was_said() -> None:
    now = _content()
    kept = [Kept(one.id, one.number, prints_of(one, key=KEY)) for one in now.entries[2:]]
    moved = replace(now.entries[5], phones=(Phone("064-000-0000"),))
    kept[3] = Kept(moved.id, moved.number, prints_of(moved, key=KEY))
    gone = Kept("11111111-0000-4000-8000-000000000000", 120, prints_of(entry(300), key=KEY))
    before = Before(6, date(2026, 10, 1), (*kept, gone))
    since = differences(now, before=before, key=KEY)
    assert [one.number for one in since.new] == [1, 2]
    assert [(one.entry.number, one.parts) for one in since.changed] == [(6, ("phones",))]
    assert since.gone == (120,)
    made = composed_booklet(now, imprint=_imprint(now), since=since, language="en", size="a5")
    text = without_spaces(pages_of(pdf("booklet.typ", data=made)))
    assert "Sinceedition6of1Oct2026" in text
    assert "Crossoutintheearliereditionno.120." in text
    assert "064-000-0000" not in text
    assert canonical([dict(one.prints) for one in kept]).count("064") == 0


def test_prints_need_the_key() -> None:
    assert prints_of(entry(1), key=KEY) != prints_of(entry(1), key=b"another")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_leaflet_is_one_page_and_its_strips_name_no_need(language: str) -> None:
    content = _content()
    for need in needs_with_help(content):
        made = composed_leaflet(content, imprint=_imprint(content), need=need, language=language)
        pages = pages_of(pdf("leaflet.typ", data=made))
        assert len(pages) == 1
        assert made["need"] not in made["strip"].values()
        assert made["strip"]["number"]
        assert need not in str(made["code_says"])


def test_the_workbook_holds_every_fact_and_no_formula() -> None:
    content = _one(words={"ko": Words(name="=1+1", text="+위험"), "en": Words(name="=1+1")})
    content = Content((*content.entries, *_content().entries), content.lines)
    book = load_workbook(BytesIO(workbook(content, imprint=_imprint(content))))
    sheet = book.worksheets[0]
    assert sheet["B2"].value == "=1+1"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    for one, row in zip(content.entries, sheet.iter_rows(min_row=2, values_only=True), strict=True):
        told = "\n".join(str(value) for value in row if value)
        for fact in (
            *one.words_in("ko").hours,
            *one.words_in("ko").places,
            one.words_in("ko").for_whom,
        ):
            assert fact in told
        assert all(phone.number in told for phone in one.phones)


def test_the_hangul_document_opens_and_holds_every_entry() -> None:
    packed = hangul_document(_content(), imprint=_imprint(_content()))
    document = HwpxDocument.open(BytesIO(packed))
    assert not document.validate().issues
    text = document.text.plain()
    for one in _content().entries:
        assert one.words_in("ko").name in text
        assert all(phone.number in text for phone in one.phones)
    assert "synthetic" not in packed.decode("latin-1")


def test_files_for_the_office_are_the_same_bytes_each_time() -> None:
    content, made = _content(5), _imprint(_content(5))
    assert workbook(content, imprint=made) == workbook(content, imprint=made)
    assert hangul_document(content, imprint=made) == hangul_document(content, imprint=made)


def test_hours_are_told_as_people_write_them() -> None:
    plain = {"freq": "WEEKLY", "opens_at": "09:00", "closes_at": "18:00"}
    assert hours_in_words([{**plain, "byday": "MO,TU,WE,TH,FR"}]) == ("월–금 09:00–18:00",)
    assert hours_in_words([{**plain, "byday": "MO,WE"}]) == ("월, 수 09:00–18:00",)
    assert hours_in_words([{"description": "첫째 주 토요일", "opens_at": "10:00"}]) == (
        "첫째 주 토요일 10:00",
    )
