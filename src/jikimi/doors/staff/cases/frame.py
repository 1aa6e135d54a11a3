"""What every page of a case shares: its number, stage, tabs and warnings."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.codes import label, labels
from jikimi.cases.models import Case
from jikimi.cases.reads import stage_steps

_TABS = ("overview", "plan", "hearing", "sharing", "history")


def framed(actor: Actor, case: Case, here: str = "", **context: Any) -> dict[str, Any]:
    """The context of a page that extends staff/cases/frame.html.

    here: overview, plan, hearing, sharing or history, the tab to be marked; '' for none.
    """
    frame = {
        "number": case.number,
        "home": f"/staff/cases/{case.number}/",
        "kind": label("cases", "kinds", case.kind),
        "stage": case.stage,
        "stage_label": label("cases", "stages", case.stage),
        "stages": stage_steps(),
        "tabs": _tabs(case, here),
        "lead": case.lead_agency.name,
    }
    return {"case": case, "frame": frame, "word": word, **context}


def word(name: str, code: str) -> str:
    """The word of a code in a list of cases/data, for templates."""
    return label("cases", name, code) if code else ""


def wording(name: str) -> dict[str, str]:
    """Every word of a list of cases/data by its code, for a page of many rows."""
    return labels("cases", name)


def _tabs(case: Case, here: str) -> list[dict[str, Any]]:
    names = {
        "overview": _("Overview"),
        "plan": _("Plan"),
        "hearing": _("Meetings"),
        "sharing": _("Sharing"),
        "history": _("History"),
    }
    return [
        {"url": _address(case, tab), "label": names[tab], "current": tab == here} for tab in _TABS
    ]


def _address(case: Case, tab: str) -> str:
    home = f"/staff/cases/{case.number}/"
    return home if tab == "overview" else f"{home}{tab}/"
