"""The clock's process starts without a word of warning."""

from __future__ import annotations

import os
import subprocess
import sys

START_WITHOUT_WORKING = """
import runpy
from procrastinate import App
App.run_worker = lambda app, **options: print("would work", len(app.tasks))
runpy.run_module("jikimi.doors.clock", run_name="__main__", alter_sys=True)
"""


def test_the_worker_starts_with_its_tasks_and_without_a_warning() -> None:
    command = [sys.executable, "-c", START_WITHOUT_WORKING]
    run = subprocess.run(command, capture_output=True, text=True, env=os.environ, check=True)
    assert run.stderr == ""
    assert int(run.stdout.split()[-1]) >= 6
