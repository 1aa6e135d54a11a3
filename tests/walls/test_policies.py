"""The database decides: what pg_catalog says of row policies, grants, roles and guard functions."""

from __future__ import annotations

import os
from collections.abc import Callable

import psycopg
import pytest
from django.apps import apps
from django.db import connection

from jikimi.access.acts import ROOMS
from jikimi.settings import embedded, roles

Ask = Callable[..., list[tuple[object, ...]]]

# Tables that hold no person and that staff may read without a policy.
_PLAIN = {"django_migrations"}
# What the directory keeps about values that are not public, and how it came to be.
_NEVER_PUBLIC = {"directory_held", "directory_batch", "directory_change"}
_NEVER_PUBLIC |= {"directory_confirmation", "directory_call", "directory_entryage"}
_NEVER_PUBLIC |= {"directory_needword", "directory_missedsearch"}
# What stands where, as far as it was published: bells, safe houses; streets in use. Figures that
# were published.
_PUBLIC_PLACES = {"places_site", "places_area", "places_stretch", "insights_publication"}
_PUBLIC_FUNCTIONS = {"directory_find", "directory_question", "directory_answer"}
_PUBLIC_FUNCTIONS |= {"directory_known_words", "directory_count_missed", "directory_need_words"}
# What a phone under way may call, each by a secret of its own (escorts/sql/person.sql).
_PHONE_WORDS = ("consent", "pause", "withdraw", "begin", "send", "call", "well", "cancel", "watch")
_PHONE_WORDS += ("unwatch", "look_on", "answer_wish", "end", "evidence", "log_of", "rooms", "codes")
_PHONE_WORDS += ("choose_recordings", "record", "keep", "kept_recordings", "ask_guardian")
_PHONE_WORDS += ("guardian_asked", "guardian_answer", "guardian_end", "guardian_of")
_PHONE_WORDS += ("way",)
# Being met by a pair of escorts, and the taxi somebody is in (escorts/sql/bookings.sql, rides.sql).
_PHONE_WORDS += ("free_times", "book", "booking", "unbook", "nobody_here")
_PHONE_WORDS += ("take_ride", "ride_seen", "ride_kept")
# What a person asks about the log of her phone (escorts/sql/law_person.sql).
_PHONE_WORDS += ("told", "bundle", "agreed", "object", "objections", "crowded", "providers")
_PHONE_WORDS += ("mark_unsafe",)
_PHONE_FUNCTIONS = {f"escorts_{word}" for word in (*_PHONE_WORDS, "ring")}
_GUARD_ONLY = {"access_key", "access_lane", "cases_walled", "directory_finding"}
# Which reports are about the same two people: figures leave from there, nothing else.
_GUARD_ONLY |= {"cases_tie", "cases_casetie", "cases_moved"}


