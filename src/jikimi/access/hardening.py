"""What every migration ends with: the ticket key in place, third-party tables behind a policy."""

from __future__ import annotations

from django.db import connections

from jikimi.access.policy import ANY_ACTOR
from jikimi.access.ticket import key_pads

# Tables of the libraries that the staff role needs. A table not named here stays without a grant.
KEPT_BY_LIBRARIES = {
    "django_session": "select, insert, update, delete",
    "account_emailaddress": "select, insert, update, delete",
    "mfa_authenticator": "select, insert, update, delete",
    "access_cache": "select, insert, update, delete",
    "procrastinate_jobs": "select, insert, update, delete",
    "procrastinate_events": "select, insert, update, delete",
    "procrastinate_periodic_defers": "select, insert, update, delete",
    "procrastinate_workers": "select, insert, update, delete",
}
_OPEN = ("django_migrations",)
_QUEUE = "procrastinate_"
_GRANT_QUEUE = """
DO $$ DECLARE f regprocedure; BEGIN
    FOR f IN SELECT oid::regprocedure FROM pg_proc WHERE starts_with(proname, 'procrastinate_') LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO jikimi_staff', f);
    END LOOP;
END $$
"""


def harden(*, using: str) -> None:
    """Install the key and lock the libraries' tables; safe to repeat."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass('access_key')")
        if cursor.fetchone()[0] is None:
            return
        _install_key(cursor)
        for table, commands in KEPT_BY_LIBRARIES.items():
            _lock(cursor, table, commands)
        for table in _OPEN:
            cursor.execute(f"GRANT SELECT ON {table} TO jikimi_staff, jikimi_public")
        cursor.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO jikimi_staff")
        cursor.execute(_GRANT_QUEUE)


def _install_key(cursor: object) -> None:
    cursor.execute("SET ROLE jikimi_guard")  # type: ignore[attr-defined]
    cursor.execute(  # type: ignore[attr-defined]
        "INSERT INTO access_key VALUES ('ticket', %s, %s) ON CONFLICT (name) DO UPDATE"
        " SET inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad",
        list(key_pads()),
    )
    cursor.execute("RESET ROLE")  # type: ignore[attr-defined]


def _lock(cursor: object, table: str, commands: str) -> None:
    cursor.execute("SELECT to_regclass(%s)", [table])  # type: ignore[attr-defined]
    if cursor.fetchone()[0] is None:  # type: ignore[attr-defined]
        return
    condition = "true" if table.startswith(_QUEUE) else ANY_ACTOR
    for statement in (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"DROP POLICY IF EXISTS {table}_named ON {table}",
        f"CREATE POLICY {table}_named ON {table} TO jikimi_staff"
        f" USING ({condition}) WITH CHECK ({condition})",
        f"GRANT {commands} ON {table} TO jikimi_staff",
    ):
        cursor.execute(statement)  # type: ignore[attr-defined]
