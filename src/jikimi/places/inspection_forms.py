"""Inspection forms: what a team looks at, how it is graded, and what a grade leads to, as data.

Lists: inspection_forms, inspection_items, inspection_answers, inspection_grades,
inspection_followups (places/data).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.translation import get_language

from jikimi.access.codes import Code, codes, label

GRADES = ("red", "yellow", "green")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at. answers: code → word; grades: code → grade, empty for none.

    is_test: it tells whether the site works.  suggests: what to do about it, in words.
    """

    code: str
    label: str
    section: str
    answers: dict[str, str]
    grades: dict[str, str]
    is_test: bool
    suggests: str

    def grade(self, answer: str) -> str:
        """The grade of an answer; empty when it could not be looked at."""
        return self.grades.get(answer, "")

    def word(self, answer: str) -> str:
        """An answer in words."""
        return self.answers.get(answer) or label("places", "inspection_answers", answer)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a grade leads to. becomes: repair or matter; agency_kind: whose work it is, if known."""

    code: str
    label: str
    grade: str
    agency_kind: str
    due_days: int
    becomes: str
    text: str


def form_codes(*, on: date | None = None) -> dict[str, Code]:
    """The forms that hold on a day, by code."""
    return codes("places", "inspection_forms", on=on)


def form_of_kind(kind: str) -> str:
    """The form with which sites of a kind are inspected; empty when there is none."""
    return next((c for c, row in form_codes().items() if kind in row.more["kinds"].split()), "")


def items_of(form: str, *, on: date) -> list[Item]:
    """What a form asks on a day, in the order of the list."""
    said = codes("places", "inspection_answers", on=on)
    rows = codes("places", "inspection_items", on=on).values()
    return [_item(row, said) for row in rows if row.more["form"] == form]


def sections_of(items: Iterable[Item]) -> list[tuple[str, list[Item]]]:
    """Items under the headings of the form."""
    return [(name, list(found)) for name, found in groupby(items, key=lambda item: item.section)]


def grade_of(answers: Mapping[str, Mapping[str, Any]], items: Iterable[Item]) -> str:
    """The worst grade among the answers; empty when none has one."""
    found = {item.grade(answers[item.code]["answer"]) for item in items if item.code in answers}
    return next((grade for grade in GRADES if grade in found), "")


def does_work(answers: Mapping[str, Mapping[str, Any]], items: Iterable[Item]) -> bool | None:
    """Whether a site works by what its test items say; None when the test was not completed.

    One red answer is enough for no; yes needs every test item that is there to be looked at.
    """
    tests = [item for item in items if item.is_test]
    said = [answers.get(item.code, {}).get("answer", "unseen") for item in tests]
    grades = [item.grade(answer) for item, answer in zip(tests, said, strict=True)]
    if "red" in grades:
        return False
    seen = [g for g, answer in zip(grades, said, strict=True) if answer != "none"]
    return True if seen and all(seen) else None


def followups_of(grade: str) -> list[FollowUp]:
    """What a grade leads to, in the order of the list."""
    rows = codes("places", "inspection_followups").values()
    return [_followup(row) for row in rows if row.more["grade"] == grade]


def help_of(form: str, *, on: date) -> str:
    """How a form is used, in a sentence or two."""
    row = form_codes(on=on).get(form)
    return _worded(row, "help") if row else ""


def grade_words() -> dict[str, Code]:
    """The grades with their words and tones."""
    return codes("places", "inspection_grades")


def _item(row: Code, said: Mapping[str, Code]) -> Item:
    known = [code for code in row.more["answers"].split() if code in said]
    return Item(
        code=row.code,
        label=row.label,
        section=_worded(row, "section"),
        answers={code: said[code].label for code in known},
        grades={code: said[code].more["grade"] for code in known},
        is_test=row.more["is_test"] == "yes",
        suggests=_worded(row, "suggests"),
    )


def _followup(row: Code) -> FollowUp:
    return FollowUp(
        code=row.code,
        label=row.label,
        grade=row.more["grade"],
        agency_kind=row.more["agency_kind"],
        due_days=int(row.more["due_days"] or 0),
        becomes=row.more["becomes"],
        text=_worded(row, "text"),
    )


def _worded(row: Code, name: str) -> str:
    language = "en" if (get_language() or "ko").startswith("en") else "ko"
    return row.more[f"{name}_{language}"]