@pytest.fixture
def ask(db: None) -> Ask:
    def rows(sql: str, *values: object) -> list[tuple[object, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()

    return rows


def _our_tables() -> set[str]:
    return {table for room in ROOMS for table in _of(room)}


def _of(room: str) -> set[str]:
    return {model._meta.db_table for model in apps.get_app_config(room).get_models()}


def test_every_table_of_every_room_forces_row_security_and_has_a_policy(ask: Ask) -> None:
    forced = {name for (name,) in ask("SELECT relname FROM pg_class WHERE relforcerowsecurity")}
    with_policy = {
        name
        for (name,) in ask("SELECT tablename FROM pg_policies WHERE 'jikimi_staff' = ANY(roles)")
    }
    assert _our_tables() <= forced
    assert _our_tables() <= with_policy


def test_no_table_without_row_security_is_open_to_staff(ask: Ask) -> None:
    open_tables = ask(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'v', 'm', 'p')"
        " AND relnamespace = 'public'::regnamespace AND NOT relforcerowsecurity"
        " AND has_table_privilege('jikimi_staff', oid, 'SELECT,INSERT,UPDATE,DELETE')"
    )
    assert {name for (name,) in open_tables} == _PLAIN


def test_the_public_role_is_denied_everything_about_people(ask: Ask) -> None:
    granted = ask(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind IN ('r', 'v', 'm', 'p')"
        " AND has_table_privilege('jikimi_public', oid, 'SELECT,INSERT,UPDATE,DELETE')"
    )
    callable_ = ask(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        " AND has_function_privilege('jikimi_public', oid, 'EXECUTE')"
    )
    allowed = _of("directory") - _NEVER_PUBLIC | _PUBLIC_PLACES
    assert {name for (name,) in granted} - _PLAIN <= allowed
    assert {name for (name,) in callable_} <= _PUBLIC_FUNCTIONS | _PHONE_FUNCTIONS


def test_the_public_login_is_turned_away(db: None) -> None:
    with roles.connect(embedded.dsn("public")) as public:
        for table in sorted(_our_tables() - _of("directory") - _PUBLIC_PLACES | _NEVER_PUBLIC):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                public.execute(f"SELECT 1 FROM {table} LIMIT 1")
            public.rollback()


def test_no_role_of_ours_passes_row_policies(ask: Ask) -> None:
    assert (
        ask(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'jikimi%%'"
            " AND (rolsuper OR rolbypassrls)"
        )
        == []
    )


def test_the_tests_run_as_the_unprivileged_role(ask: Ask) -> None:
    assert ask("SELECT current_user, session_user") == [("jikimi_staff", "jikimi_staff")]


def test_guard_functions_fix_their_search_path_and_belong_to_the_guard(ask: Ask) -> None:
    loose = ask(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
        " AND (proowner <> 'jikimi_guard'::regrole"
        " OR NOT coalesce(array_to_string(proconfig, ','), '') LIKE 'search_path=pg_catalog%%')"
    )
    assert loose == []


@pytest.mark.parametrize(
    "table",
    ["cases_participation", "cases_disclosure", "cases_bar", "cases_brokenglass", "access_record"],
)
def test_shares_and_the_record_are_written_by_guard_functions_alone(ask: Ask, table: str) -> None:
    assert ask("SELECT has_table_privilege('jikimi_staff', %s, 'INSERT,UPDATE,DELETE')", table) == [
        (False,)
    ]


def test_a_case_is_not_inserted_past_the_guard(ask: Ask) -> None:
    assert ask("SELECT has_table_privilege('jikimi_staff', 'cases_case', 'INSERT,DELETE')") == [
        (False,)
    ]


def test_tables_only_the_guard_may_read_stay_closed(ask: Ask) -> None:
    for table in _GUARD_ONLY:
        assert ask("SELECT has_table_privilege('jikimi_staff', %s, 'SELECT')", table) == [(False,)]


def test_every_guard_function_is_sound(django_db_setup: None) -> None:
    """Migrations create bodies unchecked, for tables follow later; here PostgreSQL checks them."""
    name = os.environ["JIKIMI_DB_NAME"]
    with roles.connect({**embedded.dsn("admin"), "dbname": name}) as admin:
        texts = admin.execute(
            "SELECT pg_get_functiondef(p.oid) FROM pg_proc p"
            " JOIN pg_language l ON l.oid = p.prolang"
            " WHERE p.proowner = 'jikimi_guard'::regrole AND l.lanname = 'sql'"
        ).fetchall()
        for (text,) in texts:
            admin.execute(text)
        admin.rollback()
    assert len(texts) > 10


def test_who_stands_in_a_list_is_told_by_no_function_that_staff_may_call(ask: Ask) -> None:
    """Lists of who may see a row, and who stays out of it, are worked out for triggers alone."""
    kept = {"access_principals", "access_refusals"}  # of the actor itself
    lists = ask(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        " AND prosecdef AND prorettype = 'bigint[]'::regtype"
        " AND has_function_privilege('jikimi_staff', oid, 'EXECUTE')"
    )
    own = {"bodies_kept"}  # which bodies the actor keeps, asked by the policies
    assert {name for (name,) in lists} - kept <= own
