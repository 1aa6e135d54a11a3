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


def kind_label(body: Body) -> str:
    """What this kind of body is called, in the reader's language."""
    return label("bodies", "body_kinds", body.kind)
