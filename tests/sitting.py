"""What tests of meetings begin with: a selected case, and a meeting with it on the agenda."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.bodies.attendance import accept_confidentiality, invite_members
from jikimi.bodies.meetings import MeetingDraft, call_meeting, open_meeting
from jikimi.bodies.models import Meeting
from jikimi.cases.hearing import call_hearing
from jikimi.cases.invitations import accept_share
from jikimi.cases.models import Case, Participation
from jikimi.cases.nomination import NominationDraft, nominate
from jikimi.cases.persons import PartyDraft, PersonDraft
from jikimi.cases.selection import select_case
from jikimi.cases.sharing import ShareDraft, invite_agency
from tests.cast import Cast

Enter = Callable[[Actor], None]
VICTIM, CHILD, WORRY = "고하늘", "문아라", "밤마다 다툼이 잦아지고 있다."


def selected_case(cast: Cast, enter: Enter, *, victim: str = VICTIM) -> Case:
    """A case the counselling centre named and the coordinator selected."""
    enter(cast.counsellor)
    parties = [
        PartyDraft("victim", PersonDraft(name=victim, sex="female")),
        PartyDraft("perpetrator", PersonDraft(name="문바다", sex="male")),
        PartyDraft("child", PersonDraft(name=CHILD)),
    ]
    draft = NominationDraft(
        body_id=cast.council.pk,
        kind="domestic_violence",
        basis="consent",
        consented_on=date(2026, 11, 1),
        worry=WORRY,
        parties=parties,
    )
    case = nominate(actor=cast.counsellor, draft=draft)
    enter(cast.coordinator)
    return select_case(actor=cast.coordinator, case=Case.objects.get(pk=case.pk), why="위험")


def called_meeting(cast: Cast, enter: Enter, *cases: Case) -> Meeting:
    """A meeting tomorrow with these cases, to which counsellor and shelter are invited."""
    enter(cast.coordinator)
    draft = MeetingDraft(starts_at=timezone.now() + timedelta(days=1), place="3층 회의실")
    meeting = call_meeting(actor=cast.coordinator, body=cast.council, draft=draft)
    for case in cases:
        call_hearing(actor=cast.coordinator, case=case, meeting=meeting)
    people = [cast.members["counsellor"].pk, cast.members["shelter"].pk]
    invite_members(actor=cast.coordinator, meeting=meeting, member_ids=people)
    return meeting


def opened_meeting(cast: Cast, enter: Enter, *cases: Case) -> Meeting:
    """The same meeting, begun; only the coordinator has accepted confidentiality."""
    meeting = called_meeting(cast, enter, *cases)
    accept_confidentiality(actor=cast.coordinator, meeting=meeting)
    return open_meeting(actor=cast.coordinator, meeting=meeting)


def share_with_refuge(cast: Cast, enter: Enter, case: Case, *fields: str) -> None:
    """The shelter takes part in the case with these field groups."""
    enter(cast.coordinator)
    draft = ShareDraft(
        agency_id=cast.agencies["refuge"].pk,
        basis="consent",
        purpose="보호",
        fields=fields,
        consented_on=date(2026, 11, 1),
    )
    share = invite_agency(actor=cast.coordinator, case=case, draft=draft)
    enter(cast.shelter)
    accept_share(actor=cast.shelter, share=Participation.objects.get(pk=share.pk))
    enter(cast.coordinator)
