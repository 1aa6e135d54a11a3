"""The logins through which Jikimi meets PostgreSQL, and what each may do at all.

owner   changes tables (migrations only) and owns the database
guard   cannot log in; owns the guard functions that check a ticket or open a case
staff   the staff door: row policies decide every row
public  the public door: nothing about people
No role passes row policies; a managed PostgreSQL is enough.
"""

import hashlib
from collections.abc import Mapping
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from jikimi.settings.refusals import CannotStart

Dsn = Mapping[str, str | int]
Connection = psycopg.Connection[tuple[Any, ...]]

OWNER, GUARD, STAFF, PUBLIC = (
    "jikimi_owner",
    "jikimi_guard",
    "jikimi_staff",
    "jikimi_public",
)
LOGINS = {"owner": OWNER, "staff": STAFF, "public": PUBLIC}
OLDEST_VERSION = 150000
_INHERITANCE_IS_GRANTED = 160000
_ONE_AT_A_TIME = 7_145_464_201

_AT_THE_DOORS: dict[str, str] = {
    "max_parallel_workers_per_gather": "0",
    "statement_timeout": "30s",
    "idle_in_transaction_session_timeout": "60s",
    "timezone": "UTC",
    "jit": "off",
}
_ROLE_SETTINGS = {
    OWNER: {"timezone": "UTC"},
    STAFF: _AT_THE_DOORS,
    PUBLIC: _AT_THE_DOORS,
}

# Silence means no: a new function is callable by nobody until a migration grants it.
_GRANTS: tuple[LiteralString, ...] = (
    # PostgreSQL 15 gives the schema only to a database owner that inherits; nobody sees the moment.
    "ALTER ROLE {owner} INHERIT",
    "SET ROLE {owner}",
    "ALTER SCHEMA public OWNER TO {owner}",
    "RESET ROLE",
    "ALTER ROLE {owner} NOINHERIT",
    "SET ROLE {owner}",
    "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
    "GRANT CONNECT ON DATABASE {database} TO {staff}, {public}",
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    "GRANT USAGE ON SCHEMA public TO {staff}, {public}",
    "GRANT USAGE, CREATE ON SCHEMA public TO {guard}",
    # Imports are staged in the session's own memory, in a table that only guard functions make.
    "GRANT TEMPORARY ON DATABASE {database} TO {guard}",
    "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
    "SET ROLE {guard}",
    "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
    "SET ROLE {owner}",
)


def prepare(admin: Dsn, *, database: str, passwords: Mapping[str, str]) -> None:
    """Make the roles and the database, or bring existing ones to the same state.

    admin: a login that may create roles and databases.  passwords: by owner, staff, public.
    Raises CannotStart on a PostgreSQL that is too old or a role with too many rights.
    """
    with connect(admin, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_ONE_AT_A_TIME])
        _check_version(connection)
        for role in (OWNER, GUARD, STAFF, PUBLIC):
            _make_role(connection, role)
        for name, role in LOGINS.items():
            _let_in(connection, role, password=passwords[name])
        _link_roles(connection)
        _make_database(connection, database)
        _grant(admin, database, mark=_mark(passwords))


def is_prepared(owner: Dsn, *, passwords: Mapping[str, str]) -> bool:
    """Whether the owner can log in and `prepare` has run with these passwords, as it now is."""
    question = (
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database "
        "WHERE datname = current_database()"
    )
    try:
        with connect(owner) as connection:
            found = connection.execute(question).fetchone()
    except psycopg.OperationalError:
        return False
    return found == (_mark(passwords),)


def fresh_database(
    admin: Dsn, *, database: str, passwords: Mapping[str, str], like: str = "template0"
) -> None:
    """Throw a database away, whoever is using it, and make it anew with the same rights.

    like: the database it begins as a copy of; nobody may be connected to that one.
    """
    with connect(admin, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_ONE_AT_A_TIME])
        forget = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        connection.execute(forget.format(sql.Identifier(database)))
        _make_database(connection, database, like=like)
        _grant(admin, database, mark=_mark(passwords))


