"""How charts look: two sizes, the house's colours and letters."""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import east_asian_width

FONT = "Pretendard, 'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans CJK KR', sans-serif"
# Colours of look/tokens.css. Blue and ochre stay apart for every kind of colour blindness, and in
# grey; what matters differs in shape or dash as well.
INK, QUIET, LINE, FAINT, PAPER = "#1e2124", "#58616a", "#cdd1d5", "#e6e8ea", "#fff"
BLUE, PALE_BLUE, OCHRE, PALE_OCHRE, RED = "#0b50d0", "#b1cefb", "#9e6a00", "#ffc95c", "#bd2c0f"
SERIES = ((BLUE, ""), (OCHRE, "7 4"), (INK, "2 3"), (RED, "10 3 2 3"), (QUIET, "1 4"))
_WIDE_LETTER, _NARROW_LETTER = 0.93, 0.57


@dataclass(frozen=True, slots=True)
class Size:
    """A drawing surface in its own units. letter: height of letters; pad: between parts."""

    name: str
    width: float
    letter: float
    pad: float = 8


WIDE = Size("wide", 640, 13)
NARROW = Size("narrow", 320, 12)


def text_width(words: str, letter: float) -> float:
    """How wide words come out at most: Hangul is nearly as wide as high, Latin half of it."""
    wide = sum(east_asian_width(one) in "WF" for one in words)
    return (wide * _WIDE_LETTER + (len(words) - wide) * _NARROW_LETTER) * letter


def wrapped(words: str, width: float, letter: float, *, lines: int = 2) -> list[str]:
    """Words on at most so many lines of this width; what does not fit ends with an ellipsis."""
    found = [""]
    for word in words.split():
        longer = f"{found[-1]} {word}".strip()
        if text_width(longer, letter) <= width or not found[-1]:
            found[-1] = longer
        else:
            found.append(word)
    kept = found[:lines]
    if len(found) > lines:
        kept[-1] = f"{kept[-1]}…"
    return [_shortened(line, width, letter) for line in kept]


def _shortened(words: str, width: float, letter: float) -> str:
    if text_width(words, letter) <= width:
        return words
    words = words.removesuffix("…")
    while len(words) > 1 and text_width(f"{words}…", letter) > width:
        words = words[:-1]
    return f"{words}…"
