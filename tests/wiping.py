"""What tests committed is wiped away; the staff role cannot empty tables, the administrator can."""

from __future__ import annotations

import os

from psycopg import sql

from jikimi.settings import embedded, roles

_KEPT = (
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "access_key",
    "access_lane",
    "cases_walled",
)


def as_administrator() -> roles.Connection:
    """A connection of the database's administrator to the database of this process."""
    name = os.environ["JIKIMI_DB_NAME"]
    return roles.connect({**embedded.dsn("admin"), "dbname": name}, autocommit=True)


def wipe() -> None:
    """Empty every table but those that migrations filled."""
    with as_administrator() as admin:
        admin.execute("SET session_replication_role = replica")
        for table in filled_tables(admin):
            admin.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        admin.execute(
            "UPDATE access_lane SET number = 0,"
            " hash = sha256(convert_to('jikimi lane ' || lane, 'UTF8'))"
        )


def filled_tables(admin: roles.Connection) -> list[str]:
    """The few tables that hold something: emptying all of them takes twenty times as long."""
    found = admin.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r'"
        " AND relnamespace = 'public'::regnamespace AND NOT relname = ANY(%s)",
        [list(_KEPT)],
    ).fetchall()
    asked = sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})")
    questions = [asked.format(sql.Literal(table), sql.Identifier(table)) for (table,) in found]
    filled = admin.execute(sql.SQL(" UNION ALL ").join(questions)).fetchall()
    return [table for (table,) in filled]
