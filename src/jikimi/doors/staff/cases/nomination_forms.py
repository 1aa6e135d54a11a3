"""Forms of a nomination: whom to look for first, then everything else on one page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jikimi.access.actor import Actor
from jikimi.access.codes import Code
from jikimi.bodies.seats import bodies_of
from jikimi.cases.bases import GUARDIAN, PERSON, SUSPECTED_GUARDIAN, bases_open_to
from jikimi.cases.pathway_rules import JSS, pathways
from jikimi.cases.persons import PartyDraft, PersonDraft
from jikimi.cases.reaching import ContactDraft
from jikimi.cases.words import words
from jikimi.doors.staff.cases.search import SearchForm

Pairs = list[tuple[str, str]]
FIRST_ROWS, MORE_ROWS, MOST_ROWS = 1, 2, 9
CONSENTED_BY = [
    (PERSON, _("The person")),
    (GUARDIAN, _("A guardian who is not suspected")),
    (SUSPECTED_GUARDIAN, _("A guardian who is suspected of the harm")),
]
_TRUTH = {"yes": True, "no": False, "unknown": None, "": None}
_KNOWN = [("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known"))]


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}), **more
    )


def _hour(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )


def _words(label: Any, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, **more)


def _long(label: Any, **more: Any) -> forms.CharField:
    return _words(label, 4000, widget=forms.Textarea, **more)


def _one_of(label: Any, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, **more)


class WhoForm(SearchForm):
    """Step one: who is it? Nothing is named before this was looked for."""

    is_unknown = forms.BooleanField(
        label=_("Neither name, phone number nor birth date is known"), required=False
    )


class NominationForm(forms.Form):
    """Step two: what worries, who is concerned, how to reach her, on which basis. One page."""

    body = _one_of(_("Pathway and team"))
    kind = forms.ChoiceField(label=_("Kind"))
    signs = forms.MultipleChoiceField(
        label=_("What you saw or heard"), required=False, widget=forms.CheckboxSelectMultiple
    )
    worry = _long(
        _("What worries you"),
        help_text=_("What happened, what was said, since when. Never write identity numbers."),
    )
    name = _words(_("Name"), 80)
    phone = _words(_("Phone"), 20)
    born_on = _day(_("Birth date"))
    sex = _one_of(_("Sex"))
    language = _one_of(_("Language"))
    needs = _words(_("Needs to be kept in mind"), 200)
    wishes = _long(_("What does the person want?"))
    knows = _one_of(_("Does the person know of this nomination?"), choices=_KNOWN)
    take = forms.MultipleChoiceField(
        label=_("Take over these people"), required=False, widget=forms.CheckboxSelectMultiple
    )
    other_name = _words(_("Name"), 80)
    other_born_on = _day(_("Birth date"))
    other_sex = _one_of(_("Sex"))
    other_phone = _words(_("Phone"), 20)
    other_relation = _one_of(_("Relation to the person"))
    other_home = _one_of(_("Lives in the same home?"), choices=_KNOWN)
    contact_channel = _one_of(_("How to reach the person safely"))
    contact_address = _words(_("Number or address"), 120)
    contact_from_time = _hour(_("From"))
    contact_until_time = _hour(_("Until"))
    contact_may_leave_message = forms.BooleanField(label=_("A message may be left"), required=False)
    contact_caution = _words(_("What to be careful about"), 200)
    basis = forms.ChoiceField(label=_("Legal basis"))
    consented_on = _day(_("Day of consent"))
    consented_by = _one_of(_("Who consented?"), choices=CONSENTED_BY, widget=forms.RadioSelect)
    basis_note = _words(
        _("Article or reference number"),
        300,
        help_text=_("Where the legal basis asks for it, as another statute or a decision does."),
    )
    rows = forms.IntegerField(widget=forms.HiddenInput, initial=FIRST_ROWS, required=False)

    def __init__(
        self, actor: Actor, others: Iterable[PartyDraft], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.others = list(others)
        self._offer("body", way_choices(actor))
        self._offer("kind", coded("kinds"), choose=True)
        self._offer("signs", coded("worry_signs"))
        self._offer("basis", [(row.code, _basis_words(row)) for row in bases_open_to(actor)], True)
        self._offer("contact_channel", coded("contact_channels"), choose=True)
        self._offer("other_relation", coded("relations"), choose=True)
        self._offer("language", coded("languages"), choose=True)
        for name in ("sex", "other_sex"):
            self._offer(name, coded("sexes"), choose=True)
        self._offer("take", [(str(i), _party_words(p)) for i, p in enumerate(self.others)])
        self._add_children()

    def _offer(self, name: str, choices: Pairs, choose: bool = False) -> None:
        first = [("", gettext("Choose"))] if choose else []
        self.fields[name].choices = [*first, *choices]  # type: ignore[attr-defined]

    def _add_children(self) -> None:
        for i in range(self.row_count):
            self.fields[f"child_name_{i}"] = _words(_("Name"), 80)
            self.fields[f"child_born_on_{i}"] = _day(_("Birth date"))

    @property
    def row_count(self) -> int:
        """How many rows for children are shown."""
        asked = self.data.get("rows", FIRST_ROWS) if self.is_bound else FIRST_ROWS
        return min(int(asked), MOST_ROWS) if str(asked).isdigit() else FIRST_ROWS

    @property
    def sign_families(self) -> list[dict[str, Any]]:
        """The signs by family, what must be looked at now first, with what is ticked."""
        families: dict[str, dict[str, Any]] = {}
        for row in words("worry_signs").values():
            family = families.setdefault(
                row.more["family"], {"label": _family_words(row), "signs": []}
            )
            family["signs"].append((row.code, row.label))
        return list(families.values())

    @property
    def child_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields of each child."""
        return [
            (self[f"child_name_{i}"], self[f"child_born_on_{i}"]) for i in range(self.row_count)
        ]

    def victim(self, carried: PersonDraft) -> PersonDraft:
        """The person with what was added or completed; a known person stays as known."""
        if carried.known_id is not None:
            return carried
        names = ("name", "phone", "born_on", "sex", "language", "needs")
        return PersonDraft(**{name: self.cleaned_data[name] for name in names})

    def parties(self, victim: PersonDraft) -> Iterator[PartyDraft]:
        """Everybody concerned, as the rule takes them: the victim first."""
        data = self.cleaned_data
        yield PartyDraft(
            role="victim",
            person=victim,
            wishes=data["wishes"],
            knows_of_case=_TRUTH[data["knows"]],
        )
        yield from (self.others[int(i)] for i in data["take"])
        yield from self._perpetrator(data)
        yield from self._children(data)

    def _perpetrator(self, data: dict[str, Any]) -> Iterator[PartyDraft]:
        names = ("other_name", "other_born_on", "other_phone", "other_relation")
        if any(data[name] for name in names):
            person = PersonDraft(
                name=data["other_name"],
                born_on=data["other_born_on"],
                sex=data["other_sex"],
                phone=data["other_phone"],
            )
            home = _TRUTH[data["other_home"]]
            yield PartyDraft("perpetrator", person, data["other_relation"], lives_in_home=home)

    def _children(self, data: dict[str, Any]) -> Iterator[PartyDraft]:
        for i in range(self.row_count):
            name, born_on = data[f"child_name_{i}"], data[f"child_born_on_{i}"]
            if name or born_on:
                person = PersonDraft(name=name, born_on=born_on)
                yield PartyDraft("child", person, lives_in_home=True)

    def contacts(self) -> list[ContactDraft]:
        """The safe way to the victim, if one was given."""
        data = self.cleaned_data
        if not data["contact_channel"]:
            return []
        names = ("channel", "address", "from_time", "until_time", "may_leave_message", "caution")
        return [ContactDraft(**{name: data[f"contact_{name}"] for name in names})]


