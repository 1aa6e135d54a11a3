"""The demo town: an invented region and its story, told only through the rules."""

from __future__ import annotations

__all__ = ["load"]


def load() -> None:
    """Tell the whole town into an empty database, and write the accounts one can sign in with.

    Raises CannotStart when somebody is there already, Refusal when a rule refuses what the story
    says; a note on it says where in the story.
    """
    from jikimi.demo.telling import tell_town  # needs Django to be ready, this package does not

    tell_town()
