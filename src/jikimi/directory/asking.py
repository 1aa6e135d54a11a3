"""Asking the agencies: a mail with the one-tap link, or a notice to the members who keep an entry.

The mail goes to the public address of the organisation. It says that an entry is to be looked at
and nothing of what is in it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, timedelta
from smtplib import SMTPException
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.codes import codes, today
from jikimi.access.errors import NotValid
from jikimi.access.notices import agency_principal, tell_principals_once
from jikimi.directory.facts import PUBLIC
from jikimi.directory.links import LIFETIME, address_of
from jikimi.directory.models import Confirmation, Contact, EntryAge, Organization, Service

AT_MOST = 200
ASK_AGAIN = timedelta(days=14)
_log = logging.getLogger(__name__)


def ask_agency(*, actor: Actor, entry: Organization) -> Confirmation:
    """Send an agency the link now, whether or not it is due.

    Raises NotValid when the entry has no public mail address.  Records directory.confirmation.ask.
    """
    with acting(actor, "directory.confirmation.ask", entry):
        address = addresses_of([entry.pk]).get(entry.pk, "")
        if not address:
            says = _("The entry has no public e-mail address. Add one, or call.")
            raise NotValid("directory.no_address", says=says)
        asked = _question(entry.pk, entry.keeper_id)
        _send(asked, address)
    return asked


def ask_agencies_due(*, actor: Actor, on: date | None = None) -> int:
    """Ask each day those whose entry is due soon or overdue; how many were mailed or told.

    Who was asked in the last fortnight is not asked again; a member is told once a week.  Safe to
    repeat: a mail that could not be sent goes out at the next run.
    Records directory.confirmation.remind.
    """
    day = on or today()
    with acting(actor, "directory.confirmation.remind") as doing:
        due = _due(day)
        for age in due:
            if age.agency_id:
                _tell_keeper(age, day)
        asked = _asked_lately(due)
        mailed = _mail_all([age for age in due if age.entry_id not in asked])
        doing.details.update({"due": len(due), "mailed": mailed})
    return len(due)


def addresses_of(entry_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The public mail address of each entry: its own, else a service's, else a contact's."""
    ids = list(entry_ids)
    found: dict[UUID, str] = {}
    for model, key in ((Contact, "organization_id"), (Service, "organization_id")):
        rows = model._default_manager.filter(**{f"{key}__in": ids}, **PUBLIC).exclude(email="")
        found |= dict(rows.order_by("-position").values_list(key, "email"))
    own = Organization.objects.filter(pk__in=ids, **PUBLIC).exclude(email="")
    return found | dict(own.values_list("pk", "email"))


def last_question(entry_id: UUID) -> Confirmation | None:
    """When and how the agency of an entry was last asked; None when never."""
    return Confirmation.objects.filter(entry_id=entry_id).order_by("-made_at").first()


def _due(day: date) -> list[EntryAge]:
    """Entries due soon or overdue, those first that are due first."""
    ages = codes("directory", "maximum_ages", on=day)
    soon = {code: int(row.more["soon_days"]) for code, row in ages.items()}
    rows = EntryAge.objects.filter(due_on__lt=day + timedelta(days=max(soon.values())))
    first = rows.order_by("due_on", "entry_id")[: AT_MOST * 5]
    return [age for age in first if age.due_on < day + timedelta(days=soon[age.age_class])]


def _asked_lately(ages: list[EntryAge]) -> set[UUID]:
    since = timezone.now() - ASK_AGAIN
    asked = Confirmation.objects.filter(entry_id__in=[a.entry_id for a in ages], sent_at__gt=since)
    return set(asked.values_list("entry_id", flat=True))


def _mail_all(ages: list[EntryAge]) -> int:
    addresses = addresses_of(age.entry_id for age in ages)
    reachable = [age for age in ages if age.entry_id in addresses][:AT_MOST]
    return sum(
        _send(_question(age.entry_id, age.agency_id), addresses[age.entry_id]) for age in reachable
    )


def _question(entry_id: UUID, agency_id: int | None) -> Confirmation:
    return Confirmation.objects.create(
        entry_id=entry_id, agency_id=agency_id or 0, expires_at=timezone.now() + LIFETIME
    )


def _send(asked: Confirmation, address: str) -> bool:
    """Send the mail; it counts as sent only when the mail server took it."""
    try:
        sent = bool(message(address, address_of(asked.pk)).send())
    except (SMTPException, OSError) as error:
        _log.warning("mail waits: %s", type(error).__name__)
        return False
    if sent:
        asked.sent_at = timezone.now()
        asked.save(update_fields=["sent_at"])
    return sent


def message(address: str, link: str) -> EmailMessage:
    """The mail, in Korean and English, since nobody knows who reads it."""
    with override("ko"):
        subject = _("Is your entry in the directory still right?")
    texts = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            texts.append(_text(link))
    return EmailMessage(subject, "\n\n".join(texts), to=[address])


def _text(link: str) -> str:
    return _(
        "Please look at what the directory shows about your organisation and say by one tap whether"
        " it is still right. No sign-in is needed; the link is good for 14 days.\n%(link)s"
    ) % {"link": link}


def _tell_keeper(age: EntryAge, day: date) -> None:
    tell_principals_once(
        [agency_principal(age.agency_id)],
        "directory.entry.overdue" if age.due_on < day else "directory.entry.soon",
        subject_id=age.entry_id,
        link=f"/staff/directory/{age.entry_id}/",
        day=day - timedelta(days=day.weekday()),
    )
