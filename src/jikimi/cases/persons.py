"""Persons: draft, record, correct. A person is recorded with an agency and seen through parties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.cases.guards import called
from jikimi.cases.intake.masking import mask
from jikimi.cases.models import Case, Party, Person
from jikimi.cases.models.party import GROUP_OF_ROLE
from jikimi.cases.names import digits, name_keys

_LEAST_DIGITS, _MOST_DIGITS = 7, 15


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """What is known of a person when named; every field may be unknown. known_id: found before."""

    name: str = ""
    born_on: date | None = None
    sex: str = ""
    phone: str = ""
    language: str = ""
    needs: str = ""
    known_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PartyDraft:
    """A person in a role. relation: to the victim, a code of relations.csv."""

    role: str
    person: PersonDraft
    relation: str = ""
    wishes: str = ""
    knows_of_case: bool | None = None
    lives_in_home: bool | None = None


def add_party(*, actor: Actor, case: Case, draft: PartyDraft) -> Party:
    """Add a person to a case in a role.

    Raises NotValid on an unknown role or a birth date in the future. A member of any agency who is
    the same human being is barred from the case (SR-07, SR-08).
    """
    with acting(actor, "cases.parties.add", case) as doing:
        party = put_party(actor=actor, case=case, draft=draft)
        doing.persons.add(party.person_id)
    return party


def put_party(*, actor: Actor, case: Case, draft: PartyDraft) -> Party:
    """The part of add_party that other acts share: no check, no record of its own.

    Identity numbers in free text are covered (SR-14).
    """
    if draft.role not in GROUP_OF_ROLE:
        raise NotValid("cases.parties.role", {"role": _("Choose one from the list.")})
    person = _known(draft.person.known_id) or _recorded(actor, draft.person)
    party = _party(case, person, draft)
    _bar_relatives(case, person)
    return party


def _party(case: Case, person: Person, draft: PartyDraft) -> Party:
    """Put through the guard, since one may name a person whom one may not read afterwards."""
    party = Party(
        case=case,
        person=person,
        role=draft.role,
        field_group=GROUP_OF_ROLE[draft.role],
        relation=draft.relation,
        wishes=mask(draft.wishes)[0],
        knows_of_case=draft.knows_of_case,
        lives_in_home=draft.lives_in_home,
    )
    called(
        "cases_put_party",
        party.pk,
        case.pk,
        person.pk,
        party.role,
        party.field_group,
        party.relation,
        party.wishes,
        party.knows_of_case,
        party.lives_in_home,
    )
    party._state.adding = False
    return party


def amend_person(*, actor: Actor, party: Party, draft: PersonDraft, version: int) -> Person:
    """Correct what is known of a person. Raises Changed when somebody else did so meanwhile."""
    _check(draft)
    with acting(actor, "cases.parties.amend", party, persons=[party.person_id]) as doing:
        person = Person.objects.select_for_update().get(pk=party.person_id)
        mine = _columns(draft)
        expect_version(person, version, mine)
        doing.details["fields"] = " ".join(f for f in mine if getattr(person, f) != mine[f])
        for field, value in mine.items():
            setattr(person, field, value)
        person.save()
    return person


def _known(person_id: UUID | None) -> Person | None:
    if person_id is None:
        return None
    found = Person.objects.filter(pk=person_id).first()
    if found is None:
        raise NotAllowed
    return found


def _recorded(actor: Actor, draft: PersonDraft) -> Person:
    _check(draft)
    return Person.objects.create(recorded_by_id=actor.agency_id, **_columns(draft))


def _check(draft: PersonDraft) -> None:
    number = digits(draft.phone)
    if draft.phone.strip() and not _LEAST_DIGITS <= len(number) <= _MOST_DIGITS:
        raise NotValid("cases.persons.phone", {"phone": _("Give a whole phone number.")})
    if draft.born_on and draft.born_on > timezone.localdate():
        raise NotValid("cases.persons.born_on", {"born_on": _("This day is in the future.")})


def _columns(draft: PersonDraft) -> dict[str, object]:
    name = " ".join(mask(draft.name)[0].split())
    return {
        "name": name,
        "name_keys": name_keys(name),
        "born_on": draft.born_on,
        "sex": draft.sex,
        "phone": digits(draft.phone),
        "language": draft.language,
        "needs": mask(draft.needs)[0],
    }


def _bar_relatives(case: Case, person: Person) -> None:
    """Bar members who are this very person, by name and birth date or by phone (SR-08)."""
    called("cases_bar_matched", case.pk, person.pk)
