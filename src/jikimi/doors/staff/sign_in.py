"""Sign-in: what we ask of django-allauth. No account is made at the door, none is told to exist."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from jikimi.access.signing_in import record_failure, record_sign_in


class SignIn(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from an agency's roster; nobody signs up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _("Too many tries. Wait 15 minutes or ask your administrator."),
        "username_password_mismatch": _("The user name or the password is not right."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up at the door."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address of the caller, as the server in front of us reports it."""
        return str(request.META.get("REMOTE_ADDR", ""))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sign-in sends no mail: an address may be read by somebody else."""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record the failed try, whether or not there is such an account."""
        super().authentication_failed(request, **credentials)
        record_failure(str(credentials.get("username", "")), place=self.get_client_ip(request))


@receiver(user_logged_in)
def _signed_in(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    record_sign_in(user, place=str(request.META.get("REMOTE_ADDR", "")))
