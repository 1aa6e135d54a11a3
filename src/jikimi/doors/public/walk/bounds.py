"""How often one address may speak in a minute (door_bounds.csv); a call for help is never refused.

Addresses are kept nowhere: counts stand in the memory of this process for a minute, under a hash
with a salt that is drawn anew each day (docs/decisions/0014).
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import time
from threading import Lock

from jikimi.access.codes import codes

_MINUTE_S = 60.0
_DAY_S = 86_400.0
_MOST_ADDRESSES = 50_000
# As many calls from one address in a minute are worth a note to the control room.
MANY_CALLS = 10


class Bounds:
    """Counts of this minute, by word and address."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._salt = secrets.token_bytes(16)
        self._salted_at = self._begun_at = time.monotonic()
        self._counts: dict[tuple[str, bytes], int] = {}

    def heard(self, word: str, address: str) -> int:
        """Count one more; how many there were in this minute.

        When memory for a minute is used up nobody new is counted, and so nobody is refused.
        """
        with self._lock:
            self._turn(time.monotonic())
            key = (word, self._hidden(address))
            if key not in self._counts and len(self._counts) >= _MOST_ADDRESSES:
                return 0
            self._counts[key] = self._counts.get(key, 0) + 1
            return self._counts[key]

    def _turn(self, now: float) -> None:
        if now - self._begun_at >= _MINUTE_S:
            self._counts, self._begun_at = {}, now
        if now - self._salted_at >= _DAY_S:
            self._salt, self._salted_at = secrets.token_bytes(16), now

    def _hidden(self, address: str) -> bytes:
        return hashlib.blake2b(_network(address), key=self._salt, digest_size=8).digest()


def most_a_minute(word: str) -> int | None:
    """How often an address may say this in a minute; None for what is never refused."""
    rows = codes("escorts", "door_bounds")
    given = rows[word if word in rows else "*"].more["a_minute"]
    return int(given) if given else None


def _network(address: str) -> bytes:
    """The address, of a longer one (IPv6) the network that one subscriber is given."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return b""
    return found.packed[:8] if found.version == 6 else found.packed


bounds = Bounds()
