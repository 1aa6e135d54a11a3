"""Evidence of actions: what shows that one was done, behind the wall of the action."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.locking import TakenFile, lock_noted
from jikimi.bodies.evidence import document_fields, download_reason, emptied, locked_document
from jikimi.bodies.papers import Paper
from jikimi.cases.models import Action, ActionEvidence
from jikimi.cases.nomination import happened
from jikimi.cases.participants import acting_within
from jikimi.cases.texts import covered


def add_action_evidence(
    *, actor: Actor, action: Action, text: str = "", document: Paper | None = None
) -> ActionEvidence:
    """Add to an action of one's agency what shows that it is done; also after it ended.

    Raises NotValid without words and without a document.  Records cases.evidence.add.
    """
    with acting_within(actor, "cases.evidence.add", action) as doing:
        if not text.strip() and document is None:
            says = _("Write what shows it, or add a document.")
            raise NotValid("cases.evidence.empty", {"text": says})
        made = ActionEvidence.objects.create(
            case_id=action.case_id,
            action=action,
            field_group=action.field_group,
            agency_id=actor.agency_id,
            text=covered(text),
            added_by_id=actor.member_id,
            **document_fields(document),
        )
        doing.details.update(action=str(action.pk), evidence=str(made.pk))
        happened(action.case)
    return made


def withdraw_action_evidence(*, actor: Actor, action: Action, evidence_id: UUID) -> ActionEvidence:
    """Take back what one's agency added by mistake; the row stays, what it held is gone.

    Records cases.evidence.withdraw.
    """
    with acting_within(actor, "cases.evidence.withdraw", action) as doing:
        row = action.evidence.filter(pk=evidence_id, agency_id=actor.agency_id).first()
        if row is None or row.withdrawn_at is not None:
            raise NotAllowed
        emptied(row)
        doing.details.update(action=str(action.pk), evidence=str(row.pk))
    return row


def action_evidence(actor: Actor, action: Action) -> list[ActionEvidence]:
    """What was added to an action and not taken back, without the documents themselves."""
    rows = action.evidence.filter(withdrawn_at=None).defer("document")
    return list(rows.select_related("agency", "added_by"))


def open_action_evidence(
    actor: Actor,
    action: Action,
    evidence_id: UUID,
    *,
    reason: str,
    why: str = "",
    password: str,
) -> TakenFile:
    """The document that was added, in a ZIP under the password.

    Raises NotValid without a reason or a good password.  Records cases.evidence.open with the
    reason and the persons of the case (SR-17, SR-30).
    """
    rows = action.evidence.filter(pk=evidence_id, withdrawn_at=None).exclude(file_name="")
    found = rows.first()
    if found is None:
        raise NotAllowed
    persons = set(action.case.parties.values_list("person_id", flat=True))
    said, content = download_reason(reason, why), bytes(found.document)
    made = locked_document(content, digest=found.digest, password=password)
    noted = lock_noted(password)
    reading(actor, "cases.evidence.open", action, persons=persons, why=said, details=noted)
    return made
