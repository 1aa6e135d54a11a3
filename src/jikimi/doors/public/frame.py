"""What every page of the public door has: no account, no cookie, a language without either."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from jikimi.access.codes import codes, label

View = Callable[..., HttpResponse]
MOST_KEPT = 50
_MOST_FIELDS = MOST_KEPT + 20
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})?")
# Named as their speakers write them, so that each finds their own.
_OWN_NAMES = {
    "ko": "한국어", "en": "English", "ksl": "한국수어", "vi": "Tiếng Việt", "zh": "中文",
    "fil": "Filipino", "km": "ភាសាខ្មែរ", "mn": "Монгол", "ru": "Русский", "ja": "日本語",
    "th": "ภาษาไทย", "lo": "ພາສາລາວ", "uz": "Oʻzbekcha", "ne": "नेपाली", "id": "Bahasa Indonesia",
    "my": "မြန်မာဘာသာ",
}  # fmt: skip


@dataclass(frozen=True)
class Here:
    """The page a reader stands on. chosen: the language asked for in the address, if any.

    asked: what was posted to get it, to ask the same in another language.
    """

    path: str
    chosen: str
    kept: tuple[UUID, ...]
    asked: tuple[tuple[str, str], ...] = ()

    @property
    def tongues(self) -> list[tuple[str, str]]:
        """Languages one may ask for."""
        return [(code, tongue(code)) for code in codes("directory", "spoken_languages")]

    @property
    def exit_url(self) -> str:
        """Where the way out leads: a page anybody may have open."""
        return str(settings.JIKIMI_EXIT_URL)

    @property
    def is_beside_staff(self) -> bool:
        """Whether the staff door answers at the same address."""
        return not settings.JIKIMI_PUBLIC_ONLY


def public_page(view: View) -> View:
    """A page for anybody: no token, for it changes nothing; its address carries the language."""

    @csrf_exempt
    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        chosen = chosen_language(request)
        if chosen in dict(settings.LANGUAGES):
            translation.activate(chosen)
        return view(request, *args, **named)

    return answer


def show(
    request: HttpRequest, page: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """The page `public/<page>.html`."""
    shown = {"here": here_of(request), **(context or {})}
    return render(request, f"public/{page}.html", shown, status=status)


def repeatable(request: HttpRequest) -> Here:
    """Where the reader stands on a page that was posted to and may be asked for again."""
    posted = ((name, word) for name, words in request.POST.lists() for word in words)
    return replace(here_of(request), asked=tuple(islice(posted, _MOST_FIELDS)))


def here_of(request: HttpRequest) -> Here:
    """Where the reader stands."""
    return Here(request.path, chosen_language(request), kept_numbers(request))


def chosen_language(request: HttpRequest) -> str:
    """The language the reader chose by a link; empty when the browser's own decides."""
    given = request.GET.get("lang", "")
    return given if _LANGUAGE.fullmatch(given) else ""


def reader_language() -> str:
    """The language of the page's own words: ko or en."""
    return "en" if (translation.get_language() or "ko").startswith("en") else "ko"


def texts_language(request: HttpRequest) -> str:
    """The language entries are read in: any that was chosen, else that of the page."""
    return chosen_language(request) or reader_language()


def tongue(code: str) -> str:
    """A language as its speakers call it, else as we do."""
    return _OWN_NAMES.get(code) or label("directory", "spoken_languages", code)


def kept_numbers(request: HttpRequest) -> tuple[UUID, ...]:
    """The entries a reader set aside: carried from form to form, known to nobody else."""
    found: dict[UUID, None] = {}
    for word in request.POST.getlist("keep")[:MOST_KEPT]:
        try:
            found[UUID(word)] = None
        except ValueError:
            continue
    return tuple(found)
