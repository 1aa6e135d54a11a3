"""What tests of signals begin with: a school, a hospital, a response team of the officer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from jikimi.access import roster
from jikimi.access.actor import THE_OPERATOR
from jikimi.access.members import actor_for
from jikimi.access.ticket import name_actor
from jikimi.bodies.models import Body
from jikimi.bodies.seats import found_body, give_seat
from jikimi.cases.models import Signal
from jikimi.cases.nomination import NominationDraft
from jikimi.cases.persons import PartyDraft, PersonDraft
from jikimi.cases.signalling import SignalDraft, send_signal
from tests.casework import newcomer
from tests.cast import Cast

WORDS, WHO = "팔에 멍이 있고 집에 가기 싫어한다.", "3학년 2반 문○○"


def response_team(cast: Cast) -> Body:
    """A child-abuse response team below the council of heads; the school sits beside it."""
    newcomer(cast, "school", "education")
    team = found_body(
        actor=THE_OPERATOR,
        key="crt",
        kind="child_response_team",
        name_ko="위기대응팀",
        name_en="Response team",
        host=cast.agencies["police"],
        above=cast.heads,
    )
    give_seat(actor=THE_OPERATOR, body=team, agency=cast.agencies["police"])
    officer = cast.members["officer"]
    roster.grant_role(
        actor=THE_OPERATOR, member=officer, kind="coordinator", why="test", body_id=team.pk
    )
    cast.actors["officer"] = actor_for(officer)
    return team


def noticed(team: Body, **more: Any) -> SignalDraft:
    """What a school noticed an hour ago."""
    given = {
        "form": "school",
        "pathway": "crisis_child",
        "body_id": team.pk,
        "noticed_at": timezone.now() - timedelta(hours=1),
        "signs": ["unexplained_injury", "does_not_go_home"],
        "words": WORDS,
        "who": WHO,
    }
    return SignalDraft(**{**given, **more})


def sent(cast: Cast, team: Body, who: str = "school", **more: Any) -> Signal:
    """A signal this person sent, who is left named to the database."""
    name_actor(cast.actors[who])
    return send_signal(actor=cast.actors[who], draft=noticed(team, **more))


def named_child(team: Body, **more: Any) -> NominationDraft:
    """The child as the team names it once it has found out who it is."""
    given = {
        "body_id": team.pk,
        "pathway": "crisis_child",
        "kind": "child_abuse",
        "basis": "child_suspicion_notice",
        "worry": "",
        "parties": [PartyDraft("victim", PersonDraft(name="문새봄"))],
    }
    return NominationDraft(**{**given, **more})
