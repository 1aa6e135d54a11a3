"""Matters: what a body shall deal with that is about no single case; proposed, put on an agenda."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version, reading
from jikimi.access.actor import Actor
from jikimi.access.codes import Code, codes
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.notices import tell, tell_principals
from jikimi.access.principals import Principal
from jikimi.bodies.agenda import put_item
from jikimi.bodies.models import AgendaItem, Body, Matter, Meeting
from jikimi.bodies.seats import bodies_of

STANDING = ("case", "follow_up", "flags")
_ORDERS = {"newest": ("-proposed_at", "pk"), "oldest": ("proposed_at", "pk"), "title": ("title",)}
_LONGEST_TEXT = 4000


@dataclass(frozen=True, slots=True)
class MatterDraft:
    """What somebody wants a body to deal with. kind: a code of kinds_proposed()."""

    kind: str
    title: str
    text: str = ""


def kinds_proposed() -> dict[str, Code]:
    """Kinds of item that people propose; the others stand on an agenda by themselves."""
    return {
        code: row for code, row in codes("bodies", "item_kinds").items() if code not in STANDING
    }


def propose_matter(
    *, actor: Actor, body: Body, draft: MatterDraft, source_id: UUID | None = None
) -> Matter:
    """Propose something to a body; its coordinators are told. Records bodies.matter.propose.

    source_id: what it came from, kept by another room.
    """
    _check(draft)
    matter = Matter(
        body=body,
        kind=draft.kind,
        title=draft.title.strip(),
        text=draft.text.strip(),
        agency_id=actor.agency_id,
        proposed_by_id=actor.member_id,
        source_id=source_id,
    )
    with acting(actor, "bodies.matter.propose", matter):
        matter.save(force_insert=True)
        tell_principals(
            [Principal.BODY.of(body.pk)],
            "bodies.matter.propose",
            subject_id=matter.pk,
            link=_link(body),
        )
    return matter


def amend_matter(*, actor: Actor, matter: Matter, draft: MatterDraft, version: int) -> Matter:
    """Change the words before the matter is on an agenda. Records bodies.matter.amend.

    Raises Changed when somebody changed it meanwhile.
    """
    _check(draft)
    mine: dict[str, object] = {
        "kind": draft.kind,
        "title": draft.title.strip(),
        "text": draft.text.strip(),
    }
    with acting(actor, "bodies.matter.amend", matter):
        expect_version(matter, version, mine)
        for field, value in mine.items():
            setattr(matter, field, value)
        matter.save(update_fields=[*mine, "version"])
    return matter


def withdraw_matter(*, actor: Actor, matter: Matter) -> Matter:
    """Take back what one's own agency proposed. Records bodies.matter.withdraw."""
    with acting(actor, "bodies.matter.withdraw", matter):
        pass
    return matter


def decline_matter(*, actor: Actor, matter: Matter, answer: str) -> Matter:
    """Answer why the body does not deal with it; who proposed it is told.

    Raises NotValid without an answer.  Records bodies.matter.decline.
    """
    if not answer.strip():
        raise NotValid("bodies.matter.answer", {"answer": _("Write an answer for the agency.")})
    with acting(actor, "bodies.matter.decline", matter):
        matter.answer = answer.strip()
        matter.save(update_fields=["answer"])
        _tell_proposer(matter, "bodies.matter.decline")
    return matter


def reopen_matter(*, actor: Actor, matter: Matter) -> Matter:
    """Let a matter that was withdrawn or declined wait again. Records bodies.matter.reopen."""
    with acting(actor, "bodies.matter.reopen", matter):
        matter.answer = ""
        matter.save(update_fields=["answer"])
    return matter


def schedule_matter(
    *, actor: Actor, matter: Matter, meeting: Meeting, minutes: int = 0
) -> AgendaItem:
    """Put a matter on the agenda of a meeting of its body; who proposed it is told.

    Raises NotAllowed for another body's meeting, NotYet when the meeting is over.
    Records bodies.matter.schedule.
    """
    with acting(actor, "bodies.matter.schedule", matter) as doing:
        doing.details["meeting"] = str(meeting.pk)
        if meeting.body_id != matter.body_id:
            raise NotAllowed
        if meeting.stage not in ("called", "open"):
            raise NotYet("bodies.not_yet.meeting_over", _("This meeting is over."))
        item = put_item(
            meeting=meeting, kind=matter.kind, title=matter.title, matter=matter, minutes=minutes
        )
        _tell_proposer(matter, "bodies.matter.schedule")
    return item


