"""Rows that every test begins with, played once through the rules and put back by one statement.

Playing the cast takes some three hundred statements; a test needs the rows, not the playing.
"""

from __future__ import annotations

from django.db import connection
from psycopg import sql

from jikimi.settings import roles
from tests.wiping import as_administrator, filled_tables

_LANES = "access_lane"


def keep_rows() -> None:
    """Keep every row that stands now, and make the function that puts them back.

    It runs as the database's administrator with triggers off, as a restored copy does; it lives in
    a schema of its own beside the tables of the house.
    """
    with as_administrator() as admin:
        admin.execute("CREATE SCHEMA rehearsed")
        tables = filled_tables(admin)
        for table in (*tables, _LANES):
            admin.execute(
                sql.SQL("CREATE TABLE rehearsed.{0} AS TABLE public.{0}").format(_name(table))
            )
        admin.execute(_function([_insert(admin, table) for table in tables]))
        admin.execute("GRANT USAGE ON SCHEMA rehearsed TO PUBLIC")


def put_back_rows() -> None:
    """Put the kept rows into the open transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rehearsed.put_back()")


def _function(inserts: list[sql.Composed]) -> sql.Composed:
    return sql.SQL(
        "CREATE FUNCTION rehearsed.put_back() RETURNS void LANGUAGE sql SECURITY DEFINER"
        " SET session_replication_role = replica BEGIN ATOMIC {};"
        " UPDATE public.access_lane now SET number = kept.number, hash = kept.hash"
        " FROM rehearsed.access_lane kept WHERE kept.lane = now.lane AND kept.number > 0; END"
    ).format(sql.SQL("; ").join(inserts))


def _insert(admin: roles.Connection, table: str) -> sql.Composed:
    columns = admin.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'",
        [table],
    ).fetchall()
    names = sql.SQL(", ").join(_name(column) for (column,) in columns)
    return sql.SQL(
        "INSERT INTO public.{0} ({1}) OVERRIDING SYSTEM VALUE SELECT {1} FROM rehearsed.{0}"
    ).format(_name(table), names)


def _name(word: str) -> sql.Identifier:
    return sql.Identifier(word)
