"""Safe contact: when, how and whether a party may be contacted, asked before anything is sent."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.cases.intake.masking import mask
from jikimi.cases.models import Case, Party, SafeContact
from jikimi.cases.nomination import happened
from jikimi.cases.participants import need_group
from jikimi.cases.reaching import NO_CONTACT, ContactDraft, contact_gaps
from jikimi.cases.words import known

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


def set_contact(*, actor: Actor, party: Party, draft: ContactDraft) -> SafeContact:
    """Note one way in which a party may, or must not, be contacted.

    Raises NotValid on an unknown channel, half a period, or a message where none can be left;
    NotAllowed unless the actor may know how the party is contacted.  Records cases.contact.set.
    """
    _check(draft)
    with acting(actor, "cases.contact.set", party, persons=[party.person_id]) as doing:
        need_group(actor, party.case, "contact")
        doing.details["channel"] = draft.channel
        row = SafeContact.objects.create(
            case_id=party.case_id,
            party=party,
            channel=draft.channel,
            address=draft.address.strip(),
            is_safe=draft.is_safe and draft.channel != NO_CONTACT,
            from_time=draft.from_time,
            until_time=draft.until_time,
            weekdays=sorted(set(draft.weekdays)),
            may_leave_message=draft.may_leave_message,
            caution=mask(draft.caution)[0].strip(),
        )
        happened(party.case)
    return row


def end_contact(*, actor: Actor, contact: SafeContact, why: str = "") -> None:
    """Stop using a way to contact; it stays in the history. Records cases.contact.end."""
    persons = [contact.party.person_id]
    with acting(actor, "cases.contact.end", contact, why=why, persons=persons) as doing:
        if contact.ended_at is not None:
            raise NotAllowed
        doing.details["channel"] = contact.channel
        contact.ended_at = timezone.now()
        contact.version += 1
        contact.save(update_fields=["ended_at", "version"])


def contacts_of(actor: Actor, case: Case) -> list[SafeContact]:
    """Ways to contact the parties of a case that hold now, for those who may know them."""
    rows = SafeContact.objects.filter(case=case, ended_at=None).select_related("party__person")
    return list(rows)


def contact_called(actor: Actor, case: Case, contact_id: UUID) -> SafeContact:
    """One way to contact that holds now. Raises NotAllowed when there is none for the actor."""
    rows = SafeContact.objects.filter(case=case, pk=contact_id, ended_at=None)
    row = rows.select_related("party").first()
    if row is None:
        raise NotAllowed
    return row


def may_contact(
    party: Party, channel: str, at: datetime, *, leaves_message: bool = False
) -> NotValid | None:
    """None when the party may be contacted in this way at this time; otherwise why not (SR-11).

    Everything that sends asks here first.  What is not known to be safe is refused: also when the
    asker may not see how the party is contacted.  at: aware; hours are those in Korea.
    """
    rules = list(SafeContact.objects.filter(party=party, ended_at=None))
    if any(rule.channel == NO_CONTACT for rule in rules):
        return _refused("no_contact", _("The person does not want to be contacted."))
    wanted = [rule for rule in rules if rule.channel == channel]
    if any(not rule.is_safe for rule in wanted):
        return _refused("unsafe", _("This way is not safe for the person."))
    if not wanted:
        return _refused("unknown", _("It is not known that this way is safe. Ask first."))
    return _refused_by(wanted, timezone.localtime(at), leaves_message)


def ask_to_contact(
    *, actor: Actor, party: Party, channel: str, at: datetime, leaves_message: bool = False
) -> list[SafeContact]:
    """The ways that hold for contacting the party right now, asked just before it is done.

    Raises NotValid with the reason when it may not be.  Records cases.contact.use.
    """
    with acting(actor, "cases.contact.use", party, persons=[party.person_id]) as doing:
        doing.details["channel"] = channel
        refusal = may_contact(party, channel, at, leaves_message=leaves_message)
        if refusal is not None:
            raise refusal
        rules = SafeContact.objects.filter(party=party, ended_at=None, channel=channel)
        return [rule for rule in rules if _holds(rule, timezone.localtime(at), leaves_message)]


def _refused_by(rules: list[SafeContact], at: datetime, leaves_message: bool) -> NotValid | None:
    if any(_holds(rule, at, leaves_message) for rule in rules):
        return None
    if any(_is_open(rule, at) for rule in rules):
        return _refused("message", _("No message may be left."))
    return _refused("hours", _("Not at this time."))


def _holds(rule: SafeContact, at: datetime, leaves_message: bool) -> bool:
    return _is_open(rule, at) and (rule.may_leave_message or not leaves_message)


def _is_open(rule: SafeContact, at: datetime) -> bool:
    """Whether the hours of the rule hold; hours past midnight belong to the day they began on."""
    days = rule.weekdays or EVERY_DAY
    if rule.from_time is None or rule.until_time is None:
        return at.isoweekday() in days
    if rule.from_time <= rule.until_time:
        return at.isoweekday() in days and rule.from_time <= at.time() < rule.until_time
    if at.time() >= rule.from_time:
        return at.isoweekday() in days
    return at.time() < rule.until_time and (at.isoweekday() - 2) % 7 + 1 in days


def _refused(code: str, says: str) -> NotValid:
    return NotValid(f"cases.contact.{code}", says=says)


def _check(draft: ContactDraft) -> None:
    known("contact_channels", draft.channel, field="channel")
    gaps = contact_gaps(draft)
    wrong = {field.removeprefix("contact_"): says for field, says in gaps.items()}
    if not set(draft.weekdays) <= set(EVERY_DAY):
        wrong["weekdays"] = _("Choose from the days of the week.")
    if wrong:
        raise NotValid("cases.contact.set", wrong)
