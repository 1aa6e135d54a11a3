"""Principals: what row policies compare. A principal is `id * 8 + kind`, a bigint."""

from __future__ import annotations

from enum import IntEnum


class Principal(IntEnum):
    """Kinds of principal. The same numbers stand in access/sql/functions.sql."""

    AUDIENCE = 0  # one of those who may know facts of the directory: not a row's own number
    AGENCY = 1  # works on the cases of this agency
    MEMBER = 2  # this very person
    BODY = 3  # coordinates this body
    POLICE = 4  # police officer of this agency: may know who reported
    AUDITOR = 5  # reads the record of this agency's staff
    CAPABILITY = 6  # a door or the clock, not a person
    ADMINISTRATOR = 7  # keeps this agency's members and roles

    def of(self, number: int) -> int:
        """The principal of this kind for the agency, member or body with this number."""
        return number * 8 + self


MEMBERS = Principal.AUDIENCE.of(1)
POLICE_AT_WORK = Principal.AUDIENCE.of(2)
ANALYSTS = Principal.AUDIENCE.of(3)
SIGN_IN = Principal.CAPABILITY.of(1)
CLOCK = Principal.CAPABILITY.of(2)
COMMAND_LINE = Principal.CAPABILITY.of(3)
