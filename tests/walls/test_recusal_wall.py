"""Who stays out of an item finds it nowhere: agenda, decisions, matters, pages (SR-07)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.member import Member
from jikimi.bodies.agenda import decide_item, finish_item
from jikimi.bodies.attendance import accept_confidentiality, name_officers
from jikimi.bodies.matters import MatterDraft, matter_called, propose_matter, schedule_matter
from jikimi.bodies.meetings import close_meeting, open_meeting
from jikimi.bodies.models import (
    AgendaItem,
    Decision,
    Matter,
    Meeting,
    MinutesLine,
    Recusal,
    Undertaking,
)
from jikimi.bodies.recusals import (
    declare_recusal,
    lift_recusal,
    put_recusal,
    recusal_called,
    recusals,
)
from jikimi.bodies.undertakings import UndertakingDraft, assign_undertaking
from jikimi.cases.minuting import write_minutes
from tests.cast import Cast
from tests.sitting import called_meeting

Enter = Callable[[Actor], None]
SignedIn = Callable[[Client, Member], Client]
pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
TITLE = "상담소 위탁 심사"
DECIDED, WORK = "맡기기로 한다.", "계약서를 만든다."


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


@pytest.fixture
def again(item: AgendaItem, cast: Cast, enter: Enter) -> AgendaItem:
    """The same matter was decided, with work given out under it, and is on a later agenda."""
    enter(cast.coordinator)
    earlier = Meeting.objects.get(pk=item.meeting_id)
    open_meeting(actor=cast.coordinator, meeting=earlier)
    for name in ("coordinator", "counsellor", "shelter"):
        enter(cast.actors[name])
        accept_confidentiality(actor=cast.actors[name], meeting=earlier)
    enter(cast.coordinator)
    decided = decide_item(actor=cast.coordinator, meeting=earlier, item_id=item.pk, text=DECIDED)
    draft = UndertakingDraft(cast.agencies["refuge"].pk, WORK, timezone.localdate())
    assign_undertaking(actor=cast.coordinator, body=cast.council, decision=decided, draft=draft)
    finish_item(actor=cast.coordinator, meeting=earlier, item_id=item.pk)
    close_meeting(actor=cast.coordinator, meeting=earlier)
    write_minutes(actor=cast.coordinator, meeting=earlier)
    Matter.objects.filter(pk=item.matter_id).update(stage="proposed")
    later = called_meeting(cast, enter)
    matter = Matter.objects.get(pk=item.matter_id)
    return schedule_matter(actor=cast.coordinator, matter=matter, meeting=later)


def known_to(cast: Cast, enter: Enter, who: str) -> dict[str, int]:
    enter(cast.actors[who])
    kinds = (AgendaItem, Matter, Decision, Undertaking)
    found = {model.__name__: model.objects.count() for model in kinds}
    return {**found, "lines": MinutesLine.objects.exclude(text="").count()}


def test_a_recusal_reaches_what_was_decided_on_the_matter_before(
    again: AgendaItem, cast: Cast, enter: Enter
) -> None:
    before = known_to(cast, enter, "counsellor")
    assert before["AgendaItem"] == 2
    assert min(before.values()) > 0
    row = declared(cast, enter, again)
    assert set(known_to(cast, enter, "counsellor").values()) == {0}
    assert known_to(cast, enter, "shelter") == before
    enter(cast.coordinator)
    later = Meeting.objects.get(pk=again.meeting_id)
    lift_recusal(actor=cast.coordinator, meeting=later, recusal_id=row.pk, why="착오")
    assert known_to(cast, enter, "counsellor") == before


def test_the_pack_does_not_tell_what_was_decided_last_time_to_who_stays_out(
    again: AgendaItem, cast: Cast, enter: Enter, client: Client, signed_in: SignedIn
) -> None:
    pack = f"/staff/meetings/{again.meeting_id}/pack/"
    for who in ("counsellor", "shelter"):
        enter(cast.actors[who])
        later = Meeting.objects.get(pk=again.meeting_id)
        accept_confidentiality(actor=cast.actors[who], meeting=later)
    declared(cast, enter, again)
    seen = signed_in(client, cast.members["counsellor"]).get(pack).content.decode()
    for word in (TITLE, DECIDED, WORK):
        assert word not in seen
    assert DECIDED in signed_in(Client(), cast.members["shelter"]).get(pack).content.decode()


def test_a_recusal_reaches_every_later_item_of_the_matter(
    item: AgendaItem, cast: Cast, enter: Enter
) -> None:
    declared(cast, enter, item)
    enter(cast.coordinator)
    Matter.objects.filter(pk=item.matter_id).update(stage="proposed")
    later = called_meeting(cast, enter)
    matter = Matter.objects.get(pk=item.matter_id)
    made = schedule_matter(actor=cast.coordinator, matter=matter, meeting=later)
    owed = {"agency": cast.agencies["refuge"], "text": WORK, "due_on": timezone.localdate()}
    Undertaking.objects.create(body=cast.council, matter=matter, **owed)
    assert known_to(cast, enter, "counsellor")["AgendaItem"] == 0
    assert known_to(cast, enter, "counsellor")["Undertaking"] == 0
    assert known_to(cast, enter, "shelter")["Undertaking"] == 1
    enter(cast.coordinator)
    assert len(recusals(cast.coordinator, Meeting.objects.get(pk=made.meeting_id))) == 1
