"""Agenda: what a meeting deals with, in which order, for how long; decisions on its items."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Max, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.bodies.attendance import has_accepted
from jikimi.bodies.body_kinds import minutes_per_item
from jikimi.bodies.meetings import is_running
from jikimi.bodies.models import AgendaItem, Decision, Matter, Meeting
from jikimi.bodies.voting import Vote, counted

_LONGEST_MINUTES = 240


def item_of(meeting: Meeting, item_id: UUID) -> AgendaItem:
    """An item the actor may see and that is still on this agenda; NotAllowed otherwise."""
    item = meeting.items.filter(pk=item_id, withdrawn_at=None).first()
    if item is None:
        raise NotAllowed
    return item


def put_item(
    *,
    meeting: Meeting,
    kind: str,
    title: str = "",
    subject_id: UUID | None = None,
    matter: Matter | None = None,
    minutes: int = 0,
    is_first: bool = False,
) -> AgendaItem:
    """The part of adding an item that rooms above share: no check, no record of its own."""
    ends = meeting.items.aggregate(first=Min("position"), last=Max("position"))
    return AgendaItem.objects.create(
        meeting=meeting,
        position=_place(ends["first"], ends["last"], is_first=is_first),
        kind=kind,
        title=title,
        subject_id=subject_id,
        matter=matter,
        minutes_planned=minutes or minutes_per_item(meeting.body),
    )


def _place(first: int | None, last: int | None, *, is_first: bool) -> int:
    """A place before the first or behind the last; items that are not seen keep theirs."""
    if first is None or last is None:
        return 1
    return first - 1 if is_first else last + 1


def add_item(*, actor: Actor, meeting: Meeting, title: str, minutes: int = 0) -> AgendaItem:
    """Add a matter that is about no single case. Records bodies.agenda.change."""
    if not title.strip():
        raise NotValid("bodies.agenda.title", {"title": _("Say what it is about.")})
    _check_minutes(minutes)
    with acting(actor, "bodies.agenda.change", meeting):
        return put_item(meeting=meeting, kind="policy", title=title.strip(), minutes=minutes)


def time_item(*, actor: Actor, meeting: Meeting, item_id: UUID, minutes: int) -> AgendaItem:
    """Give an item more or less time. Records bodies.agenda.change."""
    _check_minutes(minutes)
    with acting(actor, "bodies.agenda.change", meeting):
        item = item_of(meeting, item_id)
        item.minutes_planned = minutes
        item.save(update_fields=["minutes_planned"])
    return item


def shift_item(*, actor: Actor, meeting: Meeting, item_id: UUID, by: int) -> list[AgendaItem]:
    """Move an item up (by -1) or down (by 1); the agenda as the actor sees it now.

    Records bodies.agenda.change.
    """
    with acting(actor, "bodies.agenda.change", meeting):
        items = list(meeting.items.filter(withdrawn_at=None).select_for_update())
        here = next((n for n, item in enumerate(items) if item.pk == item_id), None)
        if here is None:
            raise NotAllowed
        there = min(max(here + by, 0), len(items) - 1)
        items.insert(there, items.pop(here))
        _renumber(items)
    return items


def _renumber(items: list[AgendaItem]) -> None:
    """Only places that stand already are dealt out anew, so items unseen by the actor stay put."""
    places = sorted(item.position for item in items)
    for item, place in zip(items, places, strict=True):
        item.position = place
        item.save(update_fields=["position"])


def take_off_item(*, actor: Actor, meeting: Meeting, item_id: UUID, why: str) -> None:
    """Take a matter off the agenda; the row stays. Records bodies.agenda.change."""
    with acting(actor, "bodies.agenda.change", meeting, why=why):
        item = item_of(meeting, item_id)
        if item.subject_id is not None:
            raise NotAllowed
        put_off(item)
        matter_goes(item, "proposed")


def put_off(item: AgendaItem) -> None:
    """The part of taking off that rooms above share. Raises NotYet for a finished item."""
    if item.closed_at:
        raise NotYet("bodies.not_yet.item_closed", _("This item is finished already."))
    item.withdrawn_at = timezone.now()
    item.save(update_fields=["withdrawn_at"])


def start_item(*, actor: Actor, meeting: Meeting, item_id: UUID) -> AgendaItem:
    """Turn the open meeting to an item; its clock starts the first time.

    Records bodies.agenda.run.
    """
    with acting(actor, "bodies.agenda.run", meeting):
        item = item_of(meeting, item_id)
        if item.started_at is None:
            item.started_at = timezone.now()
            item.save(update_fields=["started_at"])
        meeting.current_item = item.pk
        meeting.save(update_fields=["current_item"])
    return item


def finish_item(*, actor: Actor, meeting: Meeting, item_id: UUID) -> AgendaItem:
    """Finish a matter that is about no case, and go on. Records bodies.agenda.run."""
    with acting(actor, "bodies.agenda.run", meeting):
        item = item_of(meeting, item_id)
        if item.subject_id is not None:
            raise NotAllowed
        put_finished(meeting, item)
        matter_goes(item, "decided")
    return item


def matter_goes(item: AgendaItem, stage: str) -> None:
    """What the item is about follows it: decided when it is finished, proposed when taken off."""
    if item.matter_id:
        Matter.objects.filter(pk=item.matter_id).update(stage=stage, stage_since=timezone.now())


def put_finished(meeting: Meeting, item: AgendaItem) -> None:
    """The part of finishing that rooms above share: closed, and the meeting turns to the next."""
    now = timezone.now()
    item.started_at = item.started_at or now
    item.closed_at = now
    item.save(update_fields=["started_at", "closed_at"])
    following = meeting.items.filter(closed_at=None, withdrawn_at=None).first()
    if following and following.started_at is None:
        following.started_at = now
        following.save(update_fields=["started_at"])
    meeting.current_item = following.pk if following else None
    meeting.save(update_fields=["current_item"])


def decide_item(
    *, actor: Actor, meeting: Meeting, item_id: UUID, text: str, vote: Vote | None = None
) -> Decision:
    """Record what was decided on a matter that is about no case, by consent or by vote.

    Records bodies.agenda.decide.
    """
    with acting(actor, "bodies.agenda.decide", meeting):
        item = item_of(meeting, item_id)
        if item.subject_id is not None:
            raise NotAllowed
        return put_decision(actor=actor, meeting=meeting, item=item, text=text, vote=vote)


def put_decision(
    *, actor: Actor, meeting: Meeting, item: AgendaItem, text: str, vote: Vote | None = None
) -> Decision:
    """The part of deciding that rooms above share. vote: None for a decision by consent.

    Raises NotYet before the meeting is open or confidentiality is accepted, NotValid without words
    or with more votes than agencies that can decide.
    """
    is_running(meeting)
    need_acceptance(actor, meeting.pk)
    if not text.strip():
        raise NotValid("bodies.decision.text", {"text": _("Write what was decided.")})
    return Decision.objects.create(
        meeting=meeting,
        item=item,
        subject_id=item.subject_id,
        text=text.strip(),
        decided_at=timezone.now(),
        recorded_by_id=actor.member_id,
        **counted(item, vote),
    )


def correct_item_decision(
    *,
    actor: Actor,
    meeting: Meeting,
    decision_id: UUID,
    text: str,
    version: int,
    vote: Vote | None = None,
) -> Decision:
    """Correct a decision on a matter about no case while its meeting is open.

    Raises Changed when somebody corrected it meanwhile.  Records bodies.agenda.decide.
    """
    with acting(actor, "bodies.agenda.decide", meeting):
        is_running(meeting)
        found = Decision.objects.filter(meeting=meeting, subject_id=None, pk=decision_id).first()
        if found is None:
            raise NotAllowed
        return amend_decision(actor=actor, decision=found, text=text, version=version, vote=vote)


def amend_decision(
    *, actor: Actor, decision: Decision, text: str, version: int, vote: Vote | None = None
) -> Decision:
    """Correct the words of a decision, within another act; with a vote also its numbers.

    Raises Changed on a newer version.
    """
    if not text.strip():
        raise NotValid("bodies.decision.text", {"text": _("Write what was decided.")})
    row = Decision.objects.select_for_update().filter(pk=decision.pk).first()
    if row is None:
        raise NotAllowed
    mine = {"text": text.strip(), **(counted(row.item, vote) if vote else {})}
    expect_version(row, version, mine)
    for field, value in mine.items():
        setattr(row, field, value)
    row.save(update_fields=[*mine, "version"])
    return row


def need_acceptance(actor: Actor, meeting_id: UUID) -> None:
    """Raise NotYet unless the actor accepted confidentiality for this meeting (SR-56)."""
    if not has_accepted(actor, meeting_id):
        says = _("Accept confidentiality for this meeting first.")
        raise NotYet("bodies.not_yet.confidentiality", says)


def _check_minutes(minutes: int) -> None:
    if not 0 <= minutes <= _LONGEST_MINUTES:
        raise NotValid("bodies.agenda.minutes", {"minutes": _("Give between 1 and 240 minutes.")})
