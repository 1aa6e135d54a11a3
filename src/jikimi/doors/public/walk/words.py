"""What the scripts of the phone's page say in the reader's language; each part brings its own."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jikimi.doors.public.walk import meeting_words, terms, unsafe_words, ways_words


def words() -> dict[str, str]:
    """All of them, by the name the scripts know."""
    found: dict[str, str] = {}
    for part in _PARTS:
        found |= part()
    return found


def _calling() -> dict[str, str]:
    return {
        "ready": _("Ready."),
        "no_place": _("The phone does not say where it is. Help can be called all the same."),
        "sending": _("Sending …"),
        "waiting": _("No connection. It is kept and sent again. Call or text 112 meanwhile."),
        "sent": _("Sent."),
        "shown": _("The control room sees it."),
        "taken": _("Somebody in the control room looks after it."),
        "police": _("112 has been asked."),
        "on_the_way": _("Police are on the way."),
        "over": _("It is over. What was sent is deleted."),
        "arrived": _("Arrived. What was sent is deleted."),
        "walking": _("You are being looked after on your way."),
        "here": _("I need help. I am here:"),
        "link": _("Send this link to somebody you trust:"),
    }


def _asking() -> dict[str, str]:
    return {
        "silence": _("We heard nothing from your phone. Are you well?"),
        "late": _("You are later than you thought. Are you well?"),
        "off_route": _("You left your way. Are you well?"),
        "still": _("You have not moved for a while. Are you well?"),
    }


def _refusing() -> dict[str, str]:
    return {
        "no_consent": _("Agree first under Settings."),
        "new_terms": _("What you agree to has changed. Read it and agree anew under Settings."),
        "no_code": _("Choose your codes first under Settings."),
        "paused": _("You paused it. Go on under Settings."),
        "too_many": _("Too many walks in one hour. Help can be called all the same."),
        "no_room": _("No control room answers here. Call 112."),
        "failed": _("That did not work. Check what you typed and try again."),
        "wrong": _("This code is not right."),
        "code": _("A call for help ends with your code."),
    }


def _looking_on() -> dict[str, str]:
    return {
        "looked": _("looked"),
        "times": _("times"),
        "never": _("has not looked"),
        "stop": _("Look on no more"),
        "nothing": _("There is nothing to see here."),
        "seen_at": _("Last seen"),
        "accuracy": _("Accuracy"),
        "expected": _("Expected"),
        "battery": _("Battery"),
        "alarmed": _("Help has been called. The control room looks after it."),
        "asked": _("The person is being asked whether all is well."),
        "under_way": _("On the way."),
    }


def _settings() -> dict[str, str]:
    return {
        "kept": _("Kept on this phone."),
        "saved_home": _("This place is kept as home."),
        "agreed": _("You agreed until"),
        "not_agreed": _("You have not agreed yet."),
        "collected": _("received"),
        "used": _("used"),
        "provided": _("told to"),
    }


def _pocket() -> dict[str, str]:
    return {
        "calling": _("Calling for help …"),
        "called": _("Help has been called"),
        "over_kept": _("It is over. What you wanted kept is kept for you alone."),
        "arrived_kept": _("Arrived. What you wanted kept is kept for you alone."),
        "over_later": _("It is over. The control room hears it when there is a connection."),
        "photo": _("Photo"),
        "sound": _("Sound"),
        "taking": _("being recorded"),
        "kept_waiting": _("waits on this phone"),
        "not_taken": _("not sent"),
        "not_allowed": _("The phone did not allow it. Allow it in the settings of the browser."),
        "password_or_plain": _("Give a password, or choose to save it without one."),
        "nothing_kept": _("Nothing is kept of it any more."),
        "saved": _("Saved."),
        "deleted": _("Deleted."),
        "guardian_asked": _("Your guardian has not answered yet."),
        "guardian_ended": _("Your guardian took it back."),
        "guardian_none": _("Your guardian has not agreed. Ask anew."),
        "guardian_refused": _("You did not agree. What was asked is deleted."),
        "guardian_thanks": _("You agreed. The child's phone takes it up now."),
        "taken_back": _("You took it back."),
    }


_PARTS = (
    _calling,
    _asking,
    _refusing,
    _looking_on,
    _settings,
    _pocket,
    meeting_words.meeting,
    meeting_words.riding,
    ways_words.choosing,
    unsafe_words.calling_unsafe,
    terms.words,
)
