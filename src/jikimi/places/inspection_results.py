"""What inspections found, together: by item and grade, as files, as a list for an agenda, on paper.

Only what everybody may know goes into a file or a list: an unannounced inspection that is not made
yet stands in none of them, whoever asks.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import date
from io import StringIO

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.access.locking import TakenFile
from jikimi.bodies.documents.blocks import Block, Document, Facts, Heading, Paragraph, Sheet, Table
from jikimi.bodies.documents.pdf import as_pdf
from jikimi.bodies.documents.xlsx import as_xlsx
from jikimi.bodies.matters import MatterDraft, propose_matter
from jikimi.bodies.models import Body, Matter
from jikimi.places.inspection_forms import GRADES, grade_words, items_of, sections_of
from jikimi.places.inspection_reads import (
    Finding,
    InspectionLine,
    InspectionWish,
    findings_by,
    line_of,
    lines_of,
    narrowed,
    place_of,
)
from jikimi.places.models import Inspection, Repair

FORMATS = ("xlsx", "csv")
MOST_TAKEN = 20_000
_LONGEST_MATTER = 3900


@dataclass(frozen=True, slots=True)
class ItemResult:
    """How often an item was graded so. unseen: answered, but not looked at."""

    label: str
    section: str
    red: int
    yellow: int
    green: int
    unseen: int


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """A finding of a period for the group's table, with what is done about it."""

    line: InspectionLine
    finding: Finding
    state: str


def results(
    actor: Actor, *, form: str, since: date | None = None, until: date | None = None
) -> list[ItemResult]:
    """How often each item of a form was red, yellow or green in inspections made in a period.

    Records places.inspections.read.
    """
    reading(actor, "places.inspections.read")
    counts = _counted(form, since or date.min, until or date.max)
    return [
        ItemResult(
            label=item.label,
            section=item.section,
            unseen=sum(n for (c, a), n in counts.items() if c == item.code and not item.grade(a)),
            **{
                grade: sum(
                    n for (c, a), n in counts.items() if c == item.code and item.grade(a) == grade
                )
                for grade in GRADES
            },
        )
        for item in items_of(form, on=timezone.localdate())
    ]


def findings_between(
    actor: Actor, *, body: Body, since: date, until: date, most: int = 300
) -> list[OpenFinding]:
    """What worried in inspections of a group that were made in a period, the worst first.

    Records places.inspections.read.
    """
    reading(actor, "places.inspections.read")
    rows = Inspection.objects.filter(body=body, stage="made").select_related("site", "again_of")
    made = rows.filter(planned_on__range=(since, until)).order_by("planned_on")[:most]
    lines = lines_of(made)
    findings = findings_by([line.inspection for line in lines])
    found = [
        OpenFinding(line, finding, _state(finding))
        for line in lines
        for finding in findings[line.inspection.pk]
        if finding.worries
    ]
    return sorted(found, key=lambda row: GRADES.index(row.finding.grade))


def propose_findings(*, actor: Actor, body: Body, since: date, until: date) -> Matter:
    """Put the findings of a period before the group, as a matter that waits for an agenda.

    Raises NotValid when there are none.  Records bodies.matter.propose.
    """
    found = findings_between(actor, body=body, since=since, until=until)
    title = _("Findings of inspections %(since)s to %(until)s")
    draft = MatterDraft(
        kind="report",
        title=title % {"since": since.isoformat(), "until": until.isoformat()},
        text=_as_text(found),
    )
    return propose_matter(actor=actor, body=body, draft=draft)


def propose_change(*, actor: Actor, inspection: Inspection, finding: Finding, text: str) -> Matter:
    """Put a change of the place before the group, because of a red finding.

    Records bodies.matter.propose.
    """
    place = place_of(inspection)
    words = (text, f"{finding.word} {finding.note}", finding.item.suggests)
    draft = MatterDraft(
        kind="site_proposal",
        title=f"{place}: {finding.item.label}"[:200],
        text="\n".join(filter(None, words)),
    )
    return propose_matter(actor=actor, body=inspection.body, draft=draft)


def results_file(actor: Actor, *, wish: InspectionWish, kind: str) -> TakenFile:
    """Inspections that fit, each answer a row, as XLSX or CSV. kind: one of FORMATS.

    No person stands in it.  Records places.inspections.export.
    """
    reading(actor, "places.inspections.export", details={"form": kind})
    sheets = [_sheet_of_inspections(wish), _sheet_of_repairs()]
    name = f"inspections-{timezone.localdate():%Y%m%d}.{kind}"
    if kind == "csv":
        return TakenFile(name, _as_csv(sheets[0]))
    return TakenFile(name, as_xlsx(sheets, title=_("Inspections")))


