"""Check sheets: what phones send from a visit, kept as it came, and what contradicts each other."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.carrying import LONGEST_NOTE, SheetDraft, as_kept, readable_answers
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.merging import Answer, Merged, Sent, put_together
from jikimi.cases.check_forms import items_of
from jikimi.cases.checking import tell_team
from jikimi.cases.models import CheckSheet, JointCheck
from jikimi.cases.nomination import happened
from jikimi.cases.participants import acting_within
from jikimi.cases.texts import covered


def receive_sheet(*, actor: Actor, check: JointCheck, draft: SheetDraft) -> CheckSheet:
    """Take what one phone sends from a visit, once however often it comes, also after the end.

    An item that another phone answered otherwise is a conflict: what stood stays, the other answer
    is kept, and the team is told, until a person settles it.  Raises NotValid for what cannot be
    read, NotAllowed unless the actor's agency makes the visit.  Records cases.checks.send.
    """
    answers = readable_answers(draft)
    with acting_within(actor, "cases.checks.send", check) as doing:
        doing.details.update(check=str(check.pk), sheet=str(draft.id))
        known = CheckSheet.objects.filter(pk=draft.id).first()
        if known is not None:
            return _same(actor, check, known)
        made = _merged(actor, check, draft, answers)
        sheet = CheckSheet.objects.create(
            pk=draft.id,
            case_id=check.case_id,
            check_made=check,
            agency_id=actor.agency_id,
            sent_by_id=actor.member_id,
            written_at=min(draft.written_at, timezone.now()),
            based_on=draft.based_on,
            answers={item: as_kept(answer) for item, answer in answers.items()},
            conflicts=made.conflicts,
            settled_at=None if made.conflicts else timezone.now(),
        )
        _stand(check, made)
        doing.details["conflicts"] = len(made.conflicts)
        happened(check.case)
        if made.conflicts:
            tell_team(check, "cases.checks.settle")
    return sheet


def settle_conflict(
    *, actor: Actor, check: JointCheck, item: str, answer: str, note: str = ""
) -> JointCheck:
    """Settle what two phones said otherwise of one item: this is what holds.

    What each phone said stays with its sheet.  Raises NotYet when nothing is to be settled there
    any more, NotValid for an answer that the item does not know.  Records cases.checks.settle.
    """
    with acting_within(actor, "cases.checks.settle", check) as doing:
        sheets = [s for s in unsettled_sheets(check) if item in s.conflicts]
        if not sheets:
            raise NotYet("cases.not_yet.settled_already", _("This is settled already."))
        _need_answer(check, item, answer)
        check.version += 1
        check.findings[item] = {
            "answer": answer,
            "note": covered(note)[:LONGEST_NOTE] or _note_of(check, sheets, item, answer),
            "at": timezone.now().isoformat(),
            "by": actor.member_id,
            "sheet": "",
            "version": check.version,
        }
        for sheet in sheets:
            sheet.conflicts = [code for code in sheet.conflicts if code != item]
            sheet.settled_at = None if sheet.conflicts else timezone.now()
            sheet.save(update_fields=["conflicts", "settled_at"])
        check.unsettled = len({c for s in unsettled_sheets(check) for c in s.conflicts})
        check.save(update_fields=["findings", "unsettled", "version"])
        doing.details.update(check=str(check.pk), item=item, answer=answer)
        happened(check.case)
    return check


def unsettled_sheets(check: JointCheck) -> list[CheckSheet]:
    """Sheets that contradict what stands, the oldest first."""
    rows = CheckSheet.objects.filter(check_made=check, settled_at=None)
    return list(rows.select_related("sent_by", "agency"))


def sheets_of(check: JointCheck) -> list[CheckSheet]:
    """Every sheet that came from a check, as it came, the oldest first."""
    return list(CheckSheet.objects.filter(check_made=check).select_related("sent_by", "agency"))


def _same(actor: Actor, check: JointCheck, known: CheckSheet) -> CheckSheet:
    """The sheet that came before, for who sent it; nobody takes another's number."""
    if known.check_made_id != check.pk or known.sent_by_id != actor.member_id:
        raise NotAllowed
    return known


def _merged(
    actor: Actor, check: JointCheck, draft: SheetDraft, answers: Mapping[str, Answer]
) -> Merged:
    """Answers that the form knows; others stay with the sheet alone."""
    items = {item.code: item for item in items_of(check.form, on=check.planned_on)}
    known = {c: a for c, a in answers.items() if c in items and a.answer in items[c].answers}
    sent = Sent(str(draft.id), actor.member_id, draft.based_on, known)
    return put_together(check.findings, sent, version=check.version + 1)


def _stand(check: JointCheck, made: Merged) -> None:
    check.findings = made.findings
    check.version += 1
    unsettled = {code for sheet in unsettled_sheets(check) for code in sheet.conflicts}
    check.unsettled = len(unsettled)
    check.save(update_fields=["findings", "unsettled", "version"])


def _need_answer(check: JointCheck, item: str, answer: str) -> None:
    items = {row.code: row for row in items_of(check.form, on=check.planned_on)}
    if item not in items or answer not in items[item].answers:
        raise NotValid("cases.checks.answer", {"answer": _("Choose one from the list.")})


def _note_of(check: JointCheck, sheets: list[CheckSheet], item: str, answer: str) -> str:
    """The notes of those who gave the answer that holds."""
    said = [check.findings.get(item, {}), *(sheet.answers[item] for sheet in sheets)]
    notes = [row["note"] for row in said if row.get("answer") == answer and row.get("note")]
    return "\n".join(dict.fromkeys(notes))
