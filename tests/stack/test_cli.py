"""The command line: one Jikimi on a folder, a warm start in seconds, nothing left behind."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from jikimi.doors.cli import main

JIKIMI = [sys.executable, "-c", "from jikimi.doors.cli import main; main(prog_name='jikimi')"]
_OURS = ("JIKIMI_", "DATABASE_URL", "DJANGO_")


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


@dataclass
class Place:
    """A data folder and a port of one's own, and the commands run on them."""

    folder: Path
    port: int

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        return {**kept, "JIKIMI_DATA": str(self.folder), "JIKIMI_PORT": str(self.port)}

    def run(self, *words: str, **extra: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*JIKIMI, *words],
            env={**self.environment, **extra},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def up(self) -> "subprocess.Popen[bytes]":
        """Start serving and wait until it answers."""
        with (self.folder.parent / "up.log").open("ab") as log:
            process = subprocess.Popen(
                [*JIKIMI, "up"], env=self.environment, stdout=log, stderr=log
            )
        eventually(lambda: process.poll() is not None or self.answers(), within_seconds=240)
        assert process.poll() is None, (self.folder.parent / "up.log").read_text()
        return process

    def answers(self) -> bool:
        try:
            url = f"http://127.0.0.1:{self.port}/healthz"
            with urllib.request.urlopen(url, timeout=5) as response:
                return bool(response.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def database_process(self) -> int:
        """Its number, or 0 while there is none."""
        note = self.folder / "postgres/postmaster.pid"
        return int(note.read_text().split("\n")[0]) if note.exists() else 0


def eventually(holds: Callable[[], bool], *, within_seconds: float) -> None:
    patience_ends = time.monotonic() + within_seconds
    while not holds():
        assert time.monotonic() < patience_ends
        time.sleep(0.1)


def children_of(process_id: int) -> list[int]:
    told = Path(f"/proc/{process_id}/task/{process_id}/children").read_text()
    return [int(word) for word in told.split()]


def is_alive(process_id: int) -> bool:
    try:
        status = Path(f"/proc/{process_id}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rsplit(")", 1)[1].split()[0] != "Z"


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """One folder for the whole file: the tables are made once."""
    top = Path(tempfile.mkdtemp(prefix="jikimi-test-"))
    top.chmod(0o711)
    here = Place(top / "var", free_port())
    here.folder.mkdir(mode=0o711)
    yield here
    here.run("down")
    shutil.rmtree(top)


@pytest.fixture(scope="class")
def serving(place: Place) -> Iterator["subprocess.Popen[bytes]"]:
    """A Jikimi that answers; stopped politely afterwards."""
    process = place.up()
    yield process
    process.terminate()
    assert process.wait(timeout=60) == 0


def names_of_commands() -> list[str]:
    return main.list_commands(click.Context(main))


@pytest.mark.parametrize("name", names_of_commands())
def test_every_command_explains_itself(name: str) -> None:
    told = CliRunner().invoke(main, [name, "--help"])
    assert told.exit_code == 0
    assert "Usage:" in told.output


@pytest.mark.parametrize(
    "words",
    [["dance"], ["up", "--port", "99999"], ["up", "--workers", "none"], ["check", "it"]],
)
def test_a_call_that_is_not_understood_ends_with_two(words: list[str]) -> None:
    told = CliRunner().invoke(main, words)
    assert told.exit_code == 2
    assert told.output.count("Error:") == 1


def test_an_unreadable_url_is_one_line_and_ends_with_one(place: Place) -> None:
    told = place.run("check", DATABASE_URL="mysql://somewhere")
    assert told.returncode == 1
    assert len(told.stderr.strip().splitlines()) == 1


class TestWhileItServes:
    def test_a_second_start_is_refused_and_names_what_runs(
        self, place: Place, serving: "subprocess.Popen[bytes]"
    ) -> None:
        told = place.run("up", "--port", str(free_port()))
        assert told.returncode == 1
        assert str(serving.pid) in told.stderr
        assert f"http://127.0.0.1:{place.port}" in told.stderr
        assert "jikimi down" in told.stderr
        assert place.answers()

    def test_a_fresh_installation_is_as_it_must_be(
        self, place: Place, serving: "subprocess.Popen[bytes]"
    ) -> None:
        checked = place.run("check", "--json")
        findings: list[dict[str, Any]] = json.loads(checked.stdout)["findings"]
        assert [finding for finding in findings if not finding["holds"]] == []
        assert checked.returncode == 0
        assert json.loads(place.run("migrate", "--json").stdout) == {"done": []}

    def test_its_record_holds(self, place: Place, serving: "subprocess.Popen[bytes]") -> None:
        told = place.run("record", "verify", "--json")
        assert json.loads(told.stdout) == {"holds": True, "broken": []}
        assert told.returncode == 0

    def test_a_killed_web_server_or_database_comes_back(
        self, place: Place, serving: "subprocess.Popen[bytes]"
    ) -> None:
        web, database = children_of(serving.pid)[0], place.database_process()
        os.kill(web, signal.SIGKILL)
        os.kill(database, signal.SIGKILL)
        eventually(lambda: place.database_process() not in (0, database), within_seconds=60)
        eventually(lambda: web not in children_of(serving.pid), within_seconds=60)
        eventually(place.answers, within_seconds=60)


def test_a_used_port_is_named(place: Place) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        told = place.run("up", "--port", str(port))
    assert told.returncode == 1
    assert f"Port {port} is used by another program" in told.stderr


def test_killed_it_leaves_nothing_that_serves_and_the_next_start_answers(
    place: Place,
) -> None:
    process = place.up()
    children = children_of(process.pid)
    process.kill()
    process.wait()
    eventually(lambda: not any(map(is_alive, children)), within_seconds=60)
    again = place.up()
    left = [*children_of(again.pid), place.database_process()]
    again.send_signal(signal.SIGINT)
    assert again.wait(timeout=60) == 0
    assert not any(map(is_alive, left))


def test_down_stops_what_runs_and_then_finds_nothing(place: Place) -> None:
    process = place.up()
    told = place.run("down", "--json")
    assert json.loads(told.stdout)["stopped"] == ["web server", "clock", "database"]
    assert process.wait(timeout=60) == 0
    assert json.loads(place.run("down", "--json").stdout) == {"stopped": []}


def test_the_public_door_runs_beside_the_house_and_down_stops_both(place: Place) -> None:
    house, port = place.up(), free_port()
    with (place.folder.parent / "public.log").open("wb") as log:
        words = [*JIKIMI, "up", "--public", "--port", str(port), "--workers", "1"]
        public = subprocess.Popen(words, env=place.environment, stdout=log, stderr=log)
    beside = Place(place.folder, port)
    eventually(lambda: public.poll() is not None or beside.answers(), within_seconds=60)
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/staff/", timeout=5)
    stopped = json.loads(place.run("down", "--json").stdout)["stopped"]
    assert stopped == ["public door", "web server", "clock", "database"]
    assert (house.wait(timeout=60), public.wait(timeout=60)) == (0, 0)


def test_the_demo_does_not_touch_a_database_that_holds_work(place: Place) -> None:
    enter = "INSERT INTO access_agency (key, name_ko, name_en, kind, district, phone)"
    work = (
        "from jikimi.settings import embedded, roles; embedded.start();"
        "c = roles.connect(embedded.dsn('owner')); c.execute('SET ROLE jikimi_guard');"
        f"c.execute(\"{enter} VALUES ('own', '기관', 'Agency', 'police', '', '')\"); c.commit()"
    )
    subprocess.run([sys.executable, "-c", work], env=place.environment, check=True)
    for words in (["demo"], ["demo", "--reset"]):
        told = place.run(*words)
        assert told.returncode == 1
        assert "stays untouched" in told.stderr
