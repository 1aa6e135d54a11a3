"""How a database takes tens of millions of rows in minutes: indexes last, no triggers, little log.

Everything is put back at the end: indexes are built and checked by REINDEX, the server's durable
settings return, every table is logged all along.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from bench import place
from bench.place import Size

Connection = psycopg.Connection[tuple[object, ...]]

_FOR_LOADING = {
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "wal_compression": "off",
    "max_wal_size": "24GB",
    "checkpoint_timeout": "1h",
    "autovacuum": "off",
}
# What a column without a value holds, so that a new column of a model needs no change here.
_NOTHING = {
    "bool": "false", "int2": "1", "int4": "1", "int8": "0", "text": "''", "varchar": "''",
    "timestamptz": "now()", "date": "current_date", "jsonb": "'{}'", "_varchar": "'{}'",
    "_int2": "'{}'", "_int8": "'{}'", "_uuid": "'{}'", "_text": "'{}'", "bytea": "''",
}  # fmt: skip
_BARE_COLUMNS = """
    SELECT c.relname, a.attname, t.typname
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0
       AND a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AND NOT a.attisdropped
       AND c.relname ~ '^(access|bodies|cases)_'
"""


def connected(size: Size) -> Connection:
    """A connection on which no trigger and no foreign key fires."""
    connection = psycopg.connect(**place.admin(size), autocommit=True)
    for name, value in {
        "session_replication_role": "replica",
        "synchronous_commit": "off",
        "work_mem": "256MB",
        "maintenance_work_mem": "1GB",
        "max_parallel_workers_per_gather": "0",
        "max_parallel_maintenance_workers": "0",
        "bench.cases": str(size.cases),
        "bench.members": str(size.members),
    }.items():
        connection.execute("SELECT set_config(%s, %s, false)", [name, value])
    return connection


@contextmanager
def server_for_loading(size: Size) -> Iterator[None]:
    """Restart the server with little log and no background work, and back at the end."""
    _restart_with(size, _FOR_LOADING)
    try:
        yield
    finally:
        _restart_with(size, dict.fromkeys(_FOR_LOADING, ""))


def _restart_with(size: Size, settings: dict[str, str]) -> None:
    from jikimi.settings import embedded

    with psycopg.connect(**place.admin(size), autocommit=True) as connection:
        for name, value in settings.items():
            change = f"SET {name} = '{value}'" if value else f"RESET {name}"
            connection.execute(f"ALTER SYSTEM {change}")
    embedded.stop()
    embedded.start()


@contextmanager
def columns_filled(connection: Connection) -> Iterator[None]:
    """Give every column that must hold something a default, and take it away again."""
    columns = connection.execute(_BARE_COLUMNS).fetchall()
    known = [(table, column, _NOTHING[str(kind)]) for table, column, kind in columns
             if kind in _NOTHING]  # fmt: skip
    for table, column, value in known:
        connection.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {value}")
    try:
        yield
    finally:
        for table, column, _ in known:
            connection.execute(f"ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT")


def tables(connection: Connection) -> list[str]:
    """Our tables, the largest first."""
    found = connection.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^(access|bodies|cases)_'"
        " AND relnamespace = 'public'::regnamespace ORDER BY pg_relation_size(oid) DESC, relname"
    )
    return [str(name) for (name,) in found]


def rest_indexes(connection: Connection) -> None:
    """Let inserts pass the indexes by; REINDEX builds them, checks them and wakes them again."""
    connection.execute(
        "UPDATE pg_index SET indisready = false, indisvalid = false FROM pg_class c"
        " WHERE c.oid = indrelid AND c.relnamespace = 'public'::regnamespace"
        " AND c.relname ~ '^(access|bodies|cases)_'"
        " AND c.relname NOT IN ('access_lane', 'access_key')"
    )


def build_indexes(connection: Connection, table: str) -> None:
    """Build every index of a table anew, then clean and count it."""
    connection.execute(f"REINDEX TABLE {table}")
    connection.execute(f"VACUUM (FREEZE, ANALYZE) {table}")


def set_sequences(connection: Connection) -> None:
    """Let numbers given from now on follow those that were loaded."""
    owned = connection.execute(
        "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " WHERE a.attidentity <> '' AND c.relname ~ '^(access|bodies|cases|mfa)_'"
    ).fetchall()
    for table, column in owned:
        connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'),"
            f" (SELECT coalesce(max({column}), 0) + 1 FROM {table}), false)"
        )


def indexes_that_sleep(connection: Connection) -> list[str]:
    """Indexes that are not in use; [] when all were built."""
    found = connection.execute(
        "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT (indisready AND indisvalid)"
    )
    return [str(name) for (name,) in found]
