"""What somebody asks for: read from a posted form, never from an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

_LONGEST = {"words": 120, "district": 60, "need": 40, "language": 12, "sex": 6, "age": 3}
_SEXES = ("female", "male")
_OLDEST = 120


@dataclass(frozen=True)
class Asked:
    """What is looked for. Empty and False: it does not matter."""

    words: str = ""
    need: str = ""
    district: str = ""
    language: str = ""
    sex: str = ""
    age: int | None = None
    is_open_now: bool = False
    has_child: bool = False
    has_disability: bool = False
    is_foreign: bool = False
    needs_wheelchair: bool = False
    page: int = 1

    @property
    def ticks(self) -> list[tuple[str, str, bool]]:
        """Boxes of the form: name, words, whether ticked."""
        return [
            ("is_open_now", _("Open now"), self.is_open_now),
            ("has_child", _("I bring a child"), self.has_child),
            ("has_disability", _("I have a disability"), self.has_disability),
            ("needs_wheelchair", _("I use a wheelchair"), self.needs_wheelchair),
            ("is_foreign", _("I am not a Korean citizen"), self.is_foreign),
        ]

    @property
    def sexes(self) -> list[tuple[str, str]]:
        """Choices of the form."""
        return [("", _("Rather not say")), ("female", _("Woman")), ("male", _("Man"))]

    @property
    def is_narrowed(self) -> bool:
        """Whether more than words or a need was given."""
        told = (self.district, self.language, self.sex, self.age is not None)
        return any((*told, *(is_ticked for _name, _words, is_ticked in self.ticks)))

    @property
    def says_something(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.words or self.need) or self.is_narrowed

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The same as hidden fields, to ask for the next page; page left out."""
        texts = ("words", "need", "district", "language", "sex")
        said = [(name, getattr(self, name)) for name in texts if getattr(self, name)]
        ticked = [(name, "yes") for name, _words, is_ticked in self.ticks if is_ticked]
        return said + ticked + ([("age", str(self.age))] if self.age is not None else [])


NOTHING = Asked()


def asked_by(form: QueryDict) -> Asked:
    """What the posted form asks; what cannot be understood is left out."""
    told: dict[str, Any] = {n: form.get(n, "").strip()[:most] for n, most in _LONGEST.items()}
    told |= {name: form.get(name) == "yes" for name, _words, _is in NOTHING.ticks}
    told["age"] = _age(told["age"])
    if told["sex"] not in _SEXES:
        told["sex"] = ""
    return Asked(page=_page(form.get("page", "")), **told)


def _age(word: str) -> int | None:
    return int(word) if word.isascii() and word.isdigit() and int(word) <= _OLDEST else None


def _page(word: str) -> int:
    return min(max(int(word), 1), 100) if word.isascii() and word.isdigit() else 1
