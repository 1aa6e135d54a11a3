"""Kinds of body, as data: who is invited to a meeting, whether its agenda holds cases."""

from __future__ import annotations

from jikimi.access.codes import Code, codes, label
from jikimi.bodies.models import Body


def kind_of(body: Body) -> Code:
    """The row of data/body_kinds.csv for this body."""
    return codes("bodies", "body_kinds")[body.kind]


def roles_invited(body: Body) -> list[str]:
    """Role kinds that a meeting of this body invites."""
    return kind_of(body).more["invites"].split()


def hears_cases(body: Body) -> bool:
    """Whether an agenda of this body may hold cases; a council of heads never does (SR-24)."""
    return kind_of(body).more["hears_cases"] == "yes"


def minutes_per_item(body: Body) -> int:
    """The time an item is given when nobody says otherwise."""
    return int(kind_of(body).more["minutes_per_item"])


def meetings_a_year(body: Body) -> int:
    """How many regular meetings a body of this kind owes each year; 0 when it meets as needed."""
    return int(kind_of(body).more["meetings_a_year"])


def notice_days(body: Body) -> int:
    """How many days before a meeting its invitations go out, unless it is urgent."""
    return int(kind_of(body).more["notice_days"])


def quorum_rule(body: Body) -> str:
    """Who must be there: half (of the seated agencies), two, or all_kinds (one of each wanted)."""
    return kind_of(body).more["quorum"]


def majority_rule(body: Body) -> str:
    """What carries a motion: more_than_half or two_thirds of the agencies that can decide."""
    return kind_of(body).more["majority"]


def has_duty(body: Body) -> bool:
    """Whether a body of this kind mans posts."""
    return kind_of(body).more["has_duty"] == "yes"


def has_limbs(body: Body) -> bool:
    """Whether a body of this kind is an agreement, with what its parties promised."""
    return kind_of(body).more["has_limbs"] == "yes"


def kinds_wanted(body: Body) -> list[str]:
    """Kinds of agency without which such a body is not complete."""
    return kind_of(body).more["wanted"].split()


def kind_label(body: Body) -> str:
    """What this kind of body is called, in the reader's language."""
    return label("bodies", "body_kinds", body.kind)
