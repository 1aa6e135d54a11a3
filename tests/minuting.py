"""What tests of minutes begin with: a closed meeting on a case and a policy item, all recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.bodies.agenda import decide_item, finish_item, put_item
from jikimi.bodies.attendance import accept_confidentiality, record_attendance
from jikimi.bodies.meetings import close_meeting
from jikimi.bodies.models import AgendaItem, Meeting, Undertaking
from jikimi.cases.actions import ActionDraft
from jikimi.cases.analysis import CauseDraft, add_cause
from jikimi.cases.hearing import (
    finish_hearing,
    record_decision,
    record_discussion,
    settle_causes,
)
from jikimi.cases.models import Case
from tests.cast import Cast
from tests.sitting import opened_meeting, selected_case, share_with_refuge

Enter = Callable[[Actor], None]
SAID = "피해자가 밤마다 두려워함을 확인함."
DECIDED = "보호시설 연계를 결정함."
OF_VICTIM = "주 1회 방문하여 안전을 확인한다"
OF_PERPETRATOR = "알코올 치료 기관에 연계한다"
MATTER = "야간 연락망 정비"
SETTLED = "야간 연락망을 두기로 함."
OWED = "연락망 명단을 만든다"


@dataclass
class Sitting:
    """A closed meeting, its case and its two items."""

    meeting: Meeting
    case: Case
    hearing: AgendaItem
    matter: AgendaItem


def closed_sitting(cast: Cast, enter: Enter) -> Sitting:
    """The refuge may know the victim's side alone; everybody invited accepted and came."""
    case = selected_case(cast, enter)
    share_with_refuge(cast, enter, case, "victim", "plan_victim")
    meeting = opened_meeting(cast, enter, case)
    matter = put_item(meeting=meeting, kind="policy", title=MATTER)
    for who in ("counsellor", "shelter"):
        enter(cast.actors[who])
        accept_confidentiality(actor=cast.actors[who], meeting=meeting)
    enter(cast.coordinator)
    for row in meeting.attendances.all():
        record_attendance(
            actor=cast.coordinator, meeting=meeting, attendance_id=row.pk, attended=True
        )
    hearing = meeting.items.get(kind="case")
    _hear(cast, enter, case, hearing)
    _settle(cast, meeting, matter)
    close_meeting(actor=cast.coordinator, meeting=meeting)
    return Sitting(meeting, case, hearing, matter)


def _hear(cast: Cast, enter: Enter, case: Case, item: AgendaItem) -> None:
    who = cast.coordinator
    record_discussion(actor=who, case=case, item_id=item.pk, text=SAID, version=1)
    enter(cast.counsellor)
    cause = CauseDraft(code="alcohol", evidence="술을 마신 날의 신고", said_by="피해자")
    add_cause(actor=cast.counsellor, case=Case.objects.get(pk=case.pk), draft=cause)
    enter(who)
    settle_causes(actor=who, case=Case.objects.get(pk=case.pk), item_id=item.pk)
    record_decision(
        actor=who,
        case=Case.objects.get(pk=case.pk),
        item_id=item.pk,
        text=DECIDED,
        actions=[
            _action(cast, "refuge", "victim", OF_VICTIM),
            _action(cast, "centre", "perpetrator", OF_PERPETRATOR),
        ],
    )
    finish_hearing(actor=who, case=Case.objects.get(pk=case.pk), item_id=item.pk)


def _action(cast: Cast, agency: str, side: str, text: str) -> ActionDraft:
    due = timezone.localdate() + timedelta(days=7)
    return ActionDraft(side=side, agency_id=cast.agencies[agency].pk, text=text, due_on=due)


def _settle(cast: Cast, meeting: Meeting, item: AgendaItem) -> None:
    who = cast.coordinator
    decide_item(actor=who, meeting=meeting, item_id=item.pk, text=SETTLED)
    Undertaking.objects.create(
        body=meeting.body,
        meeting=meeting,
        item=item,
        agency=cast.agencies["centre"],
        text=OWED,
        due_on=timezone.localdate() + timedelta(days=14),
    )
    finish_item(actor=who, meeting=meeting, item_id=item.pk)
