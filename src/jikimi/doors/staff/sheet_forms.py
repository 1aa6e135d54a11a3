"""Forms of a visit's sheet, on its page: the items, what holds of two answers, what follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.carrying import LONGEST_NOTE, SheetDraft
from jikimi.access.merging import Answer
from jikimi.doors.staff.pages import offer


class Asked(Protocol):
    """One thing a sheet asks, whatever room asks it."""

    @property
    def code(self) -> str:
        """What it is called in the list."""

    @property
    def label(self) -> str:
        """The question."""

    @property
    def answers(self) -> dict[str, str]:
        """Code → word of each answer."""


def answers_kept(sheet: Any) -> str:
    """What is said of a sheet that was kept, which may contradict another."""
    if sheet.conflicts:
        return _("Kept. Somebody else answered otherwise; settle it below.")
    return _("The answers are kept.")


class AnswersForm(forms.Form):
    """The items of a check. known: what the page showed, so that only what was changed is sent."""

    sheet = forms.UUIDField(widget=forms.HiddenInput)
    based_on = forms.IntegerField(widget=forms.HiddenInput)
    known = forms.JSONField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, items: Sequence[Asked], found: Mapping[str, Any], version: int
    ) -> None:
        said = {code: [row["answer"], row["note"]] for code, row in found.items()}
        start = {"sheet": uuid4(), "based_on": version, "known": said}
        for code, (answer, note) in said.items():
            start |= {code: answer, f"note_{code}": note}
        super().__init__(data, initial=start)
        self.items = list(items)
        for item in self.items:
            self.fields[item.code] = forms.ChoiceField(
                label=item.label,
                choices=list(item.answers.items()),
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"note_{item.code}"] = forms.CharField(
                label=_("Note"), required=False, max_length=LONGEST_NOTE
            )

    def clean(self) -> dict[str, Any]:
        """A note goes with an answer, so that it is not lost."""
        given = super().clean() or {}
        for item in self.items:
            if given.get(f"note_{item.code}") and not given.get(item.code):
                self.add_error(item.code, _("Choose an answer too; the note goes with it."))
        return given

    def draft(self) -> SheetDraft:
        """What the rule is handed: the answers that differ from what the page showed."""
        given, now = self.cleaned_data, timezone.now()
        known = given["known"] if isinstance(given["known"], dict) else {}
        said = {i.code: [given[i.code], given[f"note_{i.code}"]] for i in self.items}
        changed = {
            code: Answer(answer, note, now)
            for code, (answer, note) in said.items()
            if answer and [answer, note] != known.get(code)
        }
        return SheetDraft(given["sheet"], now, given["based_on"], changed)


class SettleForm(forms.Form):
    """What holds of two answers that contradict each other."""

    item = forms.CharField(widget=forms.HiddenInput, max_length=40)
    answer = forms.ChoiceField(label=words("What holds"), widget=forms.RadioSelect)
    note = forms.CharField(label=words("Note"), required=False, max_length=LONGEST_NOTE)

    def __init__(self, data: Any = None, *, items: Mapping[str, Asked], item: str = "") -> None:
        super().__init__(data, initial={"item": item}, auto_id=f"id_settle_{item}_%s")
        asked = items.get(item or (data or {}).get("item", ""))
        pairs = list(asked.answers.items()) if asked else []
        offer(self, "answer", pairs)


class NoteForm(forms.Form):
    """What follows from a finding when it is no action."""

    item = forms.CharField(widget=forms.HiddenInput, max_length=40)
    text = forms.CharField(
        label=words("What follows from it"),
        max_length=LONGEST_NOTE,
        help_text=words("Done on the spot, or why nothing needs to be done."),
    )


FormOf = Callable[[str], forms.Form]


def note_form_of(refused: forms.Form | None) -> FormOf:
    """The form of what follows, by item: the one that was refused, else a new one."""

    def form(item: str) -> forms.Form:
        if isinstance(refused, NoteForm) and refused.data.get("item") == item:
            return refused
        return NoteForm(initial={"item": item}, auto_id=f"id_note_{item}_%s")

    return form


def settle_form_of(items: Sequence[Asked], refused: forms.Form | None) -> FormOf:
    """The form that settles two answers, by item, likewise."""
    known = {item.code: item for item in items}

    def form(item: str) -> forms.Form:
        if isinstance(refused, SettleForm) and refused.data.get("item") == item:
            return refused
        return SettleForm(items=known, item=item)

    return form
