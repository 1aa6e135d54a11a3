"""Mail: says that something waits, and nothing else; not even the kind of thing (SR-67)."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from jikimi.access.actor import Actor
from jikimi.access.member import Member
from jikimi.access.notices import Notice

BATCH = 200
_log = logging.getLogger(__name__)


def send_waiting_mail(*, actor: Actor) -> int:
    """Mail each member with unsent notices once; how many mails went out.

    A notice is marked only when the mail server took the mail, so nothing is lost; after a crash in
    between a member may get the same neutral mail twice.
    """
    waiting = Notice.objects.filter(mailed_at=None).order_by("created_at")[:BATCH]
    by_member: dict[int, list[Notice]] = {}
    for notice in waiting:
        by_member.setdefault(notice.member_id, []).append(notice)
    addresses = dict(Member.objects.filter(pk__in=by_member).values_list("pk", "email"))
    return sum(_mail(addresses.get(pk, ""), notices) for pk, notices in by_member.items())


def _mail(address: str, notices: list[Notice]) -> int:
    try:
        sent = _message(address).send() if address else 0
    except (SMTPException, OSError) as error:
        _log.warning("mail waits: %s", type(error).__name__)
        return 0
    Notice.objects.filter(pk__in=[n.pk for n in notices]).update(mailed_at=timezone.now())
    return sent


def _message(address: str) -> EmailMessage:
    with override(settings.LANGUAGE_CODE):
        subject = _("Something waits for you")
        body = _("Sign in to see it: %(url)s") % {"url": settings.JIKIMI_URL}
    return EmailMessage(subject, body, to=[address], connection=get_connection())
