"""Pages that take a file: kept, tried at once or by the clock, brought in, thrown away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words
from procrastinate.contrib.django import app

from jikimi.access.bringing import Bringing, BroughtFile
from jikimi.doors.staff.pages import actor_of

LARGEST_BYTES = 200_000_000


class BringForm(forms.Form):
    """The file."""

    file = forms.FileField(label=words("File"))

    def clean_file(self) -> Any:
        """A file no larger than a country's list."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_BYTES:
            raise forms.ValidationError(_("The file is too large. Use the command line."))
        return file


def brought(
    request: HttpRequest, bringing: Bringing[Any], kind: str, form: BringForm
) -> BroughtFile:
    """Keep the file of a form and try it. kind: its word in doors/clock/brought.py."""
    actor = actor_of(request)
    given = dict(form.cleaned_data)
    sent = given.pop("file")
    file: BroughtFile = bringing.receive(actor=actor, name=sent.name, chunks=sent.chunks(), **given)
    _now_or_later(request, bringing, kind, file, lambda: bringing.try_file(actor=actor, file=file))
    return file


def applied(request: HttpRequest, bringing: Bringing[Any], kind: str, file: BroughtFile) -> None:
    """Bring a tried file in."""
    actor = actor_of(request)
    _now_or_later(
        request, bringing, kind, file, lambda: bringing.apply_file(actor=actor, file=file)
    )


def refused_rows(request: HttpRequest, bringing: Bringing[Any], file: BroughtFile) -> HttpResponse:
    """The refused rows with their reasons, to be corrected and brought again."""
    path = bringing.refused_rows(actor_of(request), file)
    name = f"rejected-{file.pk}{path.suffix}"
    answer: Any = FileResponse(path.open("rb"), as_attachment=True, filename=name)
    return cast(HttpResponse, answer)  # read from the disk piece by piece


def brought_states() -> dict[str, str]:
    """How a file stands, in words."""
    return {
        "received": _("Being checked"),
        "checking": _("Being checked"),
        "checked": _("Waits for your confirmation"),
        "waiting": _("Being imported"),
        "finished": _("Imported"),
        "failed": _("Stopped"),
    }


def _now_or_later(
    request: HttpRequest,
    bringing: Bringing[Any],
    kind: str,
    file: BroughtFile,
    now: Callable[[], None],
) -> None:
    """A small file while the page is waited for; a large one by the clock, after this request."""
    if file.is_small:
        now()
    else:
        bringing.leave_to_the_clock(actor=actor_of(request), file=file)
        app.configure_task("read_brought").defer(kind=kind, file=str(file.pk))
