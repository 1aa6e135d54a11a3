"""Standing items: what every agenda begins with, made without anybody thinking of it.

First the review of what was promised and is not finished, then repeats whose twelve months run out.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from jikimi.access.acting import acting, may
from jikimi.access.actor import Actor
from jikimi.bodies.agenda import put_item
from jikimi.bodies.body_kinds import hears_cases
from jikimi.bodies.meetings import open_meeting
from jikimi.bodies.models import AgendaItem, Body, Meeting, Undertaking
from jikimi.cases.models import Action, Case

# Flags that run out before the meeting of the month after are looked at.
AHEAD = timedelta(days=31)


@transaction.atomic
def begin_meeting(*, actor: Actor, meeting: Meeting) -> Meeting:
    """Open a meeting with everything on its agenda that came up since it was called.

    Records bodies.meeting.open.
    """
    if may(actor, "bodies.agenda.change", meeting):
        put_standing_items(actor=actor, meeting=meeting)
    return open_meeting(actor=actor, meeting=meeting)


def put_standing_items(*, actor: Actor, meeting: Meeting) -> list[AgendaItem]:
    """Put the review of actions and flags that expire at the top of an agenda, if there are any.

    What stands there already, or was taken off, is left.  Records bodies.agenda.change when
    something was put.
    """
    known = set(meeting.items.values_list("kind", flat=True))
    wanted = [kind for kind in _needed(actor, meeting) if kind not in known]
    if not wanted:
        return []
    with acting(actor, "bodies.agenda.change", meeting) as doing:
        doing.details["standing"] = " ".join(wanted)
        return [put_item(meeting=meeting, kind=kind, is_first=True) for kind in wanted]


def flags_expiring(actor: Actor, body: Body, *, until: date) -> list[Case]:
    """Cases flagged as repeats whose twelve months run out by a day, the first to run out first.

    Those the actor may know of alone (SR-61).
    """
    today = timezone.localdate()
    rows = Case.objects.filter(
        body=body, is_repeat=True, repeat_until__gte=today, repeat_until__lte=until
    )
    return list(rows.order_by("repeat_until", "number"))


def flags_until(meeting: Meeting) -> date:
    """Up to which day flags that expire belong on the agenda of this meeting."""
    return timezone.localtime(meeting.starts_at).date() + AHEAD


def _needed(actor: Actor, meeting: Meeting) -> list[str]:
    """Kinds of standing items there is a reason for, the one to stand first last."""
    body, kinds = meeting.body, []
    if hears_cases(body) and flags_expiring(actor, body, until=flags_until(meeting)):
        kinds.append("flags")
    if _is_anything_promised(body):
        kinds.append("follow_up")
    return kinds


def _is_anything_promised(body: Body) -> bool:
    undertaken = Undertaking.objects.filter(body=body, ended_at=None)
    assigned = Action.objects.filter(case__body=body, ended_at=None)
    return undertaken.exists() or (hears_cases(body) and assigned.exists())
