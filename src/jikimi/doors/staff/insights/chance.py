"""Help or chance: what selecting at a peak does to a comparison of before and after, shown."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from jikimi.doors.staff.insights.asked import asked_of
from jikimi.doors.staff.insights.frame import framed
from jikimi.doors.staff.insights.pictures import Picture, picture
from jikimi.doors.staff.insights.showing import told
from jikimi.doors.staff.pages import actor_of, show, staff_page
from jikimi.insights import charts
from jikimi.insights.comparisons import MeanReversion, mean_reversion
from jikimi.insights.figures_asked import read_figures
from jikimi.insights.sentences import simulation_told

# Ratios of events after over before that were built into the invented persons.
BUILT_IN = (1.0, 0.8, 0.6)


@staff_page("insights.figures.read")
def chance(request: HttpRequest) -> HttpResponse:
    """Invented persons, selected at their worst: with no help, and with help of a known size."""
    actor = actor_of(request)
    read_figures(actor)
    asked = asked_of(request.GET)
    found = [(effect, mean_reversion(effect=effect)) for effect in BUILT_IN]
    context = {
        "rows": found,
        "shown": _shown(found),
        "with_threshold": [(n, mean_reversion(threshold=n)) for n in (2, 3, 5)],
    }
    return show(request, "insights/chance.html", framed(actor, asked, "chance", **context))


def _shown(found: list[tuple[float, MeanReversion]]) -> Picture:
    rows = []
    for effect, one in found:
        built = _("Built in %(effect)s") % {"effect": f"{effect:g}"}
        compared = one.compared
        rows.append(charts.Row(_("%(built)s: before and after") % {"built": built}, one.alone))
        rows.append(
            charts.Row(
                _("%(built)s: beside persons like them") % {"built": built},
                compared.value,
                compared.low,
                compared.high,
                is_marked=True,
            )
        )
    verdict = simulation_told(found[0][1])
    return picture(
        "chance",
        _("What before and after shows, and what a comparison shows"),
        told(verdict),
        lambda words, size: charts.interval_chart(
            rows,
            words=words,
            size=size,
            axis=_("Events after over events before (1: no change)"),
            is_ratio=True,
            reference=1.0,
            reference_words=_("No effect"),
        ),
    )


urls = [path("insights/chance/", chance, name="insights_chance")]
