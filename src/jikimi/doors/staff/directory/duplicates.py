"""Entries that look alike, side by side: keep both, merge, or not the same."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jikimi.access.errors import NotValid, NotYet
from jikimi.directory.duplicates import ACT, Pair, merge_entries, proposed_pairs, say
from jikimi.doors.staff.directory.frame import rounds
from jikimi.doors.staff.directory.importing import why_words
from jikimi.doors.staff.pages import actor_of, show, staff_page

SHOWN = 25


@staff_page(ACT)
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs that look alike, the likeliest first."""
    actor = actor_of(request)
    pairs = proposed_pairs(actor)
    context = {
        "pairs": [_told(pair) for pair in pairs[:SHOWN]],
        "count": len(pairs),
        "why_words": why_words(),
        "rounds": rounds(actor, "directory_duplicates"),
    }
    return show(request, "directory/duplicates.html", context)


@staff_page(ACT)
@require_POST
def duplicate_decide(request: HttpRequest, one: UUID, other: UUID) -> HttpResponse:
    """Say what two entries are to each other."""
    actor, said = actor_of(request), request.POST.get("said", "")
    try:
        if said in ("first", "second"):
            kept, gone = (one, other) if said == "first" else (other, one)
            merge_entries(actor=actor, kept=kept, gone=gone)
            messages.success(request, _("The two entries are one now. It can be taken back."))
        else:
            say(actor=actor, one=one, other=other, said=said)
            messages.success(request, _("Noted; you are not asked again."))
    except NotYet as refusal:
        messages.error(request, refusal.says)
    except NotValid as refusal:
        messages.error(request, " ".join(refusal.fields.values()))
    return redirect("directory_duplicates")


def _told(pair: Pair) -> dict[str, Any]:
    return {"one": pair.one, "other": pair.other, "why": pair.why}


urls = [
    path("directory/duplicates/", duplicates, name="directory_duplicates"),
    path(
        "directory/duplicates/<uuid:one>/<uuid:other>/",
        duplicate_decide,
        name="directory_duplicate_decide",
    ),
]
