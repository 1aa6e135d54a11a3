"""The database of one's own: durable, without root's rights, found again after any crash."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from jikimi.settings import embedded, folders, roles
from jikimi.settings.keys import keys
from jikimi.settings.postgres_binaries import programs
from jikimi.settings.refusals import CannotStart

_OTHERS = ("DATABASE_URL", "JIKIMI_DB_NAME", "JIKIMI_DB_ROLE")


@pytest.fixture(scope="module")
def shared_folder() -> Iterator[Path]:
    """A folder that other accounts may pass through, as on a real machine."""
    top = Path(tempfile.mkdtemp(prefix="jikimi-test-"))
    top.chmod(0o711)
    yield top / "var"
    shutil.rmtree(top)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Make a folder the data folder of this process; its server is stopped afterwards."""
    for name in _OTHERS:
        monkeypatch.delenv(name, raising=False)

    def use(folder: Path) -> Path:
        monkeypatch.setenv("JIKIMI_DATA", str(folder))
        return folder

    yield use
    monkeypatch.delenv("DATABASE_URL", raising=False)
    embedded.stop()


@pytest.fixture
def server(at: Any, shared_folder: Path) -> Path:
    """A running database; the folder is the same for every test that asks for it."""
    at(shared_folder)
    embedded.start()
    return shared_folder


def ask(login: embedded.Login, question: str, **elsewhere: Any) -> tuple[Any, ...]:
    with roles.connect({**embedded.dsn(login), **elsewhere}) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row


def kill(process_id: int | None) -> None:
    assert process_id is not None
    os.kill(process_id, signal.SIGKILL)


def test_what_is_committed_is_on_disk_and_provably_unbroken(server: Path) -> None:
    names = ("fsync", "full_page_writes", "synchronous_commit", "data_checksums")
    found = ask("staff", "SELECT " + ", ".join(f"current_setting('{name}')" for name in names))
    assert found == ("on",) * 4


def test_nobody_outside_this_machine_can_reach_it(server: Path) -> None:
    assert ask("staff", "SHOW listen_addresses") == ("",)
    assert stat.S_IMODE((server / "postgres-socket").stat().st_mode) == 0o700
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(**{**embedded.dsn("admin"), "password": "postgres"})  # type: ignore[arg-type]


def test_its_log_never_repeats_a_statement_or_a_value(server: Path) -> None:
    with roles.connect(embedded.dsn("staff")) as connection, pytest.raises(psycopg.Error):
        connection.execute("SELECT 'marker-of-a-person'::int")
    logs = [path.read_text(errors="replace") for path in (server / "postgres/log").iterdir()]
    assert logs
    assert not any("SELECT" in text for text in logs)


def test_hangul_has_letters_here(server: Path) -> None:
    assert ask("staff", "SELECT '김' ~ '[[:alpha:]]', upper('é'), current_setting('TimeZone')") == (
        True,
        "É",
        "UTC",
    )


def test_the_door_roles_pass_no_policy_and_cannot_hang_on(server: Path) -> None:
    flags = "SELECT bool_or(rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb) FROM pg_roles"
    assert ask("staff", f"{flags} WHERE rolname LIKE 'jikimi%'") == (False,)
    for login in ("staff", "public"):
        limits = "current_setting('statement_timeout'), current_setting('jit')"
        assert ask(login, f"SELECT {limits}") == ("30s", "off")  # type: ignore[arg-type]


