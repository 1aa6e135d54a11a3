"""Tables of escorts: control rooms, phones, journeys, alarms, meetings, the log of the law."""

from jikimi.escorts.models.alarm import Alarm, AlarmStep
from jikimi.escorts.models.booking import Booking
from jikimi.escorts.models.guardianship import Guardianship
from jikimi.escorts.models.journey import Fix, Journey, Watcher
from jikimi.escorts.models.keeping import Deletion, Objection
from jikimi.escorts.models.log import Provision
from jikimi.escorts.models.phone import Phone
from jikimi.escorts.models.problem import ProblemPlace, UnsafeMark
from jikimi.escorts.models.recording import Recording
from jikimi.escorts.models.ride import Ride
from jikimi.escorts.models.room import ControlRoom, RingHeard, WatchLook
from jikimi.escorts.models.scouts import ScoutEvening, ScoutPair
from jikimi.escorts.models.shift import ShiftChange

__all__ = [
    "Alarm",
    "AlarmStep",
    "Booking",
    "ControlRoom",
    "Deletion",
    "Fix",
    "Guardianship",
    "Journey",
    "Objection",
    "Phone",
    "ProblemPlace",
    "Provision",
    "Recording",
    "Ride",
    "RingHeard",
    "ScoutEvening",
    "ScoutPair",
    "ShiftChange",
    "UnsafeMark",
    "WatchLook",
    "Watcher",
]