def way_choices(actor: Actor) -> Pairs:
    """Pathways and teams before which the actor may name, its own station's council first.

    A working council is its number, a team of another pathway `crisis_child:3`.  A team's
    coordinators name on its pathways whatever their agency is.
    """
    bodies = sorted(bodies_of(actor), key=lambda b: (b.station_id != actor.agency_id, b.pk))
    coordinated = actor.bodies_coordinated()
    ways = [
        (way, body)
        for way in pathways().values()
        for body in bodies
        if body.kind in way.body_kinds and (way.takes(actor.agency_kind) or body.pk in coordinated)
    ]
    return [
        (str(body.pk), body.name)
        if way.code == JSS
        else (f"{way.code}:{body.pk}", f"{way.label} · {body.name}")
        for way, body in ways
    ]


def way_chosen(value: str) -> tuple[str, int]:
    """A choice of way_choices() as pathway and body; a bare number is a working council's."""
    pathway, _colon, body = value.rpartition(":")
    return pathway or JSS, int(body)


def coded(name: str) -> Pairs:
    """A code list as choices."""
    return [(row.code, row.label) for row in words(name).values()]


def _party_words(party: PartyDraft) -> str:
    role = words("party_roles")[party.role].label
    born = f", {party.person.born_on:%Y. %-m. %-d.}" if party.person.born_on else ""
    return f"{party.person.name or gettext('Name not known')} ({role}{born})"


def _basis_words(row: Code) -> str:
    law = row.more["law_ko"] if row.label == row.ko else row.more["law_en"]
    return f"{row.label} · {law} {row.more['article']}"


def _family_words(row: Code) -> str:
    return row.more["family_ko"] if row.label == row.ko else row.more["family_en"]
