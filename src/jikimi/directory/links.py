"""The one-tap link: the random number of a question, signed with the day it was made."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.core import signing

LIFETIME = timedelta(days=14)
_SALT = "directory.confirmation"


def token_for(number: UUID) -> str:
    """The words in the link to this question; good for fourteen days."""
    return signing.dumps(number.hex, salt=_SALT)


def number_in(token: str) -> UUID | None:
    """The question a link is about; None when it is not signed by us or has run out."""
    try:
        return UUID(signing.loads(token, salt=_SALT, max_age=LIFETIME))
    except (signing.BadSignature, ValueError):
        return None


def address_of(number: UUID) -> str:
    """The whole address, as it stands in the mail."""
    return urljoin(settings.JIKIMI_PUBLIC_URL, f"still-right/{token_for(number)}/")
