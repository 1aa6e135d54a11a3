"""The Jinja2 environment of all pages: globals, dates and numbers as Korean offices write them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

_REMEMBERED = 2_000


def environment(**options: Any) -> Environment:
    """A strict environment: an undefined name is an error, not an empty place."""
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    options.pop("autoescape", None)
    env = Environment(autoescape=True, extensions=["jinja2.ext.i18n"], **options)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: gettext(text),
        ngettext=lambda one, many, n: ngettext(one, many, n),
        newstyle=True,
    )
    env.globals.update({"_": _said, "gettext": _said, "remembered": _remembered})
    env.globals.update(static=_static, url=_url, language=partial(_language))
    env.filters.update(date=day, instant=instant, clock=clock, hour=hour, number=number, ago=ago)
    return env


def _said(text: str, /, **values: object) -> Markup:
    """A message in the reader's language; a page says hundreds, so each is looked up once."""
    if not values:
        return _plain(get_language(), text)
    return Markup(gettext(text)) % values  # noqa: S704 - a message of ours; values are escaped


@lru_cache(maxsize=_REMEMBERED)
def _plain(language: str | None, text: str) -> Markup:
    return Markup(gettext(text)) % {}  # noqa: S704 - a message of ours


def _remembered(macro: Callable[..., Markup]) -> Callable[..., Markup]:
    """A macro that is drawn once for the same arguments; for marks, never for words of a person."""
    return lru_cache(maxsize=_REMEMBERED)(lambda *args, **named: macro(*args, **named))


@lru_cache(maxsize=_REMEMBERED)
def _static(path: str) -> str:
    return static(path)


def _url(name: str, *args: Any, **kwargs: Any) -> str:
    if not (args or kwargs):
        return _fixed(name)
    return reverse(name, args=args or None, kwargs=kwargs or None)


@lru_cache(maxsize=_REMEMBERED)
def _fixed(name: str) -> str:
    return reverse(name)


def _language() -> str:
    return "en" if (get_language() or "ko").startswith("en") else "ko"


def day(value: date | datetime | None) -> str:
    """`2026. 11. 22.` in Korean, `22 Nov 2026` in English; empty for nothing."""
    if value is None:
        return ""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    if _language() == "en":
        return f"{local.day} {local:%b %Y}"
    return f"{local.year}. {local.month}. {local.day}."


def instant(value: datetime | None) -> str:
    """The day and the 24-hour time in Korea; empty for nothing."""
    return "" if value is None else f"{day(value)} {timezone.localtime(value):%H:%M}"


def clock(value: datetime | None) -> str:
    """The 24-hour time in Korea to the second; empty for nothing."""
    return "" if value is None else f"{timezone.localtime(value):%H:%M:%S}"


def hour(value: datetime | None) -> str:
    """The 24-hour time in Korea to the minute; empty for nothing."""
    return "" if value is None else f"{timezone.localtime(value):%H:%M}"


def number(value: int | float | None) -> str:
    """Thousands with commas; empty for nothing."""
    return "" if value is None else f"{value:,}"


def ago(value: date | datetime | None) -> str:
    """How long ago, or in how long, in days: `3일 전`, `오늘`, `2일 후`."""
    if value is None:
        return ""
    zone = timezone.get_default_timezone()
    then = value.astimezone(zone).date() if isinstance(value, datetime) else value
    return _days_ago(get_language(), (timezone.now().astimezone(zone).date() - then).days)


@lru_cache(maxsize=_REMEMBERED)
def _days_ago(language: str | None, days: int) -> str:
    if days == 0:
        return gettext("today")
    if days > 0:
        return ngettext("%(days)d day ago", "%(days)d days ago", days) % {"days": days}
    return ngettext("in %(days)d day", "in %(days)d days", -days) % {"days": -days}
