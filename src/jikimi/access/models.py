"""The tables of this room."""

from jikimi.access.agency import Agency
from jikimi.access.member import Member, Role
from jikimi.access.notices import Notice
from jikimi.access.record import Record

__all__ = ["Agency", "Member", "Notice", "Record", "Role"]
