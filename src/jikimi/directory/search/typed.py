"""What was typed, letter by letter, and which letters have been understood so far.

Pure.  Recognisers take letters away (`take`); what nobody took is looked for as words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from jikimi.directory.search.folding import SILENT, is_korean

LONGEST = 200


class Typed:
    """The letters of a question. folded: without spaces and signs; place i of it is `places[i]`."""

    def __init__(self, typed: str) -> None:
        self.text = unicodedata.normalize("NFC", typed).lower()[:LONGEST]
        self.taken = [False] * len(self.text)
        self.places = [i for i, letter in enumerate(self.text) if not SILENT.match(letter)]
        self.folded = "".join(self.text[i] for i in self.places)

    def take(self, begin: int, end: int) -> str:
        """Take letters of the text; answers what was taken."""
        self.taken[begin:end] = [True] * (end - begin)
        return self.text[begin:end]

    def is_free(self, begin: int, end: int) -> bool:
        """Whether nobody has taken any of these letters."""
        return not any(self.taken[begin:end])

    def begins_word(self, at: int) -> bool:
        """Whether a word begins here: after a space or a sign, or after what was understood."""
        return at == 0 or self.taken[at - 1] or bool(SILENT.match(self.text[at - 1]))

    def take_pattern(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Take the first place where the pattern stands free, if there is one."""
        for found in pattern.finditer(self.text):
            if found.group().strip() and self.is_free(*found.span()):
                self.take(*found.span())
                return found
        return None

    def take_folded(self, spans: Iterable[tuple[int, int]]) -> str:
        """Take pieces of the folded text; answers them as they were typed, with what lies between.

        A piece across a space takes the space too.
        """
        pieces = [(self.places[begin], self.places[end - 1] + 1) for begin, end in spans]
        for begin, end in pieces:
            self.take(begin, end)
        return self.text[pieces[0][0] : pieces[-1][1]]

    def is_folded_free(self, spans: Iterable[tuple[int, int]]) -> bool:
        """Whether these pieces of the folded text are free."""
        return not any(
            self.taken[self.places[i]] for begin, end in spans for i in range(begin, end)
        )

    def words_left(self) -> list[tuple[str, bool]]:
        """Words nobody took, and whether each is only the end of a word of which the rest was."""
        found: list[tuple[str, bool]] = []
        word, is_rest = "", False
        for i, letter in enumerate(self.text):
            if self.taken[i] or SILENT.match(letter):
                found += [(word, is_rest)] if word else []
                word = ""
                continue
            is_rest = is_rest if word else i > 0 and self.taken[i - 1] and is_korean(letter)
            word += letter
        return found + ([(word, is_rest)] if word else [])
