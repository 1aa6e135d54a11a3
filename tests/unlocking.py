"""Files that left under a password, opened as whoever knows it would."""

from __future__ import annotations

from io import BytesIO

import pytest
from pikepdf import PasswordError, Pdf
from pyzipper import AESZipFile

PASSWORD = "gentle-harbour-41"
LOCK = {"password": PASSWORD, "again": PASSWORD}


def unlocked(content: bytes, form: str = "zip") -> bytes:
    """What lies in a locked file; it opens neither without a password nor with another one."""
    return _of_pdf(content) if form == "pdf" else _of_zip(content)


def _of_zip(content: bytes) -> bytes:
    for wrong in (None, b"gentle-harbour-42"):
        with AESZipFile(BytesIO(content)) as packed, pytest.raises(RuntimeError, match="password"):
            packed.read(packed.namelist()[0], pwd=wrong)
    with AESZipFile(BytesIO(content)) as packed:
        (entry,) = packed.infolist()
        assert entry.wz_aes_strength == 3, "AES with 256 bits"
        return bytes(packed.read(entry, pwd=PASSWORD.encode()))


def _of_pdf(content: bytes) -> bytes:
    for wrong in ("", "gentle-harbour-42"):
        with pytest.raises(PasswordError):
            Pdf.open(BytesIO(content), password=wrong)
    opened = BytesIO()
    with Pdf.open(BytesIO(content), password=PASSWORD) as paper:
        assert paper.encryption.bits == 256
        paper.save(opened)
    return opened.getvalue()
