"""Entering: the member of a session, with all that every request asks of it, in one statement.

Plain SQL, because every page begins with it: by models it would be four statements and a quarter
of a small page's cost.
"""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.db import connection
from django.utils import timezone

from jikimi.access.agency import Agency
from jikimi.access.member import Entered, Member

_MEMBER = [field.attname for field in Member._meta.concrete_fields]
_AGENCY = [field.attname for field in Agency._meta.concrete_fields]
_COLUMNS = ", ".join([*(f"m.{name}" for name in _MEMBER), *(f"a.{name}" for name in _AGENCY)])
_SQL = f"""
    SELECT {_COLUMNS},
           ARRAY(SELECT concat_ws(' ', r.kind, coalesce(r.agency_id, 0), coalesce(r.body_id, 0))
                   FROM access_role r WHERE r.member_id = m.id AND r.ended_at IS NULL),
           EXISTS (SELECT FROM mfa_authenticator f WHERE f.user_id = m.id)
      FROM access_member m JOIN access_agency a ON a.id = m.agency_id
     WHERE m.id = %s AND m.is_active
"""
_SESSION = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class Entering(AuthenticationBackend):  # type: ignore[misc]
    """Sign-in as django-allauth does it; a session's member comes with agency, roles, factor."""

    def get_user(self, user_id: Any) -> Member | None:
        """The member, as long as the account is active."""
        with connection.cursor() as cursor:
            cursor.execute(_SQL, [user_id])
            row = cursor.fetchone()
        return _member(row) if row else None


def _member(row: tuple[Any, ...]) -> Member:
    own, agency = row[: len(_MEMBER)], row[len(_MEMBER) : -2]
    member = Member.from_db(connection.alias, _MEMBER, own)
    member.agency = Agency.from_db(connection.alias, _AGENCY, agency)
    member.entered = Entered(tuple(tuple(role.split()) for role in row[-2]), row[-1])
    return member


class SessionStore(DatabaseSessions):
    """Sessions in the database, read without a model's round about."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing when it is over."""
        with connection.cursor() as cursor:
            cursor.execute(_SESSION, [self.session_key, timezone.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        return dict(self.decode(row[0]))
