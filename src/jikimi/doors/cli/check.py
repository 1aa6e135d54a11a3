"""`jikimi check`: is this installation as it must be?"""

import stat
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import click

from jikimi.doors.cli.answers import as_json, tell_json
from jikimi.settings import embedded, folders, roles, upkeep
from jikimi.settings.embedded import dsn

_DATABASE = """
    SELECT current_setting('server_version'), current_setting('server_version_num')::int,
           datctype, pg_encoding_to_char(encoding),
           current_setting('fsync'), current_setting('data_checksums'),
           current_setting('full_page_writes')
    FROM pg_database WHERE datname = current_database()
"""
_ROLES = """
    SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin
    FROM pg_roles WHERE rolname = ANY(%s) ORDER BY rolname
"""


@dataclass(frozen=True)
class Finding:
    """One thing that must hold, whether it does, and what was found."""

    check: str
    holds: bool
    found: str


@click.command("check")
@as_json
def command(as_json: bool) -> None:
    """Is this installation as it must be?

    Looks at the database, its roles, its tables and the keys. Exit code 1 when one is wrong.
    """
    embedded.start()
    findings = [*_database(), *_roles(), *_tables(), *_keys()]
    holds = all(finding.holds for finding in findings)
    if as_json:
        tell_json({"holds": holds, "findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            click.echo(f"{'ok   ' if finding.holds else 'WRONG'}  {finding.check}: {finding.found}")
    sys.exit(0 if holds else 1)


def _database() -> Iterator[Finding]:
    with roles.connect(dsn("owner")) as connection:
        (row,) = connection.execute(_DATABASE).fetchall()
    version, number, ctype, encoding, fsync, checksums, full_page_writes = row
    yield Finding("PostgreSQL 15 or newer", number >= roles.OLDEST_VERSION, version)
    # Under plain C, Hangul is bytes: searches would find nothing and say nothing.
    unicode_aware = encoding == "UTF8" and ctype.upper() not in ("C", "POSIX")
    yield Finding("text is Unicode", unicode_aware, f"{encoding}, {ctype}")
    yield Finding(
        "commits are durable",
        (fsync, full_page_writes) == ("on", "on"),
        f"fsync {fsync}",
    )
    yield Finding("pages have checksums", checksums == "on", checksums)


def _roles() -> Iterator[Finding]:
    names = [roles.OWNER, roles.GUARD, roles.STAFF, roles.PUBLIC]
    with roles.connect(dsn("owner")) as connection:
        found = {row[0]: row[1:] for row in connection.execute(_ROLES, [names])}
    for name in names:
        yield _role(name, flags=found.get(name))


def _role(name: str, *, flags: tuple[Any, ...] | None) -> Finding:
    check = f"{name} passes no row policy"
    if flags is None:
        return Finding(check, False, "absent")
    superuser, bypass, create_role, create_database, may_login = flags
    rights = {
        "SUPERUSER": superuser,
        "BYPASSRLS": bypass,
        "CREATEROLE": create_role,
        "CREATEDB": create_database,
        "LOGIN": may_login and name == roles.GUARD,
    }
    too_much = [right for right, given in rights.items() if given]
    return Finding(check, not too_much, ", ".join(too_much) or "no special rights")


def _tables() -> Iterator[Finding]:
    pending = upkeep.pending_migrations()
    shown = ", ".join(pending[:3]) + (" …" if len(pending) > 3 else "")
    yield Finding("every migration has run", not pending, shown or "all")


def _keys() -> Iterator[Finding]:
    mode = stat.S_IMODE(folders.keys_file().stat().st_mode)
    yield Finding("only we can read the keys", mode & 0o077 == 0, oct(mode))