def body_dealing(actor: Actor, key: str) -> Body:
    """The body with this key, for those who may read its matters; NotAllowed otherwise."""
    body = Body.objects.filter(key=key).first()
    if body is None:
        raise NotAllowed
    return body


def bodies_dealing(actor: Actor) -> list[Body]:
    """Bodies whose matters the actor may read: its agency sits there and it works on cases, or it
    holds a role in the body.
    """
    works = actor.holds("practitioner") or actor.holds("coordinator")
    return [body for body in bodies_of(actor) if works or _sits_in(actor, body)]


def _sits_in(actor: Actor, body: Body) -> bool:
    return any(actor.holds(kind, body_id=body.pk) for kind in ("council_member", "coordinator"))


def matters(
    actor: Actor, body: Body, *, stage: str = "", text: str = "", order: str = "newest"
) -> list[Matter]:
    """The matters of a body as the actor may know them. Records bodies.matter.list.

    stage: one of the stages, or empty for all.  text: in the title or the words.
    """
    reading(actor, "bodies.matter.list", body)
    rows = _searched(Matter.objects.filter(body=body), stage, text)
    found = rows.select_related("agency", "proposed_by")
    return list(found.order_by(*_ORDERS.get(order, _ORDERS["newest"])))


def matters_waiting(actor: Actor, body: Body) -> list[Matter]:
    """Matters that wait for a place on an agenda of this body, the oldest first."""
    rows = Matter.objects.filter(body=body, stage="proposed").select_related("agency")
    return list(rows.order_by("proposed_at"))


def matters_unanswered(actor: Actor) -> list[Matter]:
    """Matters waiting in the bodies that the actor coordinates, the oldest first."""
    rows = Matter.objects.filter(stage="proposed", body_id__in=actor.bodies_coordinated())
    return list(rows.select_related("body").order_by("proposed_at"))


def matter_called(actor: Actor, matter_id: UUID) -> Matter:
    """One matter the actor may know of; NotAllowed when absent or not theirs."""
    rows = Matter.objects.select_related("body", "agency", "proposed_by")
    found = rows.filter(pk=matter_id).first()
    if found is None:
        raise NotAllowed
    return found


def matters_numbered(numbers: Iterable[UUID]) -> dict[UUID, Matter]:
    """Matters by their numbers, as far as the row policies let the reader know of them."""
    return Matter.objects.in_bulk(list(numbers))


def items_of_matter(matter: Matter) -> list[AgendaItem]:
    """Where the matter was dealt with, the newest meeting first, as the actor may see it."""
    rows = AgendaItem.objects.filter(matter=matter, withdrawn_at=None).select_related("meeting")
    return list(rows.order_by("-meeting__starts_at"))


def _searched(rows: QuerySet[Matter], stage: str, text: str) -> QuerySet[Matter]:
    if stage:
        rows = rows.filter(stage=stage)
    if text.strip():
        found = rows.filter(text__icontains=text.strip())
        rows = rows.filter(title__icontains=text.strip()) | found
    return rows


def _check(draft: MatterDraft) -> None:
    wrong: dict[str, str] = {}
    if draft.kind not in kinds_proposed():
        wrong["kind"] = _("Choose one from the list.")
    if not draft.title.strip():
        wrong["title"] = _("Say what it is about.")
    if len(draft.text) > _LONGEST_TEXT:
        wrong["text"] = _("Keep it under 4,000 characters.")
    if wrong:
        raise NotValid("bodies.matter.draft", wrong)


def _tell_proposer(matter: Matter, kind: str) -> None:
    people = [matter.proposed_by_id] if matter.proposed_by_id else []
    tell(people, kind, subject_id=matter.pk, link=_link(matter.body))


def _link(body: Body) -> str:
    return f"/staff/bodies/{body.key}/matters/"
