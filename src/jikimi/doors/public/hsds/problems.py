"""What a program is told when its question does not fit (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from jikimi.directory.exchange.writing.canonical import canonical

KIND = "application/problem+json"


class Problem(Exception):
    """A question that cannot be answered. fields: what is wrong with which parameter."""

    def __init__(
        self, status: int, code: str, says: str, *, fields: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.says, self.fields = status, code, says, dict(fields or {})

    def answer(self) -> HttpResponse:
        """The problem as problem+json; nothing the asker sent is repeated in it."""
        body: dict[str, Any] = {
            "type": "about:blank",
            "status": self.status,
            "code": self.code,
            "detail": self.says,
        }
        if self.fields:
            body["fields"] = self.fields
        return HttpResponse(canonical(body), status=self.status, content_type=KIND)


def not_there() -> Problem:
    """Absent and not public are the very same answer."""
    return Problem(404, "hsds.not_there", _("There is no such entry."))


def bad_parameters(fields: Mapping[str, str]) -> Problem:
    """Which parameters do not fit, and how they would."""
    return Problem(400, "hsds.bad_parameters", _("Some parameters do not fit."), fields=fields)
