"""How a victim may be reached without harm, as the nominating agency says it (SR-11)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from django.utils.translation import gettext as _

from jikimi.cases.guards import called
from jikimi.cases.intake.masking import mask
from jikimi.cases.models import Party
from jikimi.cases.words import known

NO_CONTACT = "none"


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """How the victim may be reached without harm: a code of contact_channels.csv, number, hours.

    weekdays: 1 Monday … 7 Sunday, empty for every day.
    """

    channel: str
    address: str = ""
    is_safe: bool = True
    from_time: time | None = None
    until_time: time | None = None
    weekdays: Sequence[int] = ()
    may_leave_message: bool = False
    caution: str = ""


def contact_gaps(draft: ContactDraft) -> dict[str, str]:
    """What is wrong with a way to contact: field → what to do about it; empty when it holds.

    Raises NotValid for a channel that is not on the list.
    """
    channel = known("contact_channels", draft.channel, field="contact_channel")
    wrong: dict[str, str] = {}
    if (draft.from_time is None) != (draft.until_time is None):
        field = "until_time" if draft.from_time else "from_time"
        wrong[field] = _("Give both times, or none.")
    elif draft.from_time is not None and draft.from_time == draft.until_time:
        wrong["until_time"] = _("Begin and end are the same.")
    if draft.may_leave_message and channel.more["may_leave_message"] == "no":
        wrong["may_leave_message"] = _("No message can be left in this way.")
    return {f"contact_{field}": says for field, says in wrong.items()}


def put_contacts(victim: Party, contacts: Sequence[ContactDraft]) -> None:
    """Put through the guard: who names a person may not read later how to reach it."""
    for contact in contacts:
        called(
            "cases_put_contact",
            uuid.uuid4(),
            victim.case_id,
            victim.pk,
            contact.channel,
            contact.address.strip(),
            contact.is_safe and contact.channel != NO_CONTACT,
            contact.from_time,
            contact.until_time,
            sorted(set(contact.weekdays)),
            contact.may_leave_message,
            mask(contact.caution)[0].strip(),
        )
