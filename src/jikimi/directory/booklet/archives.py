"""Packing files of an office suite so that the same content gives the same bytes.

Both XLSX and HWPX are zip archives whose writers note the hour; here every part bears one day.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

EARLIEST = date(2000, 1, 1)
_FIRST = "mimetype"  # must be the first part, not compressed
Rewrite = Callable[[str], str]
# What no XML may hold; text from outside sometimes does.
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def packed_alike(archive: bytes, *, on: date | None, rewrite: dict[str, Rewrite]) -> bytes:
    """The same archive with one day on every part. rewrite: what to do to parts that note more."""
    day = on or EARLIEST
    out = BytesIO()
    with ZipFile(BytesIO(archive)) as given, ZipFile(out, "w") as packed:
        for name in given.namelist():
            part = given.read(name)
            if name in rewrite:
                part = rewrite[name](part.decode()).encode()
            packed.writestr(_info(name, day), part)
    return out.getvalue()


def with_day(text: str, *, tag: str, on: date | None) -> str:
    """An XML text in which the elements of this name hold the day."""
    stamp = f"{(on or EARLIEST).isoformat()}T00:00:00Z"
    return re.sub(rf"(<{tag}\b[^>]*>)[^<]*(</{tag}>)", rf"\g<1>{stamp}\g<2>", text)


def allowed(text: str) -> str:
    """The text without what no XML may hold."""
    return _FORBIDDEN.sub("", text)


def _info(name: str, day: date) -> ZipInfo:
    info = ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
    info.compress_type = ZIP_STORED if name == _FIRST else ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info
