"""What every page of the public door has: no account, no cookie, a language without either."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]
MOST_KEPT = 50
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})?")
# Named as their speakers write them, so that each finds their own.
TONGUES = (
    ("ko", "한국어"), ("en", "English"), ("zh", "中文"), ("vi", "Tiếng Việt"), ("th", "ภาษาไทย"),
    ("tl", "Filipino"), ("id", "Bahasa Indonesia"), ("km", "ភាសាខ្មែរ"), ("mn", "Монгол"),
    ("ru", "Русский"), ("uz", "Oʻzbekcha"), ("ne", "नेपाली"), ("my", "မြန်မာ"), ("ja", "日本語"),
    ("lo", "ພາສາລາວ"), ("bn", "বাংলা"), ("ur", "اردو"), ("ar", "العربية"), ("kvk", "한국수어"),
)  # fmt: skip


@dataclass(frozen=True)
class Here:
    """The page a reader stands on. chosen: the language asked for in the address, if any."""

    path: str
    chosen: str
    kept: tuple[UUID, ...]

    tongues = TONGUES

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
    here = Here(request.path, chosen_language(request), kept_numbers(request))
    return render(request, f"public/{page}.html", {**(context or {}), "here": here}, status=status)


def chosen_language(request: HttpRequest) -> str:
    """The language the reader chose by a link; empty when the browser's own decides."""
    given = request.GET.get("lang", "")
    return given if _LANGUAGE.fullmatch(given) else ""


def kept_numbers(request: HttpRequest) -> tuple[UUID, ...]:
    """The entries a reader set aside: carried from form to form, known to nobody else."""
    found: dict[UUID, None] = {}
    for word in request.POST.getlist("keep")[:MOST_KEPT]:
        try:
            found[UUID(word)] = None
        except ValueError:
            continue
    return tuple(found)