def sheet_paper(actor: Actor, inspection: Inspection) -> bytes:
    """The sheet of an inspection as PDF, to be filled in by hand.

    Records places.inspections.print.
    """
    reading(actor, "places.inspections.print", inspection)
    line = line_of(inspection)
    day = f"{inspection.planned_on:%Y. %m. %d.}"
    when = f"{day} {_('By night') if inspection.is_night else _('By day')}"
    facts = [
        (_("Place"), line.place),
        (_("Day of the inspection"), when),
        (_("Team"), ", ".join(line.team)),
    ]
    blocks: list[Block] = [Facts(tuple(facts))]
    items = items_of(inspection.form, on=inspection.planned_on)
    for name, asked in sections_of(items):
        rows = tuple((i.label, "   ".join(f"□ {w}" for w in i.answers.values()), "") for i in asked)
        head = (_("Item looked at"), _("Answer given"), _("Note"))
        blocks += [Heading(name), Table(head, rows, widths=(3, 2, 2))]
    blocks.append(Paragraph(_("Write no name of a person on this sheet.")))
    document = Document(
        title=line.form,
        subtitle=line.place,
        blocks=tuple(blocks),
        on=timezone.localdate(),
        language="en" if (get_language() or "ko").startswith("en") else "ko",
        marking=_("For the team only") if line.is_secret else "",
    )
    return as_pdf(document)


def _counted(form: str, since: date, until: date) -> Counter[tuple[str, str]]:
    """Item and answer → how often, of inspections that were made. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.key, a.value->>'answer', count(*) FROM places_inspection i,"
            " jsonb_each(i.answers) a WHERE i.stage = 'made' AND i.form = %s"
            " AND i.planned_on BETWEEN %s AND %s GROUP BY 1, 2",
            [form, since, until],
        )
        return Counter({(item, answer): number for item, answer, number in cursor.fetchall()})


def _state(finding: Finding) -> str:
    if not finding.repairs:
        return finding.followed or _("Nothing was said about it yet")
    return ", ".join(f"{row.agency.name}: {repair_state(row)}" for row in finding.repairs)


def repair_state(repair: Repair) -> str:
    """How a repair stands, in words."""
    words = {
        "open": _("Waits to be accepted"),
        "accepted": _("Taken on"),
        "done": _("Said to be done"),
        "not_possible": _("Said to be impossible"),
        "checked": _("Looked at again: good"),
        "withdrawn": _("Taken back"),
    }
    return words[repair.stage]


def _as_text(found: list[OpenFinding]) -> str:
    """The findings as lines, as many as a matter holds."""
    lines: list[str] = []
    for n, row in enumerate(found):
        grade = grade_words()[row.finding.grade].label
        said = f"- [{grade}] {row.line.place}: {row.finding.item.label} {row.finding.word}"
        lines.append(f"{said} ({row.state})")
        if sum(map(len, lines)) + len(lines) > _LONGEST_MATTER:
            left = len(found) - n
            lines[-1] = ngettext("and %(num)s more", "and %(num)s more", left) % {"num": left}
            break
    return "\n".join(lines)


def _known_to_all() -> Q:
    return Q(is_unannounced=False) | Q(ended_at__isnull=False)


def _sheet_of_inspections(wish: InspectionWish) -> Sheet:
    rows = narrowed(wish).filter(_known_to_all()).select_related("again_of")
    lines = lines_of(rows.order_by("planned_on", "pk")[:MOST_TAKEN])
    head = (
        _("Day of the inspection"),
        _("What is looked at"),
        _("Place"),
        _("Team"),
        _("Stage"),
        _("Grade"),
        _("Item looked at"),
        _("Answer given"),
        _("Grade of the item"),
        _("Note"),
    )
    return Sheet(_("Inspections"), head, tuple(row for line in lines for row in _rows(line)))


def _rows(line: InspectionLine) -> list[tuple[str | date | None, ...]]:
    row, grades = line.inspection, grade_words()
    names = {grade: code.label for grade, code in grades.items()}
    team, grade = ", ".join(line.team), names.get(row.grade, "")
    about = (row.planned_on, line.form, line.place, team, stage_word(row), grade)
    items = [i for i in items_of(row.form, on=row.planned_on) if i.code in row.answers]
    if not items:
        return [(*about, "", "", "", "")]
    said = [(item, row.answers[item.code]) for item in items]
    return [
        (*about, i.label, i.word(a["answer"]), names.get(i.grade(a["answer"]), ""), a["note"])
        for i, a in said
    ]


def stage_word(inspection: Inspection) -> str:
    """How an inspection stands, in words."""
    words = {"planned": _("Inspection planned"), "made": _("Made"), "called_off": _("Called off")}
    return words[inspection.stage]


def _sheet_of_repairs() -> Sheet:
    rows = Repair.objects.select_related("agency", "site", "inspection__site").order_by("due_on")
    head = (
        _("Place"),
        _("Item looked at"),
        _("What is to be done"),
        _("Agency"),
        _("Due"),
        _("State"),
        _("Outcome"),
    )
    return Sheet(
        _("Repairs"),
        head,
        tuple(
            (
                place_of(row.inspection) if row.inspection else "",
                label("places", "inspection_items", row.item) if row.item else "",
                row.text,
                row.agency.name,
                row.due_on,
                repair_state(row),
                row.outcome,
            )
            for row in rows[:MOST_TAKEN]
        ),
    )


def _as_csv(sheet: Sheet) -> bytes:
    """Comma-separated, with the mark by which office programs know UTF-8."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(sheet.head)
    writer.writerows([_plain(value) for value in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def _plain(value: object) -> str:
    """A cell that no office program takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
