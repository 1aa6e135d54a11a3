"""Files that leave the house: under a password as soon as they tell of a person (SR-17)."""

from __future__ import annotations

from dataclasses import dataclass
from io import SEEK_END, BytesIO
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO

from django.utils import timezone
from django.utils.translation import gettext as _
from pyzipper import WZ_AES, ZIP_DEFLATED, AESZipFile
from pyzipper.zipfile_aes import AESZipInfo

from jikimi.access.errors import NotValid

PASSWORD_AT_LEAST = 10
_KINDS_AT_LEAST = 2
_BITS = 256


@dataclass(frozen=True, slots=True)
class TakenFile:
    """A file for somebody to keep. name: with its ending, and silent about people."""

    name: str
    content: bytes
    is_locked: bool = False


def need_password(password: str, *, is_personal: bool) -> None:
    """Refuse a file that tells of a person and has no password.

    Raises NotValid on `password`, also when one is given and too weak.
    """
    if is_personal or password:
        check_password(password)


def check_password(password: str) -> None:
    """Raise NotValid on `password` when it is easily guessed, or would not open the file later.

    Programs write Hangul in a password each in its own way, so only plain letters may be in it.
    """
    if len(password) < PASSWORD_AT_LEAST or _kinds(password) < _KINDS_AT_LEAST:
        says = _("At least %(n)d characters, letters with digits or signs among them.")
        raise NotValid("access.file.password", {"password": says % {"n": PASSWORD_AT_LEAST}})
    if not (password.isascii() and password.isprintable()):
        says = _("Only Latin letters, digits and signs of the keyboard.")
        raise NotValid("access.file.password", {"password": says})


def lock_noted(password: str) -> dict[str, str]:
    """What the record says of how a file left: under a lock or open. Never the password."""
    return {"lock": f"aes-{_BITS}" if password else "none"}


def locked(file: TakenFile, password: str) -> TakenFile:
    """The file inside a ZIP that opens only with the password (AES-256, as WinZip writes it).

    The password is kept nowhere.  Its file name can be read without the password.
    """
    check_password(password)
    packed = BytesIO()
    _lock(BytesIO(file.content), file.name, password, into=packed)
    return TakenFile(f"{Path(file.name).stem}.zip", packed.getvalue(), is_locked=True)


def locked_copy(source: Path, *, name: str, password: str) -> IO[bytes]:
    """The same for a file too large for the memory; it is gone from the disk when it is closed."""
    check_password(password)
    packed = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    with source.open("rb") as plain:
        _lock(plain, name, password, into=packed)
    packed.seek(0)
    return packed


def _lock(plain: IO[bytes], name: str, password: str, *, into: IO[bytes]) -> None:
    entry = AESZipInfo(name, date_time=timezone.localtime().timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED
    entry.file_size = plain.seek(0, SEEK_END)
    plain.seek(0)
    with AESZipFile(into, "w") as archive:
        archive.setpassword(password.encode("ascii"))
        archive.setencryption(WZ_AES, nbits=_BITS)
        with archive.open(entry, "w") as inside:
            copyfileobj(plain, inside)


def _kinds(password: str) -> int:
    """How many of letters, digits and signs it holds."""
    return sum(
        (
            any(letter.isalpha() for letter in password),
            any(letter.isdigit() for letter in password),
            any(not letter.isalnum() for letter in password),
        )
    )
