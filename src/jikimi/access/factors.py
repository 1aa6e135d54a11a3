"""Second factors: an account handed over by the operator comes with one-time codes set up."""

from __future__ import annotations

import base64
import binascii

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotValid
from jikimi.access.member import Member

_LEAST_BYTES = 16


def set_up_totp(*, actor: Actor, member: Member, secret: str) -> None:
    """Give a member's account one-time codes (TOTP), in place of those it had.

    secret: base 32, at least 128 bits (RFC 4226 §4).  Raises NotValid otherwise.
    Records access.member.set_factor.  Source: SR-23.
    """
    if not _is_long_enough(secret):
        raise NotValid("access.member.totp_secret", {"secret": _("This secret is too short.")})
    with acting(actor, "access.member.set_factor", member) as doing:
        doing.details["member"] = member.pk
        Authenticator.objects.update_or_create(
            user=member,
            type=Authenticator.Type.TOTP,
            defaults={"data": {"secret": encrypt(secret)}},
        )


def _is_long_enough(secret: str) -> bool:
    try:
        return len(base64.b32decode(secret.encode("ascii"))) >= _LEAST_BYTES
    except (binascii.Error, UnicodeEncodeError):
        return False
