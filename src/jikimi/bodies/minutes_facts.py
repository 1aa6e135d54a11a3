"""The facts of a meeting as its minutes keep them: when, where, who came, whether quorate."""

from __future__ import annotations

from typing import Any

from jikimi.bodies.models import Attendance, Meeting
from jikimi.bodies.quorum import quorum
from jikimi.bodies.reads import attendances
from jikimi.bodies.recusals import recusals_reaching


def facts_of(meeting: Meeting) -> dict[str, Any]:
    """JSON: what stands above the items. Names those in the attendance list, and no person helped.

    recused: how many people stayed out of some item; not who, and not of which.
    """
    rows = [row for row in attendances(meeting) if row.answer != "reading"]
    places = {row.pk: row for row in rows}
    found = quorum(meeting, rows)
    return {
        "body": meeting.body.name_ko,
        "kind": meeting.kind,
        "is_urgent": meeting.is_urgent,
        "starts_at": meeting.starts_at.isoformat(),
        "ended_at": meeting.stage_since.isoformat() if meeting.stage == "closed" else "",
        "place": meeting.place,
        "chair": meeting.chair.name if meeting.chair else "",
        "clerk": meeting.clerk.name if meeting.clerk else "",
        "people": [_person(row, places) for row in rows],
        "quorum": {"needed": found.needed, "present": found.present, "rule": found.rule},
        "is_quorate": found.is_reached,
        "recused": len(set(recusals_reaching(meeting).values_list("member_id"))),
    }


def _person(row: Attendance, places: dict[Any, Attendance]) -> dict[str, Any]:
    stood_in = places.get(row.stands_in_for_id)
    return {
        "agency": row.agency.name_ko,
        "name": row.member.name,
        "attended": bool(row.attended),
        "answer": row.answer,
        "stands_in_for": stood_in.member.name if stood_in else "",
    }
