"""Coordinators keep the list of need words, and look at what was searched for in vain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, check
from jikimi.access.actor import Actor
from jikimi.access.acts import act_called
from jikimi.access.codes import codes, label
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.directory.models import MissedSearch, NeedWord
from jikimi.directory.search import needs
from jikimi.directory.search.listed import changed_words, words_in_force

WHO = ("", "child", "hurting", "worried")
_LEAST, _LONGEST = 2, 80
# Counts are shown in steps, so that one person's search is never a number of its own.
_STEPS = (5, 10, 20, 50, 100, 500)
_LISTS = {"need": "needs", "place": "places", "language": "spoken_languages"}


@dataclass(frozen=True, slots=True)
class Listed:
    """One phrase of the list. is_ours: added by coordinators; is_removed: taken away."""

    word: needs.NeedWord
    is_ours: bool = False
    is_removed: bool = False


@dataclass(frozen=True, slots=True)
class Missed:
    """What was searched for in vain in a week. times: '5 or more', not the number."""

    row: MissedSearch
    words: tuple[str, ...]
    times: str


def add_need_word(*, actor: Actor, phrase: str, need: str, language: str, who: str) -> NeedWord:
    """Let a phrase mean a need from now on, or mean another than before.

    `…` in a phrase stands for some letters between.  Raises NotValid naming the field.
    Records directory.need_word.change.
    """
    word = needs.NeedWord(" ".join(phrase.split())[:_LONGEST], language, need, who)
    _check(word)
    return _save(actor, word, is_removed=False)


def remove_need_word(*, actor: Actor, phrase: str) -> NeedWord:
    """Take a phrase from the list; it can be added again. Records directory.need_word.change."""
    key = needs.NeedWord(phrase, "", "").key
    found = next((w for w in words_in_force(changed_words()) if w.key == key), None)
    if found is None:
        raise NotAllowed
    return _save(actor, found, is_removed=True)


def need_words(actor: Actor, *, need: str = "", typed: str = "") -> list[Listed]:
    """The list as it stands, narrowed to a need or to phrases with these letters; ours first."""
    check(actor, act_called("directory.need_word.change"))
    changed = changed_words()
    ours = {word.key for word, is_removed in changed if not is_removed}
    rows = [Listed(word, word.key in ours) for word in words_in_force(changed)]
    rows += [Listed(word, is_ours=True, is_removed=True) for word, gone in changed if gone]
    kept = [row for row in rows if _is_asked(row.word, need, typed)]
    return sorted(kept, key=lambda row: (not row.is_ours, row.word.need, row.word.key))


def missed_searches(actor: Actor) -> list[Missed]:
    """What was searched for in vain and is not done with, the newest week and the most first."""
    check(actor, act_called("directory.missed.read"))
    rows = MissedSearch.objects.filter(done_at=None, words__len__gt=0)[:200]
    return [Missed(row, tuple(map(_said, row.words)), _about(row.times)) for row in rows]


def finish_missed(*, actor: Actor, number: int) -> None:
    """Put a missed search aside: help was listed, or a word was added.

    Records directory.missed.finish.
    """
    with acting(actor, "directory.missed.finish"):
        done = MissedSearch.objects.filter(pk=number, done_at=None).update(done_at=timezone.now())
        if not done:
            raise NotAllowed


def _check(word: needs.NeedWord) -> None:
    wrong: dict[str, str] = {}
    pieces = word.key.split(needs.GAP)
    if not all(pieces) or sum(map(len, pieces)) < _LEAST + (len(pieces) > 1):
        wrong["phrase"] = _("Write two letters or more, and something on each side of the dots.")
    if word.need not in codes("directory", "needs"):
        wrong["need"] = _("Choose a need.")
    if word.who not in WHO:
        wrong["who"] = _("Choose who says it.")
    if wrong:
        raise NotValid("directory.need_word", wrong)


def _save(actor: Actor, word: needs.NeedWord, *, is_removed: bool) -> NeedWord:
    with acting(actor, "directory.need_word.change") as doing:
        row = NeedWord.objects.filter(key=word.key).first() or NeedWord(key=word.key)
        row.phrase, row.language, row.need, row.who = (
            word.phrase, word.language, word.need, word.who,
        )  # fmt: skip
        row.is_removed, row.changed_at = is_removed, timezone.now()
        row.save()
        doing.details["need"] = word.need
    return row


def _is_asked(word: needs.NeedWord, need: str, typed: str) -> bool:
    letters = needs.NeedWord(typed, "", "").key
    return (not need or word.need == need) and letters in word.key


def _said(code: str) -> str:
    """A kept word in the reader's language."""
    kind, _sep, value = code.partition(":")
    if kind in _LISTS:
        return label("directory", _LISTS[kind], value)
    return _filter_words(value) if kind == "filter" else value


def _filter_words(kind: str) -> str:
    words = {
        "when": _("at a certain time"),
        "always": _("day and night"),
        "wheelchair": _("with a wheelchair"),
        "sex": _("for a woman or a man"),
        "age": _("of a certain age"),
        "disability": _("with a disability"),
        "foreign": _("of foreign nationality"),
        "child": _("with a child"),
    }
    return words.get(kind, kind)


def _about(times: int, steps: Iterable[int] = _STEPS) -> str:
    reached = [step for step in steps if times >= step]
    if not reached:
        return _("fewer than %(number)s") % {"number": _STEPS[0]}
    return _("%(number)s or more") % {"number": reached[-1]}
