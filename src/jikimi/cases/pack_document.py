"""The pack as a paper: the same words as on the screen, for one reader, to be printed or sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jikimi.access.codes import label
from jikimi.bodies.documents.blocks import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Paragraph,
    Table,
)
from jikimi.bodies.models import Decision
from jikimi.cases.agendas import CaseFacts
from jikimi.cases.models import Action, Party, Research
from jikimi.cases.packs import Pack, PackItem
from jikimi.cases.papers import CasePaper
from jikimi.settings.jinja import day, instant


def pack_document(found: Pack, *, reader: str, at: datetime) -> Document:
    """The paper of a pack. reader: name and agency, which stand on every page with the time.

    What is not in the pack cannot be on the paper: it asks the database nothing.
    """
    meeting = found.meeting
    stamp = _("%(reader)s · taken out %(at)s") % {"reader": reader, "at": instant(at)}
    return Document(
        title=_("Meeting pack"),
        subtitle=f"{meeting.body.name} · {instant(meeting.starts_at)} · {meeting.place}",
        blocks=tuple(_blocks(found)),
        on=timezone.localdate(at),
        language="en" if (get_language() or "ko").startswith("en") else "ko",
        issuer=meeting.body.name,
        marking=_("Confidential"),
        footer=stamp,
    )


def _blocks(found: Pack) -> Iterator[Block]:
    yield Heading(_("Agenda"))
    if not found.items:
        yield Paragraph(_("Nothing on the agenda is for you yet."))
        return
    heads = (_("No."), _("Item"), _("Kind"), _("Time in minutes"))
    yield Table(heads, tuple(_agenda(found.items)), widths=(1, 4, 3, 2))
    yield from _promised(found)
    for number, item in enumerate(found.items, start=1):
        yield Heading(f"{number}. {item.line.name}")
        yield from _of_item(found, item)


def _agenda(items: Sequence[PackItem]) -> Iterator[tuple[str, ...]]:
    for number, item in enumerate(items, start=1):
        kind = label("bodies", "item_kinds", item.line.item.kind)
        yield str(number), item.line.name, kind, str(item.line.item.minutes_planned)


def _promised(found: Pack) -> Iterator[Block]:
    if found.decided:
        yield Heading(_("What was decided last time"))
        yield Bullets(tuple(_decided(row) for row in found.decided))
    if found.undertakings:
        yield Heading(_("Promised to this body and not finished"))
        heads = (_("Agency"), _("What is to be done"), _("To be done by"))
        rows = ((row.agency.name, row.text, day(row.due_on)) for row in found.undertakings)
        yield Table(heads, tuple(rows), widths=(3, 6, 2))


def _decided(row: Decision) -> str:
    title = row.item.title or label("bodies", "item_kinds", row.item.kind)
    return f"{title}: {row.text}"


def _of_item(found: Pack, item: PackItem) -> Iterator[Block]:
    if item.line.facts and item.paper:
        yield Facts(tuple(_facts(item.line.facts)))
        yield from _of_case(item.paper)
    if item.matter and item.matter.text:
        yield Paragraph(item.matter.text)
    if item.line.item.kind == "follow_up" and found.actions:
        heads = (_("Case"), _("Agency"), _("What is to be done"), _("To be done by"))
        rows = ((a.case.number, a.agency.name, a.text, day(a.due_on)) for a in found.actions)
        yield Table(heads, tuple(rows), widths=(3, 3, 6, 2))
    if item.line.item.kind == "flags":
        flags = (f"{case.number}: {day(case.repeat_until)}" for case in found.flags)
        yield from _listed(_("Repeats whose twelve months run out"), flags)
    yield from _listed(_("What was decided last time"), (row.text for row in item.before))
    if item.note:
        yield from _listed(_("Notes of our own agency"), [item.note])


def _facts(facts: CaseFacts) -> Iterator[tuple[str, str]]:
    """The line an agenda says of a case (SR-55)."""
    case, hidden = facts.case, _("Not shared")
    repeat = _("Repeat within 12 months") if case.is_repeat else ""
    kind = label("cases", "kinds", case.kind)
    stage = label("cases", "stages", case.stage)
    yield _("Kind and stage"), " · ".join(filter(None, (kind, stage, repeat)))
    yield _("Nominated by"), facts.nominator
    yield _("Legal basis"), label("cases", "legal_bases", facts.basis) if facts.basis else hidden
    yield _("Risk"), label("cases", "risk_levels", facts.risk) if facts.risk else hidden
    yield _("Children"), hidden if facts.children is None else str(facts.children)
    yield _("Measures in force"), hidden if facts.measures is None else str(facts.measures)
    yield _("Sealed items"), str(facts.sealed)
    yield _("Unfinished actions"), str(facts.unfinished)


def _of_case(paper: CasePaper) -> Iterator[Block]:
    yield from _listed(_("People"), (_party(party) for party in paper.parties))
    yield from _listed(_("Worries"), (f"{w.agency.name}: {w.worry}" for w in paper.worries))
    yield from _listed(_("Risk"), _risks(paper))
    yield from _listed(_("Measures in force"), _measures(paper))
    yield from _listed(_("Police reports"), _reports(paper))
    yield from _listed(_("Causes"), _causes(paper))
    yield from _listed(_("Needs that are not met"), _unmet(paper))
    yield from _listed(_("Unfinished actions"), (_action(row) for row in paper.unfinished))
    yield from _listed(_("What agencies know"), (_told(row) for row in paper.research))


def _listed(head: str, items: Iterable[str]) -> Iterator[Block]:
    found = tuple(items)
    if found:
        yield Heading(head, level=2)
        yield Bullets(found)


def _party(party: Party) -> str:
    person = party.person
    born = day(person.born_on) if person.born_on else ""
    relation = label("cases", "relations", party.relation) if party.relation else ""
    role = label("cases", "party_roles", party.role)
    name = person.name or _("Name not known")
    return " · ".join(filter(None, (role, name, born, relation)))


def _risks(paper: CasePaper) -> Iterator[str]:
    for row in paper.risks:
        level = label("cases", "risk_levels", row.level, on=row.judged_at.date())
        yield f"{day(row.judged_at)} {level} ({row.agency.name}): {row.reason}"


def _measures(paper: CasePaper) -> Iterator[str]:
    for row in paper.measures:
        name = label("cases", "measures", row.code, on=row.started_at.date())
        ends = _("until %(day)s") % {"day": day(row.ends_on)} if row.ends_on else ""
        yield " ".join(filter(None, (name, ends)))


def _reports(paper: CasePaper) -> Iterator[str]:
    for row in paper.reports:
        kind = label("cases", "kinds", row.kind, on=row.received_at.date())
        yield " ".join(filter(None, (instant(row.received_at), kind, row.actions_taken)))


def _causes(paper: CasePaper) -> Iterator[str]:
    for row in paper.causes:
        cause = label("cases", "causes", row.code, on=row.recorded_at.date())
        yield f"{cause}: {row.evidence} ({row.agency.name})"


def _unmet(paper: CasePaper) -> Iterator[str]:
    for row in paper.unmet:
        need = label("directory", "needs", row.need, on=row.noted_at.date())
        why = label("cases", "unmet_reasons", row.why, on=row.noted_at.date())
        yield " · ".join(filter(None, (need, why, row.words)))


def _action(row: Action) -> str:
    return f"{row.agency.name}: {row.text} ({day(row.due_on)})"


def _told(row: Research) -> str:
    topics = (label("cases", "research_topics", code, on=row.asked_at.date()) for code in row.asks)
    return f"{row.agency.name} – {', '.join(topics)}: {research_words(row)}"


def research_words(row: Research) -> str:
    """How a question to an agency stands, or what it told."""
    if row.stage == "waiting":
        return _("not answered, due %(day)s") % {"day": day(row.due_on)}
    if row.stage == "declined":
        return _("declined: %(why)s") % {"why": row.declined_why}
    return row.answer or _("nothing known")
