"""Sign-in: what we ask of django-allauth. No account is made at the door, none is told to exist."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class SignIn(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from an agency's roster; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up at the door."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address of the caller, as the server in front of us reports it."""
        return str(request.META.get("REMOTE_ADDR", ""))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sign-in sends no mail: an address may be read by somebody else."""
