"""What every request passes: one transaction, a named actor, one answer when it is refused."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.messages import get_messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jikimi.access.actor import AT_THE_DOOR
from jikimi.access.errors import Refusal
from jikimi.access.members import actor_for, is_second_factor_missing
from jikimi.access.record import append_shown, forget_readings, readings_remembered
from jikimi.access.ticket import name_actor

Next = Callable[[HttpRequest], HttpResponse]
_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self';"
    " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_PAGES = {404: "errors/404.html", 409: "errors/409.html", 422: "errors/422.html"}


class Answers:
    """Headers on every answer: nothing stored, nothing loaded from elsewhere."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the headers."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "geolocation=(), camera=(), microphone=()"
        )
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class OneTransaction:
    """One transaction a request; until the member is known only the door itself is named."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer inside a transaction."""
        if is_without_database(request.path):
            return self.get_response(request)
        with transaction.atomic():
            name_actor(AT_THE_DOOR)
            return self.get_response(request)


def is_without_database(path: str) -> bool:
    """Pages that ask the database nothing under the staff role: public door and liveness."""
    return not path.startswith(("/staff/", "/api/", "/i18n/", "/calendar/"))


class NamedActor:
    """Names the signed-in member to the database and ends sessions that idle or grow old."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the member who signed in."""
        request.actor = None  # type: ignore[attr-defined]
        if is_without_database(request.path) or not request.user.is_authenticated:
            return self.get_response(request)
        if _is_over(request):
            logout(request)
            if request.headers.get("HX-Request"):
                return refused_part(request)
            return redirect(f"{reverse('account_login')}?next={request.path}")
        actor = actor_for(request.user, place=_place(request))
        if is_second_factor_missing(request.user, place=actor.place) and _needs_factor(
            request.path
        ):
            return redirect("mfa_activate_totp")
        request.actor = actor  # type: ignore[attr-defined]
        name_actor(actor)
        try:
            return self._answer(request)
        finally:
            if not transaction.get_connection().needs_rollback:
                name_actor(AT_THE_DOOR)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return self.get_response(request)
        with readings_remembered() as readings:
            with transaction.atomic():
                response = self.get_response(request)
                if response.status_code >= 400:
                    transaction.set_rollback(True)
            if response.status_code >= 400:
                actor = request.actor  # type: ignore[attr-defined]
                append_shown(readings, actor=actor, status=response.status_code)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn a rule's refusal into its page; anything else goes on."""
        forget_readings()
        return answer_refusal(request, error) if isinstance(error, Refusal) else None


def refused_part(request: HttpRequest) -> HttpResponse:
    """What a part of a page gets after sign-out: no door in its place, so what was typed stays.

    A page that only watches is told to load anew, so that no case stays on an unattended screen.
    """
    response = HttpResponse(status=401)
    if request.GET.get("part") == "live":
        response.headers["HX-Refresh"] = "true"
    return response


def answer_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page for a refusal; absent and forbidden are the very same page."""
    page = _PAGES.get(refusal.status, "errors/404.html")
    return render(request, page, {"refusal": refusal}, status=refusal.status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same page for a url that leads nowhere and for what is not the reader's."""
    return render(request, "errors/404.html", {"refusal": None}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Something failed on our side; the page tells nothing about it."""
    return render(request, "errors/500.html", status=500)


def _is_over(request: HttpRequest) -> bool:
    now = int(time.time())
    began = request.session.setdefault("began_at", now)
    seen = request.session.get("seen_at", now)
    idle = now - seen > settings.JIKIMI_IDLE_MINUTES * 60
    old = now - began > settings.JIKIMI_SESSION_HOURS * 3600
    is_watching = request.GET.get("part") == "live"  # a page asking for news is nobody at work
    if "seen_at" not in request.session or (now - seen > 30 and not is_watching):
        request.session["seen_at"] = now
    return bool(idle or old)


def _needs_factor(path: str) -> bool:
    return not path.startswith(reverse("account_login").removesuffix("login/"))


def _place(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))[:60]


def page_context(request: HttpRequest) -> dict[str, Any]:
    """What every page may use: the actor, the account and what there is to tell."""
    return {
        "actor": getattr(request, "actor", None),
        "member": getattr(request, "user", None),
        "messages": get_messages(request),
    }
