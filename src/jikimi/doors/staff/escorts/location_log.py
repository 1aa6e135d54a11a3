"""The log of location for the auditor: read, taken out, printed as the law names it, let go."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from jikimi.access.codes import codes, labels
from jikimi.doors.staff.cases.parts import done
from jikimi.doors.staff.downloads import LockForm, download
from jikimi.doors.staff.pages import actor_of, offer, ruled, show, staff_page, status_of
from jikimi.escorts import objecting, provisions
from jikimi.escorts.models import Objection
from jikimi.escorts.provisions import PAGE, ProvisionFilter
from jikimi.escorts.retention import deletions
from jikimi.escorts.rooms import room_of

READ = "escorts.provisions.read"
_DELETED_DAYS = 92
_WHATS = [("", _("All")), ("collected", _("Collected")), ("used", _("Used"))]
_WHATS += [("provided", _("Provided"))]
_STATES = [("", _("All")), ("untold", _("Not yet told")), ("late", _("Untold for thirty days"))]
_STATES += [("held", _("Held back"))]


class WishForm(forms.Form):
    """What an auditor looks for; nothing here names a person."""

    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("Until"), required=False)
    what = forms.ChoiceField(label=_("What"), choices=_WHATS, required=False)
    recipient = forms.ChoiceField(label=_("Recipient"), required=False)
    state = forms.ChoiceField(label=_("Notice"), choices=_STATES, required=False)

    def __init__(self, *data: Any) -> None:
        super().__init__(*data)
        words = list(labels("escorts", "recipients").items())
        offer(self, "recipient", [("", said("All")), *words])

    def wanted(self) -> ProvisionFilter:
        """The filter as the rule reads it; empty when the form does not fit."""
        return ProvisionFilter(**self.cleaned_data) if self.is_valid() else ProvisionFilter()


class FileForm(LockForm):
    """Why the log leaves the house; with marks only under a password."""

    why = forms.CharField(label=_("Reason for the export"), max_length=200)
    marks = forms.BooleanField(
        label=_("With the mark that tells which lines are about one phone"), required=False
    )
    field_order = ("why", "marks", "password", "again")

    def __init__(self, *data: Any) -> None:
        super().__init__(*data, is_personal=False)


class WhyForm(forms.Form):
    """Why a notice may be let go now."""

    why = forms.CharField(label=_("Why it is safe now"), max_length=200)


class AnswerForm(forms.Form):
    """What the person's phone will show."""

    answer = forms.CharField(
        label=_("The answer"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


@staff_page(READ)
@require_safe
def location_log(request: HttpRequest) -> HttpResponse:
    """The lines, newest first, and how many are told."""
    return _page(request)


@staff_page("escorts.provisions.export")
@require_POST
def location_log_file(request: HttpRequest) -> HttpResponse:
    """The lines that fit as a file."""
    form, wanted = FileForm(request.POST), WishForm(request.GET or None).wanted()
    if form.is_valid():
        given = form.cleaned_data
        made = ruled(form, lambda: provisions.provision_file(actor_of(request), wanted, **given))
        if made is not None:
            return download(made)
    return _page(request, export=form)


@staff_page(READ)
@require_safe
def location_log_form(request: HttpRequest) -> HttpResponse:
    """The statutory form, to be printed and signed."""
    actor = actor_of(request)
    wish = WishForm(request.GET or None)
    lines = provisions.provision_lines(actor, wish.wanted())
    context = {"lines": lines, "wanted": wish.wanted(), "room": room_of(actor), **_words()}
    return show(request, "escorts/location_log_form.html", context)


@staff_page("escorts.provisions.release")
def location_line_release(request: HttpRequest, number: UUID) -> HttpResponse:
    """Let one line go that was held back."""
    form = WhyForm(request.POST or None)
    if form.is_valid() and ruled(form, lambda: _released(request, number, form)):
        return done(
            request, said("The person's phone tells her when she asks next."), "location_log"
        )
    context = {"form": form, "number": number}
    return show(request, "escorts/location_release.html", context, status=status_of(form))


@staff_page(READ)
@require_safe
def location_deletions(request: HttpRequest) -> HttpResponse:
    """How long what is kept, and what was deleted."""
    since = timezone.localdate() - timedelta(days=_DELETED_DAYS)
    rows = codes("escorts", "retention")
    context = {"rows": deletions(actor_of(request), since=since), "retention": rows}
    return show(request, "escorts/location_deletions.html", context)


@staff_page(READ)
@require_safe
def location_requests(request: HttpRequest) -> HttpResponse:
    """What persons ask about the log."""
    return _requests(request)


@staff_page("escorts.objections.answer")
@require_POST
def location_request_answer(request: HttpRequest, number: UUID) -> HttpResponse:
    """Answer one."""
    actor = actor_of(request)
    asked = objecting.objection_called(actor, number)
    form = AnswerForm(request.POST)
    if form.is_valid() and ruled(
        form, lambda: objecting.answer_objection(actor=actor, objection=asked, **form.cleaned_data)
    ):
        return done(request, said("The person's phone shows the answer."), "location_requests")
    return _requests(request, refused=asked, form=form)


def _page(request: HttpRequest, *, export: FileForm | None = None) -> HttpResponse:
    actor, wish = actor_of(request), WishForm(request.GET or None)
    wanted = wish.wanted()
    lines = provisions.provision_lines(actor, wanted, before=_before(request))
    query = request.GET.copy()
    query.pop("before", None)
    same = query.urlencode()
    if len(lines) == PAGE:
        query["before"] = lines[-1].at.isoformat()
    context = {
        "form": wish,
        "lines": lines,
        "counts": provisions.provision_counts(actor, wanted),
        "older": f"?{query.urlencode()}" if len(lines) == PAGE else "",
        "same": same,
        "export": export or FileForm(),
        "waiting": sum(one.stage == "said" for one in objecting.objections_said(actor)),
        **_words(),
    }
    return show(
        request, "escorts/location_log.html", context, status=status_of(export) if export else 200
    )


def _before(request: HttpRequest) -> datetime | None:
    try:
        found = datetime.fromisoformat(request.GET.get("before", ""))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _requests(
    request: HttpRequest, *, refused: Objection | None = None, form: AnswerForm | None = None
) -> HttpResponse:
    context = {
        "rows": objecting.objections_said(actor_of(request)),
        "kinds": labels("escorts", "objection_kinds"),
        "blank": AnswerForm(),
        "refused": refused,
        "form": form,
        "today": timezone.localdate(),
    }
    status = status_of(form) if form else 200
    return show(request, "escorts/location_requests.html", context, status=status)


def _released(request: HttpRequest, number: UUID, form: WhyForm) -> bool:
    provisions.release_line(actor=actor_of(request), number=number, **form.cleaned_data)
    return True


def _words() -> dict[str, Any]:
    return {
        "whats": provisions.what_words(),
        "recipients": labels("escorts", "recipients"),
        "purposes": provisions.purpose_words(),
    }


_AT = "control-room/location-log/"
urls = [
    path(_AT, location_log, name="location_log"),
    path(f"{_AT}file/", location_log_file, name="location_log_file"),
    path(f"{_AT}form/", location_log_form, name="location_log_form"),
    path(f"{_AT}deletions/", location_deletions, name="location_deletions"),
    path(f"{_AT}requests/", location_requests, name="location_requests"),
    path(f"{_AT}requests/<uuid:number>/", location_request_answer, name="location_request_answer"),
    path(f"{_AT}<uuid:number>/release/", location_line_release, name="location_line_release"),
]
