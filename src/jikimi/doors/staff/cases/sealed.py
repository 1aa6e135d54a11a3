"""Sealed facts: seal one, open one, change who may, destroy it."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.cases.models import Case, Party, SealedField
from jikimi.cases.overview import parties_of
from jikimi.cases.reads import case_called
from jikimi.cases.sealed import (
    Reader,
    end_sealed,
    name_readers,
    open_sealed,
    seal_field,
    sealed_called,
    sealed_count,
    sealed_for,
    sealed_readers,
)
from jikimi.doors.staff.cases.contact import people
from jikimi.doors.staff.cases.forms import answered, choices, need
from jikimi.doors.staff.cases.frame import framed
from jikimi.doors.staff.cases.offers import may_now
from jikimi.doors.staff.cases.sharing_forms import ReasonForm
from jikimi.doors.staff.pages import actor_of, offer, show, staff_page


class ReadersForm(forms.Form):
    """Who may open a sealed fact."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    readers = forms.MultipleChoiceField(
        label=words("Who may open it"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=words("You stay among them. Everybody else sees only that something is sealed."),
    )

    def __init__(self, *args: object, offered: list[Reader], **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        rows = [(str(r.member_id), f"{r.name} ({r.agency})") for r in offered]
        offer(self, "readers", rows)

    def chosen(self) -> list[int]:
        """The members chosen."""
        return [int(number) for number in self.cleaned_data["readers"]]


class SealForm(ReadersForm):
    """A fact to be sealed."""

    kind = forms.ChoiceField(label=words("What it is"))
    text = forms.CharField(label=words("The fact"), widget=forms.Textarea)
    field_order = ("kind", "text", "readers")

    def __init__(self, *args: object, offered: list[Reader]) -> None:
        super().__init__(*args, offered=offered)
        offer(self, "kind", choices("sealed_kinds", empty=True))
        del self.fields["version"]


@staff_page("cases.sealed.open")
def sealed(request: HttpRequest, number: str) -> HttpResponse:
    """The sealed facts one may open, and how many there are."""
    actor = actor_of(request)
    return _page(request, actor, case_called(actor, number))


@staff_page("cases.sealed.open")
def opened(request: HttpRequest, number: str, field_id: UUID) -> HttpResponse:
    """Open one; shown once on this page and recorded."""
    actor = actor_of(request)
    case = case_called(actor, number)
    field = sealed_called(actor, case, field_id)
    if request.method != "POST":
        return redirect("sealed", number)
    return _page(request, actor, case, field, open_sealed(actor=actor, field=field))


def _page(
    request: HttpRequest, actor: Actor, case: Case, field: SealedField | None = None, text: str = ""
) -> HttpResponse:
    context = framed(
        actor,
        case,
        fields=sealed_for(actor, case),
        number_sealed=sealed_count(actor, case),
        opened=field,
        text=text,
        may_write=may_now(actor, case, "cases.sealed.write"),
    )
    return show(request, "cases/sealed.html", context)


@staff_page("cases.sealed.write")
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Seal a fact: first about whom, then what and for whom."""
    actor = actor_of(request)
    case = case_called(actor, number)
    need(actor, case, "cases.sealed.write")
    parties = parties_of(actor, case)
    chosen = next((x.party for x in parties if str(x.party.pk) == request.GET.get("party")), None)
    if chosen is None:
        context = framed(actor, case, people=people(parties))
        return show(request, "cases/sealed_party.html", context)
    return _seal(request, actor, case, chosen)


def _seal(request: HttpRequest, actor: Actor, case: Case, party: Party) -> HttpResponse:
    offered = sealed_readers(actor, party)
    if actor.member_id not in {reader.member_id for reader in offered}:
        raise NotAllowed
    others = [reader for reader in offered if reader.member_id != actor.member_id]
    form = SealForm(request.POST or None, offered=others)

    def rule() -> SealedField:
        given = form.cleaned_data
        return seal_field(
            actor=actor,
            party=party,
            kind=given["kind"],
            text=given["text"],
            readers=form.chosen(),
        )

    context = framed(
        actor,
        case,
        title=_("Seal a fact"),
        text=_("It is stored encrypted and opens only to those named, each time on the record."),
        button=_("Seal"),
        back=f"/staff/cases/{case.number}/sealed/",
    )
    return answered(
        request,
        form,
        rule,
        context=context,
        success=_("The fact is sealed."),
        to=f"/staff/cases/{case.number}/sealed/",
    )


@staff_page("cases.sealed.readers")
def readers(request: HttpRequest, number: str, field_id: UUID) -> HttpResponse:
    """Name anew who may open a sealed fact."""
    actor = actor_of(request)
    case = case_called(actor, number)
    need(actor, case, "cases.sealed.readers")
    field = sealed_called(actor, case, field_id)
    offered = sealed_readers(actor, field.party)
    others = [reader for reader in offered if reader.member_id != actor.member_id]
    now = {"readers": [str(reader) for reader in field.readers], "version": field.version}
    form = ReadersForm(request.POST or None, offered=others, initial=now)
    context = framed(
        actor,
        case,
        title=_("Who may open it"),
        button=_("Save"),
        back=f"/staff/cases/{number}/sealed/",
    )
    return answered(
        request,
        form,
        lambda: name_readers(
            actor=actor, field=field, readers=form.chosen(), version=form.cleaned_data["version"]
        ),
        context=context,
        success=_("The readers are named."),
        to=f"/staff/cases/{number}/sealed/",
        newest=lambda: {"version": sealed_called(actor, case, field_id).version},
    )


@staff_page("cases.sealed.end")
def end(request: HttpRequest, number: str, field_id: UUID) -> HttpResponse:
    """Destroy a sealed fact that no longer holds."""
    actor = actor_of(request)
    case = case_called(actor, number)
    field = sealed_called(actor, case, field_id)
    form = ReasonForm(request.POST or None)
    context = framed(
        actor,
        case,
        title=_("Destroy a sealed fact"),
        text=_("Its content cannot be brought back. That it was there stays in the history."),
        button=_("Destroy"),
        back=f"/staff/cases/{number}/sealed/",
        danger=True,
    )
    return answered(
        request,
        form,
        lambda: end_sealed(actor=actor, field=field, why=form.cleaned_data["why"]),
        context=context,
        success=_("The sealed fact is destroyed."),
        to=f"/staff/cases/{number}/sealed/",
    )


_CASE = "cases/<str:number>/sealed/"
urls = [
    path(_CASE, sealed, name="sealed"),
    path(f"{_CASE}add/", add, name="sealed_add"),
    path(f"{_CASE}<uuid:field_id>/", opened, name="sealed_open"),
    path(f"{_CASE}<uuid:field_id>/readers/", readers, name="sealed_readers"),
    path(f"{_CASE}<uuid:field_id>/end/", end, name="sealed_end"),
]
