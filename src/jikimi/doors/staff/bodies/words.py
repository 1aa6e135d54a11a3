"""What pages of meetings share: what is offered, why a case waits, a person in a list."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.access.member import Member
from jikimi.bodies.agenda import item_of
from jikimi.bodies.models import Matter, Meeting
from jikimi.cases.agendas import Invitee, Waiting
from jikimi.cases.models import Case
from jikimi.cases.shares import Stood
from jikimi.settings.jinja import ago, day


def case_choice(row: Waiting) -> tuple[str, str]:
    """A case in a list to choose from: number, kind, why it waits; never a name."""
    kind = label("cases", "kinds", row.case.kind)
    return str(row.case.pk), f"{row.case.number} · {kind} · {why_waiting(row)}"


def why_waiting(row: Waiting) -> str:
    """Why a case could go on an agenda, and since when."""
    since = ago(row.case.stage_since)
    words = {
        "first": _("first hearing, selected %(since)s"),
        "review": _("review is due, last step %(since)s"),
        "flag": _("repeat flag ends %(until)s, last step %(since)s"),
        "repeat": _("repeat, last step %(since)s"),
        "again": _("may be heard again, last step %(since)s"),
    }
    until = day(row.case.repeat_until) if row.case.repeat_until else ""
    return words[row.why] % {"since": since, "until": until}


def matter_choice(row: Matter) -> tuple[str, str]:
    """A matter in a list to choose from: kind, title, who proposed it."""
    parts = (label("bodies", "item_kinds", row.kind), row.title, row.agency and row.agency.name)
    return str(row.pk), " · ".join(part for part in parts if part)


def person_choice(row: Invitee) -> tuple[int, str]:
    """A person in a list to choose from: agency, name, job."""
    member = row.member
    parts = (member.agency.name, member.name, member.job)
    return member.pk, " · ".join(part for part in parts if part)


def member_choice(member: Member) -> tuple[int, str]:
    """A colleague in a list to choose from: name and job."""
    return member.pk, " · ".join(part for part in (member.name, member.job) if part)


def item_name(meeting: Meeting, item_id: UUID) -> str:
    """What an item about no case is called: its title, or the word for its kind."""
    item = item_of(meeting, item_id)
    return item.title or label("bodies", "item_kinds", item.kind)


def offered(actor: Actor, subject: Meeting | Case, acts: Mapping[str, str]) -> dict[str, bool]:
    """Which of these acts, name → code, are open to the actor; how it stands is asked once."""
    stood = Stood(frozenset(subject.standings(actor)), subject.body_id, subject.stage)
    return {name: may(actor, act, stood) for name, act in acts.items()}
