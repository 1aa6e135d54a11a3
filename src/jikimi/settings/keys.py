"""The secrets of one installation, made once and kept in the data folder."""

import json
import secrets
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypedDict, cast

from jikimi.settings import folders
from jikimi.settings.refusals import CannotStart


def _hex_key() -> str:
    return secrets.token_hex(32)


_DATABASE_ROLES = ("admin", "owner", "staff", "public")


class Keys(TypedDict):
    """django_secret signs cookies; the others are 32 bytes in hex.

    ticket_key: names the actor to the database.  seal_key: sealed fields.
    search_key: blind indexes.  database: a password for each login role.
    """

    django_secret: str
    ticket_key: str
    seal_key: str
    search_key: str
    database: dict[str, str]


_MAKERS: dict[str, Callable[[], Any]] = {
    "django_secret": lambda: secrets.token_urlsafe(50),
    "ticket_key": _hex_key,
    "seal_key": _hex_key,
    "search_key": _hex_key,
    "database": lambda: {role: secrets.token_urlsafe(32) for role in _DATABASE_ROLES},
}


def keys() -> Keys:
    """The secrets of this installation, created at its first start.

    Raises CannotStart when the file cannot be read, or is gone while its database is there:
    new keys would make every sealed field unreadable for ever.
    """
    return _keys_in(folders.keys_file())


@lru_cache(maxsize=8)
def _keys_in(path: Path) -> Keys:
    known = _read(path)
    if set(known) != set(_MAKERS):
        known = _complete(path)
    return cast(Keys, known)


def _complete(path: Path) -> dict[str, Any]:
    with folders.locked("keys"):
        known = _read(path)
        if not known and (folders.database_folder() / "PG_VERSION").exists():
            raise CannotStart(
                f"{path} is missing, but the database it belongs to is here. "
                "Put the file back from your backup; sealed fields cannot be read without it."
            )
        made = {name: known.get(name) or make() for name, make in _MAKERS.items()}
        if made != known:
            folders.write_private(path, text=json.dumps(made, indent=2) + "\n")
        return made


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except PermissionError as error:
        raise CannotStart(f"{path} belongs to another account; run as its owner.") from error
    except ValueError as error:
        raise CannotStart(f"{path} is damaged. Put it back from your backup.") from error
    return {name: content[name] for name in _MAKERS if name in content}
