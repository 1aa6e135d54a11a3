"""The errors a rule may raise; each has a stable code and tells what to do next.

Refusal
├── NotAllowed   404   absent and forbidden look the same
├── NotYet       409   a step is missing first
│   └── Changed  409   somebody else changed the record meanwhile
└── NotValid     422   a field must be corrected
"""

from __future__ import annotations

from collections.abc import Mapping


class Refusal(Exception):
    """A rule said no. `code` is stable, `says` is for the person and names nobody."""

    status = 400

    def __init__(self, code: str, says: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.says = says


class NotAllowed(Refusal):
    """The actor may not, or there is no such thing; the two are not told apart."""

    status = 404

    def __init__(self, code: str = "access.not_allowed") -> None:
        super().__init__(code)


class NotYet(Refusal):
    """A step is missing before this one; `says` names the step."""

    status = 409


class Changed(NotYet):
    """Somebody else changed the record since it was read.

    theirs and mine: field → value, for the fields in which the two differ.
    """

    def __init__(self, *, theirs: Mapping[str, object], mine: Mapping[str, object]) -> None:
        super().__init__("access.changed")
        self.theirs = dict(theirs)
        self.mine = dict(mine)


class NotValid(Refusal):
    """A field must be corrected. fields: field → what to do about it."""

    status = 422

    def __init__(self, code: str, fields: Mapping[str, str] | None = None, says: str = "") -> None:
        super().__init__(code, says)
        self.fields = dict(fields or {})
