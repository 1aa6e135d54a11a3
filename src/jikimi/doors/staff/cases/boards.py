"""The plan of one side as a board, and a way to contact in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from jikimi.access.codes import label
from jikimi.cases.history import Happening
from jikimi.cases.models import Plan, SafeContact
from jikimi.cases.overview import Overview, Side
from jikimi.cases.workload import ActionLine

_MARKS = {
    "nomination": "flag",
    "selection": "check",
    "hearing": "meeting",
    "analysis": "search",
    "plan": "pen",
    "actions": "tick",
    "measures": "shield",
    "alerts": "clock",
    "tasks": "alert",
    "monitoring": "eye",
    "registering": "eye",
    "proposals": "flag",
    "review": "again",
    "closure": "lock",
    "sharing": "link",
    "risk": "warn",
    "assessments": "scale",
    "contact": "phone",
    "sealed": "lock",
    "glass": "bolt",
    "bar": "no",
    "lead": "right",
    "parties": "person",
    "reports": "file",
    "signals": "flag",
    "pathways": "flag",
}


@dataclass(frozen=True, slots=True)
class Board:
    """The actions of one side, sorted by how they stand."""

    side: str
    title: str
    plan: Plan | None
    actions: Sequence[ActionLine]
    done: int
    columns: Sequence[dict[str, Any]]


def boards(seen: Overview) -> list[Board]:
    """A board for each side the reader may know, or on which the reader's agency has an action."""
    shown = [s for s in seen.sides if f"plan_{s.side}" in seen.groups or s.actions]
    return [_board(side) for side in shown]


def _board(side: Side) -> Board:
    titles = {
        "victim": _("Plan for the victim and the children"),
        "perpetrator": _("Plan for the perpetrator"),
    }
    ended = [line for line in side.actions if not line.is_open]
    return Board(
        side.side, titles[side.side], side.plan, side.actions, len(ended), _columns(side.actions)
    )


def _columns(lines: Sequence[ActionLine]) -> list[dict[str, Any]]:
    """Overdue first; what was not possible and what was not done stay apart (SR-58)."""
    overdue = [line for line in lines if line.is_overdue]
    running = [line for line in lines if line.is_open and not line.is_overdue]
    columns = [
        {"title": _("Overdue"), "items": overdue, "tone": "danger"},
        {"title": _("Under way"), "items": running, "tone": "warn"},
    ]
    for stage, title, tone in (
        ("done", _("Done"), "done"),
        ("not_possible", _("Not possible: circumstances changed"), ""),
        ("not_done", _("Not done by the agency"), "danger"),
    ):
        found = [line for line in lines if line.action.stage == stage]
        columns.append({"title": title, "items": found, "tone": tone})
    return [c for c in columns if c["items"] or c["title"] in (_("Under way"), _("Done"))]


def timeline_of(happenings: Sequence[Happening]) -> list[dict[str, Any]]:
    """What was done, for the timeline: the act, by whom, why, and the facts on lists."""
    return [
        {
            "at": row.at,
            "title": row.words,
            "by": " · ".join(filter(None, (row.agency, row.member))),
            "text": " — ".join(filter(None, (row.why, ", ".join(row.facts)))),
            "mark": _MARKS.get(row.act.split(".")[1], "dot"),
        }
        for row in happenings
    ]


def contact_words(contact: SafeContact) -> str:
    """A way to contact in one line: channel, number, days, hours, whether a message may be left."""
    parts = [label("cases", "contact_channels", contact.channel), contact.address]
    if not contact.is_safe:
        parts.append(_("never use this"))
    else:
        parts += [_days(contact.weekdays), _hours(contact)]
        parts.append(
            _("a message may be left") if contact.may_leave_message else _("leave no message")
        )
    parts.append(contact.caution)
    return " · ".join(part for part in parts if part)


def weekdays() -> list[tuple[int, str]]:
    """The days of the week from Monday, 1 to 7."""
    names = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    return list(enumerate(names, 1))


def _days(days: Sequence[int]) -> str:
    if not days or len(days) == len(weekdays()):
        return _("every day")
    return ", ".join(name for number, name in weekdays() if number in days)


def _hours(contact: SafeContact) -> str:
    if contact.from_time is None or contact.until_time is None:
        return _("at any hour")
    return f"{contact.from_time:%H:%M}–{contact.until_time:%H:%M}"
