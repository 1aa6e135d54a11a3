"""A paper as a document of the Hangul word processor (HWPX), to edit in an office."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import override
from hwpx import HwpxDocument

from jikimi.bodies.documents.blocks import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    NewPage,
    Paragraph,
    Signatures,
    Table,
)
from jikimi.bodies.documents.words import (
    imprint,
    receiver_line,
    signature_head,
    signature_row,
    subject_line,
)
from jikimi.directory.booklet.archives import allowed
from jikimi.directory.booklet.hangul_packing import packed_hangul

_MARGINS_MM = {"left": 20, "right": 20, "top": 20, "bottom": 15}
_WIDTH_MM = 170
_UNITS_IN_MM = 283.465
_HEAD_FILL = "#EEF1F7"
_LABEL_SHARES = (1.0, 4.0)
_TITLE_PT, _ISSUER_PT, _TEXT_PT = 20, 16, 11
_HEADING_PT = {1: 14, 2: 12, 3: 11}
_BULLET = "○ "


def as_hwpx(document: Document) -> bytes:
    """The paper as HWPX; the same paper gives the same bytes."""
    paper = HwpxDocument.new()
    paper.page.setup(paper_size="A4", orientation="portrait", margins_mm=_MARGINS_MM)
    writer = _Writer(paper)
    with override(document.language):
        writer.put_around(document)
        writer.put_head(document)
        for block in document.blocks:
            writer.put(block)
        writer.put_end(document)
    return packed_hangul(
        paper, title=allowed(document.title), publisher=allowed(document.issuer), on=document.on
    )


@dataclass
class _Writer:
    """Puts blocks into one document, one after the other. page_break: the next begins a page."""

    paper: HwpxDocument
    page_break: bool = False

    def put_around(self, document: Document) -> None:
        """What stands on every page: how it may be handed on, the foot and the page number."""
        if document.marking:
            self.paper.page.set_header(text=allowed(document.marking))
        foot = f"{allowed(document.footer)}   " if document.footer else ""
        self.paper.page.set_page_number(prefix=foot, align="CENTER")

    def put_head(self, document: Document) -> None:
        """What stands above the content: of a letter whom and what, of other papers the title."""
        if document.to:
            self._line(document.issuer, size=_ISSUER_PT, is_strong=True, align="CENTER")
            self._line("")
            self._line(receiver_line(document))
            self._line(subject_line(document), is_strong=True)
        else:
            self._line(document.title, size=_TITLE_PT, is_strong=True, align="CENTER")
        if document.subtitle:
            self._line(document.subtitle, align="LEFT" if document.to else "CENTER")
        if not document.to:
            self._line(imprint(document), align="RIGHT")
        self._line("")

    def put_end(self, document: Document) -> None:
        """Who issues the paper; of a letter its number and day as well."""
        if document.issuer:
            self._line("")
            self._line(document.issuer, size=_ISSUER_PT, is_strong=True, align="CENTER")
        if document.to:
            self._line("")
            self._line(imprint(document))

    def put(self, block: Block) -> None:
        """One block."""
        _PUT[type(block)](self, block)

    def put_heading(self, block: Heading) -> None:
        size = _HEADING_PT[min(block.level, 3)]
        self._line(block.text, size=size, is_strong=True, outline=block.level)

    def put_paragraph(self, block: Paragraph) -> None:
        for line in block.text.split("\n"):
            self._line(line, is_strong=block.is_strong)

    def put_bullets(self, block: Bullets) -> None:
        for item in block.items:
            self._line(_BULLET + item, indent_mm=4)

    def put_facts(self, block: Facts) -> None:
        if block.pairs:
            made = self._table(block.pairs, widths=_LABEL_SHARES)
            self._shade(made, [(row, 0) for row in range(len(block.pairs))])

    def put_table(self, block: Table) -> None:
        if block.caption:
            self._line(block.caption, is_strong=True)
        self._headed(block.head, block.rows, block.widths or (1.0,) * len(block.head))

    def put_signatures(self, block: Signatures) -> None:
        rows = tuple(signature_row(*one) for one in block.names)
        self._headed(signature_head(), rows, (1.0, 1.0, 1.2))

    def put_new_page(self, block: NewPage) -> None:
        self.page_break = True

    def _headed(
        self, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]
    ) -> None:
        made = self._table([head, *rows], widths=widths)
        self._shade(made, [(0, column) for column in range(len(head))])
        for cell in made.rows[0].cells:
            cell.element.set("header", "1")  # repeated on the next page, and read aloud as heads

    def _table(self, rows: Sequence[Sequence[str]], *, widths: Sequence[float]) -> Any:
        unit = _WIDTH_MM * _UNITS_IN_MM / sum(widths)
        made = self.paper.add_table(
            len(rows), len(rows[0]), width=round(_WIDTH_MM * _UNITS_IN_MM), **self._break()
        )
        made.set_column_widths([round(share * unit) for share in widths])
        made.set_treat_as_char(False)
        for line, texts in zip(made.rows, rows, strict=True):
            for cell, text in zip(line.cells, texts, strict=True):
                cell.set_text(allowed(text), split_paragraphs=True)
        self._line("")
        return made

    def _shade(self, made: Any, cells: Sequence[tuple[int, int]]) -> None:
        strong = self.paper.styles.ensure_run(bold=True, size=_TEXT_PT)
        for row, column in cells:
            made.set_cell_shading(row, column, _HEAD_FILL)
            for paragraph in made.cell(row, column).paragraphs:
                paragraph.char_pr_id_ref = strong

    def _line(
        self,
        text: str,
        *,
        size: int = _TEXT_PT,
        is_strong: bool = False,
        align: str = "LEFT",
        outline: int = 0,
        indent_mm: float = 0,
    ) -> None:
        style = self.paper.styles.ensure_run(bold=is_strong, size=size)
        self.paper.add_paragraph(
            allowed(text), char_pr_id_ref=style, inherit_style=False, **self._break()
        )
        at = len(self.paper.paragraphs) - 1
        shape: dict[str, Any] = {"alignment": align, "line_spacing_percent": 160}
        if outline:
            shape |= {"outline_level": outline, "keep_with_next": True, "spacing_before_pt": 8}
        if indent_mm:
            shape |= {"indent_left_mm": indent_mm, "first_line_indent_mm": -indent_mm}
        self.paper.styles.apply_paragraph_format(paragraph_index=at, **shape)

    def _break(self) -> dict[str, Any]:
        due, self.page_break = self.page_break, False
        return {"pageBreak": "1"} if due else {}


_PUT: dict[type, Callable[[_Writer, Any], None]] = {
    Heading: _Writer.put_heading,
    Paragraph: _Writer.put_paragraph,
    Bullets: _Writer.put_bullets,
    Facts: _Writer.put_facts,
    Table: _Writer.put_table,
    Signatures: _Writer.put_signatures,
    NewPage: _Writer.put_new_page,
}
