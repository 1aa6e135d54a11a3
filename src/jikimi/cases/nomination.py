"""Nomination: any agency names a person it worries about, from reports or from its own worry."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.notices import tell_principals
from jikimi.access.principals import Principal
from jikimi.bodies.models import Body
from jikimi.cases.models import Case, Nomination
from jikimi.cases.persons import PartyDraft, put_party
from jikimi.cases.reports import link_reports
from jikimi.cases.words import groups_allowed, known

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class NominationDraft:
    """A worry put into words. parties: at least the victim. report_ids: of the actor's station."""

    body_id: int
    kind: str
    basis: str
    worry: str
    parties: Sequence[PartyDraft]
    signs: Sequence[str] = ()
    report_ids: Sequence[UUID] = ()
    consented_on: date | None = None
    fields: dict[str, str] = field(default_factory=dict)


def nominate(*, actor: Actor, draft: NominationDraft) -> Case:
    """Put a person before the working council for selection; the case as it is now.

    Raises NotValid when the victim, the worry, the kind or the legal basis is missing, NotAllowed
    unless the actor works at an agency with a seat in the body.
    Records cases.nomination.put.  Source: JSS operating rule; SR-53.
    """
    body = _body(actor, draft.body_id)
    _check(draft)
    with acting(actor, "cases.nomination.put") as doing:
        case = _open(actor, body, draft)
        doing.about(case)
        for party in draft.parties:
            doing.persons.add(put_party(actor=actor, case=case, draft=party).person_id)
        Nomination.objects.create(
            case=case,
            agency_id=actor.agency_id,
            member_id=actor.member_id,
            signs=list(draft.signs),
            worry=draft.worry,
            basis=draft.basis,
            consented_on=draft.consented_on,
        )
        link_reports(actor=actor, case=case, report_ids=draft.report_ids)
        tell_principals(
            [Principal.BODY.of(body.pk)],
            "cases.nomination.put",
            subject_id=case.pk,
            link=f"/staff/cases/{case.number}/",
        )
    return case


def amend_nomination(
    *,
    actor: Actor,
    nomination: Nomination,
    worry: str,
    signs: Sequence[str],
    version: int,
) -> Nomination:
    """Add to or correct a nomination before selection. Raises Changed when it changed meanwhile."""
    if not worry.strip():
        raise NotValid("cases.nomination.worry", {"worry": _("Say what worries you.")})
    with acting(actor, "cases.nomination.amend", nomination.case):
        row = Nomination.objects.select_for_update().get(pk=nomination.pk)
        expect_version(row, version, {"worry": worry, "signs": list(signs)})
        row.worry, row.signs = worry, list(signs)
        row.save()
        happened(nomination.case)
    return row


def happened(case: Case) -> None:
    """Note that something happened on the case, so that it rises in everybody's list."""
    case.last_event_at = timezone.now()
    case.save(update_fields=["last_event_at"])


def _body(actor: Actor, body_id: int) -> Body:
    body = Body.objects.filter(
        pk=body_id, kind="working_council", valid_to__isnull=True
    ).first()
    if body is None or "seat" not in body.standings(actor):
        raise NotAllowed
    return body


def _check(draft: NominationDraft) -> None:
    known("kinds", draft.kind, field="kind")
    basis = known("legal_bases", draft.basis, field="basis")
    missing: dict[str, str] = {}
    if not any(party.role == "victim" for party in draft.parties):
        missing["parties"] = _("Name the person to be protected, even without a name.")
    if not draft.worry.strip() and not draft.signs:
        missing["worry"] = _("Say what worries you, or tick a sign.")
    if basis.more["needs_consent"] == "yes" and draft.consented_on is None:
        missing["consented_on"] = _("Give the day on which consent was given.")
    if missing:
        raise NotValid("cases.nomination.incomplete", missing)


def _open(actor: Actor, body: Body, draft: NominationDraft) -> Case:
    which = uuid.uuid4()
    groups = groups_allowed(actor.agency_kind, stage="nominated", case_kind=draft.kind)
    purpose = _("Protection and support through the working council")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cases_open(%s, %s, 'jss', %s, %s, %s, %s, %s)",
            [which, _number(), draft.kind, body.pk, draft.basis, purpose, list(groups)],
        )
    return Case.objects.get(pk=which)


def _number() -> str:
    year = timezone.localdate().year
    return f"{year}-{''.join(secrets.choice(_LETTERS) for _ in range(6))}"
