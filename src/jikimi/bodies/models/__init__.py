"""The tables of this room."""

from jikimi.bodies.models.body import Body, Seat
from jikimi.bodies.models.duty import (
    Absence,
    DutyMember,
    Feed,
    HandOver,
    Post,
    Rota,
    Shift,
    Swap,
)
from jikimi.bodies.models.learning import CaseReview, CouncilPack
from jikimi.bodies.models.matter import Matter
from jikimi.bodies.models.meeting import AgendaItem, Attendance, Decision, Meeting
from jikimi.bodies.models.minutes import Letter, Minutes, MinutesLine
from jikimi.bodies.models.reading import ItemRead
from jikimi.bodies.models.recruiting import (
    Candidate,
    Chair,
    Limb,
    Representative,
    Signing,
    Visit,
)
from jikimi.bodies.models.sitting import Recusal, SpeakingNote, Turn
from jikimi.bodies.models.undertaking import Evidence, Undertaking

__all__ = [
    "Absence",
    "AgendaItem",
    "Attendance",
    "Body",
    "Candidate",
    "CaseReview",
    "Chair",
    "CouncilPack",
    "Decision",
    "DutyMember",
    "Evidence",
    "Feed",
    "HandOver",
    "ItemRead",
    "Letter",
    "Limb",
    "Matter",
    "Meeting",
    "Minutes",
    "MinutesLine",
    "Post",
    "Recusal",
    "Representative",
    "Rota",
    "Seat",
    "Shift",
    "Signing",
    "SpeakingNote",
    "Swap",
    "Turn",
    "Undertaking",
    "Visit",
]
