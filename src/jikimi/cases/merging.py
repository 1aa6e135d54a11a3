"""Merging: two people wrote in one text at once; both changes are kept where they do not meet."""

from __future__ import annotations


def merged(*, base: str, mine: str, theirs: str) -> str | None:
    """Both changes to base in one text, or None when both changed the same place.

    Two additions at the same place both stay, theirs first, each on its own line.
    """
    if mine in (theirs, base):
        return theirs
    if theirs == base:
        return mine
    ours, other = _change(base, mine), _change(base, theirs)
    if ours[:2] == other[:2] and ours[2].startswith(other[2]):
        return mine  # the same addition, gone on writing
    if ours[1] < other[0] or (ours[1] == other[0] and ours[0] < other[0]):
        return _applied(base, ours, other)
    if other[1] <= ours[0]:
        return _applied(base, other, ours)
    return None


def _change(base: str, text: str) -> tuple[int, int, str]:
    """From where to where base was replaced, and by what."""
    start = _shared(base, text)
    room = min(len(base), len(text)) - start
    end = min(_shared(base[::-1], text[::-1]), room)
    return start, len(base) - end, text[start : len(text) - end]


def _applied(base: str, first: tuple[int, int, str], second: tuple[int, int, str]) -> str:
    between = base[first[1] : second[0]]
    if first[:2] == second[:2] and not first[2].endswith("\n") and not second[2].startswith("\n"):
        between = "\n"
    return base[: first[0]] + first[2] + between + second[2] + base[second[1] :]


def _shared(one: str, two: str) -> int:
    """How many letters two texts begin with alike."""
    pairs = enumerate(zip(one, two, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(two)))
