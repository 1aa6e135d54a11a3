"""Forms of research: what an agency is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.models import Agency
from jikimi.bodies.models import Meeting
from jikimi.cases.models import Case
from jikimi.cases.research import ResearchDraft
from jikimi.cases.research_limits import bases_to_ask, topics_to_ask
from jikimi.cases.research_reads import usual_due_on
from jikimi.doors.staff.cases.forms import help_of
from jikimi.doors.staff.pages import offer
from jikimi.settings.jinja import instant


class AskForm(forms.Form):
    """What one agency is asked. Topics and bases follow from the agency and its share."""

    asks = forms.MultipleChoiceField(
        label=words("What do you want to know?"), widget=forms.CheckboxSelectMultiple
    )
    why = forms.CharField(
        label=words("What it is needed for"),
        widget=forms.Textarea,
        max_length=300,
        help_text=words("The agency reads this. Ask for no more than the meeting needs."),
    )
    basis = forms.ChoiceField(label=words("Legal basis"))
    basis_note = forms.CharField(
        label=words("Article or reference number"),
        required=False,
        max_length=300,
        help_text=words("Where the basis asks for it."),
    )
    meeting_id = forms.ChoiceField(label=words("For which meeting?"), required=False)
    due_on = forms.DateField(label=words("Answer by"), widget=forms.DateInput)

    def __init__(
        self, data: Any = None, *, case: Case, agency: Agency, meetings: Sequence[Meeting]
    ) -> None:
        first = meetings[0] if meetings else None
        initial = {"meeting_id": str(first.pk) if first else "", "due_on": usual_due_on(first)}
        super().__init__(data, initial=initial)
        self.agency = agency
        self.topics = topics_to_ask(case, agency)
        self.bases = bases_to_ask(case, agency)
        offer(self, "asks", [(t.code, t.label) for t in self.topics])
        offer(self, "basis", [("", _("Choose")), *((b.code, b.label) for b in self.bases)])
        named = [(str(m.pk), f"{instant(m.starts_at)} {m.place}") for m in meetings]
        offer(self, "meeting_id", [*named, ("", _("For no meeting in particular"))])

    @property
    def options(self) -> list[tuple[str, str, str]]:
        """Topics with their line of help."""
        return [(topic.code, topic.label, help_of(topic)) for topic in self.topics]

    def draft(self) -> ResearchDraft:
        """What was asked for, as the rule takes it."""
        given = self.cleaned_data
        return ResearchDraft(
            agency_id=self.agency.pk,
            asks=given["asks"],
            why=given["why"],
            basis=given["basis"],
            basis_note=given["basis_note"],
            meeting_id=UUID(given["meeting_id"]) if given["meeting_id"] else None,
            due_on=given["due_on"],
        )


class AnswerResearchForm(forms.Form):
    """What the agency knows, or that it knows nothing."""

    text = forms.CharField(
        label=words("What our agency knows"),
        widget=forms.Textarea,
        required=False,
        help_text=words("Only what was asked. No address of a shelter, no one who reported."),
    )
    knows_nothing = forms.BooleanField(
        label=words("We looked and know nothing about it"), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class DeclineForm(forms.Form):
    """Why the agency does not answer."""

    why = forms.CharField(
        label=words("Reason"),
        widget=forms.Textarea,
        max_length=300,
        help_text=words("Those who asked read the reason."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class TakeBackForm(forms.Form):
    """Why a question is taken back."""

    why = forms.CharField(label=words("Reason"), widget=forms.Textarea, max_length=200)
