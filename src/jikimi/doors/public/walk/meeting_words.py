"""What the phone says of a meeting with escorts and of a taxi, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _


def meeting() -> dict[str, str]:
    """Of a meeting with a pair of escorts."""
    return {
        "book_booked": _("The office has your request. A pair is not given yet."),
        "book_assigned": _("A pair will come. This page says when they set out."),
        "book_on_the_way": _("The pair is on its way to you."),
        "book_here": _("The pair is at the meeting place. Ask them for the word below."),
        "book_met": _("You are on your way together. They say when you are home."),
        "book_ended": _("It is over. What you wrote is deleted."),
        "book_unbooked": _("It is taken back. What you wrote is deleted."),
        "book_told": _("The office was told that it does not go as promised."),
        "book_no_consent": _(
            "Agree under Settings first that escorts may be told where to meet you."
        ),
        "book_paused": _("You paused it. Go on under Settings."),
        "book_too_many": _("Two meetings are asked for already. Take one back first."),
        "book_no_room": _("Nobody walks people home here."),
        "book_no_scouts": _("No pair is on duty in the next days. Let somebody look on instead."),
        "book_full": _("All pairs are taken then. These times are free:"),
        "book_closed": _("No pair walks at that time. These times are free:"),
        "book_too_soon": _("That is too soon for a pair to come. These times are free:"),
        "book_too_far": _("That is too far ahead. These times are free:"),
        "book_no_times": _("No time is free there in the next days."),
        "book_choose": _("Choose a time"),
        "book_check": _("Say when and where to be met, and where to."),
    }


def riding() -> dict[str, str]:
    """Of a taxi."""
    return {
        "ride_kept": _("Kept with your walk. Whoever looks on sees it now."),
        "ride_waits": _("Kept on this phone. It is sent when there is a connection."),
        "ride_left": _("You have got out. The taxi is deleted."),
        "ride_plate": _("Taxi"),
        "ride_boarded": _("Got in"),
        "ride_to": _("Rides to"),
        "ride_check": _("Type the number plate, at least its digits."),
    }
