"""How the pathways work, as tables to be read and signed: team, consent, steps, clocks, sources."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from jikimi.access.acting import reading
from jikimi.access.codes import Code, label
from jikimi.cases.pathway_reads import who_in_words
from jikimi.cases.pathway_rules import Pathway, pathways
from jikimi.cases.words import words
from jikimi.doors.staff.pages import actor_of, show, staff_page


@staff_page("cases.pathways.read")
def pathway_list(request: HttpRequest) -> HttpResponse:
    """Every pathway as it holds today."""
    actor = actor_of(request)
    reading(actor, "cases.pathways.read")
    shown = [_shown(pathway) for pathway in pathways().values()]
    return show(request, "cases/pathways.html", {"pathways": shown, "certainty": _certainty()})


def _shown(pathway: Pathway) -> dict[str, Any]:
    outcomes = words("pathway_outcomes")
    return {
        "pathway": pathway,
        "help": _own(pathway.row, "help"),
        "consent": _own(pathway.row, "consent"),
        "teams": _labels("bodies", "body_kinds", pathway.body_kinds),
        "kinds": _labels("cases", "kinds", pathway.kinds),
        "nominators": _labels("access", "agency_kinds", pathway.from_kinds),
        "groups": _labels("cases", "field_groups", pathway.fields),
        "bases": _labels("cases", "legal_bases", pathway.bases),
        "forms": _labels("cases", "instruments", pathway.forms),
        "steps": [
            {
                "step": step,
                "help": _own(step.row, "help"),
                "outcomes": [outcomes[code].label for code in step.outcomes],
            }
            for step in pathway.steps
        ],
        "clocks": [
            {
                "label": label("cases", "pathway_clocks", clock.code),
                "rule": clock.rule,
                "within": _within(clock.within.months, clock.within.days, clock.within.hours),
                "who": who_in_words(clock.who),
                "article": clock.article,
                "certainty": words("pathway_clocks")[clock.code].more["certainty"],
            }
            for clock in pathway.clocks
        ],
    }


def _own(row: Code, column: str) -> str:
    language = "en" if (get_language() or "ko").startswith("en") else "ko"
    return row.more[f"{column}_{language}"]


def _labels(room: str, name: str, codes: tuple[str, ...]) -> list[str]:
    if "*" in codes:
        return [_("All")]
    return [label(room, name, code) for code in codes]


def _within(months: int, days: int, hours: int) -> str:
    if hours:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    if months:
        return ngettext("%(n)d month", "%(n)d months", months) % {"n": months}
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def _certainty() -> dict[str, str]:
    return {
        "S": _("Checked against the text"),
        "S2": _("From another source; compare with the original"),
        "B": _("Practice; set by agreement of the agencies"),
    }


urls = [path("pathways/", pathway_list, name="pathways")]
