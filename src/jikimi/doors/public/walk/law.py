"""What a person asks about the log of her phone: what stands agreed, who was told, corrections."""

from __future__ import annotations

from typing import Any

from jikimi.doors.public.walk.spoken import Said
from jikimi.escorts import phones, rights


def log(said: Said) -> dict[str, Any]:
    """Who was told where this phone was; being shown it is being told."""
    return {"lines": phones.log_of(said.key("Phone"))}


def agreed(said: Said) -> dict[str, Any] | None:
    """What stands agreed on this phone, and whether the statement changed since."""
    return rights.agreed(said.key("Phone"))


def bundle(said: Said) -> bool:
    """Be told at once (0), or all together after so many days."""
    return rights.bundle(said.key("Phone"), days=said.whole("days"))


def told(said: Said) -> int:
    """The screen has told her."""
    return rights.told(said.key("Phone"))


def object_to(said: Said) -> str:
    """Ask to see, correct or stop: kind, text."""
    return rights.object_to(said.key("Phone"), kind=said.text("kind"), text=said.text("text"))


def objections(said: Said) -> dict[str, Any]:
    """What she asked, and the answers."""
    return {"lines": rights.objections(said.key("Phone"))}


WORDS = {
    "log": log,
    "agreed": agreed,
    "bundle": bundle,
    "told": told,
    "object": object_to,
    "objections": objections,
}
