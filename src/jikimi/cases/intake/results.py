"""What comes out of reading rows: reports for COPY, single reports, and refusals with reasons."""

import re
from binascii import hexlify
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain, repeat
from typing import NamedTuple

from jikimi.cases.intake.cells import COVERED
from jikimi.cases.intake.keys import new_keys
from jikimi.cases.intake.readers import unescaped

COPY_OPTIONS = "FORMAT text, NULL ''"
_COVERED = COVERED.encode()
_NONE_MASKED = b"\t0\t\\\\x"
_DIGIT = re.compile(r"\d")
_KOREAN = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ一-鿿]")
_LETTER = re.compile(r"[^\W\d_가A]")


class Cleaned(NamedTuple):
    """A report as read: text in the form PostgreSQL reads, empty where nothing is known.

    line: where the row starts in the file.  received_at: `2026-05-21 16:33:00+09`.  kind: code;
    kind_name: the word of its time.  *_born_on: ISO dates.  *_phone: digits.  masked: how many
    identity numbers were covered in the free text.  digest: of all that was read except the line,
    so that a later file can be seen to say the same; hexadecimal bytea.
    """

    line: int
    external_number: str
    received_at: str
    kind: str
    kind_name: str
    response_code: str
    station: str
    police_box: str
    place: str
    province: str
    city: str
    town: str
    road: str
    building_number: str
    detail: str
    legal_dong_code: str
    reporter_kind: str
    victim_name: str
    victim_sex: str
    victim_born_on: str
    victim_phone: str
    suspect_name: str
    suspect_sex: str
    suspect_born_on: str
    suspect_phone: str
    relation: str
    action_taken: str
    outcome: str
    summary: str
    masked: int
    digest: str


# Three keys come first: of the report, of the victim's row and of the suspect's row.
KEY_COLUMNS = ("report_id", "victim_id", "suspect_id")
COPY_COLUMNS: tuple[str, ...] = (*KEY_COLUMNS, *Cleaned._fields)


class Problem(NamedTuple):
    """Why a cell was refused.  shape: 9 for digits, 가 and A for letters; never the value."""

    field: str
    header: str
    reason: str
    shape: str


class Rejected(NamedTuple):
    """A row that does not go in: where it starts, its cells as they came, and why."""

    line: int
    cells: Sequence[str]
    problems: list[Problem]


@dataclass(slots=True)
class CleanedBatch:
    """Rows read together: the good ones as COPY text, and the refused ones.

    rows: how many are good.  masked: identity numbers covered in them.  numbers: of their reports.
    """

    copy: bytes
    rows: int
    masked: int
    rejected: list[Rejected]
    numbers: frozenset[bytes]

    @classmethod
    def joined(cls, some: Sequence["CleanedBatch"]) -> "CleanedBatch":
        """Batches one after another as one."""
        return cls(
            b"".join(one.copy for one in some),
            sum(one.rows for one in some),
            sum(one.masked for one in some),
            list(chain.from_iterable(one.rejected for one in some)),
            frozenset[bytes]().union(*(one.numbers for one in some)),
        )

    def cleaned(self) -> list[Cleaned]:
        """The good rows one by one, for a preview."""
        return [_cleaned(line) for line in self.copy.decode().split("\n")[:-1]]


def copy_lines(lines: Sequence[int], contents: Sequence[bytes]) -> tuple[bytes, int]:
    """Reports as COPY takes them, under new keys; how many identity numbers are covered in them.

    lines: where they start.  contents: their fields, by tabs, COVERED still behind each cover.
    """
    masked = [content.count(_COVERED) for content in contents]
    if any(masked):
        contents = [content.replace(_COVERED, b"") for content in contents]
    keys = new_keys(len(lines))
    heads = [f"{three}\t{line}\t".encode() for three, line in zip(keys, lines, strict=True)]
    tails = [f"\t{many}\t\\\\x".encode() if many else _NONE_MASKED for many in masked]
    digests = [hexlify(blake2b(content, digest_size=16).digest()) for content in contents]
    rows = zip(heads, contents, tails, digests, repeat(b"\n"))
    return b"".join(chain.from_iterable(rows)), sum(masked)


def shape(value: str) -> str:
    """What a value looks like without being it: `2026-13-45` is `9999-99-99`; cut at 40."""
    plain = _DIGIT.sub("9", value[:40])
    return _LETTER.sub("A", _KOREAN.sub("가", plain))


def _cleaned(line: str) -> Cleaned:
    cells = line.split("\t")[len(KEY_COLUMNS) :]
    number, *values, masked, digest = map(unescaped, cells)
    return Cleaned(int(number), *values, int(masked), digest)  # type: ignore[call-arg,arg-type]
