"""Tables of escorts: control rooms, phones, journeys, alarms, the log the law asks for."""

from jikimi.escorts.models.alarm import Alarm, AlarmStep
from jikimi.escorts.models.journey import Fix, Journey, Watcher
from jikimi.escorts.models.log import Provision
from jikimi.escorts.models.phone import Phone
from jikimi.escorts.models.room import ControlRoom

__all__ = [
    "Alarm",
    "AlarmStep",
    "ControlRoom",
    "Fix",
    "Journey",
    "Phone",
    "Provision",
    "Watcher",
]
