"""The same part of an entry in another language: text beside text."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.directory.listing import row_read
from jikimi.directory.translating import (
    languages_to_write,
    translate_row,
    translations_of,
)
from jikimi.directory.words import LONG, field_word, row_of_words, table_word, text_fields
from jikimi.doors.staff.directory.frame import framed, opened
from jikimi.doors.staff.pages import ruled, show, staff_page, status_of

OPEN = "directory.translation.set"
USUAL = "en"


class TranslationForm(forms.Form):
    """One text for each that stands in Korean, and whether a machine wrote them."""

    is_machine = forms.BooleanField(
        label=words("Translated by a machine, nobody has read it over"), required=False
    )

    def __init__(self, data: Any, *, table: str, own: dict[str, Any], kept: dict[str, Any]) -> None:
        is_machine = any(row.is_machine for row in kept.values())
        told = {field: row.text for field, row in kept.items()}
        super().__init__(data, initial={**told, "is_machine": is_machine})
        self.texts = [name for name in text_fields(table) if own.get(name)]
        for name in self.texts:
            row = row_of_words(table, name)
            is_long = row is not None and row.more["kind"] == LONG
            self.fields[name] = forms.CharField(
                label=field_word(table, name),
                help_text=str(own[name]),
                required=False,
                widget=forms.Textarea if is_long else forms.TextInput,
            )
        self.order_fields([*self.texts, "is_machine"])


@staff_page(OPEN)
def translation(request: HttpRequest, number: UUID, table: str, row_id: UUID) -> HttpResponse:
    """Write a part of an entry in another language."""
    actor, entry = opened(request, number, OPEN)
    language = request.GET.get("language", USUAL)
    own = row_read(actor, entry, table, row_id)
    kept = translations_of(row_id, language=language)
    form = TranslationForm(request.POST or None, table=table, own=own, kept=kept)
    if form.is_valid():
        given = form.cleaned_data
        texts = {name: given[name] for name in form.texts}
        ruled(form, lambda: translate_row(
            actor=actor, entry=entry, table=table, row_id=row_id, language=language,
            texts=texts, is_machine=given["is_machine"],
        ))  # fmt: skip
        if not form.errors:
            messages.success(request, _("The translation is saved."))
            return redirect("directory_entry", number)
    spoken = dict(languages_to_write())
    context = framed(
        actor, entry, form=form, languages=spoken, written_in=language,
        conflict=(), danger=False, remove_url="",
        title=_("%(part)s in another language: %(language)s")
        % {"part": table_word(table), "language": spoken.get(language, "")},
        text=_("Under each field stands the Korean text. An empty field has no translation."),
        button=_("Save"), back=reverse("directory_entry", args=[number]),
    )  # fmt: skip
    return show(request, "directory/translation.html", context, status=status_of(form))


urls = [
    path(
        "directory/<uuid:number>/translation/<str:table>/<uuid:row_id>/",
        translation,
        name="directory_translation",
    ),
]
