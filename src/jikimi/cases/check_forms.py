"""Check forms: what is looked at on a joint check, item by item, as a dated list (data/check_*)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import get_language

from jikimi.access.codes import Code, label
from jikimi.cases.words import words

VISIT = "visit"
MET = "met"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at. answers: code → word; worries: answers that call for something.

    asks: `visit` for the item that tells whether somebody was met.  suggests: an action in words.
    """

    code: str
    label: str
    section: str
    answers: dict[str, str]
    worries: frozenset[str]
    asks: str
    suggests: str

    def word(self, answer: str) -> str:
        """An answer in words."""
        return self.answers.get(answer) or label("cases", "check_answers", answer)


def form_codes(*, on: date | None = None) -> dict[str, Code]:
    """The forms a check may be made with on a day, by code."""
    return words("check_forms", on=on)


def items_of(form: str, *, on: date) -> list[Item]:
    """What a form asks on a day, in the order of the list."""
    said = words("check_answers", on=on)
    rows = words("check_items", on=on).values()
    return [_item(row, said) for row in rows if row.more["form"] == form]


def sections_of(items: list[Item]) -> list[tuple[str, list[Item]]]:
    """Items under the headings of the form."""
    return [(name, list(found)) for name, found in groupby(items, key=lambda item: item.section)]


def _item(row: Code, said: dict[str, Code]) -> Item:
    return Item(
        code=row.code,
        label=row.label,
        section=_worded(row, "section"),
        answers={code: said[code].label for code in row.more["answers"].split() if code in said},
        worries=frozenset(row.more["worries"].split()),
        asks=row.more["asks"],
        suggests=_worded(row, "suggests"),
    )


def _worded(row: Code, name: str) -> str:
    language = "en" if (get_language() or "ko").startswith("en") else "ko"
    return row.more[f"{name}_{language}"]
