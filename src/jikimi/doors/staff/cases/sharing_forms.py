"""Forms of sharing: what an agency shall know, a reason, a verdict."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.actor import Actor
from jikimi.access.models import Agency
from jikimi.cases.models import Case
from jikimi.cases.shares import bases_to_offer, groups_to_offer
from jikimi.cases.sharing import ShareDraft
from jikimi.doors.staff.cases.forms import choices
from jikimi.doors.staff.pages import offer


class InviteForm(forms.Form):
    """What one agency shall know, why, and until when. Choices follow from the agency."""

    role = forms.ChoiceField(label=words("Role in the case"), widget=forms.RadioSelect)
    basis = forms.ChoiceField(label=words("Legal basis"))
    narrative = forms.CharField(
        label=words("Danger, or statute and decision"),
        required=False,
        widget=forms.Textarea,
        help_text=words(
            "For an urgent basis describe the danger; where the basis asks for it, name the statute"
            " and article, or the decision and its number."
        ),
    )
    consented_on = forms.DateField(
        label=words("Day of consent"),
        required=False,
        widget=forms.DateInput,
        help_text=words("When the basis is consent."),
    )
    purpose = forms.CharField(label=words("Purpose"), max_length=300)
    fields_shared = forms.MultipleChoiceField(
        label=words("What is shared"), widget=forms.CheckboxSelectMultiple
    )
    until = forms.DateTimeField(
        label=words("Shared until"),
        required=False,
        widget=forms.DateTimeInput,
        help_text=words("Empty: until the case ends. An urgent share ends after 72 hours."),
    )

    def __init__(self, *args: object, actor: Actor, case: Case, agency: Agency) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.bases = bases_to_offer(actor, case, agency)
        self.groups = groups_to_offer(case, agency)
        offer(self, "role", choices("participation_roles", without=["lead"]))
        offer(self, "basis", [("", _("Choose")), *((b.code, b.label) for b in self.bases)])
        offer(self, "fields_shared", [(g.code, g.label) for g in self.groups])
        self.fields["role"].initial = "partner"

    def draft(self, agency: Agency) -> ShareDraft:
        """What was asked for, as the rule takes it."""
        given = self.cleaned_data
        return ShareDraft(
            agency_id=agency.pk,
            basis=given["basis"],
            purpose=given["purpose"],
            fields=given["fields_shared"],
            role=given["role"],
            narrative=given["narrative"],
            until=given["until"],
            consented_on=given["consented_on"],
        )


class ReasonForm(forms.Form):
    """A reason in words."""

    why = forms.CharField(label=words("Reason"), widget=forms.Textarea, max_length=200)


class WithdrawForm(ReasonForm):
    """The day on which consent was taken back, and how."""

    on = forms.DateField(label=words("Taken back on"), widget=forms.DateInput)


class VerdictForm(forms.Form):
    """What a review found."""

    verdict = forms.ChoiceField(label=words("Verdict"), widget=forms.RadioSelect)
    note = forms.CharField(label=words("Grounds of the verdict"), widget=forms.Textarea)

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        offer(self, "verdict", choices("review_verdicts"))
