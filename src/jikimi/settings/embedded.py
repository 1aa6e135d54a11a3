"""The database behind Jikimi: an embedded PostgreSQL in the data folder, or DATABASE_URL.

Every command calls `start()` before it needs data; calling it again costs a few milliseconds.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import psycopg
from psycopg.conninfo import conninfo_to_dict

from jikimi.settings import folders, roles
from jikimi.settings.keys import keys
from jikimi.settings.postgres_server import PORT, SUPERUSER, PostgresServer
from jikimi.settings.refusals import CannotStart

Login = Literal["admin", "owner", "staff", "public"]
DATABASE = "jikimi"
# A managed PostgreSQL hands out one of these for administration; ours is made beside it.
_NOT_OURS = {"", "postgres", "template1", "defaultdb"}


@dataclass(frozen=True)
class Step:
    """One step of a start, told to the person who waits."""

    name: str
    seconds: float


def start() -> list[Step]:
    """Have a database that answers, with its roles; several processes may call this at once.

    Raises CannotStart with what to do.
    """
    steps: list[Step] = []
    with folders.locked("database"):
        if not is_elsewhere():
            steps += _start_server(_server())
        steps.append(_timed("roles", _prepare))
    return steps


def stop() -> None:
    """Stop the embedded server cleanly; a database elsewhere is left alone."""
    if not is_elsewhere() and folders.database_folder().exists():
        with folders.locked("database"):
            _server().stop()


def is_ready() -> bool:
    """Whether the database answers now."""
    if not is_elsewhere():
        return folders.database_folder().exists() and _server().is_ready()
    try:
        roles.connect(dsn("admin")).close()
    except psycopg.OperationalError:
        return False
    return True


def process_id() -> int | None:
    """The embedded server's process, if it lives."""
    return None if is_elsewhere() else _server().process_id


def is_elsewhere() -> bool:
    """Whether DATABASE_URL points at a server that is not ours to start or stop."""
    return bool(_url())


def database_name() -> str:
    """The database of this installation: JIKIMI_DB_NAME, the one in DATABASE_URL, or `jikimi`."""
    chosen = os.environ.get("JIKIMI_DB_NAME", "").strip()
    if chosen:
        return chosen
    named = str(conninfo_to_dict(_url()).get("dbname") or "") if _url() else ""
    return DATABASE if named in _NOT_OURS else named


def dsn(role: Login, *, database: str | None = None) -> dict[str, str | int]:
    """How to connect as a role: host, port, user, password, dbname, and what the url adds.

    DATABASE_URL names the admin; the other roles have their own passwords.  `database` is for
    another database than this installation's own (tests).
    """
    place = _elsewhere() if is_elsewhere() else _here()
    if role == "admin":
        return place if database is None else {**place, "dbname": database}
    login = {"user": roles.LOGINS[role], "password": keys()["database"][role]}
    return {**place, **login, "dbname": database or database_name()}


def fresh_database(name: str, *, like: str = "template0") -> None:
    """Drop and create a database owned by jikimi_owner, with the same rights as the real one.

    like: the database it begins as a copy of; nobody may be connected to that one.
    """
    roles.fresh_database(_maintenance(), database=name, passwords=keys()["database"], like=like)


def _start_server(server: PostgresServer) -> list[Step]:
    if server.is_ready():
        return [Step("database was running", 0.0)]
    steps = [] if server.exists else [_timed("create database folder", server.create)]
    return [*steps, _timed("start database", server.start)]


def _prepare() -> None:
    passwords = keys()["database"]
    if roles.is_prepared(dsn("owner"), passwords=passwords):
        return
    try:
        roles.prepare(_maintenance(), database=database_name(), passwords=passwords)
    except psycopg.OperationalError as error:
        raise CannotStart(f"The database does not let us in: {_first_line(error)}") from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise CannotStart(
            f"The login in DATABASE_URL may not create roles and databases: {_first_line(error)}"
        ) from error


def _maintenance() -> dict[str, str | int]:
    """Where an admin stands while it drops or makes other databases."""
    admin = dsn("admin")
    return {**admin, "dbname": "postgres"} if admin["dbname"] == database_name() else admin


def _server() -> PostgresServer:
    return PostgresServer(folders.database_folder(), password=keys()["database"]["admin"])


def _here() -> dict[str, str | int]:
    return {
        "host": str(_server().socket_folder),
        "port": PORT,
        "user": SUPERUSER,
        "password": keys()["database"]["admin"],
        "dbname": "postgres",
    }


def _elsewhere() -> dict[str, str | int]:
    try:
        given = {name: value for name, value in conninfo_to_dict(_url()).items() if value}
        port = int(given.get("port", PORT))
    except (psycopg.ProgrammingError, ValueError) as error:
        raise CannotStart(
            "DATABASE_URL is not readable: postgresql://name:password@host:5432/database"
        ) from error
    return {"host": "localhost", "dbname": "postgres", **given, "port": port}


def _url() -> str:
    return os.environ.get("DATABASE_URL", "").strip()


def _timed(name: str, work: Callable[[], None]) -> Step:
    began = time.perf_counter()
    work()
    return Step(name, time.perf_counter() - began)


def _first_line(error: psycopg.Error) -> str:
    return str(error).strip().splitlines()[0]
