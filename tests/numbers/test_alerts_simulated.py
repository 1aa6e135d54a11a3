"""A region over two years whose server stops and is killed: no alert is lost, doubled or late."""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from random import Random

import pytest
from bench.alerts import compared, played, region, told

from jikimi.access.actor import THE_CLOCK
from jikimi.cases.alerting import raise_alerts
from jikimi.cases.models import Measure, Task
from tests.cast import Cast
from tests.loop import heard

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
MEASURES = 50


def test_no_alert_of_two_years_is_lost_doubled_or_late(cast: Cast) -> None:
    loop, chance = heard(cast), Random(7)
    officer = loop.as_("officer")
    clocks = told([loop.case.pk], officer.member_id, measures=MEASURES, chance=chance)
    made = region(clocks, chance, step=timedelta(days=6))
    began = time.perf_counter()
    played(made, actor=officer)
    seconds = time.perf_counter() - began
    found = compared(made, actor=loop.as_("coordinator"))
    said = f"{found} of {len(clocks)} clocks in {len(made.ticks)} runs, {seconds:.1f} s"
    sys.stdout.write(f"\n{said}\n")
    assert found == {
        "alerts": len(made.expected()),
        "lost": 0,
        "too_many": 0,
        "doubled": 0,
        "late": 0,
    }
    assert found["alerts"] > 15 * MEASURES
    loop.as_("coordinator")
    lapsed = set(Measure.objects.filter(lapsed_at__isnull=False).values_list("pk", flat=True))
    assert lapsed
    assert set(Task.objects.filter(kind="cancel").values_list("measure_id", flat=True)) == lapsed
    assert raise_alerts(actor=THE_CLOCK, now=made.ticks[-1]).raised == 0
