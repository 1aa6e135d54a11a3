"""The one-tap link to an agency: is what we show about you still right?

Looking changes nothing: mail programs open links by themselves. The address is the only key, so
there is no token of a session to forge; a link is answered once.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from jikimi.directory.confirming import answer_question, question_behind
from jikimi.directory.models.confirmation import CHANGED
from jikimi.doors.public.frame import chosen_language, public_page, show


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def still_right(request: HttpRequest, token: str) -> HttpResponse:
    """What is shown about the agency, and three answers; the same page for every dead link."""
    question = question_behind(token)
    if question is None:
        return show(request, "still_right_over", status=404)
    if request.method != "POST":
        return show(request, "still_right", {"question": question, "missing": False})
    answer, words = request.POST.get("answer", ""), request.POST.get("words", "")
    if answer == CHANGED and not words.strip():
        return show(request, "still_right", {"question": question, "missing": True}, status=422)
    if not answer_question(token, answer=answer, words=words, shown=request.POST.get("shown", "")):
        return show(request, "still_right_over", status=404)
    chosen = chosen_language(request)
    return redirect(reverse("still_right_thanks") + (f"?lang={chosen}" if chosen else ""))


@public_page
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """The answer is here. Its address is everybody's, so that it tells nothing."""
    return show(request, "still_right_thanks")


urls = [
    path("still-right/", thanks, name="still_right_thanks"),
    path("still-right/<str:token>/", still_right, name="still_right"),
]
