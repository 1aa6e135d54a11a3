"""The call round: the queue, one call at a time, and what agencies answered by themselves."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words
from django.views.decorators.http import require_POST

from jikimi.access.errors import NotYet
from jikimi.directory.calling import call_taken, finish_call, give_back, open_call, take_call
from jikimi.directory.confirming import answer_called, finish_answer
from jikimi.directory.models.call import CHANGED, CLOSED, CONFIRMED, NO_ANSWER
from jikimi.directory.rounding import answer_lines, call_sheet, queue_lines
from jikimi.doors.staff.directory.frame import rounds
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of

_OUTCOMES = [
    (CONFIRMED, words("All of it is right")),
    (CHANGED, words("Something has changed")),
    (NO_ANSWER, words("Nobody answered")),
    (CLOSED, words("The agency does not do this any more")),
]
_MEANS = {
    CONFIRMED: words("Every line is marked as checked today."),
    CHANGED: words("Write down what; you come to the entry to put it right."),
    NO_ANSWER: words("It comes back tomorrow, later after each try."),
    CLOSED: words("Its services end. This can be taken back from the history."),
}


class TakeForm(forms.Form):
    """The agency somebody wants to call; the next of the queue when none is named."""

    entry = forms.UUIDField(required=False)


class OutcomeForm(forms.Form):
    """What came of a call."""

    outcome = forms.ChoiceField(label=words("What came of it"), choices=_OUTCOMES)
    note = forms.CharField(
        label=words("Note"),
        required=False,
        max_length=400,
        widget=forms.Textarea,
        help_text=words("What has changed, or whom to ask. Nothing about persons they help."),
    )
    next_on = forms.DateField(
        label=words("Call again on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def outcomes(self) -> list[tuple[str, str, str]]:
        """Each outcome with what follows from it."""
        return [(code, str(says), str(_MEANS[code])) for code, says in _OUTCOMES]


@staff_page("directory.call.take")
def calls(request: HttpRequest) -> HttpResponse:
    """Whom to call next, and why in this order."""
    actor = actor_of(request)
    context = {
        "queue": queue_lines(actor),
        "mine": open_call(actor),
        "rounds": rounds(actor, "directory_calls"),
    }
    return show(request, "directory/calls.html", context)


@staff_page("directory.call.take")
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Take an agency to call, so that nobody else calls it meanwhile."""
    form = TakeForm(request.POST)
    wanted = form.cleaned_data["entry"] if form.is_valid() else None
    try:
        call = take_call(actor=actor_of(request), entry_id=wanted)
    except NotYet as refusal:
        messages.info(request, refusal.says)
        return redirect("directory_calls")
    return redirect("directory_call", call.pk)


@staff_page("directory.call.finish")
def call(request: HttpRequest, number: UUID) -> HttpResponse:
    """One call: the numbers, what to ask, and what came of it."""
    actor = actor_of(request)
    taken = call_taken(actor, number)
    form = OutcomeForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        ruled(form, lambda: finish_call(actor=actor, call=taken, **given))
        if not form.errors:
            messages.success(request, _("Written down."))
            if given["outcome"] == CHANGED:
                return redirect("directory_entry", taken.entry_id)
            return redirect("directory_calls")
    context = {
        "sheet": call_sheet(taken),
        "form": form,
        "rounds": rounds(actor, "directory_calls"),
        "outcome_words": dict(_OUTCOMES),
    }
    return show(request, "directory/call.html", context, status=status_of(form))


@staff_page("directory.call.finish")
@require_POST
def leave(request: HttpRequest, number: UUID) -> HttpResponse:
    """Leave the agency to somebody else."""
    actor = actor_of(request)
    give_back(actor=actor, call=call_taken(actor, number))
    return redirect("directory_calls")


@staff_page("directory.confirmation.finish")
def answers(request: HttpRequest) -> HttpResponse:
    """What agencies answered to the link and somebody must look at."""
    actor = actor_of(request)
    context = {"answers": answer_lines(actor), "rounds": rounds(actor, "directory_answers")}
    return show(request, "directory/answers.html", context)


@staff_page("directory.confirmation.finish")
@require_POST
def answer_done(request: HttpRequest, number: UUID) -> HttpResponse:
    """An answer has been dealt with."""
    actor = actor_of(request)
    finish_answer(actor=actor, asked=answer_called(actor, number))
    messages.success(request, _("Done."))
    return redirect("directory_answers")


urls = [
    path("directory/calls/", calls, name="directory_calls"),
    path("directory/calls/take/", take, name="directory_take"),
    path("directory/calls/<uuid:number>/", call, name="directory_call"),
    path("directory/calls/<uuid:number>/leave/", leave, name="directory_leave"),
    path("directory/answers/", answers, name="directory_answers"),
    path("directory/answers/<uuid:number>/done/", answer_done, name="directory_answer_done"),
]
