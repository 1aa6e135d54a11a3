"""Minutes as a paper (회의록), in the form Korean offices use: as much as the reader may know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from jikimi.bodies.documents.blocks import (
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Signatures,
    Table,
)
from jikimi.bodies.minutes_reads import Part
from jikimi.bodies.models import Minutes
from jikimi.settings.jinja import day, instant

_TASK_WIDTHS = (1.1, 1.2, 3.2, 1.1)


def minutes_paper(
    minutes: Minutes, parts: Sequence[Part], *, taken_by: str, language: str = ""
) -> Document:
    """The paper of a version. parts: what the reader may know.

    taken_by: who takes it out, in words, for the foot of each page.
    """
    with override(language or get_language() or "ko"):
        return Document(
            title=_("Minutes"),
            subtitle=meeting_name(minutes.facts),
            number=_version(minutes),
            on=_day(minutes),
            language="en" if (get_language() or "ko").startswith("en") else "ko",
            issuer=str(minutes.facts.get("body", "")),
            marking=_("Restricted to those concerned"),
            footer=taken_by,
            blocks=tuple(_blocks(minutes, parts)),
        )


def meeting_name(facts: dict[str, Any]) -> str:
    """What the meeting is called, with body and kind."""
    kind = _("ad hoc meeting") if facts.get("kind") == "ad_hoc" else _("regular meeting")
    return _("%(body)s, %(kind)s") % {"body": facts.get("body", ""), "kind": kind}


def held(facts: dict[str, Any]) -> str:
    """From when to when the meeting was; without the end when it was noted on another day."""
    began, ended = _moment(facts, "starts_at"), _moment(facts, "ended_at")
    if began is None:
        return ""
    is_told = ended is not None and timezone.localdate(ended) == timezone.localdate(began)
    if ended is None or not is_told or ended <= began:
        return instant(began)
    return f"{instant(began)} ~ {timezone.localtime(ended):%H:%M}"


def quorum_words(facts: dict[str, Any]) -> str:
    """Whether enough were there to decide."""
    found = facts.get("quorum", {})
    words = _("needed %(needed)s, present %(present)s") % {
        "needed": found.get("needed", 0),
        "present": found.get("present", 0),
    }
    reached = _("Quorate") if facts.get("is_quorate") else _("Not quorate")
    return f"{reached} ({words})"


def facts_pairs(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """What stands above the items."""
    pairs = [
        (_("Name of the meeting"), meeting_name(facts)),
        (_("When it was"), held(facts)),
        (_("Place"), str(facts.get("place", ""))),
        (_("Chair"), str(facts.get("chair", ""))),
        (_("Clerk"), str(facts.get("clerk", ""))),
        (_("Quorum"), quorum_words(facts)),
    ]
    if facts.get("recused"):
        says = _("%(number)s stayed out of an item") % {"number": facts["recused"]}
        pairs.append((_("Recusals"), says))
    return [(term, value) for term, value in pairs if value]


def came(facts: dict[str, Any], *, attended: bool) -> list[dict[str, Any]]:
    """Those who came, or those who did not."""
    return [one for one in facts.get("people", []) if bool(one["attended"]) == attended]


def remark(person: dict[str, Any]) -> str:
    """What the list of people says beside a name."""
    if person.get("stands_in_for"):
        return _("for %(name)s") % {"name": person["stands_in_for"]}
    is_excused = not person["attended"] and person.get("answer") == "apologies"
    return _("Apologies") if is_excused else ""


def _blocks(minutes: Minutes, parts: Sequence[Part]) -> list[Block]:
    facts = minutes.facts
    blocks: list[Block] = [Facts(tuple(facts_pairs(facts)))]
    if minutes.why:
        blocks.append(Paragraph(_("Why this version: %(why)s") % {"why": minutes.why}))
    blocks += _people(_("Present"), came(facts, attended=True))
    blocks += _people(_("Absent"), came(facts, attended=False))
    blocks.append(Heading(_("Items, discussion and decisions")))
    for number, part in enumerate(parts, start=1):
        blocks += _item(number, part)
    blocks += _tasks(parts)
    blocks.append(Signatures(tuple(_signers(minutes))))
    return blocks


def _people(title: str, people: Sequence[dict[str, Any]]) -> list[Block]:
    if not people:
        return []
    rows = tuple((one["agency"], one["name"], remark(one)) for one in people)
    heading = f"{title} ({len(people)})"
    return [Heading(heading), Table((_("Agency"), _("Name"), _("Remark")), rows, widths=(2, 1, 2))]


def _item(number: int, part: Part) -> list[Block]:
    blocks: list[Block] = [Heading(item_title(number, part), level=2)]
    for line in part.said:
        if line.kind == "decision":
            blocks.append(Paragraph(_("Decided: %(text)s") % {"text": line.text}, is_strong=True))
        else:
            blocks.append(Paragraph(line.text))
    return blocks


def item_title(number: int, part: Part) -> str:
    """An item as the minutes call it; numbers count what the reader may know."""
    return _("Item %(number)s. %(title)s") % {"number": number, "title": part.title}


def _tasks(parts: Sequence[Part]) -> list[Block]:
    rows = tuple(
        (
            _("Item %(number)s") % {"number": number},
            line.agency.name if line.agency else "",
            line.text,
            day(line.due_on),
        )
        for number, part in enumerate(parts, start=1)
        for line in part.tasks
    )
    if not rows:
        return []
    head = (_("Item"), _("Agency"), _("Action to be taken"), _("Due"))
    return [Heading(_("Actions")), Table(head, rows, widths=_TASK_WIDTHS)]


def _signers(minutes: Minutes) -> list[tuple[str, str]]:
    approver = minutes.approved_by.name if minutes.approved_by else minutes.facts.get("chair", "")
    clerk = minutes.facts.get("clerk") or minutes.prepared_by.name
    return [(_("Chair"), str(approver)), (_("Clerk"), str(clerk))]


def _version(minutes: Minutes) -> str:
    if minutes.stage == "draft":
        return _("Version %(number)s, draft") % {"number": minutes.number}
    if minutes.stage == "replaced":
        return _("Version %(number)s, replaced") % {"number": minutes.number}
    return _("Version %(number)s") % {"number": minutes.number}


def _day(minutes: Minutes) -> date:
    return timezone.localtime(minutes.approved_at or minutes.prepared_at).date()


def _moment(facts: dict[str, Any], name: str) -> datetime | None:
    said = facts.get(name)
    return parse_datetime(said) if said else None
