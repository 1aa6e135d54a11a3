"""Told here: who else is asked to take part in a case, on which basis, and who accepts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from jikimi.cases.invitations import accept_share, invitation_called
from jikimi.cases.sharing import ShareDraft, invite_agency
from jikimi.cases.words import words
from jikimi.demo.book import Told
from jikimi.demo.order import Event
from jikimi.demo.town import Town


def events(told: Told) -> Iterator[Event]:
    """Each invitation, and its acceptance if it does not wait."""
    for share in told["shares"]:
        about = f"{told['key']} {share['agency']}"
        yield Event(share["days_ago"], "share", about, partial(_invite, told, share))
        if share["accepted_by"]:
            days_ago = share["accepted_days_ago"]
            yield Event(days_ago, "acceptance", about, partial(_accept, told, share))


def _invite(told: Told, share: Told, town: Town) -> None:
    asks_consent = words("legal_bases")[share["basis"]].more["needs_consent"] == "yes"
    draft = ShareDraft(
        agency_id=town.agencies[share["agency"]].pk,
        role=share["role"],
        basis=share["basis"],
        purpose=share["purpose"],
        narrative=share["narrative"],
        fields=share["fields"],
        until=town.end_of(share["until_days"]),
        consented_on=town.days_ago(share["days_ago"]) if asks_consent else None,
    )
    with town.on_case(share["member"], told) as (actor, case):
        invited = invite_agency(actor=actor, case=case, draft=draft)
    town.shares[told["key"], share["agency"]] = invited.pk


def _accept(told: Told, share: Told, town: Town) -> None:
    with town.acting_as(share["accepted_by"]) as actor:
        waiting = invitation_called(actor, town.shares[told["key"], share["agency"]])
        accept_share(actor=actor, share=waiting)
