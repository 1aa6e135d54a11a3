"""Safe contact: set how a party may be reached, end it, and ask before contacting."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.errors import NotAllowed
from jikimi.cases.contact import ask_to_contact, contact_called, end_contact, set_contact
from jikimi.cases.models import SafeContact
from jikimi.cases.overview import PartyLine, parties_of
from jikimi.cases.participants import need_group
from jikimi.cases.reaching import ContactDraft
from jikimi.cases.reads import case_called
from jikimi.doors.staff.cases.boards import contact_words, weekdays
from jikimi.doors.staff.cases.forms import answered, choices, need
from jikimi.doors.staff.cases.frame import framed
from jikimi.doors.staff.cases.offers import may_now
from jikimi.doors.staff.pages import actor_of, offer, ruled, show, staff_page, status_of


class ContactForm(forms.Form):
    """One way to contact a party."""

    party = forms.ChoiceField(label=words("Person"))
    channel = forms.ChoiceField(label=words("Way to contact"))
    address = forms.CharField(label=words("Number or address"), max_length=120, required=False)
    is_safe = forms.ChoiceField(
        label=words("Is it safe?"),
        widget=forms.RadioSelect,
        choices=[("yes", words("Safe as described below")), ("no", words("Never use this"))],
        initial="yes",
    )
    weekdays = forms.MultipleChoiceField(
        label=words("Weekdays"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=words("None ticked: every day."),
    )
    from_time = forms.TimeField(label=words("From"), required=False)
    until_time = forms.TimeField(label=words("Until"), required=False)
    may_leave_message = forms.BooleanField(label=words("A message may be left"), required=False)
    caution = forms.CharField(
        label=words("Caution"),
        max_length=200,
        required=False,
        help_text=words("What to say if somebody else answers, what never to mention."),
    )

    def __init__(self, *args: object, parties: list[PartyLine]) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        offer(self, "party", people(parties))
        offer(self, "channel", choices("contact_channels", empty=True))
        offer(self, "weekdays", [(str(number), name) for number, name in weekdays()])

    def draft(self) -> ContactDraft:
        """What was asked for, as the rule takes it."""
        given: dict[str, Any] = dict(self.cleaned_data)
        given.pop("party")
        given["is_safe"] = given["is_safe"] == "yes"
        given["weekdays"] = [int(day) for day in given["weekdays"]]
        return ContactDraft(**given)


class AskForm(forms.Form):
    """How one is about to contact a party now."""

    channel = forms.ChoiceField(label=words("Way to contact"))
    leaves_message = forms.BooleanField(label=words("I might leave a message"), required=False)

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        offer(self, "channel", choices("contact_channels", empty=True, without=["none"]))


class EndForm(forms.Form):
    """Why a way to contact holds no longer."""

    why = forms.CharField(label=words("Reason"), max_length=200, required=False)


def people(parties: list[PartyLine]) -> list[tuple[str, str]]:
    """The parties as choices of a form."""
    unnamed = _("Name not known")
    return [
        (str(line.party.pk), f"{line.party.person.name or unnamed} ({line.role})")
        for line in parties
    ]


@staff_page("cases.contact.set")
def contact(request: HttpRequest, number: str) -> HttpResponse:
    """How the parties may be contacted."""
    actor = actor_of(request)
    case = case_called(actor, number)
    need_group(actor, case, "contact")
    context = framed(
        actor,
        case,
        parties=parties_of(actor, case),
        contact_words=contact_words,
        may_set=may_now(actor, case, "cases.contact.set"),
        may_end=may_now(actor, case, "cases.contact.end"),
    )
    return show(request, "cases/contact.html", context)


@staff_page("cases.contact.set")
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Note one more way to contact a party."""
    actor = actor_of(request)
    case = case_called(actor, number)
    need(actor, case, "cases.contact.set")
    need_group(actor, case, "contact")
    parties = parties_of(actor, case)
    form = ContactForm(request.POST or None, parties=parties)
    by_id = {str(line.party.pk): line.party for line in parties}
    context = framed(
        actor,
        case,
        title=_("Set how to contact safely"),
        text=_("Everything that sends asks this first. What is not set here is not used."),
        button=_("Save"),
        back=f"/staff/cases/{number}/contact/",
        kinds={"from_time": "time", "until_time": "time"},
        inline=["weekdays"],
    )
    return answered(
        request,
        form,
        lambda: set_contact(
            actor=actor, party=by_id[form.cleaned_data["party"]], draft=form.draft()
        ),
        context=context,
        success=_("The way to contact is saved."),
        to=f"/staff/cases/{number}/contact/",
    )


@staff_page("cases.contact.end")
def end(request: HttpRequest, number: str, contact_id: UUID) -> HttpResponse:
    """Stop using a way to contact."""
    actor = actor_of(request)
    case = case_called(actor, number)
    found = contact_called(actor, case, contact_id)
    form = EndForm(request.POST or None)
    context = framed(
        actor,
        case,
        title=_("Stop using this way"),
        text=contact_words(found),
        button=_("Stop using it"),
        back=f"/staff/cases/{number}/contact/",
    )
    return answered(
        request,
        form,
        lambda: end_contact(actor=actor, contact=found, why=form.cleaned_data["why"]),
        context=context,
        success=_("This way is no longer used."),
        to=f"/staff/cases/{number}/contact/",
    )


@staff_page("cases.contact.use")
def ask(request: HttpRequest, number: str, party_id: UUID) -> HttpResponse:
    """May I contact this person in this way right now? The answer, and what to keep in mind."""
    actor = actor_of(request)
    case = case_called(actor, number)
    need_group(actor, case, "contact")
    line = next((x for x in parties_of(actor, case) if x.party.pk == party_id), None)
    if line is None:
        raise NotAllowed
    form = AskForm(request.POST or None)
    ways: list[SafeContact] | None = None
    if form.is_valid():
        given = form.cleaned_data
        now = timezone.now()
        ways = ruled(form, lambda: ask_to_contact(actor=actor, party=line.party, at=now, **given))
    context = framed(
        actor,
        case,
        line=line,
        form=form,
        ways=ways,
        contact_words=contact_words,
        now=timezone.now(),
    )
    return show(request, "cases/contact_ask.html", context, status=status_of(form))


_CASE = "cases/<str:number>/contact/"
urls = [
    path(_CASE, contact, name="contact"),
    path(f"{_CASE}add/", add, name="contact_add"),
    path(f"{_CASE}<uuid:contact_id>/end/", end, name="contact_end"),
    path(f"{_CASE}ask/<uuid:party_id>/", ask, name="contact_ask"),
]
