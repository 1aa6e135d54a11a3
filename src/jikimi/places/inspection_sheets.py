"""What phones and desks send from an inspection, kept as it came; what contradicts is settled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.carrying import LONGEST_NOTE, SheetDraft, as_kept, readable_answers
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.masking import covered
from jikimi.access.merging import Answer, Sent, put_together
from jikimi.places.inspecting import tell_team
from jikimi.places.inspection_forms import grade_of, items_of
from jikimi.places.models import Inspection, InspectionSheet

# A phone that comes back late is still heard; what comes after is another inspection.
_LATEST = timedelta(days=14)


def receive_sheet(*, actor: Actor, inspection: Inspection, draft: SheetDraft) -> InspectionSheet:
    """Take what one phone or desk sends, once however often it comes, also just after the end.

    An item that somebody else answered otherwise is a conflict: what stood stays, the other answer
    is kept, the team is told, and a person settles it.  Raises NotValid for what cannot be read.
    Records places.inspections.send.
    """
    answers = readable_answers(draft)
    with acting(actor, "places.inspections.send", inspection) as doing:
        doing.details["sheet"] = str(draft.id)
        known = InspectionSheet.objects.filter(pk=draft.id).first()
        if known is not None:
            return _same(actor, inspection, known)
        _need_open(inspection)
        sent = Sent(str(draft.id), actor.member_id, draft.based_on, _known(inspection, answers))
        made = put_together(inspection.answers, sent, version=inspection.version + 1)
        sheet = InspectionSheet.objects.create(
            pk=draft.id,
            inspection=inspection,
            told=inspection.told,
            agency_id=actor.agency_id,
            member_id=actor.member_id,
            written_at=min(draft.written_at, timezone.now()),
            based_on=draft.based_on,
            answers={item: as_kept(answer) for item, answer in answers.items()},
            conflicts=made.conflicts,
            settled_at=None if made.conflicts else timezone.now(),
        )
        inspection.answers = made.findings
        _stand(inspection)
        doing.details["conflicts"] = len(made.conflicts)
        if made.conflicts:
            tell_team(inspection, "places.inspections.settle")
    return sheet


def settle_conflict(
    *, actor: Actor, inspection: Inspection, item: str, answer: str, note: str = ""
) -> Inspection:
    """Settle what two phones said otherwise of one item: this is what holds.

    What each said stays with its sheet.  Raises NotYet when it is settled already, NotValid for an
    answer the item does not know.  Records places.inspections.settle.
    """
    with acting(actor, "places.inspections.settle", inspection) as doing:
        sheets = [s for s in unsettled_sheets(inspection) if item in s.conflicts]
        if not sheets:
            raise NotYet("places.not_yet.settled_already", _("This is settled already."))
        asked = {row.code: row for row in items_of(inspection.form, on=inspection.planned_on)}
        if item not in asked or answer not in asked[item].answers:
            says = _("Choose one from the list.")
            raise NotValid("places.inspections.answer", {"answer": says})
        inspection.answers[item] = {
            "answer": answer,
            "note": covered(note)[:LONGEST_NOTE] or _notes(inspection, sheets, item, answer),
            "at": timezone.now().isoformat(),
            "by": actor.member_id,
            "sheet": "",
            "version": inspection.version + 1,
        }
        for sheet in sheets:
            sheet.conflicts = [code for code in sheet.conflicts if code != item]
            sheet.settled_at = None if sheet.conflicts else timezone.now()
            sheet.save(update_fields=["conflicts", "settled_at"])
        _stand(inspection)
        doing.details.update(item=item, answer=answer)
    return inspection


def unsettled_sheets(inspection: Inspection) -> list[InspectionSheet]:
    """Sheets that contradict what stands, the oldest first."""
    rows = InspectionSheet.objects.filter(inspection=inspection, settled_at=None)
    return list(rows.select_related("member", "agency"))


def _same(actor: Actor, inspection: Inspection, known: InspectionSheet) -> InspectionSheet:
    """The sheet that came before, for who sent it; nobody takes another's number."""
    if known.inspection_id != inspection.pk or known.member_id != actor.member_id:
        raise NotAllowed
    return known


def _known(inspection: Inspection, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Answers that the form knows; others stay with the sheet alone."""
    items = {item.code: item for item in items_of(inspection.form, on=inspection.planned_on)}
    return {c: a for c, a in answers.items() if c in items and a.answer in items[c].answers}


def _stand(inspection: Inspection) -> None:
    """What is known of the whole, after an answer changed."""
    inspection.version += 1
    unsettled = {code for sheet in unsettled_sheets(inspection) for code in sheet.conflicts}
    inspection.unsettled = len(unsettled)
    items = items_of(inspection.form, on=inspection.planned_on)
    inspection.grade = grade_of(inspection.answers, items)
    inspection.save(update_fields=["answers", "unsettled", "grade", "version"])


def _need_open(inspection: Inspection) -> None:
    ended = inspection.ended_at
    if inspection.stage == "called_off" or (ended and ended < timezone.now() - _LATEST):
        raise NotYet("places.not_yet.inspection_over", _("This inspection is over."))


def _notes(inspection: Inspection, sheets: list[InspectionSheet], item: str, answer: str) -> str:
    """The notes of those who gave the answer that holds."""
    said = [inspection.answers.get(item, {}), *(sheet.answers[item] for sheet in sheets)]
    notes = [row["note"] for row in said if row.get("answer") == answer and row.get("note")]
    return "\n".join(dict.fromkeys(notes))
