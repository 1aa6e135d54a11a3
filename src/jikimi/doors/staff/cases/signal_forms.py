"""Forms of signals: the one-screen form of a kind of agency, and what a team answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jikimi.access.actor import Actor
from jikimi.bodies.models import Body
from jikimi.cases.models import Case
from jikimi.cases.pathway_rules import pathways
from jikimi.cases.short_forms import FormField, ShortForm, Way, ways_open_to
from jikimi.cases.signal_reads import ORDERS, STATES
from jikimi.cases.signalling import SignalDraft
from jikimi.cases.words import words
from jikimi.doors.staff.cases.forms import choices
from jikimi.doors.staff.pages import offer

MINUTE = "%Y-%m-%dT%H:%M"
_QUESTIONS = {"signs", "words", "who", "place", "noticed_at"}
_SPANS = (0, 7, 30, 365)


class SignalForm(forms.Form):
    """What one kind of agency noticed: only the questions of its short form, in its order.

    key: made with the page, so that a second tap on the button sends nothing twice.
    """

    key = forms.UUIDField(widget=forms.HiddenInput)
    form = forms.CharField(widget=forms.HiddenInput)
    signs = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    words = forms.CharField(required=False, max_length=4000, widget=forms.Textarea)
    who = forms.CharField(required=False, max_length=200)
    place = forms.CharField(required=False, max_length=200)
    noticed_at = forms.DateTimeField(widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    way = forms.ChoiceField(label=_("Who should look at it"))

    def __init__(self, actor: Actor, short: ShortForm, data: Any = None) -> None:
        now = timezone.localtime().strftime(MINUTE)
        initial = {"key": uuid4(), "form": short.code, "noticed_at": now}
        super().__init__(data, initial=initial)
        self.short = short
        self.ways = ways_open_to(actor, short)
        for name in _QUESTIONS - {field.name for field in short.fields}:
            del self.fields[name]
        for field in short.fields:
            self._word(field)
        signs = words("worry_signs")
        offer(self, "signs", [(code, signs[code].label) for code in short.signs if code in signs])
        offer(self, "way", [(way.code, _way_words(way)) for way in self.ways])

    def _word(self, field: FormField) -> None:
        shown = self.fields[field.name]
        shown.label, shown.help_text = field.label, field.help
        shown.required = field.is_required or field.name == "noticed_at"

    def draft(self) -> SignalDraft:
        """What was noticed, as the rule takes it."""
        given = self.cleaned_data
        way = next(way for way in self.ways if way.code == given["way"])
        return SignalDraft(
            form=self.short.code,
            pathway=way.pathway,
            body_id=way.body.pk,
            noticed_at=given["noticed_at"],
            signs=given["signs"],
            words=given.get("words", ""),
            who=given.get("who", ""),
            place=given.get("place", ""),
            key=given["key"],
        )


class SignalFilterForm(forms.Form):
    """How the list of signals is narrowed."""

    state = forms.ChoiceField(label=_("State"), required=False)
    pathway = forms.ChoiceField(label=_("Pathway"), required=False)
    form = forms.ChoiceField(label=_("Form"), required=False)
    days = forms.ChoiceField(label=_("Sent within"), required=False)
    number = forms.CharField(label=_("Number"), required=False, max_length=32)
    order = forms.ChoiceField(label=_("Order"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        offer(self, "state", [(name, state_words()[name]) for name in STATES])
        offer(self, "pathway", [("", gettext("All")), *((p.code, p.label) for p in _ways())])
        offer(self, "form", [("", gettext("All")), *choices("short_forms")])
        spans = {7: gettext("7 days"), 30: gettext("30 days"), 365: gettext("A year")}
        offer(self, "days", [(n, spans.get(n) or gettext("Whole time")) for n in _SPANS])
        orders = {
            "pressing": gettext("Most pressing first"),
            "newest": gettext("Newest signals first"),
            "oldest": gettext("Oldest signals first"),
        }
        offer(self, "order", [(name, orders[name]) for name in ORDERS])


class VersionForm(forms.Form):
    """A change of a signal as it was when the page was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class AnswerSignalForm(VersionForm):
    """What came of a signal of which no case is made."""

    answer = forms.ChoiceField(label=_("Answer"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("What your team looked at"),
        widget=forms.Textarea,
        max_length=1000,
        help_text=_("The agency that sent it reads this. Tell nothing of the person."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = words("signal_answers").values()
        asked = [r for r in rows if r.more["by"] == "team" and r.more["opens"] == "no"]
        offer(self, "answer", [(row.code, row.label) for row in asked])


class PassOnForm(VersionForm):
    """To which team a signal is handed."""

    body = forms.ChoiceField(label=_("Team"))

    def __init__(self, teams: Sequence[Body], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {str(team.pk): team for team in teams}
        offered = [(number, team.name) for number, team in self.teams.items()]
        offer(self, "body", [("", gettext("Choose")), *offered])


class JoinForm(VersionForm):
    """To which running case a signal belongs."""

    number = forms.ChoiceField(label=_("Running case of this team"))

    def __init__(self, cases: Sequence[Case], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(case.number, case.number) for case in cases]
        offer(self, "number", [("", gettext("Choose")), *offered])


def state_words() -> dict[str, str]:
    """How a signal stands, in words."""
    return {
        "waiting": gettext("Waiting for an answer"),
        "answered": gettext("Answered"),
        "withdrawn": gettext("Taken back"),
    }


def _ways() -> list[Any]:
    return list(pathways().values())


def _way_words(way: Way) -> str:
    return f"{way.pathway_label} · {way.body.name}"
