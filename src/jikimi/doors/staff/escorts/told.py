"""What is read out or copied to 112: everything an officer needs, in the order it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.codes import labels
from jikimi.doors.staff.escorts.seen import heading
from jikimi.escorts.board import AlarmLine, Near
from jikimi.escorts.models import Ride


def text_for_112(
    line: AlarmLine, near: Mapping[str, Sequence[Near]], area: str, *, ride: Ride | None = None
) -> str:
    """One text with what, where, who and what is near; lines without a fact are left out."""
    alarm, journey, last = line.alarm, line.journey, line.last
    kinds = labels("escorts", "alarm_kinds")
    facts = [
        (_("What"), _drill(kinds.get(alarm.kind, ""), is_drill=alarm.is_drill)),
        (_("When"), _clock(alarm.raised_at)),
        (_("Where"), area),
        (_("Coordinates"), f"{last.latitude:.5f}, {last.longitude:.5f}" if last else ""),
        (_("Accuracy"), f"{last.accuracy_m:.0f} m" if last and last.accuracy_m else ""),
        (_("Position as of"), _clock(last.sent_at) if last else ""),
        (_("Direction"), heading(last) if last else ""),
        (_("Battery"), f"{last.battery} %" if last and last.battery is not None else ""),
        (_("Site"), _site(line)),
        (_("Name"), journey.name if journey else ""),
        (_("Phone"), journey.number if journey else ""),
        (_("How to recognise"), journey.looks if journey else ""),
        (_("On the way to"), journey.destination if journey else ""),
        (_("Taxi"), _ride(ride) if ride else ""),
        (_("Silent"), _("Do not call the phone.") if alarm.is_silent else ""),
        (_("Near"), _near(near)),
    ]
    lines = [f"{name}: {value}" for name, value in facts if value]
    if alarm.is_drill:
        lines = [_("DRILL. Send nobody."), *lines, _("DRILL. Send nobody.")]
    return "\n".join(lines)


def _drill(text: str, *, is_drill: bool) -> str:
    return _("DRILL, not a real call") if is_drill else text


def _ride(ride: Ride) -> str:
    got_in = f"{_clock(ride.boarded_at)} {ride.boarded_where}".strip()
    way = f"{got_in} → {ride.destination}" if ride.destination else got_in
    return ", ".join(one for one in (ride.plate, ride.company, way) if one)


def _clock(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M:%S}"


def _site(line: AlarmLine) -> str:
    if line.site is None:
        return ""
    return " ".join(
        one for one in (line.site.number, line.site.name, line.site.road_address) if one
    )


def _near(near: Mapping[str, Sequence[Near]]) -> str:
    kinds = labels("places", "site_kinds")
    return "; ".join(
        f"{kinds.get(kind, kind)} {one.site.number or one.name} {one.away_m:.0f} m"
        for kind, found in near.items()
        for one in found
    )
