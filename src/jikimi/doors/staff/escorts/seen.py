"""What a phone last said of itself, in words an operator reads at a glance."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from jikimi.escorts.board import AlarmLine
from jikimi.escorts.models import Fix
from jikimi.escorts.rooms import room_rule

_STANDING_M_S = 0.5


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest place of a phone. words: accuracy, direction, speed; warnings: what to mind."""

    fix: Fix
    words: list[str]
    warnings: list[str]


def seen(line: AlarmLine) -> Seen | None:
    """What the phone of an alarm said last; None for a bell or before its first place."""
    fix = line.last
    if fix is None:
        return None
    return Seen(fix, [word for word in _words(fix) if word], _warnings(line, fix))


def heading(fix: Fix) -> str:
    """The direction in which the phone moves, of eight; empty while it stands or does not say."""
    if fix.heading is None or (fix.speed_m_s is not None and fix.speed_m_s < _STANDING_M_S):
        return ""
    names = [_("Heading north"), _("Heading northeast"), _("Heading east")]
    names += [_("Heading southeast"), _("Heading south"), _("Heading southwest")]
    names += [_("Heading west"), _("Heading northwest")]
    return names[round(fix.heading / 45) % 8]


def _words(fix: Fix) -> list[str]:
    return [
        f"± {fix.accuracy_m:.0f} m" if fix.accuracy_m is not None else "",
        f"{fix.battery} %" if fix.battery is not None else "",
        heading(fix),
        f"{fix.speed_m_s * 3.6:.0f} km/h" if heading(fix) and fix.speed_m_s is not None else "",
    ]


def _warnings(line: AlarmLine, fix: Fix) -> list[str]:
    rule = room_rule()
    is_poor = fix.accuracy_m is not None and fix.accuracy_m >= rule["poor_accuracy_m"]
    is_empty = fix.battery is not None and fix.battery < rule["low_battery"]
    is_doubtful = any(one.is_doubtful and one.seq > fix.seq for one in line.trail)
    said = [
        (is_poor, _("Coarse position")),
        (is_empty, _("Battery nearly empty")),
        (fix.is_late, _("Came late")),
        (is_doubtful, _("Newer positions are not believable")),
    ]
    return [words for holds, words in said if holds]
