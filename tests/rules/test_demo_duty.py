"""The demo town's duty: told only through the rules, and somebody is on call at every hour."""

from __future__ import annotations

import pytest
from django.utils import timezone, translation

from jikimi.bodies.duty.reads import duty_today, on_duty_now, swaps_waiting
from jikimi.bodies.models import Rota, Shift
from jikimi.demo import duty
from jikimi.demo.founding import found_town
from jikimi.demo.order import tell_in_order
from jikimi.demo.town import Town


@pytest.fixture
def town(db: None) -> Town:
    """The town on its first day, with its duty told."""
    found = Town(today=timezone.localdate())
    with translation.override("ko"):
        found_town(found)
        tell_in_order(found, duty.events())
    return found


def test_a_town_has_duty_with_a_reason_for_each_gap(town: Town) -> None:
    with town.acting_as("jin.hayul") as actor:
        begins = timezone.localtime().replace(hour=9, minute=0)
        assert len(on_duty_now(town.bodies["cfc_jeju"])) == (timezone.localtime() >= begins)
        assert duty_today(actor).mine
    with town.acting_as("song.dain"):
        rota = Rota.objects.get(body=town.bodies["crt_jeju"], stage="published")
        vacant = Shift.objects.filter(rota=rota, member=None)
        assert vacant.exists()
        assert "absent" in {row["rule"] for row in rota.told["blocked"]}
        assert len(swaps_waiting(town.bodies["crt_jeju"])) == 1
