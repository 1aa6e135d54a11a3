"""Identity numbers typed into free text are covered before anything is stored (SR-14).

A resident or foreigner registration number is a date YYMMDD and seven more digits, the first of
them 1–4 (residents) or 5–8 (foreigners).  The check digit is not asked: numbers given since
October 2020 have none, and a mistyped number still points at a person.  The century is not asked
either, for the same reason.  So every such form with a month 01–12 and a day 01–31 is covered,
which also covers some numbers of companies: too much is the safe side.
Source: 주민등록법 시행규칙 §2 (as amended 2020-10-05).  Checked: tests/rules/test_intake_masking.py
"""

import re

COVER = "*******"

# Full-width digits are as readable to a person as the others.  A digit comes first, and only then
# the look behind it for a longer number, so that a text without digits is passed over quickly.
_IDENTITY_NUMBER = re.compile(
    r"""(D(?<!DD)D(?:[0０][1-9１-９]|[1１][0-2０-２])(?:[0０][1-9１-９]|[12１２]D|[3３][01０１]))
        \s{0,3}[-‐‑‒–—―−~·._/－～]?\s{0,3}
        [1-8１-８]D{6}(?!D)""".replace("D", "[0-9０-９]"),
    re.VERBOSE,
)

# What holds_identity_number(text) finds, or None.
holds_identity_number = _IDENTITY_NUMBER.search


def mask(text: str, *, mark: str = "") -> tuple[str, int]:
    """Cover the identity numbers in a text: 900101-*******.  Returns the text and how many.

    mark: put behind each cover, so that a reader of many texts at once can count them.
    """
    if not holds_identity_number(text):
        return text, 0
    return _IDENTITY_NUMBER.subn(rf"\1-{COVER}{mark}", text)
