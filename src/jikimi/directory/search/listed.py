"""The list of need words as it stands today: what came with Jikimi, changed by coordinators."""

from __future__ import annotations

from functools import lru_cache

from django.db import connections

from jikimi.directory.routing import door_alias
from jikimi.directory.search.needs import NeedList, NeedWord, starting_words

Changed = tuple[tuple[NeedWord, bool], ...]


def need_list() -> NeedList:
    """The list made ready to be asked; made anew only when it was changed."""
    return _list_of(changed_words())


def changed_words() -> Changed:
    """Phrases added or taken away by coordinators, each with whether it was taken away."""
    with connections[door_alias()].cursor() as cursor:
        cursor.execute("SELECT phrase, language, need, who, is_removed FROM directory_need_words()")
        rows = cursor.fetchall()
    return tuple(sorted(((NeedWord(*row[:4]), row[4]) for row in rows), key=lambda one: one[0].key))


def words_in_force(changed: Changed) -> list[NeedWord]:
    """The whole list with these changes."""
    words = {word.key: word for word in starting_words()}
    for word, is_removed in changed:
        words.pop(word.key, None)
        if not is_removed:
            words[word.key] = word
    return list(words.values())


@lru_cache(maxsize=4)
def _list_of(changed: Changed) -> NeedList:
    return NeedList(words_in_force(changed))
