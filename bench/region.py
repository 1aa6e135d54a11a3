"""Fill a database with an invented region: cases in every stage, people, agencies, reports.

Set-based, as the administrator and without triggers; bench/checking.py proves on a sample that the
triggers would have kept the very same lists of who may see a row. Kept between runs: a database is
filled anew only when the tables, or the way of filling them, have changed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg

from bench import checking, loading, names, place
from bench.loading import Connection
from bench.place import Size

_SQL = Path(__file__).parent / "sql"
_FIRST = ("01_tools", "02_agencies", "03_cases")
# What two sessions fill beside each other.
_LANES = (
    ("04_shares", "05_people", "06_steps", "07_meetings", "08_record"),
    ("09_reports", "10_report_parties"),
)


def filled(size: Size) -> bool:
    """Have the database of this size; True when it had to be filled. Says what it does."""
    _start()
    if _noted(size) == (fingerprint := _fingerprint(size)):
        return False
    if os.environ.get("JIKIMI_BENCH_KEEP") and _noted(size):
        print(f"{size.database} is older than the tables: kept, as JIKIMI_BENCH_KEEP asks.")
        _migrate(size)
        return False
    began = time.perf_counter()
    migrated(size)
    with loading.server_for_loading(size):
        _load(size)
    with psycopg.connect(**place.admin(size)) as connection:
        checking.check(connection)
        _note(connection, fingerprint)
    print(f"{size.database} filled in {time.perf_counter() - began:,.0f} s", flush=True)
    return True


def _start() -> None:
    from jikimi.settings import embedded

    embedded.start()


def migrated(size: Size) -> None:
    """An empty database with every table, made anew."""
    from jikimi.settings import embedded

    embedded.fresh_database(size.database)
    _migrate(size)


def _migrate(size: Size) -> None:
    environment = {**os.environ, "JIKIMI_DB_NAME": size.database, "JIKIMI_DB_ROLE": "owner"}
    migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, check=True, env=environment)


def _load(size: Size) -> None:
    with loading.connected(size) as connection, loading.columns_filled(connection):
        loading.rest_indexes(connection)
        for step in _FIRST[:2]:
            _run(connection, size, step)
        _copy_names(connection)
        _run(connection, size, _FIRST[2])
        with ThreadPoolExecutor(2) as both:
            list(both.map(lambda lane: _run_lane(size, lane), _LANES))
        connection.execute("DROP SCHEMA bench CASCADE")
        names_of_tables = loading.tables(connection)
        with ThreadPoolExecutor(2) as both:
            list(both.map(lambda table: _build(size, table), names_of_tables))
        loading.set_sequences(connection)
        connection.execute("VACUUM (ANALYZE) mfa_authenticator")
        connection.execute("CHECKPOINT")


def _run_lane(size: Size, lane: tuple[str, ...]) -> None:
    with loading.connected(size) as connection:
        for step in lane:
            _run(connection, size, step)


def _build(size: Size, table: str) -> None:
    with loading.connected(size) as connection:
        began = time.perf_counter()
        loading.build_indexes(connection, table)
        _tell(size, f"indexes of {table}", began)


def _run(connection: Connection, size: Size, step: str) -> None:
    from jikimi.cases.wall import GROUPS

    began = time.perf_counter()
    text = (_SQL / f"{step}.sql").read_text(encoding="utf-8")
    text = text.replace("{surnames}", "{" + ",".join(map(str, names.steps())) + "}")
    connection.execute(text.replace("{of_groups}", ",\n       ".join(map(_of_group, GROUPS))))
    _tell(size, step, began)


def _of_group(group: str) -> str:
    return (
        "coalesce(array_agg(p ORDER BY p)"
        f" FILTER (WHERE fields IS NULL OR '{group}' = ANY (fields)), '{{}}') AS {group}"
    )


def _copy_names(connection: Connection) -> None:
    connection.execute(
        "CREATE UNLOGGED TABLE bench.names (place integer PRIMARY KEY, name text, keys varchar[])"
    )
    with connection.cursor().copy("COPY bench.names FROM STDIN") as copy:
        for row in names.all_names():
            copy.write_row(row)
    connection.execute("ANALYZE bench.names")


def _tell(size: Size, what: str, began: float) -> None:
    seconds = time.perf_counter() - began
    if seconds > 1:
        print(f"  {size.database}: {what} {seconds:,.0f} s", flush=True)


def _fingerprint(size: Size) -> str:
    """Changes with the tables, with how they are filled, and with how many cases."""
    package = place.ROOT / "src" / "jikimi"
    files = [*package.glob("*/migrations/*.py"), *package.glob("*/sql/*.sql"), *_SQL.glob("*.sql")]
    digest = hashlib.sha256(str(size.cases).encode())
    for path in sorted(files):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:24]


def _noted(size: Size) -> str:
    """What the database was filled as; "" when it is not there, or another one has its name."""
    kept = place.kept(f"filled-{size.database}") or {}
    with psycopg.connect(**place.admin(size) | {"dbname": "postgres"}) as connection:
        return str(kept.get("as", "")) if kept.get("oid") == _oid(connection, size.database) else ""


def _note(connection: Connection, fingerprint: str) -> None:
    """Beside the server, not in it: the comment on a database is where its roles are noted."""
    name = connection.info.dbname
    place.keep(f"filled-{name}", figures={"as": fingerprint, "oid": _oid(connection, name)})


def _oid(connection: Connection, name: str) -> object:
    found = connection.execute("SELECT oid FROM pg_database WHERE datname = %s", [name]).fetchone()
    return found and found[0]
