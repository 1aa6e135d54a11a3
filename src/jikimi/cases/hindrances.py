"""Hindrances: what is missing before a step, counted over the whole case, and said in words.

What the reader may not see hinders too, so the database counts (cases/sql/closing.sql).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jikimi.access.errors import NotYet
from jikimi.cases.models import Case


@dataclass(frozen=True, slots=True)
class CausesCounted:
    """How many causes stand, and how many lead neither to an action nor to a reason."""

    causes: int
    without_action: int


@dataclass(frozen=True, slots=True)
class OpenCounted:
    """What is still open on a case, by kind."""

    actions: int = 0
    measures: int = 0
    monitoring: int = 0
    tasks: int = 0
    checks: int = 0
    registrations: int = 0

    @property
    def is_anything(self) -> bool:
        """Whether anything is open, so that the case cannot be closed."""
        return any(astuple(self))


def causes_counted(case: Case) -> CausesCounted:
    """Causes of the case, withdrawn ones left out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT causes, without_action FROM cases_causes_counted(%s)", [case.pk])
        return CausesCounted(*cursor.fetchone())


def open_counted(case: Case) -> OpenCounted:
    """What is still open on the case, also where the reader may not see it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, how_many FROM cases_still_open(%s)", [case.pk])
        found = dict(cursor.fetchall())
    return OpenCounted(
        actions=found.get("action", 0),
        measures=found.get("measure", 0),
        monitoring=found.get("monitoring", 0),
        tasks=found.get("task", 0),
        checks=found.get("check", 0),
        registrations=found.get("registration", 0),
    )


def need_a_cause(counted: CausesCounted) -> None:
    """Raise NotYet while there is no cause.  Source: SR-57."""
    if not counted.causes:
        raise NotYet(
            "cases.not_yet.no_cause",
            _("There is no cause yet. Record at least one cause with its evidence first."),
        )


def need_every_cause_answered(counted: CausesCounted) -> None:
    """Raise NotYet while a cause has neither an action nor a reason for none.  Source: SR-57."""
    if counted.without_action:
        says = ngettext(
            "%(num)d cause has neither an action nor a reason for none. Add one of them first.",
            "%(num)d causes have neither an action nor a reason for none. Add one of them first.",
            counted.without_action,
        )
        raise NotYet("cases.not_yet.cause_without_action", says % {"num": counted.without_action})


def need_nothing_open(counted: OpenCounted) -> None:
    """Raise NotYet with the list of what is still open.  Source: SR-62."""
    if counted.is_anything:
        raise NotYet(
            "cases.not_yet.still_open",
            _("Still open: %(list)s. End or report them first.")
            % {"list": ", ".join(open_in_words(counted))},
        )


def open_in_words(counted: OpenCounted) -> list[str]:
    """What is still open, one phrase a kind."""
    phrases = [
        (counted.actions, ngettext("%(num)d action", "%(num)d actions", counted.actions)),
        (
            counted.measures,
            ngettext("%(num)d protective measure", "%(num)d protective measures", counted.measures),
        ),
        (
            counted.monitoring,
            ngettext(
                "%(num)d monitoring contact", "%(num)d monitoring contacts", counted.monitoring
            ),
        ),
        (counted.tasks, ngettext("%(num)d forced task", "%(num)d forced tasks", counted.tasks)),
        (counted.checks, ngettext("%(num)d joint check", "%(num)d joint checks", counted.checks)),
        (
            counted.registrations,
            ngettext("%(num)d registration", "%(num)d registrations", counted.registrations),
        ),
    ]
    return [words % {"num": number} for number, words in phrases if number]


def hindrance(check: Callable[[], None]) -> str:
    """The words of a check that says not yet; empty when nothing hinders."""
    try:
        check()
    except NotYet as missing:
        return missing.says
    return ""
