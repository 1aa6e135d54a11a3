"""Run the database server without root's rights, whoever starts it.

A real account is best: its server cannot touch a file of root's. Where that account cannot reach
the programs or the data (a clone inside /root), a user namespace takes root's capabilities away.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from jikimi.settings.refusals import CannotStart

# An operator who wants an account of its own creates `jikimi`; every system has `nobody`.
ACCOUNTS = ("jikimi", "postgres", "nobody")
_REACHES = 'test -x "$1" && cd "$2"'


@dataclass(frozen=True)
class Runner:
    """How to run the server's programs: words before the command, and the account, if any."""

    prefix: tuple[str, ...]
    user: int | None
    group: int | None

    @property
    def file_owner(self) -> int:
        """Who must own the server's files, as the file system sees it."""
        return os.geteuid() if self.user is None else self.user

    def run(self, command: list[str | Path]) -> "subprocess.CompletedProcess[str]":
        """Run one program to its end, as that account, with nothing of ours in its environment."""
        return subprocess.run(  # noqa: S603 - programs of PostgreSQL, no shell, no typed words
            [*self.prefix, *command],
            user=self.user,
            group=self.group,
            extra_groups=None if self.user is None else (),
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"},
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def own(self, folder: Path) -> None:
        """Hand a folder and all in it to the account, when it is not its own yet."""
        if self.user is None and os.geteuid() != 0:
            return
        if folder.stat().st_uid != self.file_owner:
            for path in (*folder.rglob("*"), folder):
                os.lchown(path, self.file_owner, self.group if self.group is not None else -1)


def runner_for(program: Path, *, data: Path) -> Runner:
    """Choose how to run `program` on files under `data` without root's rights.

    Raises CannotStart when the caller is root and neither an account nor a namespace will do.
    """
    if os.geteuid() != 0:
        return Runner((), None, None)
    for account in _accounts():
        runner = Runner((), account.pw_uid, account.pw_gid)
        if runner.run(["/bin/sh", "-c", _REACHES, "sh", program, data]).returncode == 0:
            return runner
    for account in _accounts() if shutil.which("unshare") else ():
        runner = _namespace(account)
        if runner.run([program, "--version"]).returncode == 0:
            return runner
    raise CannotStart(
        f"PostgreSQL refuses to run as root, and no other account can reach {program} and {data}. "
        "Run as an ordinary user, or move the program to a folder others may enter, such as /opt."
    )


def _accounts() -> list[pwd.struct_passwd]:
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return [known[name] for name in ACCOUNTS if name in known]


def _namespace(account: pwd.struct_passwd) -> Runner:
    # The number needs a name on this system: initdb looks it up.
    mapped = (f"--map-user={account.pw_uid}", f"--map-group={account.pw_gid}")
    return Runner(("unshare", "--user", *mapped, "--"), None, None)
