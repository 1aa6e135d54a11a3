"""Control rooms: who answers for which area, and who works there."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, connections
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, check, expect_version
from jikimi.access.actor import Actor
from jikimi.access.acts import act_called
from jikimi.access.agency import Agency
from jikimi.access.codes import codes
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.directory.routing import door_alias, public_door
from jikimi.escorts.models import ControlRoom
from jikimi.places.areas import boundaries

Place = tuple[float, float]
_LONGEST_CODE = 10


def keep_room(
    *,
    actor: Actor,
    agency: Agency,
    police: Agency,
    areas: Sequence[str],
    phone: str = "",
    deputy: Agency | None = None,
    version: int | None = None,
) -> ControlRoom:
    """Let an agency be the control room for these areas, or change which; a closed one opens.

    areas: beginnings of dong codes; none means everywhere.  police: who answers 112 there; phone:
    what a person may call instead; deputy: whose control room stands in.
    Raises NotValid naming the field, Changed when somebody else saved it meanwhile.
    Records escorts.rooms.keep.
    """
    room = ControlRoom.objects.filter(pk=agency.pk).first() or ControlRoom(agency=agency)
    values = {
        "police_id": police.pk,
        "areas": sorted(areas),
        "phone": phone.strip(),
        "deputy_id": deputy.pk if deputy else None,
    }
    with acting(actor, "escorts.rooms.keep", room):
        _check(agency, police=police, areas=areas, deputy=deputy)
        if not room._state.adding:
            expect_version(room, version, values)
        for name, value in values.items():
            setattr(room, name, value)
        room.closed_at = None
        room.save()
    return room


def close_room(*, actor: Actor, room: ControlRoom) -> None:
    """No new call comes here any more; what is under way is finished here.

    Records escorts.rooms.keep.
    """
    with acting(actor, "escorts.rooms.keep", room):
        room.closed_at = timezone.now()
        room.version += 1
        room.save()


def room_of(actor: Actor) -> ControlRoom:
    """The control room the actor works in, a closed one too. Raises NotAllowed without one."""
    room = ControlRoom.objects.select_related("agency", "police", "deputy").filter(
        pk=actor.agency_id
    )
    found = room.first()
    if found is None:
        raise NotAllowed
    return found


def is_set_up(actor: Actor) -> bool:
    """Whether the actor's agency has a control room, open or closed."""
    return ControlRoom.objects.filter(pk=actor.agency_id).exists()


def burden_of(room: ControlRoom) -> tuple[int, int]:
    """How many alarms are open and how many are on the way, for who works there or keeps it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT open_alarms, under_way FROM escorts_burden(%s)", [room.pk])
        found = cursor.fetchone()
    return (int(found[0]), int(found[1])) if found else (0, 0)


def open_rooms() -> list[ControlRoom]:
    """Every control room that answers, by name."""
    rows = ControlRoom.objects.filter(closed_at=None).select_related("agency")
    return sorted(rows, key=lambda room: room.agency.name)


def police_agencies() -> list[Agency]:
    """Who may answer 112, by name."""
    rows = Agency.objects.filter(kind="police", left_on=None)
    return sorted(rows, key=lambda agency: agency.name)


def room_kept_by(actor: Actor) -> ControlRoom | None:
    """The control room of the actor's agency as it is set up; None before it ever was.

    Raises NotAllowed for whoever does not keep one.  Records nothing: it holds nobody.
    """
    check(actor, act_called("escorts.rooms.read"))
    rows = ControlRoom.objects.select_related("agency", "police", "deputy")
    return rows.filter(pk=actor.agency_id).first()


def room_rule() -> dict[str, float]:
    """The numbers a control room works by (room_rules.csv)."""
    return {code: float(row.more["value"]) for code, row in codes("escorts", "room_rules").items()}


def room_at(agency: Agency) -> ControlRoom:
    """The control room an agency keeps."""
    return ControlRoom.objects.get(pk=agency.pk)


def answering(here: Place | None) -> tuple[int | None, str]:
    """Which control room answers for a place, by its agency, and the dong it lies in, if known.

    Where no area is known the first room answers: somebody must.
    """
    with public_door():
        area = _area(here) if here else ""
        return _room_in(area), area


def answering_in(area: str) -> int | None:
    """Which control room answers for a dong or district, by its agency."""
    with public_door():
        return _room_in(area)


def _room_in(area: str) -> int | None:
    with connections[door_alias()].cursor() as cursor:
        cursor.execute("SELECT agency, areas FROM escorts_rooms()")
        rooms: list[tuple[int, list[str]]] = cursor.fetchall()
    fitting = [
        (max((len(code) for code in codes if area.startswith(code)), default=0 if codes else 1), n)
        for n, (_agency, codes) in enumerate(rooms)
    ]
    best = max(fitting, key=lambda one: (one[0], -one[1]), default=None)
    return rooms[best[1]][0] if best else None


def _check(agency: Agency, *, police: Agency, areas: Sequence[str], deputy: Agency | None) -> None:
    wrong: dict[str, str] = {}
    if agency.kind != "control_room":
        raise NotValid("escorts.rooms.kind", says=_("Only a control room answers calls for help."))
    others = [room for room in open_rooms() if room.pk != agency.pk]
    twice = next((room for room in others if _overlap(room, areas)), None)
    if police.kind != "police":
        wrong["police"] = _("Choose who answers 112 there.")
    if not all(code.isdigit() and len(code) <= _LONGEST_CODE for code in areas):
        wrong["areas"] = _("An area is given by its code.")
    elif twice:
        says = _("Another control room answers there already: %(name)s")
        wrong["areas"] = says % {"name": twice.agency.name}
    if deputy and deputy.pk not in {room.pk for room in others}:
        wrong["deputy"] = _("Choose another control room that answers.")
    if wrong:
        raise NotValid("escorts.rooms.fields", wrong)


def _overlap(room: ControlRoom, areas: Sequence[str]) -> bool:
    """Whether both claim the very same; of a smaller and a larger one the smaller decides."""
    return bool(set(room.areas) & set(areas)) or not (room.areas or areas)


def _area(here: Place) -> str:
    known = boundaries()
    found = known.places([here[0]], [here[1]])[0]
    return known.of[found].code if found >= 0 else ""
