"""Evidence: what shows that an undertaking was done: words or a document."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, reading
from jikimi.access.actor import Actor
from jikimi.access.codes import codes
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.locking import TakenFile, lock_noted, locked
from jikimi.bodies.models import Evidence, Undertaking
from jikimi.bodies.papers import Paper, kind_of_paper
from jikimi.bodies.undertakings import covered


def add_evidence(
    *, actor: Actor, undertaking: Undertaking, text: str = "", document: Paper | None = None
) -> Evidence:
    """Add to an undertaking of one's agency what shows that it is done; also after it ended.

    Raises NotValid without words and without a document.  Records bodies.evidence.add.
    """
    with acting(actor, "bodies.evidence.add", undertaking) as doing:
        if not text.strip() and document is None:
            says = _("Write what shows it, or add a document.")
            raise NotValid("bodies.evidence.empty", {"text": says})
        made = Evidence.objects.create(
            body_id=undertaking.body_id,
            undertaking=undertaking,
            agency_id=actor.agency_id,
            text=covered(text),
            added_by_id=actor.member_id,
            **document_fields(document),
        )
        doing.details["evidence"] = str(made.pk)
    return made


def withdraw_evidence(*, actor: Actor, undertaking: Undertaking, evidence_id: UUID) -> Evidence:
    """Take back what one's agency added by mistake; the row stays, what it held is gone.

    Records bodies.evidence.withdraw.
    """
    with acting(actor, "bodies.evidence.withdraw", undertaking) as doing:
        row = undertaking.evidence.filter(pk=evidence_id, agency_id=actor.agency_id).first()
        if row is None or row.withdrawn_at is not None:
            raise NotAllowed
        emptied(row)
        doing.details["evidence"] = str(row.pk)
    return row


def evidence_of(actor: Actor, undertaking: Undertaking) -> list[Evidence]:
    """What was added to an undertaking and not taken back, without the documents themselves."""
    rows = undertaking.evidence.filter(withdrawn_at=None).defer("document")
    return list(rows.select_related("agency", "added_by"))


def open_evidence(
    actor: Actor,
    undertaking: Undertaking,
    evidence_id: UUID,
    *,
    reason: str,
    why: str = "",
    password: str,
) -> TakenFile:
    """The document that was added, in a ZIP under the password: nobody knows whom it tells of.

    Raises NotValid without a reason or a good password.  Records bodies.evidence.open with the
    reason (SR-17, SR-30).
    """
    row = undertaking.evidence.filter(pk=evidence_id, withdrawn_at=None).exclude(file_name="")
    found = row.first()
    if found is None:
        raise NotAllowed
    said, content = download_reason(reason, why), bytes(found.document)
    made = locked_document(content, digest=found.digest, password=password)
    noted = lock_noted(password)
    reading(actor, "bodies.evidence.open", undertaking, why=said, details=noted)
    return made


def locked_document(content: bytes, *, digest: str, password: str) -> TakenFile:
    """A document of evidence in a ZIP under the password; its name, which could tell, is left out.

    Raises NotValid for a weak password.
    """
    name = f"evidence-{digest[:8]}.{kind_of_paper(content) or 'bin'}"
    return locked(TakenFile(name, content), password)


def download_reason(reason: str, why: str) -> str:
    """What the record says of why something was taken out.

    Raises NotValid for a reason that is not on download_reasons, or another one without words.
    """
    if reason not in codes("bodies", "download_reasons"):
        raise NotValid("bodies.download.reason", {"reason": _("Choose one from the list.")})
    if reason == "other" and not why.strip():
        raise NotValid("bodies.download.why", {"why": _("Give the reason.")})
    return covered(f"{reason} {why}")


def document_fields(document: Paper | None) -> dict[str, object]:
    """The columns in which a row of evidence keeps its document."""
    if document is None:
        return {}
    return {
        "file_name": document.file_name,
        "document": document.content,
        "digest": document.digest,
    }


def emptied(row: Model) -> None:
    """Withdraw a row of evidence: when stays, what it said does not."""
    left: dict[str, object] = {"withdrawn_at": timezone.now(), "text": "", "file_name": ""}
    for field, value in {**left, "document": b""}.items():
        setattr(row, field, value)
    row.save(update_fields=[*left, "document"])
