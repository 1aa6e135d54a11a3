"""Short forms as tables: what each kind of agency is asked, and to which teams its worry may go.

The rows are data/short_forms.csv and data/short_form_fields.csv; a lawyer reads and signs them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import get_language

from jikimi.access.actor import Actor
from jikimi.access.codes import Code
from jikimi.bodies.models import Body
from jikimi.cases.bases import bases_open_to
from jikimi.cases.pathway_rules import pathways
from jikimi.cases.words import words

MOST_TEAMS = 50


@dataclass(frozen=True, slots=True)
class FormField:
    """One question of a short form. name: signs, words, who, place or noticed_at."""

    name: str
    label: str
    help: str
    is_required: bool


@dataclass(frozen=True, slots=True)
class ShortForm:
    """What one kind of agency fills in within a minute. ways: pathways, the usual one first.

    signs: codes of worry_signs.csv it offers; case_kinds, bases: of a nomination at once, the usual
    ones first, none where this form only passes a worry on.
    """

    row: Code
    ways: tuple[str, ...]
    signs: tuple[str, ...]
    fields: tuple[FormField, ...]
    case_kinds: tuple[str, ...]
    bases: tuple[str, ...]
    answer_days: int

    @property
    def code(self) -> str:
        """Its code in short_forms.csv."""
        return self.row.code

    @property
    def label(self) -> str:
        """What it is called in the reader's language."""
        return self.row.label

    @property
    def help(self) -> str:
        """What to keep in mind when writing, in the reader's language."""
        return _in_language(self.row, "help")

    @property
    def basis(self) -> str:
        """On which law the worry is passed on, in the reader's language."""
        return _in_language(self.row, "basis")

    def required(self) -> set[str]:
        """Names of the fields that must be filled in."""
        return {field.name for field in self.fields if field.is_required}


@dataclass(frozen=True, slots=True)
class Way:
    """A team to which a worry may go, on one pathway."""

    pathway: str
    pathway_label: str
    body: Body

    @property
    def code(self) -> str:
        """Pathway and body as one value of a form."""
        return f"{self.pathway}:{self.body.pk}"


def forms_of(actor: Actor) -> list[ShortForm]:
    """Short forms for the actor's kind of agency, the usual one first."""
    return [form for form in _forms() if actor.agency_kind in form.row.more["agency_kinds"].split()]


def form_called(code: str) -> ShortForm | None:
    """The short form of this code as of today."""
    return next((form for form in _forms() if form.code == code), None)


def ways_open_to(actor: Actor, form: ShortForm) -> list[Way]:
    """Teams to which the actor may send a worry with this form, the usual one first.

    Teams near the agency: in which it sits, or that stand below a council in which it sits; where
    a pathway has none such, any team of its kind.
    """
    listed = pathways()
    known = [listed[code] for code in form.ways if code in listed]
    near = _bodies_near(actor, {kind for way in known for kind in way.body_kinds})
    return [
        Way(way.code, way.label, body)
        for way in known
        for body in near
        if body.kind in way.body_kinds
    ]


def ways_to_nominate(actor: Actor, form: ShortForm) -> list[Way]:
    """Those of them before which the agency may nominate: where it sits, on a way open to it."""
    listed, seated = pathways(), Q(seats__agency_id=actor.agency_id, seats__left_on=None)
    mine = set(Body.objects.filter(seated, valid_to=None).values_list("pk", flat=True))
    return [
        way
        for way in ways_open_to(actor, form)
        if way.body.pk in mine and listed[way.pathway].takes(actor.agency_kind)
    ]


def teams_beside(body: Body) -> list[Body]:
    """Other teams to which a signal may be passed on, those below the same council first."""
    kinds = {kind for way in pathways().values() for kind in way.body_kinds}
    rows = Body.objects.filter(kind__in=kinds, valid_to=None).exclude(pk=body.pk)
    near = [row for row in rows.filter(above_id=body.above_id).order_by("pk")[:MOST_TEAMS]]
    others = rows.exclude(pk__in=[row.pk for row in near]).order_by("pk")
    return [*near, *others[: MOST_TEAMS - len(near)]]


def bases_offered(actor: Actor, form: ShortForm) -> list[Code]:
    """Legal bases of a nomination at once with this form, as far as open to the agency."""
    mine = {row.code: row for row in bases_open_to(actor)}
    return [mine[code] for code in form.bases if code in mine]


def _bodies_near(actor: Actor, kinds: set[str]) -> list[Body]:
    """Bodies of these kinds, those in which the agency sits first; of each kind at least some."""
    rows = Body.objects.filter(kind__in=kinds, valid_to=None)
    here = Q(seats__agency_id=actor.agency_id, seats__left_on=None)
    mine = list(rows.filter(here).distinct().order_by("pk"))
    below = Q(above__seats__agency_id=actor.agency_id, above__seats__left_on=None)
    sat_in = [body.above_id for body in mine if body.above_id]
    near = rows.filter(below | Q(above_id__in=sat_in)).exclude(pk__in=[b.pk for b in mine])
    found = [*mine, *near.distinct().order_by("pk")[:MOST_TEAMS]]
    missing = kinds - {body.kind for body in found}
    return [*found, *rows.filter(kind__in=missing).order_by("pk")[:MOST_TEAMS]]


def _forms() -> list[ShortForm]:
    fields = list(words("short_form_fields").values())
    return [
        _form(row, [field for field in fields if field.more["form"] == row.code])
        for row in words("short_forms").values()
    ]


def _form(row: Code, fields: Sequence[Code]) -> ShortForm:
    more = row.more
    return ShortForm(
        row=row,
        ways=tuple(more["ways"].split()),
        signs=tuple(more["signs"].split()),
        fields=tuple(_field(field) for field in fields),
        case_kinds=tuple(more["case_kinds"].split()),
        bases=tuple(more["bases"].split()),
        answer_days=int(more["answer_days"]),
    )


def _field(row: Code) -> FormField:
    is_required = row.more["required"] == "yes"
    return FormField(row.more["field"], row.label, _in_language(row, "help"), is_required)


def _in_language(row: Code, name: str) -> str:
    is_english = (get_language() or "ko").startswith("en")
    return row.more[f"{name}_en" if is_english else f"{name}_ko"]
