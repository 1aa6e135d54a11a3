"""The agencies of a body: their seats, who sits there for them, giving and ending a seat."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jikimi.access.actor import Actor
from jikimi.bodies.known import body_called
from jikimi.bodies.models import Body, Seat
from jikimi.bodies.representing import (
    agencies_to_seat,
    end_representative,
    name_representative,
    people_who_represent,
    seat_called,
    seat_lines,
    seats_over,
)
from jikimi.bodies.seats import end_seat, give_seat
from jikimi.doors.staff.bodies.body_forms import RepresentativeForm, SeatForm, WhyForm
from jikimi.doors.staff.bodies.frame import framed, offers, one_form
from jikimi.doors.staff.pages import actor_of, show, staff_page

OFFERED = {
    "give": "bodies.seat.give",
    "end": "bodies.seat.end",
    "name": "bodies.representative.name",
    "end_name": "bodies.representative.end",
    "recruit": "bodies.candidate.list",
}


@staff_page("bodies.body.read")
def seats(request: HttpRequest, key: str) -> HttpResponse:
    """Who takes part, and who sits there for each agency."""
    actor = actor_of(request)
    body = body_called(actor, key)
    lines = seat_lines(body)
    page = framed(
        actor,
        body,
        "body_seats",
        lines=lines,
        over=seats_over(body),
        may=offers(actor, body, OFFERED),
        without=sum(1 for line in lines if line.chief is None),
    )
    return show(request, "bodies/seats.html", page)


@staff_page("bodies.seat.give")
def give(request: HttpRequest, key: str) -> HttpResponse:
    """Give a registered agency its seat."""
    actor = actor_of(request)
    body = body_called(actor, key, act="bodies.seat.give")
    known = {agency.pk: agency for agency in agencies_to_seat(body)}
    form = SeatForm(request.POST or None, agencies=known.values())
    return one_form(
        request,
        framed(actor, body, "body_seats"),
        form,
        lambda: give_seat(
            actor=actor,
            body=body,
            agency=known[form.cleaned_data["agency"]],
            joined_on=form.cleaned_data["joined_on"],
        ),
        said=_("The agency has its seat."),
        back=reverse("body_seats", args=[key]),
        title=_("Give a seat"),
        text=_(
            "For an agency that is registered and has agreed already."
            " Any other is won through recruiting."
        ),
        button=_("Give the seat"),
    )


@staff_page("bodies.seat.end")
def end(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """End an agency's seat, with the reason."""
    actor, body, seat = _seat(request, key, number, "bodies.seat.end")
    form = WhyForm(request.POST or None)
    return one_form(
        request,
        framed(actor, body, "body_seats"),
        form,
        lambda: end_seat(actor=actor, seat=seat, why=form.cleaned_data["why"]),
        said=_("The seat is ended."),
        back=reverse("body_seats", args=[key]),
        title=_("End the seat"),
        text=_("The agency no longer takes part: %(agency)s") % {"agency": seat.agency.name},
        button=_("End the seat"),
        danger=True,
    )


@staff_page("bodies.representative.name")
def name(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Name who sits there for an agency."""
    actor, body, seat = _seat(request, key, number, "bodies.representative.name")
    form = RepresentativeForm(request.POST or None, people=people_who_represent(seat))
    return one_form(
        request,
        framed(actor, body, "body_seats"),
        form,
        lambda: name_representative(
            actor=actor,
            seat=seat,
            member_id=form.cleaned_data["member_id"],
            is_deputy=form.cleaned_data["part"] == "deputy",
            since=form.cleaned_data["since"],
        ),
        said=_("The name is kept."),
        back=reverse("body_seats", args=[key]),
        title=_("Name who sits for the agency"),
        text=_("For %(agency)s. A new representative follows the old one; deputies stay.")
        % {"agency": seat.agency.name},
        button=_("Appoint"),
    )


@staff_page("bodies.representative.end")
@require_POST
def name_end(request: HttpRequest, key: str, number: int, row: int) -> HttpResponse:
    """End that somebody sits there for an agency."""
    actor, _body, seat = _seat(request, key, number, "bodies.representative.end")
    end_representative(actor=actor, seat=seat, number=row)
    messages.success(request, _("The name is taken off."))
    return redirect("body_seats", key)


def _seat(request: HttpRequest, key: str, number: int, act: str) -> tuple[Actor, Body, Seat]:
    actor = actor_of(request)
    body = body_called(actor, key, act=act)
    return actor, body, seat_called(body, number)


_ONE = "bodies/<slug:key>/seats/<int:number>/"
urls = [
    path("bodies/<slug:key>/seats/", seats, name="body_seats"),
    path("bodies/<slug:key>/seats/give/", give, name="seat_give"),
    path(f"{_ONE}end/", end, name="seat_end"),
    path(f"{_ONE}name/", name, name="seat_name"),
    path(f"{_ONE}name/<int:row>/end/", name_end, name="seat_name_end"),
]
