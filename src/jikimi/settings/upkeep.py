"""What must be up to date before a page can be served: tables, messages, files for browsers.

Each step first asks, in a few milliseconds, whether there is anything to do.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from jikimi import settings
from jikimi.settings import folders, roles
from jikimi.settings.embedded import dsn
from jikimi.settings.marks import mark, marks
from jikimi.settings.refusals import CannotStart

_PACKAGES_WITH_TABLES = ("django", "django-allauth", "procrastinate")
_ONE_AT_A_TIME = 7_145_464_202


def tables_are_current() -> bool:
    """Whether every migration in this version of the code has run on the database."""
    return marks().get("tables") == _tables_fingerprint()


def bring_tables_up_to_date() -> bool:
    """Run the migrations as the owner, one process at a time; False when nothing was to do.

    Raises CannotStart with the reason when a migration fails; what ran before it stays.
    """
    if tables_are_current():
        return False
    with roles.connect(dsn("owner"), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_ONE_AT_A_TIME])
        if tables_are_current():
            return False
        django_command("migrate", "--no-input", "--no-color", role="owner")
        mark("tables", value=_tables_fingerprint())
    return True


def pending_migrations() -> list[str]:
    """The migrations that have not run, as `app.name`."""
    told = django_command("showmigrations", "--plan", "--no-color", role="owner")
    lines = [line.split() for line in told.splitlines()]
    return [words[-1] for words in lines if words[:2] == ["[", "]"]]


def compile_messages() -> bool:
    """Make the .mo files that gettext reads; False when none was older than its .po."""
    stale = [path for path in settings.PACKAGE.glob("locale/*/LC_MESSAGES/*.po") if _is_stale(path)]
    for path in stale:
        _compile(path)
    return bool(stale)


def collect_static() -> bool:
    """Gather style sheets, fonts and scripts for the web server; False when nothing changed."""
    note = folders.data_folder() / "static.fingerprint"
    current = _static_fingerprint()
    collected = note.read_text(encoding="utf-8") if note.exists() else ""
    if collected == current and Path(settings.STATIC_ROOT).is_dir():
        return False
    django_command("collectstatic", "--no-input", "--clear", "--no-color", role="staff")
    folders.write_private(note, text=current)
    return True


def django_command(*words: str, role: str) -> str:
    """Run one of Django's own commands in a process of its own and return what it told.

    Raises CannotStart with the last line of its complaint.
    """
    chosen = {"DJANGO_SETTINGS_MODULE": "jikimi.settings", "JIKIMI_DB_ROLE": role}
    done = subprocess.run(  # noqa: S603 - Django's own commands
        [sys.executable, "-m", "django", *words],
        env={**os.environ, **chosen},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        complaint = done.stderr.strip().splitlines() or ["it gave no reason"]
        raise CannotStart(f"{words[0]} failed: {complaint[-1]}")
    return done.stdout


def _tables_fingerprint() -> str:
    files = [
        path
        for pattern in ("*/migrations/*.py", "*/sql/*.sql")
        for path in settings.PACKAGE.glob(pattern)
    ]
    contents = (path.name.encode() + path.read_bytes() for path in sorted(files))
    return _digest([*contents, *_versions(_PACKAGES_WITH_TABLES)])


def _static_fingerprint() -> str:
    entries = settings.STATICFILES_DIRS
    places = [str(entry[1] if isinstance(entry, tuple) else entry) for entry in entries]
    files = [path for place in places for path in sorted(Path(place).rglob("*")) if path.is_file()]
    stamps = (f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}".encode() for path in files)
    return _digest([*stamps, *_versions(_PACKAGES_WITH_TABLES)])


def _versions(packages: Iterable[str]) -> list[bytes]:
    return [f"{package} {version(package)}".encode() for package in packages]


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()[:32]


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def _compile(source: Path) -> None:
    # Imported here: a warm start compiles nothing and need not wait for Babel.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as handle:
        catalogue = read_po(handle)
    draft = source.with_suffix(f".mo.{os.getpid()}")
    with draft.open("wb") as handle:
        write_mo(handle, catalogue)
    draft.rename(source.with_suffix(".mo"))
