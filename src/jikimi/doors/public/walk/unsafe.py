"""What a phone says of a place after the walk: that it felt unsafe there, of nobody."""

from __future__ import annotations

from django.urls import path

from jikimi.doors.public.walk.spoken import Said, place_of, spoken
from jikimi.escorts.marking import mark_unsafe


def unsafe(said: Said) -> str:
    """Somebody felt unsafe at a place, and why."""
    place = place_of(said.words.get("place"))
    return mark_unsafe(said.key("Phone"), place=place, reason=said.text("reason"))


urls = [path("walk/say/unsafe/", spoken(unsafe), name="walk_unsafe")]
