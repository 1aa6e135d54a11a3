"""Packs of a council: made by one button, read on screen, taken out with a reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words
from django.views.decorators.http import require_POST

from jikimi.access.acting import may
from jikimi.access.codes import codes
from jikimi.bodies.council_packs import pack_called, take_out_pack
from jikimi.bodies.councils import council_called
from jikimi.bodies.halves import half_called
from jikimi.bodies.models import CouncilPack
from jikimi.cases.council_packs import make_pack
from jikimi.doors.staff.bodies.council_words import dated, figure, said
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of

_TYPES = {
    "pdf": "application/pdf",
    "hwpx": "application/hwp+zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class TakeOutForm(forms.Form):
    """As which file, in which language, and why."""

    form = forms.ChoiceField(
        label=words("File type"),
        widget=forms.RadioSelect,
        choices=[
            ("pdf", words("To read and print (PDF)")),
            ("hwpx", words("Hangul document (HWPX)")),
            ("xlsx", words("Excel (XLSX)")),
        ],
        initial="pdf",
    )
    language = forms.ChoiceField(
        label=words("Language"),
        widget=forms.RadioSelect,
        choices=[("ko", "한국어"), ("en", "English")],
    )
    reason = forms.ChoiceField(label=words("Reason"))
    why = forms.CharField(label=words("In words"), required=False, max_length=200)

    def __init__(self, data: Any = None, **given: Any) -> None:
        super().__init__(data, **given)
        rows = codes("bodies", "download_reasons").values()
        offered = [("", _("Choose")), *((row.code, row.label) for row in rows)]
        self.fields["reason"].choices = offered  # type: ignore[attr-defined]


@staff_page("bodies.council_pack.make")
@require_POST
def made(request: HttpRequest, key: str) -> HttpResponse:
    """Make the pack of a half-year."""
    actor = actor_of(request)
    council = council_called(actor, key)
    half = half_called(request.POST.get("half", ""))
    pack = make_pack(actor=actor, council=council, half=half)
    messages.success(request, _("The pack is ready. Members of the council are told."))
    return redirect("council_pack", key, pack.pk)


@staff_page("bodies.council_pack.read")
def council_pack(request: HttpRequest, key: str, pack_id: UUID) -> HttpResponse:
    """One pack on screen, and the form by which it is taken out."""
    actor = actor_of(request)
    council = council_called(actor, key)
    found = pack_called(actor, council, pack_id)
    language = "en" if (get_language() or "ko").startswith("en") else "ko"
    form = TakeOutForm(request.POST or None, initial={"form": "pdf", "language": language})
    if form.is_valid():
        given = form.cleaned_data
        content = ruled(form, lambda: take_out_pack(actor=actor, pack=found, **given))
        if content is not None:
            return _download(content, found, given["form"])
    context = {
        "council": council,
        "pack": found,
        "told": found.figures,
        "half": half_called(found.half),
        "form": form,
        "may_take_out": may(actor, "bodies.council_pack.take_out", found),
        "figure": figure,
        "dated": dated,
        "said": said,
    }
    return show(request, "bodies/council_pack.html", context, status=status_of(form))


def _download(content: bytes, found: CouncilPack, form: str) -> HttpResponse:
    response = HttpResponse(content, content_type=_TYPES[form])
    name = f"council-{found.half}-{found.number}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


urls = [
    path("council/<slug:key>/packs/", made, name="council_pack_make"),
    path("council/<slug:key>/packs/<uuid:pack_id>/", council_pack, name="council_pack"),
]
