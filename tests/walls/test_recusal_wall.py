"""Who stays out of an item finds it nowhere: agenda, decisions, matters, pages (SR-07)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.member import Member
from jikimi.bodies.agenda import decide_item, finish_item
from jikimi.bodies.attendance import accept_confidentiality, name_officers
from jikimi.bodies.matters import MatterDraft, matter_called, propose_matter, schedule_matter
from jikimi.bodies.meetings import open_meeting
from jikimi.bodies.models import AgendaItem, Decision, Matter, Meeting, Recusal
from jikimi.bodies.recusals import (
    declare_recusal,
    lift_recusal,
    put_recusal,
    recusal_called,
    recusals,
)
from tests.cast import Cast
from tests.sitting import called_meeting

Enter = Callable[[Actor], None]
SignedIn = Callable[[Client, Member], Client]
pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
TITLE = "상담소 위탁 심사"


@pytest.fixture
def item(cast: Cast, enter: Enter) -> AgendaItem:
    """A matter on the agenda of a meeting to which counsellor and shelter are invited."""
    enter(cast.coordinator)
    draft = MatterDraft("policy", TITLE, "위탁 기관을 정한다.")
    matter = propose_matter(actor=cast.coordinator, body=cast.council, draft=draft)
    meeting = called_meeting(cast, enter)
    return schedule_matter(actor=cast.coordinator, matter=matter, meeting=meeting)


def declared(cast: Cast, enter: Enter, item: AgendaItem, who: str = "counsellor") -> Recusal:
    enter(cast.actors[who])
    meeting = Meeting.objects.get(pk=item.meeting_id)
    call = {"meeting": meeting, "item_id": item.pk}
    declare_recusal(actor=cast.actors[who], why="own_agency", **call)
    return Recusal.objects.get(member=cast.members[who])


def test_who_stays_out_sees_nothing_of_the_item(
    item: AgendaItem, cast: Cast, enter: Enter, client: Client, signed_in: SignedIn
) -> None:
    declared(cast, enter, item)
    for model in (AgendaItem, Matter):
        assert model.objects.count() == 0, model
    with pytest.raises(NotAllowed):
        matter_called(cast.counsellor, item.matter_id)
    home = f"/staff/meetings/{item.meeting_id}/"
    page = signed_in(client, cast.members["counsellor"]).get(home).content.decode()
    assert TITLE not in page
    listed = client.get("/staff/bodies/east/matters/").content.decode()
    assert TITLE not in listed
    assert client.get(f"{home}agenda/{item.pk}/recusal/").status_code == 404
    other = signed_in(Client(), cast.members["shelter"]).get(home).content.decode()
    assert TITLE in other
    assert "Own agency" not in other


def test_what_was_decided_meanwhile_stays_hidden_and_opens_when_lifted(
    item: AgendaItem, cast: Cast, enter: Enter
) -> None:
    row = declared(cast, enter, item)
    enter(cast.coordinator)
    meeting = Meeting.objects.get(pk=item.meeting_id)
    open_meeting(actor=cast.coordinator, meeting=meeting)
    for name in ("coordinator", "counsellor", "shelter"):
        enter(cast.actors[name])
        accept_confidentiality(actor=cast.actors[name], meeting=meeting)
    enter(cast.coordinator)
    decide_item(actor=cast.coordinator, meeting=meeting, item_id=item.pk, text="맡긴다.")
    finish_item(actor=cast.coordinator, meeting=meeting, item_id=item.pk)
    enter(cast.counsellor)
    assert Decision.objects.count() == 0
    enter(cast.shelter)
    assert Decision.objects.count() == 1
    enter(cast.coordinator)
    lift_recusal(actor=cast.coordinator, meeting=meeting, recusal_id=row.pk, why="착오")
    enter(cast.counsellor)
    assert (Decision.objects.count(), AgendaItem.objects.count()) == (1, 1)
    assert Matter.objects.count() == 1


def test_those_who_run_the_meeting_keep_somebody_out(
    item: AgendaItem, cast: Cast, enter: Enter
) -> None:
    meeting = Meeting.objects.get(pk=item.meeting_id)
    call = {"meeting": meeting, "item_id": item.pk, "why": "acquaintance"}
    enter(cast.shelter)
    with pytest.raises(NotAllowed):
        put_recusal(actor=cast.shelter, member_id=cast.members["counsellor"].pk, **call)
    enter(cast.coordinator)
    with pytest.raises(NotAllowed):
        put_recusal(actor=cast.coordinator, member_id=cast.members["stranger"].pk, **call)
    with pytest.raises(NotValid):
        put_recusal(
            actor=cast.coordinator,
            member_id=cast.members["shelter"].pk,
            **{**call, "why": "whim"},
        )
    put_recusal(actor=cast.coordinator, member_id=cast.members["shelter"].pk, **call)
    put_recusal(actor=cast.coordinator, member_id=cast.members["shelter"].pk, **call)
    assert len(recusals(cast.coordinator, meeting)) == 1
    enter(cast.shelter)
    assert AgendaItem.objects.count() == 0


def test_nobody_lets_oneself_back_in(item: AgendaItem, cast: Cast, enter: Enter) -> None:
    row = declared(cast, enter, item, "coordinator")
    meeting = Meeting.objects.get(pk=item.meeting_id)
    with pytest.raises(NotAllowed):
        lift_recusal(actor=cast.coordinator, meeting=meeting, recusal_id=row.pk, why="x")
    with (
        pytest.raises(ProgrammingError, match="refused"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE bodies_recusal SET lifted_at = now()")


def test_a_recusal_is_known_to_those_who_run_the_meeting_and_the_person_alone(
    item: AgendaItem, cast: Cast, enter: Enter
) -> None:
    row = declared(cast, enter, item)
    meeting = Meeting.objects.get(pk=item.meeting_id)
    for who, count in (("shelter", 0), ("officer", 0), ("counsellor", 1), ("coordinator", 1)):
        enter(cast.actors[who])
        assert len(recusals(cast.actors[who], meeting)) == count, who
    enter(cast.shelter)
    with pytest.raises(NotAllowed):
        recusal_called(cast.shelter, meeting, row.pk)
    enter(cast.coordinator)
    named = {"chair_id": cast.members["shelter"].pk, "clerk_id": None}
    name_officers(actor=cast.coordinator, meeting=meeting, version=meeting.version, **named)
    enter(cast.shelter)
    assert len(recusals(cast.shelter, meeting)) == 1


def test_a_finished_item_is_left_no_more(item: AgendaItem, cast: Cast, enter: Enter) -> None:
    enter(cast.coordinator)
    meeting = Meeting.objects.get(pk=item.meeting_id)
    open_meeting(actor=cast.coordinator, meeting=meeting)
    finish_item(actor=cast.coordinator, meeting=meeting, item_id=item.pk)
    enter(cast.shelter)
    with pytest.raises(NotYet):
        declare_recusal(actor=cast.shelter, meeting=meeting, item_id=item.pk, why="own_interest")
