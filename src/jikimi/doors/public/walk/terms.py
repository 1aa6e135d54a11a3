"""The statement of consent, to be read and printed before or after agreeing to it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jikimi.access.codes import code_rows, codes
from jikimi.doors.public.frame import here_of, public_page
from jikimi.escorts.provisions import purpose_words
from jikimi.escorts.rights import current_terms, providers


@public_page
@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """Who looks after it, what for, what is sent, who is told, for how long, what she may ask."""
    known = code_rows("escorts", "terms")
    context = {
        "here": here_of(request),
        "version": codes("escorts", "terms")[current_terms()],
        "versions": known,
        "providers": providers(),
        "purposes": codes("escorts", "purposes"),
        "recipients": codes("escorts", "recipients"),
        "retention": codes("escorts", "retention"),
        "offices": codes("escorts", "complaint_offices"),
    }
    return render(request, "walk/terms.html", context)


def words() -> dict[str, str]:
    """What the part of the page about the log says."""
    return {
        "nobody_told": _("Nobody was told."),
        "answer": _("Answer:"),
        "answer_by": _("Answer by"),
        "version": _("version"),
        "told_as_chosen": _("You are told as you chose."),
        "object_kept": _("It was sent. The answer appears here."),
        "object_nothing": _("There is no line about this phone."),
        "object_too_many": _("Five requests in a month wait already."),
        **{f"for_{code}": label for code, label in purpose_words().items() if code != "duress"},
    }


urls = [path("walk/terms/", terms, name="walk_terms")]
