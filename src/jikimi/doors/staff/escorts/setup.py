"""Setting a control room up: where it answers, who answers 112, who stands in, its bells."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words
from django.views.decorators.http import require_POST, require_safe

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.doors.staff.pages import actor_of, member_of, offer, ruled, show, staff_page, status_of
from jikimi.escorts import bells, rooms
from jikimi.escorts.models import ControlRoom
from jikimi.places.areas import dong_by_district

_READ, _KEEP = "escorts.rooms.read", "escorts.rooms.keep"
_EVERYWHERE, _CHOSEN = "everywhere", "chosen"
_AREA: Callable[[str], bool] = str.isdigit


class RoomForm(forms.Form):
    """Where a control room answers, and whom it asks."""

    reach = forms.ChoiceField(
        label=words("Where this room answers"),
        choices=[
            (_EVERYWHERE, words("Everywhere that no other room answers")),
            (_CHOSEN, words("In the districts and dong chosen below")),
        ],
        widget=forms.RadioSelect,
    )
    areas = forms.MultipleChoiceField(
        label=words("Districts and dong"), required=False, widget=forms.CheckboxSelectMultiple
    )
    police_id = forms.TypedChoiceField(label=words("Who answers 112 there"), coerce=int)
    phone = forms.CharField(
        label=words("Phone of the room"),
        required=False,
        max_length=20,
        help_text=words("Shown to persons who cannot send, and to the room that stands in."),
    )
    deputy_id = forms.TypedChoiceField(
        label=words("Who stands in when nobody answers here"),
        coerce=int,
        required=False,
        empty_value=None,
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, actor: Actor, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        self.police = {agency.pk: agency for agency in rooms.police_agencies()}
        others = [room.agency for room in rooms.open_rooms() if room.pk != actor.agency_id]
        self.deputies = {agency.pk: agency for agency in others}
        kept = self.initial.get("areas") or []
        offer(self, "areas", [(code, code) for code in {*_known(), *kept}])
        offer(self, "police_id", _offered(self.police.values()))
        offer(self, "deputy_id", [("", _("No other room")), *_offered(self.deputies.values())])

    def clean(self) -> dict[str, Any]:
        """Chosen areas, of which there must be one; everywhere is none."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("reach") == _EVERYWHERE:
            said["areas"] = []
        elif not said.get("areas"):
            self.add_error("areas", _("Choose at least one district or dong."))
        return said

    def save(self, actor: Actor, agency: Agency) -> ControlRoom:
        """Keep it."""
        said = self.cleaned_data
        return rooms.keep_room(
            actor=actor,
            agency=agency,
            police=self.police[said["police_id"]],
            areas=said["areas"],
            phone=said["phone"],
            deputy=self.deputies.get(said["deputy_id"]),
            version=said["version"],
        )


@staff_page(_READ)
@require_safe
def setup(request: HttpRequest) -> HttpResponse:
    """How the room is set up."""
    return _page(request)


@staff_page(_KEEP)
@require_POST
def setup_save(request: HttpRequest) -> HttpResponse:
    """Set it up, change it, or open it again."""
    actor, agency = actor_of(request), member_of(request).agency
    form = RoomForm(actor, request.POST, initial=_initial(rooms.room_kept_by(actor)))
    if form.is_valid() and ruled(form, lambda: form.save(actor, agency)):
        messages.success(request, _("Saved. The room answers now for these areas."))
        return redirect("control_room_setup")
    return _page(request, form=form)


@staff_page(_KEEP)
@require_POST
def setup_close(request: HttpRequest) -> HttpResponse:
    """No new calls from now on."""
    rooms.close_room(actor=actor_of(request), room=_room(request))
    says = _("Closed. New calls go elsewhere; what is under way is finished here.")
    messages.success(request, says)
    return redirect("control_room_setup")


@staff_page(_KEEP)
@require_POST
def bell_key(request: HttpRequest) -> HttpResponse:
    """A new key for the gateway of the bells, on this one page."""
    key = bells.new_bell_key(actor=actor_of(request), room=_room(request))
    return _page(request, key=key)


@staff_page(_KEEP)
@require_POST
def bell_key_withdraw(request: HttpRequest) -> HttpResponse:
    """No gateway speaks any more."""
    bells.withdraw_bell_key(actor=actor_of(request), room=_room(request))
    messages.success(request, _("The key no longer counts; no bell rings on the board."))
    return redirect("control_room_setup")


def _page(request: HttpRequest, *, form: RoomForm | None = None, key: str = "") -> HttpResponse:
    actor = actor_of(request)
    room = rooms.room_kept_by(actor)
    alarms, under_way = rooms.burden_of(room) if room else (0, 0)
    others = [one for one in rooms.open_rooms() if one.pk != actor.agency_id]
    shown = form or RoomForm(actor, initial=_initial(room))
    context = {
        "room": room,
        "form": shown,
        "districts": dong_by_district(),
        "chosen": {str(code) for code in shown["areas"].value() or []},
        "strange": sorted({*(room.areas if room else [])} - _known()),
        "key": key,
        "alarms": alarms,
        "under_way": under_way,
        "others": others,
        "may_keep": may(actor, _KEEP, room or ControlRoom(agency_id=actor.agency_id)),
        "ring_url": request.build_absolute_uri("/api/v1/bells/ring"),
    }
    return show(request, "escorts/setup.html", context, status=status_of(shown))


def _room(request: HttpRequest) -> ControlRoom:
    return rooms.room_of(actor_of(request))


def _initial(room: ControlRoom | None) -> dict[str, Any]:
    if room is None:
        return {"reach": _CHOSEN}
    return {
        "reach": _CHOSEN if room.areas else _EVERYWHERE,
        "areas": room.areas,
        "police_id": room.police_id,
        "phone": room.phone,
        "deputy_id": room.deputy_id or "",
        "version": room.version,
    }


def _known() -> set[str]:
    """Codes that may be chosen: a district only where the codes of its dong begin with its own."""
    found: set[str] = set()
    for (code, _name), dong in dong_by_district().items():
        found |= {one for one, _called in dong if _AREA(one)}
        if _AREA(code) and all(one.startswith(code) for one, _called in dong):
            found.add(code)
    return found


def _offered(agencies: Iterable[Agency]) -> list[tuple[int, str]]:
    return [(agency.pk, f"{agency.name} {agency.phone}".strip()) for agency in agencies]


urls = [
    path("control-room-setup/", setup, name="control_room_setup"),
    path("control-room-setup/save/", setup_save, name="control_room_save"),
    path("control-room-setup/close/", setup_close, name="control_room_close"),
    path("control-room-setup/bell-key/", bell_key, name="bell_key"),
    path("control-room-setup/bell-key/withdraw/", bell_key_withdraw, name="bell_key_withdraw"),
]
