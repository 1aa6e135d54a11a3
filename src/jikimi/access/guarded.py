"""SQL files of a room, run by migrations as the guard role, which then owns what they create."""

from __future__ import annotations

from importlib.resources import files

from django.db.migrations import RunSQL

_BEFORE = "SET LOCAL check_function_bodies = off;\nSET LOCAL ROLE jikimi_guard;\n"
_GRANT = """
DO $grant$ DECLARE f regprocedure; BEGIN
    FOR f IN SELECT oid::regprocedure FROM pg_proc WHERE proowner = 'jikimi_guard'::regrole
             AND NOT coalesce(proacl::text LIKE '%jikimi_owner=%', false) LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO {to}', f);
    END LOOP;
END $grant$;
RESET ROLE;
"""


def guarded(room: str, name: str, *, for_staff: bool = True) -> RunSQL:
    """The migration step that runs `<room>/sql/<name>.sql` as the guard role.

    for_staff: whether the staff role may call its functions; otherwise only triggers and other
    guard functions do. Bodies are not checked on creation: some tables they name come later.
    """
    to = "jikimi_owner, jikimi_staff" if for_staff else "jikimi_owner"
    script = _BEFORE + _text(room, name) + _GRANT.replace("{to}", to)
    return RunSQL(script, reverse_sql=RunSQL.noop)


def owned(room: str, name: str) -> RunSQL:
    """The migration step that runs `<room>/sql/<name>.sql` as the owner of the tables."""
    return RunSQL(_text(room, name), reverse_sql=RunSQL.noop)


def _text(room: str, name: str) -> str:
    return (files(f"jikimi.{room}") / "sql" / f"{name}.sql").read_text(encoding="utf-8")
