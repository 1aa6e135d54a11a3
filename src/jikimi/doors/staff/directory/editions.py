"""The booklet: what the next edition would say, issuing it, and editions to print again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jikimi.access.acting import may
from jikimi.access.codes import labels
from jikimi.access.errors import NotYet
from jikimi.directory.booklet.composing import part_words
from jikimi.directory.booklet.content import LANGUAGES
from jikimi.directory.booklet.differences import Differences
from jikimi.directory.booklet.files import file_called, leaflet_name
from jikimi.directory.booklet.leaflets import needs_with_help
from jikimi.directory.booklet.printing import Print, current_print
from jikimi.directory.editions import (
    Standing,
    edition_print,
    issue_edition,
    standing_of_the_booklet,
)
from jikimi.doors.staff.directory.frame import rounds
from jikimi.doors.staff.pages import actor_of, show, staff_page


@staff_page("directory.edition.list")
def editions(request: HttpRequest) -> HttpResponse:
    """Where the booklet stands, and every file it can be had as."""
    actor = actor_of(request)
    standing = standing_of_the_booklet(actor)
    context = {
        "standing": standing,
        "changes": _changes(standing.changes),
        "files": _files(),
        "leaflets": _leaflets(standing),
        "languages": [("ko", "한국어"), ("en", "English")],
        "may_issue": may(actor, "directory.edition.issue") and _is_worth_issuing(standing),
        "may_print": may(actor, "directory.edition.print"),
        "rounds": rounds(actor, "directory_editions"),
    }
    return show(request, "directory/editions.html", context)


@staff_page("directory.edition.issue")
@require_POST
def issued(request: HttpRequest) -> HttpResponse:
    """Issue the next edition."""
    try:
        edition = issue_edition(actor=actor_of(request))
    except NotYet as refusal:
        messages.error(request, refusal.says)
    else:
        messages.success(request, _("Edition %(number)d is issued.") % {"number": edition.number})
    return redirect("directory_editions")


@staff_page("directory.edition.list")
def printed_now(request: HttpRequest, language: str, file: str) -> HttpResponse:
    """A file of the directory as it is now."""
    return _answer(current_print(), language, file)


@staff_page("directory.edition.print")
def printed_again(request: HttpRequest, number: int, language: str, file: str) -> HttpResponse:
    """A file of an earlier edition, as far as it is still public."""
    return _answer(edition_print(actor=actor_of(request), number=number), language, file)


def _answer(printed: Print, language: str, file: str) -> HttpResponse:
    made = file_called(printed, file, language=language) if language in LANGUAGES else None
    if made is None:
        raise Http404
    number = f"{printed.imprint.number}-" if printed.imprint.number else ""
    headers = {"Content-Disposition": f'inline; filename="booklet-{number}{language}-{file}"'}
    return HttpResponse(made.content, content_type=made.kind, headers=headers)


def _is_worth_issuing(standing: Standing) -> bool:
    return bool(standing.content.entries) and not standing.is_as_issued


def _files() -> list[tuple[str, str]]:
    return [
        ("a5.pdf", _("Booklet, A5")),
        ("pocket.pdf", _("Pocket size")),
        ("large.pdf", _("Large print, A4")),
        ("list.xlsx", _("Workbook (XLSX)")),
        ("list.hwpx", _("Hangul document (HWPX)")),
    ]


def _leaflets(standing: Standing) -> list[tuple[str, str]]:
    words = labels("directory", "needs")
    return [(leaflet_name(need), words[need]) for need in needs_with_help(standing.content)]


def _changes(since: Differences | None) -> dict[str, Any] | None:
    """New, changed and gone, in the reader's language."""
    if since is None or since.is_empty:
        return None
    language = "en" if (get_language() or "ko").startswith("en") else "ko"
    parts = part_words()
    rows = [(_("New"), one, "") for one in since.new]
    rows += [
        (_("Changed"), one.entry, ", ".join(parts[part] for part in one.parts))
        for one in since.changed
    ]
    return {
        "since": since.before,
        "rows": [
            {"how": how, "name": entry.words_in(language).name, "note": note,
             "number": entry.number, "tone": "success" if entry in since.new else ""}
            for how, entry, note in rows
        ],
        "gone": ", ".join(str(number) for number in since.gone),
    }  # fmt: skip


_FILE = "<str:language>/<str:file>"
urls = [
    path("directory/editions/", editions, name="directory_editions"),
    path("directory/editions/issue/", issued, name="directory_edition_issue"),
    path(f"directory/editions/now/{_FILE}", printed_now, name="directory_print"),
    path(f"directory/editions/<int:number>/{_FILE}", printed_again, name="directory_reprint"),
]
