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
    starts = range(0, 3 * rows * _HEX_DIGITS, _HEX_DIGITS)
    ends = iter([chance[start : start + _HEX_DIGITS] for start in starts])
    fronts = [f"{one >> 12:012x}7{one & 0xFFF:03x}8" for one in range(instant, instant + rows)]
    keys = zip(fronts, ends, ends, ends, strict=True)
    return [f"{front}{one}\t{front}{two}\t{front}{three}" for front, one, two, three in keys]
