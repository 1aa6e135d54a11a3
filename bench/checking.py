"""Whether a filled database is what the application would have made: lists, links, indexes.

Asked of the rooms that are filled; the directory has a database, and lists, of its own.
"""

from __future__ import annotations

from bench import loading
from bench.loading import Connection

SAMPLE = 300
_WITH_ACL = """
    SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     WHERE a.attname = 'acl' AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
       AND c.relname ~ '^(access|bodies|cases)_'
"""
_LINKS = """
    SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text, f.attname
      FROM pg_constraint c
      JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
      JOIN pg_attribute f ON f.attrelid = c.confrelid AND f.attnum = c.confkey[1]
     WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
       AND c.conrelid::regclass::text ~ '^(access|bodies|cases)_'
"""


class NotAsMadeError(Exception):
    """The filled database differs from what the application would have written."""


def check(connection: Connection) -> None:
    """Raise NotAsMadeError when a list of principals, a foreign key or an index is not right."""
    wrong = loading.indexes_that_sleep(connection)
    wrong += [table for table in _tables_with_acl(connection) if _acl_differs(connection, table)]
    wrong += [link for link in _broken_links(connection)]
    if wrong:
        raise NotAsMadeError("Not as the application would have made it: " + ", ".join(wrong))


def _tables_with_acl(connection: Connection) -> list[str]:
    return sorted(str(name) for (name,) in connection.execute(_WITH_ACL).fetchall())


def _acl_differs(connection: Connection, table: str) -> str:
    """Fire the trigger on a sample of rows and compare; nothing is kept of it."""
    sample = f"SELECT id FROM {table} TABLESAMPLE SYSTEM (1) ORDER BY md5(id::text) LIMIT {SAMPLE}"
    few = f"SELECT id FROM {table} LIMIT {SAMPLE}"
    chosen = f"SELECT id, acl FROM {table} WHERE id IN ({sample}) OR id IN ({few})"
    again = f"UPDATE {table} SET acl = acl WHERE id = ANY(%s) RETURNING id, acl"
    with connection.transaction(force_rollback=True):
        before: dict[object, list[int]] = dict(connection.execute(chosen).fetchall())  # type: ignore[arg-type]
        after = dict(connection.execute(again, [list(before)]).fetchall())
    differing = [key for key, acl in before.items() if set(acl) != set(after[key])]
    if differing:
        key = differing[0]
        print(f"{table}: {len(differing)} of {len(before)} differ; {before[key]} / {after[key]}")
    return table if differing else ""


def _broken_links(connection: Connection) -> list[str]:
    found = []
    for table, column, other, key in connection.execute(_LINKS).fetchall():
        lost = connection.execute(
            f"SELECT count(*) FROM (SELECT {column} AS k FROM {table} WHERE {column} IS NOT NULL"
            f" LIMIT 2000) s WHERE NOT EXISTS (SELECT 1 FROM {other} o WHERE o.{key} = s.k)"
        ).fetchone()
        if lost and lost[0]:
            found.append(f"{table}.{column}")
    return found
