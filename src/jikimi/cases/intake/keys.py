"""Keys of new rows: nobody can guess one, and those made one after another lie side by side.

A key is a UUID of version 7 (RFC 9562 §5.7, method 3): the instant to 1/4096 of a millisecond, then
60 random bits.  With keys that are random all over, an index of a million rows is touched in a
million places; with these, always at its end.
"""

import os
import time

_HEX_DIGITS = 15  # 60 random bits


def new_keys(rows: int) -> list[str]:
    """For each row three keys joined by tabs: of its report, its victim and its suspect.

    Such as `019a…-7…\\t019a…\\t019a…`, 32 hexadecimal digits each, as PostgreSQL reads them.
    """
    instant = time.time_ns() * 4_096 // 1_000_000
    chance = os.urandom(rows * 3 * (_HEX_DIGITS + 1) // 2).hex()
    return [
        _three(f"{instant + row:015x}", chance[start : start + 3 * _HEX_DIGITS])
        for row, start in enumerate(range(0, rows * 3 * _HEX_DIGITS, 3 * _HEX_DIGITS))
    ]


def _three(instant: str, chance: str) -> str:
    front = f"{instant[:12]}7{instant[12:]}8"
    return f"{front}{chance[:15]}\t{front}{chance[15:30]}\t{front}{chance[30:]}"
