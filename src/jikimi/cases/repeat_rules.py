"""What counts as a repeat: the dated definitions, and how long harm again is one (SR-60).

Source: repeat_rules.csv, both the wide definition in use and the strict one of earlier figures.
Checked: tests/rules/test_repeat_rules.py
"""

from __future__ import annotations

import calendar
from datetime import date

from jikimi.access.codes import Code
from jikimi.cases.words import words


def repeat_rule(on: date) -> Code:
    """The definition by which cases are flagged, as it stood on that day."""
    return next(row for row in repeat_definitions(on) if row.more["is_used"] == "yes")


def repeat_definitions(on: date) -> list[Code]:
    """Every definition that stood on that day, also one that is only used to compare figures."""
    return list(words("repeat_rules", on=on).values())


def repeat_until(referred_on: date, *, months: int = 12) -> date:
    """The last day on which harm again counts as a repeat of a referral on that day.

    The day of the referral is not counted and the period ends with its day in the last month, or
    with the last day of that month when there is none: 1 March → 1 March, day 365 in, day 366 out.
    Source: Civil Act §157, §160.
    """
    whole = referred_on.year * 12 + referred_on.month - 1 + months
    year, month = divmod(whole, 12)
    last_day = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(referred_on.day, last_day))


def counts_as_repeat(
    rule: Code, *, referred_on: date, happened_on: date, is_crime: bool, is_same_pair: bool
) -> bool:
    """Whether harm on a day is a repeat of the last referral by this definition.

    is_crime: it would be a crime; is_same_pair: the same person harmed the same person.
    """
    is_far_enough = is_crime or rule.more["counts"] == "any"
    is_between_them = is_same_pair or rule.more["needs_both"] == "no"
    until = repeat_until(referred_on, months=int(rule.more["months"]))
    return is_far_enough and is_between_them and referred_on <= happened_on <= until
