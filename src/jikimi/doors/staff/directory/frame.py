"""What every page about one entry shares: its name, tabs, and what the reader may do with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.directory.listing import entry_called
from jikimi.directory.models import Organization
from jikimi.doors.staff.pages import actor_of, may_enter

CHANGE = "directory.listing.change"


def opened(request: HttpRequest, number: UUID, act: str = "") -> tuple[Actor, Organization]:
    """Who asks and the entry; refused as absent when an act is named that is not open to him."""
    actor = actor_of(request)
    entry = entry_called(actor, number)
    if act and not may(actor, act, entry):
        raise NotAllowed
    return actor, entry


def framed(actor: Actor, entry: Organization, here: str = "", **context: Any) -> dict[str, Any]:
    """The context of a page that extends staff/directory/frame.html. here: entry or history."""
    names = {"entry": _("The entry"), "history": _("History")}
    tabs = [
        {"url": reverse(f"directory_{tab}", args=[entry.pk]), "label": says, "current": tab == here}
        for tab, says in names.items()
    ]
    frame = {
        "name": entry.name,
        "home": reverse("directory_entry", args=[entry.pk]),
        "keeper": entry.keeper.name if entry.keeper else "",
        "tabs": tabs,
    }
    return {"entry": entry, "frame": frame, "rounds": rounds(actor), **context}


def rounds(actor: Actor, here: str = "") -> list[dict[str, Any]]:
    """Pages about keeping the whole directory, as far as the actor may enter them."""
    pages = (
        ("directory", _("Find help"), "directory.search.read"),
        ("directory_approvals", _("Waiting for approval"), "directory.approval.list"),
        ("directory_calls", _("Call round"), "directory.call.take"),
        ("directory_answers", _("Answers of agencies"), "directory.confirmation.finish"),
        ("directory_freshness", _("Freshness"), "directory.freshness.read"),
        ("directory_new", _("New entry"), "directory.import.apply"),
        ("directory_editions", _("Booklet"), "directory.edition.list"),
        ("directory_imports", _("Import"), "directory.import.apply"),
        ("directory_duplicates", _("Duplicates"), "directory.duplicate.decide"),
        ("directory_need_words", _("Need words"), "directory.need_word.change"),
        ("directory_missed", _("Searches that found nothing"), "directory.missed.read"),
    )
    return [
        {"url": reverse(name), "label": words, "current": name == here}
        for name, words, act in pages
        if may_enter(actor, act)
    ]
