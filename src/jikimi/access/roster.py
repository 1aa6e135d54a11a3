"""The roster: agencies that signed, their members, the roles they hold. One account per person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.codes import codes
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.member import ROLE_KINDS, Member, Role
from jikimi.access.models import Agency
from jikimi.access.record import Entry, append_refusal


@dataclass(frozen=True, slots=True)
class AgencyDraft:
    """A party that signed. kind: a code of agency_kinds.csv."""

    key: str
    name_ko: str
    name_en: str
    kind: str
    district: str = ""
    phone: str = ""
    joined_on: date | None = None


@dataclass(frozen=True, slots=True)
class MemberDraft:
    """A person on an agency's roster. pledged_on, trained_on: pledge and training (SR-18)."""

    username: str
    name: str
    roster_id: str
    password: str
    job: str = ""
    email: str = ""
    born_on: date | None = None
    phone: str = ""
    pledged_on: date | None = None
    trained_on: date | None = None


def add_agency(*, actor: Actor, draft: AgencyDraft) -> Agency:
    """Register an agency that signed. Records access.agency.add."""
    with acting(actor, "access.agency.add") as doing:
        doing.details["agency"] = draft.key
        return put_agency(draft)


def put_agency(draft: AgencyDraft) -> Agency:
    """The part of registering that rooms above share: an agency is registered where it joins."""
    if draft.kind not in codes("access", "agency_kinds"):
        raise NotValid("access.agency.kind", {"kind": _("Choose one from the list.")})
    return Agency.objects.create(**{f: getattr(draft, f) for f in draft.__slots__})


def add_member(*, actor: Actor, agency: Agency, draft: MemberDraft) -> Member:
    """Register a person with an account of its own; shared accounts are refused (SR-18).

    Raises NotValid on a weak password, a used user name, or a roster number that has an account.
    Records access.member.add.
    """
    member = Member(agency=agency, **_columns(draft))
    _check(member, draft)
    member.set_password(draft.password)
    with acting(actor, "access.member.add") as doing:
        member.save()
        doing.details["member"] = member.pk
    return member


def grant_role(
    *, actor: Actor, member: Member, kind: str, why: str, body_id: int | None = None
) -> Role:
    """Grant a role at the member's agency, or in a body; never to oneself.

    Raises NotAllowed unless the actor keeps the agency, or the body: its police station or host.
    Records access.role.grant or access.role.grant_in_body (SR-19).
    """
    if kind not in ROLE_KINDS:
        raise NotValid("access.role.kind", {"kind": _("Choose one from the list.")})
    if member.pk == actor.member_id:
        raise NotValid("access.role.self", says=_("Nobody grants a role to oneself."))
    act = "access.role.grant_in_body" if body_id else "access.role.grant"
    with acting(actor, act, member, why=why) as doing:
        if body_id:
            _check_keeps_body(actor, act, member, body_id)
        doing.details.update(member=member.pk, role=kind, body=body_id or 0)
        return Role.objects.create(
            member=member,
            kind=kind,
            agency_id=None if body_id else member.agency_id,
            body_id=body_id,
            granted_at=timezone.now(),
            granted_by_id=actor.member_id,
            why=why,
        )


def end_role(*, actor: Actor, role: Role, why: str) -> Role:
    """Take a role away; it ends with this transaction (SR-19).

    Raises NotAllowed unless the actor keeps the agency, or the body it is held in.
    Records access.role.end or access.role.end_in_body.
    """
    act = "access.role.end_in_body" if role.body_id else "access.role.end"
    with acting(actor, act, role.member, why=why) as doing:
        if role.body_id:
            _check_keeps_body(actor, act, role.member, role.body_id)
        doing.details.update(member=role.member_id, role=role.kind, body=role.body_id or 0)
        Role.objects.filter(pk=role.pk, ended_at=None).update(ended_at=timezone.now())
    return role


def leave(*, actor: Actor, member: Member, why: str) -> None:
    """Record that a member left or moved: account and roles end at once (SR-20).

    What the member owned waits for another owner; the rooms above list it (cases.handing_over).
    Records access.member.leave.
    """
    with acting(actor, "access.member.leave", member, why=why) as doing:
        doing.details["member"] = member.pk
        member.roles.filter(ended_at=None).update(ended_at=timezone.now())
        member.is_active = False
        member.left_on = timezone.localdate()
        member.set_unusable_password()
        member.save()


def _check_keeps_body(actor: Actor, act: str, member: Member, body_id: int) -> None:
    """The database knows who keeps a body; a refusal is recorded as any other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_may_grant(%s, %s) OR access_is(30)", [member.pk, body_id])
        (keeps,) = cursor.fetchone()
    if not keeps:
        append_refusal(Entry(act, "refused", member.subject_kind, None), actor=actor)
        raise NotAllowed


def _columns(draft: MemberDraft) -> dict[str, object]:
    return {f: getattr(draft, f) for f in draft.__slots__ if f != "password"}


def _check(member: Member, draft: MemberDraft) -> None:
    wrong: dict[str, str] = {}
    if Member.objects.filter(username=draft.username).exists():
        wrong["username"] = _("This user name is taken.")
    if Member.objects.filter(roster_id=draft.roster_id).exists():
        wrong["roster_id"] = _("This person has an account; one person, one account.")
    try:
        validate_password(draft.password, member)
    except ValidationError as error:
        wrong["password"] = " ".join(error.messages)
    if wrong:
        raise NotValid("access.member.add", wrong)