def connect(dsn: Dsn, *, autocommit: bool = False) -> Connection:
    """Open a connection outside Django, for what comes before it."""
    parameters: dict[str, Any] = {
        "connect_timeout": 10,
        "application_name": "jikimi",
        **dsn,
    }
    return psycopg.connect(autocommit=autocommit, **parameters)


def _check_version(connection: Connection) -> None:
    if connection.info.server_version < OLDEST_VERSION:
        raise CannotStart(
            f"PostgreSQL {connection.info.server_version // 10000} is too old: 15 or newer."
        )


def _make_role(connection: Connection, role: str) -> None:
    found = connection.execute(
        "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", [role]
    ).fetchone()
    if found is None:
        connection.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
    elif found[0]:
        raise CannotStart(f"The role {role} passes row policies. Take SUPERUSER, BYPASSRLS away.")
    for name, value in _ROLE_SETTINGS.get(role, {}).items():
        change = sql.SQL("ALTER ROLE {} SET {} = {}")
        connection.execute(change.format(sql.Identifier(role), sql.Identifier(name), value))


def _let_in(connection: Connection, role: str, *, password: str) -> None:
    """Give a role its password as a verifier, so that the word itself is never sent or logged."""
    verifier = connection.pgconn.encrypt_password(
        password.encode(), role.encode(), b"scram-sha-256"
    ).decode()
    change = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}")
    connection.execute(change.format(sql.Identifier(role), verifier))


def _link_roles(connection: Connection) -> None:
    """The owner may become the guard but does not inherit from it: it sees no row of people.

    An admin without superuser acts as the owner.
    """
    connection.execute(sql.SQL("ALTER ROLE {} NOINHERIT").format(_name(OWNER)))
    by_grant = connection.info.server_version >= _INHERITANCE_IS_GRANTED
    link = sql.SQL("GRANT {} TO {} WITH INHERIT FALSE" if by_grant else "GRANT {} TO {}")
    connection.execute(link.format(_name(GUARD), _name(OWNER)))
    if connection.info.parameter_status("is_superuser") != "on":
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(_name(OWNER)))


def _make_database(connection: Connection, database: str, *, like: str = "template0") -> None:
    names = {"database": sql.Identifier(database), "owner": _name(OWNER)}
    known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
    if known.fetchone():
        change = sql.SQL("ALTER DATABASE {database} OWNER TO {owner}")
    else:
        change = sql.SQL(
            "CREATE DATABASE {database} OWNER {owner} TEMPLATE {like} "
            "ENCODING 'UTF8' LC_COLLATE {locale} LC_CTYPE {locale}"
        )
    locale = _unicode_locale(connection)
    connection.execute(change.format(**names, like=sql.Identifier(like), locale=locale))


def _unicode_locale(connection: Connection) -> str:
    """The server's name for C.UTF-8; under plain C, case and Hangul are mere bytes."""
    found = connection.execute(
        "SELECT collname FROM pg_collation WHERE collprovider = 'c' "
        "AND lower(replace(collname, '-', '')) = 'c.utf8' ORDER BY collname LIMIT 1"
    ).fetchone()
    return found[0] if found else "C.UTF-8"


def _grant(admin: Dsn, database: str, *, mark: str) -> None:
    names = {"owner": OWNER, "guard": GUARD, "staff": STAFF, "public": PUBLIC}
    identifiers = {name: sql.Identifier(role) for name, role in names.items()}
    identifiers["database"] = sql.Identifier(database)
    with connect({**admin, "dbname": database}) as connection:
        for statement in _GRANTS:
            connection.execute(sql.SQL(statement).format(**identifiers))
        note = sql.SQL("COMMENT ON DATABASE {} IS {}")
        connection.execute(note.format(identifiers["database"], mark))


def _mark(passwords: Mapping[str, str]) -> str:
    """Changes with anything `prepare` does; the passwords are too long to be guessed from it."""
    done = [passwords[name] for name in LOGINS], _ROLE_SETTINGS, _GRANTS
    return "jikimi " + hashlib.sha256(repr(done).encode()).hexdigest()[:32]


def _name(role: str) -> sql.Identifier:
    return sql.Identifier(role)
