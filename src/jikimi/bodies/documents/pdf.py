"""A paper as a tagged PDF (PDF/UA-1), with a password if it is to be handed on."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from django.utils.translation import override
from pikepdf import Encryption, Pdf, Permissions

from jikimi.bodies.documents.blocks import Block, Document, Heading, Signatures, Table
from jikimi.bodies.documents.words import (
    imprint,
    receiver_line,
    signature_head,
    signature_row,
    subject_line,
)
from jikimi.directory.booklet.press import pdf

_FOLDER = Path(__file__).parent
_STRONGEST: Literal[6] = 6  # AES with 256 bits
_OWNER_BYTES = 24
_ALLOWED = Permissions(modify_other=False, modify_assembly=False, modify_form=False)


def as_pdf(document: Document, *, password: str = "") -> bytes:
    """The paper as PDF; the same paper gives the same bytes unless it has a password.

    password: needed to open the file (AES-256).  Raises CannotPrint when the font is missing.
    """
    with override(document.language):
        made = pdf("paper.typ", data=_printed(document), folder=_FOLDER)
    return _locked(made, password) if password else made


def _locked(made: bytes, password: str) -> bytes:
    """The same PDF under a password. The owner's key is thrown away: nobody lifts the lock."""
    out = BytesIO()
    key = Encryption(
        user=password,
        owner=secrets.token_urlsafe(_OWNER_BYTES),
        R=_STRONGEST,
        allow=_ALLOWED,
    )
    with Pdf.open(BytesIO(made)) as paper:
        paper.save(out, encryption=key)
    return out.getvalue()


def _printed(document: Document) -> dict[str, Any]:
    on = document.on
    plain = ("title", "subtitle", "issuer", "marking", "footer", "language")
    return {
        **{name: getattr(document, name) for name in plain},
        "issued": {"year": on.year, "month": on.month, "day": on.day},
        "imprint": imprint(document),
        "is_letter": bool(document.to),
        "receiver": receiver_line(document),
        "subject": subject_line(document),
        "blocks": list(_blocks(document.blocks)),
    }


def _blocks(blocks: Iterable[Block]) -> Iterable[dict[str, Any]]:
    """The blocks as the template reads them; no heading skips a level, as PDF/UA asks."""
    reached = 0
    for block in blocks:
        said = {"kind": type(block).__name__, **_in_lines(asdict(block))}
        if isinstance(block, Heading):
            reached = min(block.level, reached + 1)
            said["level"] = reached
        if isinstance(block, Table):
            said["widths"] = list(block.widths) or [1] * len(block.head)
        if isinstance(block, Signatures):
            said["head"] = _in_lines(signature_head())
            said["rows"] = _in_lines([signature_row(*one) for one in block.names])
        yield said


def _in_lines(value: Any) -> Any:
    """The same with every text as its lines; the press itself knows no line breaks."""
    if isinstance(value, str):
        return value.split("\n")
    if isinstance(value, dict):
        return {name: _in_lines(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_in_lines(one) for one in value]
    return value
