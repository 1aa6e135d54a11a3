"""Short notes that a database carries about itself, so that they travel and vanish with it."""

import json

from psycopg import sql

from jikimi.settings import roles
from jikimi.settings.embedded import dsn

_READ = "SELECT obj_description('public'::regnamespace, 'pg_namespace')"


def marks() -> dict[str, str]:
    """What is noted: `tables` (which migrations have run), `demo` (loading or loaded)."""
    with roles.connect(dsn("owner")) as connection:
        return _noted(connection)


def mark(name: str, *, value: str) -> None:
    """Note one thing, beside what is noted already."""
    with roles.connect(dsn("owner")) as connection:
        noted = {**_noted(connection), name: value}
        note = sql.SQL("COMMENT ON SCHEMA public IS {}")
        connection.execute(note.format(json.dumps(noted)))


def holds_work() -> bool:
    """Whether an agency has been entered: from then on nothing may be thrown away unasked."""
    with roles.connect(dsn("owner")) as connection:
        # Row policies show the owner nothing; the guard sees that there is something.
        connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(roles.GUARD)))
        table = connection.execute("SELECT to_regclass('public.access_agency')").fetchone()
        if table is None or table[0] is None:
            return False
        found = connection.execute("SELECT EXISTS (SELECT FROM access_agency)").fetchone()
        return bool(found and found[0])


def _noted(connection: roles.Connection) -> dict[str, str]:
    found = connection.execute(_READ).fetchone()
    try:
        noted = json.loads(found[0]) if found and found[0] else {}
    except ValueError:
        return {}
    return noted if isinstance(noted, dict) else {}
