"""Accounts of the invented members: random passwords, one-time codes, the file listing them."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import asdict, dataclass

from jikimi.settings.folders import demo_accounts_file, write_private

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is mistaken for something else
_TOTP_BYTES = 20


@dataclass(frozen=True, slots=True)
class Account:
    """How to sign in as one invented member. note: what this account is there to show."""

    username: str
    password: str
    totp_secret: str
    agency: str
    roles: list[str]
    note: str


def new_password() -> str:
    """A password easy to type, of 59 bits: three groups of four."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def new_totp_secret() -> str:
    """A secret for one-time codes (RFC 4226 recommends 160 bits), in base 32."""
    return base64.b32encode(secrets.token_bytes(_TOTP_BYTES)).decode("ascii")


def write_accounts(accounts: list[Account]) -> None:
    """List the accounts in the data folder, readable by the owner of the installation alone."""
    listed = [asdict(account) for account in accounts]
    write_private(
        demo_accounts_file(), text=json.dumps(listed, ensure_ascii=False, indent=1) + "\n"
    )
