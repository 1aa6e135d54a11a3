"""What pages of insights share: their tabs, which carry what was asked for."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as words

from jikimi.access.actor import Actor
from jikimi.doors.staff.insights.asked import Asked
from jikimi.doors.staff.pages import may_enter

_PUBLISHED = "insights.publication.list"
# Tab, url name, words, act, whether it takes the filters.
_TABS = (
    ("overview", "insights", words("At a glance"), "insights.figures.read", True),
    ("repeats", "insights_repeats", words("Harm reported again"), "insights.figures.read", True),
    ("flow", "insights_flow", words("Flow of cases"), "insights.figures.read", True),
    ("effects", "effects", words("Effect reports"), "insights.effects.read", False),
    ("chance", "insights_chance", words("Help or chance?"), "insights.figures.read", True),
    (
        "publications",
        "publications",
        words("Published figures"),
        "insights.publication.list",
        False,
    ),
    ("extracts", "extracts", words("Rows for research"), "insights.extract.list", False),
)


def framed(actor: Actor, asked: Asked, tab: str, **context: Any) -> dict[str, Any]:
    """The context of a page with its tabs."""
    tabs = [
        {
            "url": reverse(name) + (asked.query if takes else ""),
            "label": _(label),
            "current": code == tab,
        }
        for code, name, label, act, takes in _TABS
        if may_enter(actor, act)
    ]
    return {"tabs": tabs, "query": asked.query, **context}
