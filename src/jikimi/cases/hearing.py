"""Hearing: a case before the working council: on the agenda, discussed, decided, heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotYet
from jikimi.access.notices import tell_principals
from jikimi.access.principals import Principal
from jikimi.bodies.agenda import (
    amend_decision,
    need_acceptance,
    put_decision,
    put_finished,
    put_item,
    put_off,
)
from jikimi.bodies.body_kinds import hears_cases
from jikimi.bodies.meetings import is_running
from jikimi.bodies.models import AgendaItem, Decision, Meeting
from jikimi.bodies.voting import Vote, need_carried
from jikimi.cases.actions import ActionDraft, assign_action
from jikimi.cases.analysis import finish_analysis
from jikimi.cases.merging import merged
from jikimi.cases.models import Case, Hearing
from jikimi.cases.nomination import happened


def call_hearing(*, actor: Actor, case: Case, meeting: Meeting, minutes: int = 0) -> AgendaItem:
    """Put a case on the agenda of a meeting of its working council; its item says no word of it.

    The item it has when it stands there already.  Raises NotAllowed for another body's meeting,
    NotYet when the meeting is over.  Records cases.hearing.call.
    """
    with acting(actor, "cases.hearing.call", case) as doing:
        doing.details["meeting"] = str(meeting.pk)
        if meeting.body_id != case.body_id or not hears_cases(meeting.body):
            raise NotAllowed
        if meeting.stage not in ("called", "open"):
            raise NotYet("cases.not_yet.meeting_over", _("This meeting is over."))
        standing = meeting.items.filter(subject_id=case.pk, withdrawn_at=None).first()
        if standing:
            return standing
        item = put_item(meeting=meeting, kind="case", subject_id=case.pk, minutes=minutes)
        Hearing.objects.create(case=case, meeting=meeting, item=item)
        happened(case)
    return item


def withdraw_hearing(*, actor: Actor, case: Case, item_id: UUID, why: str) -> None:
    """Take a case off an agenda; it waits again. Records cases.hearing.withdraw."""
    with acting(actor, "cases.hearing.withdraw", case, why=why) as doing:
        item = _item(case, item_id)
        doing.details["meeting"] = str(item.meeting_id)
        put_off(item)
        if item.meeting.current_item == item.pk:
            item.meeting.current_item = None
            item.meeting.save(update_fields=["current_item"])


def record_discussion(
    *, actor: Actor, case: Case, item_id: UUID, text: str, version: int, base: str | None = None
) -> Hearing:
    """Keep what was said on a case; additions of two people at once are both kept.

    base: the text as the writer last got it; with it, changes that do not meet are merged.
    Raises Changed, with both texts, when the same words were changed, and NotYet before the meeting
    is open or the writer accepted confidentiality.  Records cases.hearing.discuss.
    """
    with acting(actor, "cases.hearing.discuss", case) as doing:
        hearing = _hearing(actor, case, item_id)
        is_running(hearing.meeting)
        doing.details["meeting"] = str(hearing.meeting_id)
        if version != hearing.version and base is not None:
            joined = merged(base=base, mine=text, theirs=hearing.discussion)
            text, version = (text, version) if joined is None else (joined, hearing.version)
        expect_version(hearing, version, {"discussion": text})
        hearing.discussion = text
        hearing.save(update_fields=["discussion", "version"])
    return hearing


def record_decision(
    *,
    actor: Actor,
    case: Case,
    item_id: UUID,
    text: str,
    actions: Sequence[ActionDraft] = (),
    vote: Vote | None = None,
) -> Decision:
    """Record what the council decided on a case and hand out its actions in one step.

    vote: None for a decision by consent.  Raises NotValid for actions under a motion that failed.
    Raises NotYet when actions cannot be handed out at this stage; then nothing is recorded.
    Records cases.hearing.decide, and cases.actions.assign for each action.
    """
    with acting(actor, "cases.hearing.decide", case) as doing:
        hearing = _hearing(actor, case, item_id)
        doing.details["meeting"] = str(hearing.meeting_id)
        decision = put_decision(
            actor=actor, meeting=hearing.meeting, item=hearing.item, text=text, vote=vote
        )
        need_carried(decision, bool(actions))
        for draft in actions:
            assign_action(actor=actor, case=case, draft=replace(draft, decision_id=decision.pk))
        happened(case)
    return decision


def correct_decision(
    *,
    actor: Actor,
    case: Case,
    decision_id: UUID,
    text: str,
    version: int,
    vote: Vote | None = None,
) -> Decision:
    """Correct the words of a decision while its meeting is open.

    Raises Changed when somebody corrected it meanwhile.  Records cases.hearing.decide.
    """
    with acting(actor, "cases.hearing.decide", case) as doing:
        mine = {"pk": decision_id, "subject_id": case.pk}
        decision = Decision.objects.select_related("meeting").filter(**mine).first()
        if decision is None:
            raise NotAllowed
        is_running(decision.meeting)
        doing.details["meeting"] = str(decision.meeting_id)
        return amend_decision(actor=actor, decision=decision, text=text, version=version, vote=vote)


@transaction.atomic
def settle_causes(*, actor: Actor, case: Case, item_id: UUID) -> Case:
    """Close the cause analysis in the meeting, so that actions can be handed out there and then.

    A case at its first hearing is heard by that.  Raises NotYet without any cause.
    Records cases.hearing.hear for the first hearing, and cases.analysis.finish.
    """
    if case.stage == "selected":
        with acting(actor, "cases.hearing.hear", case) as doing:
            hearing = _heard(actor, case, item_id)
            doing.details["meeting"] = str(hearing.meeting_id)
    return finish_analysis(actor=actor, case=case)


def finish_hearing(*, actor: Actor, case: Case, item_id: UUID) -> Hearing:
    """End a case's turn: at its first hearing it is heard from here on; the meeting goes on.

    Raises NotYet before the meeting is open or confidentiality is accepted.
    Records cases.hearing.hear for the first hearing, cases.hearing.conclude for later ones.
    """
    code = "cases.hearing.hear" if case.stage == "selected" else "cases.hearing.conclude"
    with acting(actor, code, case) as doing:
        hearing = _heard(actor, case, item_id)
        doing.details["meeting"] = str(hearing.meeting_id)
        put_finished(hearing.meeting, hearing.item)
        happened(case)
        _tell_nominator(case)
    return hearing


def _item(case: Case, item_id: UUID) -> AgendaItem:
    rows = AgendaItem.objects.select_related("meeting")
    item = rows.filter(pk=item_id, subject_id=case.pk, withdrawn_at=None).first()
    if item is None:
        raise NotAllowed
    return item


def _hearing(actor: Actor, case: Case, item_id: UUID) -> Hearing:
    """The hearing under a lock, for those who may read it and accepted confidentiality."""
    item = _item(case, item_id)
    need_acceptance(actor, item.meeting_id)
    hearing = Hearing.objects.select_for_update().filter(item_id=item.pk).first()
    if hearing is None:
        raise NotAllowed
    hearing.item, hearing.meeting = item, item.meeting
    return hearing


def _heard(actor: Actor, case: Case, item_id: UUID) -> Hearing:
    hearing = _hearing(actor, case, item_id)
    is_running(hearing.meeting)
    hearing.heard_at = hearing.heard_at or timezone.now()
    hearing.save(update_fields=["heard_at"])
    return hearing


def _tell_nominator(case: Case) -> None:
    tell_principals(
        [Principal.AGENCY.of(case.nominated_by_id)],
        "cases.hearing.hear",
        subject_id=case.pk,
        link=f"/staff/cases/{case.number}/",
    )
