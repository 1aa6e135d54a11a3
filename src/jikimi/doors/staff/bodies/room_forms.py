"""Forms of the meeting room: discussion, decision, action, cause, calling an agency in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from jikimi.access.actor import Actor
from jikimi.access.codes import codes
from jikimi.bodies.voting import Vote
from jikimi.cases.actions import ActionDraft, owners_for
from jikimi.cases.analysis import CauseDraft
from jikimi.cases.models import Case
from jikimi.cases.participants import agencies_taking_part
from jikimi.cases.sharing import ShareDraft

SIDES = [("victim", _("For the person to be protected")), ("perpetrator", _("For the other side"))]
_FIRST_DUE = timedelta(weeks=2)
Choices = Iterable[tuple[object, object]]


class DiscussionForm(forms.Form):
    """What is said. base and version: as the writer last got it."""

    discussion = forms.CharField(
        label=_("Discussion"), required=False, strip=False, widget=forms.Textarea
    )
    base = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)


class DecisionForm(forms.Form):
    """What was decided, and whether by consent or by vote."""

    text = forms.CharField(label=_("Decision"), widget=forms.Textarea)
    method = forms.ChoiceField(
        label=_("How it was decided"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("consent", _("By consent")), ("vote", _("By vote"))],
        initial="consent",
    )
    votes_for = forms.IntegerField(label=_("For"), required=False, min_value=0)
    votes_against = forms.IntegerField(label=_("Against"), required=False, min_value=0)
    votes_abstained = forms.IntegerField(label=_("Abstained"), required=False, min_value=0)

    def said(self) -> dict[str, Any]:
        """The words, and the vote where there was one, as the rules take them."""
        given = self.cleaned_data
        names = ("votes_for", "votes_against", "votes_abstained")
        vote = Vote(*(given[name] or 0 for name in names)) if given["method"] == "vote" else None
        return {"text": given["text"], "vote": vote}


class CorrectionForm(DecisionForm):
    """A decision put right."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ActionForm(forms.Form):
    """What one agency shall do by when; empty words mean no action."""

    text = forms.CharField(
        label=_("What shall be done"),
        help_text=_("So that it can be checked: who does what, how often."),
        widget=forms.Textarea,
        required=False,
    )
    side = forms.ChoiceField(label=_("For whom"), choices=SIDES, widget=forms.RadioSelect)
    agency_id = forms.TypedChoiceField(label=_("Agency"), coerce=int)
    owner_id = forms.TypedChoiceField(
        label=_("Owner"), coerce=int, required=False, empty_value=None
    )
    due_on = forms.DateField(label=_("Due"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: object, actor: Actor, case: Case, **kwargs: object) -> None:
        kwargs.setdefault("prefix", "action")
        first = {"side": "victim", "due_on": timezone.localdate() + _FIRST_DUE}
        kwargs.setdefault("initial", first)
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        agencies = [(agency.pk, agency.name) for agency in agencies_taking_part(case)]
        owners: dict[str, list[tuple[int, str]]] = {}
        for member in owners_for(actor, case):
            owners.setdefault(member.agency.name, []).append((member.pk, member.name))
        self.fields["agency_id"].choices = agencies  # type: ignore[attr-defined]
        nobody = ("", said("The agency names somebody"))
        self.fields["owner_id"].choices = [nobody, *owners.items()]  # type: ignore[attr-defined]

    def has_action(self) -> bool:
        """Whether an action was written at all."""
        return bool(str(self.data.get(self.add_prefix("text"), "")).strip())

    def draft(self, decision_id: UUID | None = None) -> ActionDraft:
        """What was entered, as the rule takes it."""
        return ActionDraft(decision_id=decision_id, **self.cleaned_data)


class CauseForm(forms.Form):
    """A cause as found at the table."""

    code = forms.ChoiceField(label=_("Cause"))
    evidence = forms.CharField(label=_("What shows it"), widget=forms.Textarea)
    said_by = forms.CharField(label=_("Who said or saw it"), max_length=120)

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("prefix", "cause")
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        rows = codes("cases", "causes").values()
        choices = [("", said("Choose")), *((row.code, row.label) for row in rows)]
        self.fields["code"].choices = choices  # type: ignore[attr-defined]

    def draft(self) -> CauseDraft:
        """What was entered, as the rule takes it."""
        return CauseDraft(**self.cleaned_data)


class ShareForm(forms.Form):
    """What an agency called into the case shall know."""

    agency_id = forms.IntegerField(widget=forms.HiddenInput)
    basis = forms.ChoiceField(label=_("Legal basis"))
    consented_on = forms.DateField(
        label=_("Day of consent, when it rests on consent"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    purpose = forms.CharField(label=_("For what purpose"), max_length=300)
    fields_shared = forms.MultipleChoiceField(
        label=_("What it may know"), widget=forms.CheckboxSelectMultiple
    )
    narrative = forms.CharField(
        label=_("The danger, when it is urgent"), required=False, widget=forms.Textarea
    )

    def __init__(self, *args: object, groups: Iterable[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        bases = codes("cases", "legal_bases").values()
        self.fields["basis"].choices = [  # type: ignore[attr-defined]
            ("", said("Choose")),
            *((row.code, row.label) for row in bases),
        ]
        known = codes("cases", "field_groups")
        self.fields["fields_shared"].choices = [  # type: ignore[attr-defined]
            (group, known[group].label) for group in groups if group in known
        ]

    def draft(self) -> ShareDraft:
        """What was entered, as the rule takes it."""
        entered = dict(self.cleaned_data)
        return ShareDraft(fields=entered.pop("fields_shared"), **entered)
