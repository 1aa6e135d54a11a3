"""What pages of meetings share: what is offered, why a case waits, a person in a list."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.bodies.models import Meeting
from jikimi.cases.agendas import Invitee, Waiting
from jikimi.cases.models import Case
from jikimi.cases.shares import Stood
from jikimi.settings.jinja import ago


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
        "repeat": _("repeat, last step %(since)s"),
        "again": _("may be heard again, last step %(since)s"),
    }
    return words[row.why] % {"since": since}


def person_choice(row: Invitee) -> tuple[int, str]:
    """A person in a list to choose from: agency, name, job."""
    member = row.member
    parts = (member.agency.name, member.name, member.job)
    return member.pk, " · ".join(part for part in parts if part)


def offered(actor: Actor, subject: Meeting | Case, acts: Mapping[str, str]) -> dict[str, bool]:
    """Which of these acts, name → code, are open to the actor; how it stands is asked once."""
    stood = Stood(frozenset(subject.standings(actor)), subject.body_id, subject.stage)
    return {name: may(actor, act, stood) for name, act in acts.items()}
