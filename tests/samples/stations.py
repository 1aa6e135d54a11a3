"""Police stations as exports name them, and the officers who import for them."""

from __future__ import annotations

from jikimi.access import roster
from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.access.member import Member
from jikimi.access.members import actor_for
from jikimi.access.models import Agency
from jikimi.access.roster import AgencyDraft, MemberDraft
from jikimi.access.ticket import named
from tests.cast import PASSWORD

EAST, WEST, SOUTH = "제주동부경찰서", "제주서부경찰서", "서귀포경찰서"


def add_stations() -> dict[str, Agency]:
    """The three stations of the exports, by name."""
    with named(THE_OPERATOR):
        return {
            name: roster.add_agency(
                actor=THE_OPERATOR,
                draft=AgencyDraft(key=key, name_ko=name, name_en=key, kind="police"),
            )
            for key, name in (("dongbu", EAST), ("seobu", WEST), ("seogwipo", SOUTH))
        }


def add_officer(station: Agency) -> tuple[Member, Actor]:
    """An officer of this station."""
    draft = MemberDraft(
        username=station.key, name="역할경찰", roster_id=station.key, password=PASSWORD
    )
    with named(THE_OPERATOR):
        member = roster.add_member(actor=THE_OPERATOR, agency=station, draft=draft)
        roster.grant_role(actor=THE_OPERATOR, member=member, kind="practitioner", why="test")
        return member, actor_for(member)
