"""A risk form as a form of a page: its questions, and what it asks beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.cases.assessments import answer_words
from jikimi.cases.form_drafts import LONGEST_TEXT, MOST_CALLS, FormDraft
from jikimi.cases.instrument_forms import Paper
from jikimi.cases.overview import PartyLine
from jikimi.cases.words import words as code_list
from jikimi.doors.staff.cases.parts import optional_uuid, party_choices

_ACTS = {"yes": True, "no": False}
# What a form asks beside its questions → the field; the others are always there.
_ASKED = {
    "route": "intake_route",
    "mutual": "is_mutual",
    "calls": "calls",
    "judgement": "is_judged_high",
    "repeat": "is_repeat",
    "refusal": "is_refused",
    "decision": "acts",
    "further": "further_danger",
}


def _text(**more: Any) -> forms.CharField:
    attributes = {"maxlength": LONGEST_TEXT}
    return forms.CharField(
        widget=forms.Textarea(attrs=attributes), max_length=LONGEST_TEXT, required=False, **more
    )


class DecisionForm(forms.Form):
    """Whether one acts on a form, and why."""

    acts = forms.ChoiceField(
        label=words("Decision"),
        widget=forms.RadioSelect,
        choices=[("yes", words("Take action")), ("no", words("Take no action"))],
    )
    reason = _text(
        label=words("Reason of the decision"),
        help_text=words(
            "Needed when you decide against the form, either way. That the person does not want it "
            "is no reason by itself."
        ),
    )

    def decided(self) -> bool | None:
        """What was chosen; None to decide later."""
        return _ACTS.get(self.cleaned_data.get("acts", ""))


class AssessmentForm(DecisionForm):
    """A risk form to be filled in. paper: the form; its questions stand first, as radios."""

    assessment_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    party_id = forms.ChoiceField(label=words("Whose danger"), required=False)
    intake_route = forms.ChoiceField(
        label=words("How it came in"), required=False, widget=forms.RadioSelect
    )
    is_mutual = forms.BooleanField(
        label=words("Both hurt each other"),
        required=False,
        help_text=words("There is one form for each of the two."),
    )
    calls = forms.IntegerField(
        label=words("Police call-outs within twelve months"),
        required=False,
        min_value=0,
        max_value=MOST_CALLS,
        help_text=words("Leave it empty when nobody knows; unknown is not none."),
    )
    is_repeat = forms.BooleanField(
        label=words("Harmed again within the repeat period"), required=False
    )
    is_refused = forms.BooleanField(
        label=words("The person did not want to answer"),
        required=False,
        help_text=words("It is kept as not screened, not as safe."),
    )
    is_judged_high = forms.BooleanField(
        label=words("I judge it dangerous whatever the points"),
        required=False,
        help_text=words("Professional judgement raises the result and never lowers it."),
    )
    further_danger = _text(
        label=words("Further danger"),
        help_text=words("What the form does not ask. Identity numbers are covered."),
    )
    assessed_at = forms.DateTimeField(
        label=words("Assessed at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=words("When it was assessed on paper earlier; otherwise leave it as it is."),
    )

    def __init__(
        self, data: Any = None, *, paper: Paper, people: Sequence[PartyLine], **given: Any
    ) -> None:
        given["initial"] = {"assessment_id": uuid4(), **given.get("initial", {})}
        super().__init__(data, **given)
        self.paper = paper
        for asked, name in _ASKED.items():
            if asked not in paper.asks:
                del self.fields[name]
        if "decision" not in paper.asks:
            del self.fields["reason"]
        self._offer(people)
        for question in paper.questions:
            self.fields[f"q_{question.item}"] = _question(question.words)

    def questions(self) -> Iterator[tuple[str, list[BoundField]]]:
        """The questions under their headings, in the order of the form."""
        groups: dict[str, list[BoundField]] = {}
        for question in self.paper.questions:
            groups.setdefault(question.group, []).append(self[f"q_{question.item}"])
        yield from groups.items()

    def asked(self, *names: str) -> list[BoundField]:
        """These fields, as far as the form asks them."""
        return [self[name] for name in names if name in self.fields]

    def draft(self) -> FormDraft:
        """What was filled in so far; what cannot be read is left out."""
        given = self.cleaned_data
        ticked = ("is_mutual", "is_judged_high", "is_repeat", "is_refused")
        ticks: dict[str, Any] = {name: bool(given.get(name)) for name in ticked}
        return FormDraft(
            instrument=self.paper.code,
            answers=self._answers(),
            party_id=optional_uuid(given.get("party_id") or ""),
            assessed_at=given.get("assessed_at"),
            calls=given.get("calls"),
            acts=self.decided(),
            intake_route=given.get("intake_route", ""),
            further_danger=given.get("further_danger", ""),
            reason=given.get("reason", ""),
            **ticks,
        )

    def _answers(self) -> dict[str, str]:
        said = {q.item: self.cleaned_data.get(f"q_{q.item}") for q in self.paper.questions}
        return {item: answer or "not_asked" for item, answer in said.items()}

    def _offer(self, people: Sequence[PartyLine]) -> None:
        fields: dict[str, Any] = self.fields
        fields["party_id"].choices = party_choices(people)
        if "intake_route" in fields:
            rows = code_list("intake_routes").values()
            fields["intake_route"].choices = [(row.code, row.label) for row in rows]
        if "acts" in fields:
            fields["acts"].choices = [*fields["acts"].choices, ("", _("Decide later"))]
            says = _("When the threshold is met the form says: %(what)s.")
            fields["acts"].help_text = says % {"what": self.paper.high}
            fields["acts"].required = False


def _question(says: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=says,
        choices=list(answer_words().items()),
        widget=forms.RadioSelect,
        required=False,
        initial="not_asked",
    )
