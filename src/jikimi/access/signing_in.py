"""What the record keeps of signing in, and how a locked account is opened again (SR-22)."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from jikimi.access.acting import acting
from jikimi.access.actor import AT_THE_DOOR, Actor
from jikimi.access.member import Member
from jikimi.access.members import actor_for
from jikimi.access.record import Entry, append, append_refusal
from jikimi.access.ticket import named


def record_sign_in(member: Any, *, place: str) -> None:
    """Record that a member signed in, from where."""
    actor = actor_for(member, place=place)
    with named(actor):
        append(Entry("access.sign_in"), actor=actor)


def record_failure(username: str, *, place: str) -> None:
    """Record a failed try under a keyed digest of what was typed: it may be no user name at all."""
    key = bytes.fromhex(settings.JIKIMI_SEARCH_KEY)
    digest = hmac.new(key, username.strip().lower().encode(), hashlib.sha256).hexdigest()[:16]
    actor = Actor(0, 0, capabilities=AT_THE_DOOR.capabilities, place=place)
    append_refusal(Entry("access.sign_in", "refused", details=(("typed", digest),)), actor=actor)


def unlock_member(*, actor: Actor, member: Member, why: str, site: str) -> None:
    """Let a member try again after too many failures. Records access.member.unlock.

    site: the host name under which the member signs in; failures are counted by it.
    """
    with acting(actor, "access.member.unlock", member, why=why) as doing:
        doing.details["member"] = member.pk
        ratelimit.clear(
            HttpRequest(),
            app="allauth.account",
            config={"login_failed": ",".join(_BY_ACCOUNT)},
            action="login_failed",
            key=f"{site}:{member.username.lower()}",
        )


def reset_second_factor(*, actor: Actor, member: Member, why: str) -> None:
    """Take away a lost second factor; the member sets up a new one at the next sign-in.

    Records access.member.reset_factor.
    """
    with acting(actor, "access.member.reset_factor", member, why=why) as doing:
        doing.details["member"] = member.pk
        Authenticator.objects.filter(user=member).delete()


_BY_ACCOUNT = [r for r in settings.ACCOUNT_RATE_LIMITS["login_failed"].split(",") if "key" in r]
