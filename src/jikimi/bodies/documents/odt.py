"""A paper as an OpenDocument text (ODT), the open format public offices accept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

import odfdo
from django.utils.translation import override

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
from jikimi.directory.booklet.archives import Rewrite, allowed, packed_alike

_STYLES = Path(__file__).parent / "odt_styles.xml"
_COUNTRIES = {"ko": "KR", "en": "US"}
_WIDTH_CM = 17.0
_LABEL_SHARES = (1.0, 4.0)
_LEFT_BY_THE_BLANK = ("Thumbnails/thumbnail.png", "manifest.rdf")
_SETTINGS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    "<office:document-settings"
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3">'
    "<office:settings/></office:document-settings>"
)
_META = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    "<office:document-meta"
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"><office:meta>'
    "<dc:title>{title}</dc:title><dc:creator>{creator}</dc:creator>"
    "<dc:language>{language}</dc:language><dc:date>{day}T00:00:00</dc:date>"
    "<meta:creation-date>{day}T00:00:00</meta:creation-date>"
    "</office:meta></office:document-meta>"
)


def as_odt(document: Document) -> bytes:
    """The paper as ODT; the same paper gives the same bytes."""
    paper = odfdo.Document("text")
    paper.body.clear()
    _empty(paper)
    paper.set_part("styles.xml", _styles(document))
    writer = _Writer(paper)
    with override(document.language):
        writer.put_head(document)
        for block in document.blocks:
            writer.put(block)
        writer.put_end(document)
    out = BytesIO()
    paper.save(out)
    own: dict[str, Rewrite] = {
        "meta.xml": lambda _text: _about(document),
        "settings.xml": lambda _text: _SETTINGS,
    }
    return packed_alike(out.getvalue(), on=document.on, rewrite=own)


def _empty(paper: odfdo.Document) -> None:
    """Take out what the blank brings along from the machine it was made on."""
    for part in paper.parts:
        if _is_left_over(part):
            paper.del_part(part)
    for path in paper.manifest.get_paths():
        if _is_left_over(path):
            paper.manifest.del_full_path(path)


def _is_left_over(path: str) -> bool:
    return path in _LEFT_BY_THE_BLANK or path.startswith("Configurations2/")


def _styles(document: Document) -> bytes:
    foot = f"{document.footer}   " if document.footer else ""
    said = {
        "language": document.language,
        "country": _COUNTRIES.get(document.language, ""),
        "marking": document.marking,
        "footer": foot,
    }
    safe = {name: escape(allowed(value)) for name, value in said.items()}
    return _STYLES.read_text().format(**safe).encode()


def _about(document: Document) -> str:
    said = {
        "title": document.title,
        "creator": document.issuer,
        "language": document.language,
        "day": document.on.isoformat(),
    }
    return _META.format(**{name: escape(allowed(value)) for name, value in said.items()})


@dataclass
class _Writer:
    """Puts blocks into one text, one after the other. tables: how many there are so far."""

    paper: odfdo.Document
    tables: int = 0

    def put_head(self, document: Document) -> None:
        """What stands above the content: of a letter whom and what, of other papers the title."""
        if document.to:
            self._line(document.issuer, "Issuer")
            self._line(receiver_line(document))
            self._line(subject_line(document), "Strong")
        else:
            self._line(document.title, "Title")
        if document.subtitle:
            self._line(document.subtitle, "Text" if document.to else "Centred")
        if not document.to:
            self._line(imprint(document), "Right")

    def put_end(self, document: Document) -> None:
        """Who issues the paper; of a letter its number and day as well."""
        if document.issuer:
            self._line(document.issuer, "Issuer")
        if document.to:
            self._line(imprint(document))

    def put(self, block: Block) -> None:
        """One block."""
        _PUT[type(block)](self, block)

    def put_heading(self, block: Heading) -> None:
        level = min(block.level, 3)
        heading = odfdo.Header(level, allowed(block.text), style=f"Heading_20_{level}")
        self.paper.body.append(heading)

    def put_paragraph(self, block: Paragraph) -> None:
        self._line(block.text, "Strong" if block.is_strong else "Text")

    def put_bullets(self, block: Bullets) -> None:
        points = odfdo.List([allowed(item) for item in block.items], style="Points")
        self.paper.body.append(points)

    def put_facts(self, block: Facts) -> None:
        self._table(block.pairs, widths=_LABEL_SHARES, is_head=lambda _row, column: column == 0)

    def put_table(self, block: Table) -> None:
        if block.caption:
            self._line(block.caption, "Caption")
        self._headed(block.head, block.rows, block.widths or (1.0,) * len(block.head))

    def put_signatures(self, block: Signatures) -> None:
        rows = tuple(signature_row(*one) for one in block.names)
        self._headed(signature_head(), rows, (1.0, 1.0, 1.2))

    def put_new_page(self, block: NewPage) -> None:
        self._line("", "NewPage")

    def _headed(
        self, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]
    ) -> None:
        self._table([head, *rows], widths=widths, is_head=lambda row, _column: row == 0)

    def _table(
        self,
        rows: Sequence[Sequence[str]],
        *,
        widths: Sequence[float],
        is_head: Callable[[int, int], bool],
    ) -> None:
        self.tables += 1
        table = odfdo.Element.from_tag("table:table")
        table.set_attribute("table:name", f"T{self.tables}")
        for width in widths:
            table.append(self._column(width / sum(widths)))
        heads = odfdo.Element.from_tag("table:table-header-rows")
        for at, texts in enumerate(rows):
            row = odfdo.Element.from_tag("table:table-row")
            for column, text in enumerate(texts):
                row.append(_cell(text, is_head=is_head(at, column)))
            (heads if at == 0 and is_head(0, len(texts) - 1) else table).append(row)
            if at == 0 and len(heads.children):
                table.append(heads)
        self.paper.body.append(table)
        self._line("")

    def _column(self, share: float) -> Any:
        name = f"W{round(share * 1000)}"
        if self.paper.get_style("table-column", name) is None:
            width = f"{share * _WIDTH_CM:.2f}cm"
            style = odfdo.Style("table-column", name=name, width=width)
            self.paper.insert_style(style, automatic=True)
        column = odfdo.Element.from_tag("table:table-column")
        column.set_attribute("table:style-name", name)
        return column

    def _line(self, text: str, style: str = "Text") -> None:
        self.paper.body.append(odfdo.Paragraph(allowed(text), style=style))


def _cell(text: str, *, is_head: bool) -> Any:
    cell = odfdo.Element.from_tag("table:table-cell")
    cell.set_attribute("table:style-name", "HeadCell" if is_head else "Cell")
    cell.set_attribute("office:value-type", "string")
    for line in text.split("\n"):
        cell.append(odfdo.Paragraph(allowed(line), style="InHeadCell" if is_head else "InCell"))
    return cell


_PUT: dict[type, Callable[[_Writer, Any], None]] = {
    Heading: _Writer.put_heading,
    Paragraph: _Writer.put_paragraph,
    Bullets: _Writer.put_bullets,
    Facts: _Writer.put_facts,
    Table: _Writer.put_table,
    Signatures: _Writer.put_signatures,
    NewPage: _Writer.put_new_page,
}
