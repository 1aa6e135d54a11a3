"""Forms of minutes and letters: a line, a reason, taking out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from jikimi.access.codes import codes
from jikimi.doors.staff.downloads import LockForm

_FILES = [
    ("hwpx", _("Hangul document (HWPX)")),
    ("pdf", _("PDF, to print or send")),
    ("odt", _("Open document (ODT)")),
]


class LineForm(forms.Form):
    """The words of a line. base: the words as the writer got them."""

    text = forms.CharField(label=_("Words"), widget=forms.Textarea)
    base = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Line breaks as they are kept; a browser sends its own."""
        given = super().clean() or {}
        return {name: words.replace("\r\n", "\n") for name, words in given.items()}


class NewLineForm(forms.Form):
    """A further line of an item."""

    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[("discussion", _("What was said")), ("decision", _("What was decided"))],
        initial="discussion",
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label=_("Words"), widget=forms.Textarea)


class RevisionForm(forms.Form):
    """Why a new version is needed."""

    why = forms.CharField(
        label=_("Why a new version"),
        help_text=_("It stands in the new version. Name nobody here."),
        widget=forms.Textarea,
        max_length=500,
    )


class TakeOutForm(LockForm):
    """Why a file leaves the house, of which type, and under which password."""

    form = forms.ChoiceField(
        label=_("File type"), choices=_FILES, initial="hwpx", widget=forms.RadioSelect
    )
    reason = forms.ChoiceField(label=_("Reason"))
    why = forms.CharField(label=_("In words"), required=False, max_length=200)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        offered = [(row.code, row.label) for row in codes("bodies", "download_reasons").values()]
        self.fields["reason"].choices = [("", said("Choose")), *offered]  # type: ignore[attr-defined]
