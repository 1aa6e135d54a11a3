"""Papers brought over a page: what a file is, is read from its content and never from its name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _

from jikimi.access.errors import NotValid

LARGEST_BYTES = 10_000_000
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "hwpx": "application/hwp+zip",
    "hwp": "application/x-hwp",
    "odt": "application/vnd.oasis.opendocument.text",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "png": "image/png",
    "jpg": "image/jpeg",
}
ENDINGS = ",".join(f".{kind}" for kind in MEDIA_TYPES)
_BEGINNINGS = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HWP_MARK = b"HWP Document File"
_IN_ZIP = {MEDIA_TYPES["hwpx"]: "hwpx", MEDIA_TYPES["odt"]: "odt"}


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as it is kept. kind: a key of MEDIA_TYPES; digest: SHA-256, hexadecimal."""

    file_name: str
    content: bytes
    kind: str
    digest: str


def paper(*, name: str, content: bytes, field: str = "document") -> Paper:
    """The file as it may be kept, its name ending as its content says.

    Raises NotValid under `field` when it is empty, too large or of no kind an office writes.
    """
    if not content:
        raise NotValid("bodies.paper.empty", {field: _("The file is empty.")})
    if len(content) > LARGEST_BYTES:
        raise NotValid("bodies.paper.size", {field: _("The file is larger than 10 MB.")})
    kind = kind_of_paper(content)
    if not kind:
        says = _("Choose a PDF, HWPX, HWP, ODT or DOCX file, or a picture (PNG, JPG).")
        raise NotValid("bodies.paper.kind", {field: says})
    return Paper(_name(name, kind), content, kind, hashlib.sha256(content).hexdigest())


def kind_of_paper(content: bytes) -> str:
    """What the content is, a key of MEDIA_TYPES; empty when it is nothing we keep."""
    for beginning, kind in _BEGINNINGS.items():
        if content.startswith(beginning):
            return kind
    if content.startswith(_OLE):
        return "hwp" if _HWP_MARK in content else ""
    return _kind_of_zip(content) if content.startswith(b"PK\x03\x04") else ""


def _kind_of_zip(content: bytes) -> str:
    try:
        with ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names:
                with archive.open("mimetype") as said:
                    return _IN_ZIP.get(said.read(80).decode("ascii", "replace").strip(), "")
    except (BadZipFile, NotImplementedError, RuntimeError):
        return ""
    return "docx" if {"[Content_Types].xml", "word/document.xml"} <= names else ""


def _name(name: str, kind: str) -> str:
    """The name without folders and signs a file system trips over, 100 letters at most."""
    stem = PurePath(name.replace("\\", "/")).stem
    plain = "".join(c for c in stem if c.isprintable() and c not in '<>:"/|?*').strip(" .")
    return f"{plain[:100] or 'document'}.{kind}"
