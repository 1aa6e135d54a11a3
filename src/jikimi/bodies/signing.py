"""Agreements that agencies sign: the term, the document, its renewal, and when it runs out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, reading
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.locking import TakenFile, lock_noted, locked
from jikimi.access.notices import tell_principals_once
from jikimi.access.principals import Principal
from jikimi.bodies.models import Candidate, Signing
from jikimi.bodies.papers import Paper, kind_of_paper
from jikimi.bodies.recruiting import need_reason, not_ahead, not_before

# Days before the last day of an agreement on which its coordinators are told; 0 is the day itself.
POINTS = (60, 30, 7, 0)


@dataclass(frozen=True, slots=True)
class SigningDraft:
    """What was signed. valid_until: the last day of the term, None when it has none.

    signed_by: who signed for the agency, name and office.
    """

    signed_on: date
    valid_until: date | None = None
    signed_by: str = ""
    document: Paper | None = None


def sign_agreement(*, actor: Actor, candidate: Candidate, draft: SigningDraft) -> Signing:
    """Record that an agency signed. Raises NotValid for a term that ends before it begins.

    Records bodies.candidate.sign.
    """
    _check(draft)
    with acting(actor, "bodies.candidate.sign", candidate) as doing:
        not_before(draft.signed_on, candidate.agreed_on or candidate.found_on, "signed_on")
        row = _kept(actor, candidate, draft)
        doing.details["digest"] = row.digest
    return row


def renew_agreement(*, actor: Actor, candidate: Candidate, draft: SigningDraft) -> Signing:
    """Record that an agency signed anew; the one before stays readable.

    Records bodies.candidate.renew.
    """
    _check(draft)
    with acting(actor, "bodies.candidate.renew", candidate) as doing:
        row = _kept(actor, candidate, draft)
        doing.details["digest"] = row.digest
    return row


def agreement_document(
    *, actor: Actor, candidate: Candidate, signing_id: UUID, why: str, password: str
) -> TakenFile:
    """The document of a signed agreement, which names who signed, in a ZIP under the password.

    Raises NotAllowed when there is no document, NotValid without a reason or a good password.
    Records bodies.candidate.read_agreement.  Source: SR-17, SR-30.
    """
    reason = need_reason(why)
    row = candidate.signings.filter(pk=signing_id).exclude(digest="").first()
    if row is None:
        raise NotAllowed
    content = bytes(row.document)
    name = f"agreement-{row.digest[:8]}.{kind_of_paper(content) or 'bin'}"
    made = locked(TakenFile(name, content), password)
    noted = lock_noted(password)
    reading(actor, "bodies.candidate.read_agreement", candidate, why=reason, details=noted)
    return made


def remind_of_agreements(*, actor: Actor) -> int:
    """Tell the coordinators of a body which agreements run out; each at each point once.

    What a stopped clock missed is told by its next run.  actor: the clock.  How many there are.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM bodies_agreements_ending(%s)", [POINTS[0]])
        rows = cursor.fetchall()
    for signing, body, key, valid_until in rows:
        tell_principals_once(
            [Principal.BODY.of(body)],
            "bodies.candidate.renew",
            subject_id=signing,
            link=f"/staff/bodies/{key}/recruiting/",
            day=_point(valid_until),
        )
    return len(rows)


def _point(valid_until: date) -> date:
    """The newest day on which something was to be told of this agreement."""
    left = (valid_until - timezone.localdate()).days
    reached = min((point for point in POINTS if point >= left), default=POINTS[0])
    return valid_until - timedelta(days=reached)


def _check(draft: SigningDraft) -> None:
    not_ahead(draft.signed_on, "signed_on")
    if draft.valid_until and draft.valid_until <= draft.signed_on:
        says = {"valid_until": _("The term ends before it begins.")}
        raise NotValid("bodies.signing.term", says)


def _kept(actor: Actor, candidate: Candidate, draft: SigningDraft) -> Signing:
    document = draft.document
    return Signing.objects.create(
        body_id=candidate.body_id,
        candidate=candidate,
        signed_on=draft.signed_on,
        valid_until=draft.valid_until,
        signed_by=draft.signed_by.strip(),
        file_name=document.file_name if document else "",
        document=document.content if document else b"",
        digest=document.digest if document else "",
        recorded_by_id=actor.member_id or None,
    )
