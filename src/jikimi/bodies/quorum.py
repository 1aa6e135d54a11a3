"""Quorum: whether enough agencies are, or will be, at the table, by the rule of the body's kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jikimi.access.codes import label
from jikimi.access.models import Agency
from jikimi.bodies.body_kinds import kinds_wanted, quorum_rule
from jikimi.bodies.models import Attendance, Body, Meeting, Representative
from jikimi.bodies.reads import agencies_seated, people_who_may_come

_TWO = 2


@dataclass(frozen=True, slots=True)
class Quorum:
    """What a meeting needs and has. rule: half, two or all_kinds (body_kinds.csv).

    seats: agencies that can come at all. coming, present: agencies, for all_kinds kinds of agency.
    missing: words for the kinds still missing among those counted, only for all_kinds.
    """

    rule: str
    seats: int
    needed: int
    coming: int
    present: int
    missing: tuple[str, ...] = ()

    @property
    def is_likely(self) -> bool:
        """Whether those who said that they come are enough."""
        return self.coming >= self.needed

    @property
    def is_reached(self) -> bool:
        """Whether those who are there are enough."""
        return self.present >= self.needed


def quorum(meeting: Meeting, attendances: Sequence[Attendance]) -> Quorum:
    """How a meeting stands to its rule. attendances: its list with agencies, read already.

    Half means more than half of the seated agencies for which somebody could come; a seat with
    nobody named is vacant and not counted.  A deputy counts for the agency.
    """
    seated = {agency.pk: agency for agency in agencies_seated(meeting.body)}
    said = {row.agency_id for row in attendances if row.answer == "coming"} & set(seated)
    there = {row.agency_id for row in attendances if row.attended} & set(seated)
    rule = quorum_rule(meeting.body)
    if rule == "all_kinds":
        return _of_kinds(meeting, seated, said, there)
    filled = _filled(meeting.body, seated, attendances)
    needed = len(filled) // 2 + 1 if rule == "half" else _TWO
    return Quorum(rule, len(filled), needed, len(said), len(there))


def _filled(body: Body, seated: Iterable[int], attendances: Iterable[Attendance]) -> set[int]:
    """Seated agencies with somebody who could come."""
    able = set(people_who_may_come(body).values_list("agency_id", flat=True))
    named = Representative.objects.filter(body=body, until=None, seat__left_on=None)
    able |= set(named.values_list("seat__agency_id", flat=True))
    able |= {row.agency_id for row in attendances if row.answer != "reading"}
    return able & set(seated)


def _of_kinds(
    meeting: Meeting, seated: dict[int, Agency], said: set[int], there: set[int]
) -> Quorum:
    wanted = kinds_wanted(meeting.body)
    coming = {seated[pk].kind for pk in said} & set(wanted)
    present = {seated[pk].kind for pk in there} & set(wanted)
    counted = coming if meeting.stage == "called" else present
    missing = tuple(label("access", "agency_kinds", k) for k in wanted if k not in counted)
    return Quorum("all_kinds", len(wanted), len(wanted), len(coming), len(present), missing)
