"""Sealing: AES-256-GCM in an envelope. A key of its own for each field, wrapped by the house key.

Form: 1 byte version, 8 bytes id of the house key, 12 nonce and 48 wrapped field key, 12 nonce,
then the words with their tag.  Both are bound to where the field stands (`table.column:pk`), so
that a sealed value copied into another row does not open.
JIKIMI_SEAL_KEY: 32 bytes in hex; after a change of key the old ones follow, apart by spaces.
"""

from __future__ import annotations

import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_VERSION = b"\x01"
_ID, _NONCE, _WRAPPED = 8, 12, 48


class UnreadableError(Exception):
    """The value was altered or moved, or its key is not in this installation."""


def seal(text: str, *, place: str) -> bytes:
    """The text sealed for one place: `cases_sealedfield.sealed:<pk>`."""
    house_key = _house_keys()[0]
    field_key, bound = secrets.token_bytes(32), place.encode()
    outer, inner = secrets.token_bytes(_NONCE), secrets.token_bytes(_NONCE)
    wrapped = AESGCM(house_key).encrypt(outer, field_key, bound)
    words = AESGCM(field_key).encrypt(inner, text.encode(), bound)
    return _VERSION + key_id(house_key) + outer + wrapped + inner + words


def unseal(sealed: bytes, *, place: str) -> str:
    """The text of a sealed value. Raises UnreadableError: it was altered, moved, or has no key."""
    try:
        return _opened(bytes(sealed), place.encode())
    except (InvalidTag, ValueError) as error:
        raise UnreadableError from error


def key_id(key: bytes) -> bytes:
    """How a sealed value names its key, without telling it."""
    return hashlib.sha256(b"jikimi seal " + key).digest()[:_ID]


def _opened(sealed: bytes, bound: bytes) -> str:
    if not sealed.startswith(_VERSION):
        raise UnreadableError
    head = len(_VERSION) + _ID
    house_key = _key_called(sealed[len(_VERSION) : head])
    outer, rest = sealed[head : head + _NONCE], sealed[head + _NONCE :]
    field_key = AESGCM(house_key).decrypt(outer, rest[:_WRAPPED], bound)
    inner, words = rest[_WRAPPED : _WRAPPED + _NONCE], rest[_WRAPPED + _NONCE :]
    return AESGCM(field_key).decrypt(inner, words, bound).decode()


def _key_called(wanted: bytes) -> bytes:
    for key in _house_keys():
        if key_id(key) == wanted:
            return key
    raise UnreadableError


def _house_keys() -> list[bytes]:
    return [bytes.fromhex(key) for key in settings.JIKIMI_SEAL_KEY.split()]