def test_the_door_roles_can_make_nothing(server: Path) -> None:
    for login in ("staff", "public"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(login, "CREATE TABLE own (x int)")  # type: ignore[arg-type]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(login, "CREATE TEMPORARY TABLE own (x int)")  # type: ignore[arg-type]


def test_a_new_function_is_callable_by_nobody_until_granted(server: Path) -> None:
    with roles.connect(embedded.dsn("owner")) as connection:
        connection.execute("CREATE OR REPLACE FUNCTION opened() RETURNS int RETURN 1")
        connection.execute("ALTER FUNCTION opened() OWNER TO jikimi_guard")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask("staff", "SELECT opened()")


def test_a_fresh_database_forgets_everything_but_the_rights(server: Path) -> None:
    embedded.fresh_database("jikimi_spare")
    with roles.connect(embedded.dsn("owner", database="jikimi_spare")) as connection:
        connection.execute("CREATE TABLE leftover (x int)")
    embedded.fresh_database("jikimi_spare")
    here = {"dbname": "jikimi_spare"}
    assert ask("owner", "SELECT to_regclass('leftover')", **here) == (None,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask("staff", "CREATE TABLE own (x int)", **here)


def test_root_is_not_the_account_of_the_server(server: Path) -> None:
    status = Path(f"/proc/{embedded.process_id()}/status").read_text()
    accounts = next(line for line in status.splitlines() if line.startswith("Uid:"))
    assert "0" not in accounts.split()[1:]


def test_in_a_folder_only_root_may_enter_the_server_has_none_of_roots_rights(
    at: Any, tmp_path: Path
) -> None:
    tmp_path.chmod(0o700)
    at(tmp_path / "var")
    embedded.start()
    status = Path(f"/proc/{embedded.process_id()}/status").read_text()
    rights = next(line for line in status.splitlines() if line.startswith("CapEff:"))
    assert int(rights.split()[1], 16) == 0


def test_a_long_path_gets_a_short_way_in(at: Any, tmp_path: Path) -> None:
    at(tmp_path / ("deep" * 20) / ("deeper" * 10) / "var")
    embedded.start()
    way_in = Path(str(embedded.dsn("staff")["host"]))
    assert len(str(way_in)) < 90
    assert stat.S_IMODE(way_in.stat().st_mode) == 0o700
    assert ask("staff", "SELECT current_user") == ("jikimi_staff",)
    embedded.stop()
    assert not way_in.exists()


def test_eight_at_once_on_a_fresh_folder_meet_one_server(at: Any, tmp_path: Path) -> None:
    at(tmp_path / "var")
    work = (
        "from jikimi.settings import embedded, roles; embedded.start();"
        "print(roles.connect(embedded.dsn('staff')).execute("
        "'SELECT pg_postmaster_start_time()').fetchone())"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", work], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(8)
    ]
    answers = [process.communicate(timeout=60) for process in started]
    assert [process.returncode for process in started] == [0] * 8, answers
    assert len({told for told, _ in answers}) == 1


def test_killing_the_server_under_writers_loses_no_acknowledged_commit(server: Path) -> None:
    with roles.connect(embedded.dsn("owner")) as connection:
        connection.execute("DROP TABLE IF EXISTS kept")
        connection.execute("CREATE TABLE kept (writer int, number int)")
    acknowledged: list[tuple[int, int]] = []

    def write(writer: int) -> None:
        with roles.connect(embedded.dsn("owner"), autocommit=True) as connection:
            for number in range(1_000_000):
                try:
                    connection.execute("INSERT INTO kept VALUES (%s, %s)", [writer, number])
                except psycopg.OperationalError:
                    return
                acknowledged.append((writer, number))

    writers = [threading.Thread(target=write, args=[writer]) for writer in range(4)]
    for writer in writers:
        writer.start()
    time.sleep(1.0)
    kill(embedded.process_id())
    for writer in writers:
        writer.join()
    embedded.start()
    with roles.connect(embedded.dsn("owner")) as connection:
        kept = set(connection.execute("SELECT writer, number FROM kept").fetchall())
    assert len(acknowledged) > 100
    assert set(acknowledged) <= kept


def test_a_server_left_alone_by_its_starter_is_used_again(server: Path) -> None:
    before = embedded.process_id()
    assert [step.name for step in embedded.start()] == ["database was running", "roles"]
    assert embedded.process_id() == before


def test_a_dead_servers_note_with_a_strangers_number_does_not_hinder(server: Path) -> None:
    embedded.stop()
    (server / "postgres/postmaster.pid").write_text(f"{os.getpid()}\n{server}/postgres\n1\n5432\n")
    embedded.start()
    assert embedded.is_ready()


def test_stopping_leaves_a_clean_folder(server: Path) -> None:
    embedded.stop()
    control = subprocess.run(
        [programs() / "pg_controldata", server / "postgres"],
        capture_output=True,
        text=True,
        check=True,
        env={"LC_ALL": "C"},
    )
    assert "shut down\n" in control.stdout
    assert not embedded.is_ready()
    assert embedded.process_id() is None


def test_the_keys_are_ours_alone_and_stay(server: Path) -> None:
    path = folders.keys_file()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    kept = json.loads(path.read_text())
    assert kept == keys()
    assert len({kept["ticket_key"], kept["seal_key"], kept["search_key"]}) == 3


def test_lost_keys_are_not_replaced_while_their_database_is_here(at: Any, tmp_path: Path) -> None:
    folder = at(tmp_path / "var")
    (folder / "postgres").mkdir(parents=True)
    (folder / "postgres/PG_VERSION").write_text("17\n")
    with pytest.raises(CannotStart, match="backup"):
        keys()
    shutil.rmtree(folder / "postgres")


def test_an_admin_without_superuser_is_enough_elsewhere(
    server: Path, at: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = embedded.dsn("admin")
    with roles.connect(place, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS jikimi_spare")
        connection.execute("DROP DATABASE jikimi")
        connection.execute("DROP ROLE jikimi_staff, jikimi_public")
        connection.execute("DROP OWNED BY jikimi_owner, jikimi_guard")
        connection.execute("DROP ROLE jikimi_owner, jikimi_guard")
        connection.execute("CREATE ROLE cloud LOGIN CREATEROLE CREATEDB PASSWORD 'a b'")
    host = str(place["host"]).replace("/", "%2F")
    monkeypatch.setenv("DATABASE_URL", f"postgresql://cloud:a%20b@{host}/postgres")
    assert [step.name for step in embedded.start()] == ["roles"]
    assert ask("staff", "SELECT current_user, current_database()") == ("jikimi_staff", "jikimi")
    embedded.stop()
    assert embedded.is_ready()


@pytest.mark.parametrize("url", ["postgresql://[", "mysql://somewhere", "postgresql://h:port/x"])
def test_an_unreadable_url_says_what_a_readable_one_looks_like(
    url: str, at: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(tmp_path / "var")
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(CannotStart, match="postgresql://name:password@host:5432/database"):
        embedded.start()
