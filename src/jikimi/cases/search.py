"""Search: is this person known? Persons of cases one may see, and reports of one's station."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from jikimi.access.acting import check, reading
from jikimi.access.actor import Actor
from jikimi.access.acts import act_called
from jikimi.access.codes import label
from jikimi.access.errors import NotValid
from jikimi.cases.guards import rows_of
from jikimi.cases.matching import LEAST_LETTERS, is_one_slip_away, ways_of
from jikimi.cases.models import Party, Person, ReportParty
from jikimi.cases.names import bigrams, digits, folded
from jikimi.cases.words import words

MOST = 20
_WHOLE_NUMBER, _LEAST_DIGITS = 8, 4


@dataclass(frozen=True, slots=True)
class Sought:
    """What is known of the person looked for; at least one must be given.

    name: two letters or more, 초성 too.  phone: the number, or four digits or more of its end.
    """

    name: str = ""
    phone: str = ""
    born_on: date | None = None


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person the searcher may know of: why it matched, and as whom in which visible cases."""

    person: Person
    reasons: Sequence[str]
    parties: Sequence[Party]


@dataclass(frozen=True, slots=True)
class KnownFromReport:
    """A party to a report of the searcher's own station, and why it matched."""

    party: ReportParty
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brought, the surest first. is_cut: there may be more, ask more closely."""

    persons: Sequence[KnownPerson] = ()
    reports: Sequence[KnownFromReport] = ()
    is_cut: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nobody was found whom the searcher may know of."""
        return not (self.persons or self.reports)

    @property
    def subjects(self) -> list[UUID]:
        """Whose data was shown."""
        return [k.person.pk for k in self.persons] + [k.party.pk for k in self.reports]


@dataclass(slots=True)
class _Candidates:
    persons: dict[UUID, set[str]] = field(default_factory=lambda: defaultdict(set))
    reports: dict[UUID, set[str]] = field(default_factory=lambda: defaultdict(set))
    is_cut: bool = False


def search_persons(actor: Actor, sought: Sought, *, why: str) -> Found:
    """Look for a person among those the actor may know of, for the purpose given.

    why: a code of search_purposes.csv.  Raises NotValid when too little was typed.
    Records cases.persons.search with everybody shown (SR-26), and never what was typed.
    """
    check(actor, act_called("cases.persons.search"))
    _check(sought, why)
    candidates = _candidates(sought)
    persons = _known_persons(sought, candidates.persons)
    reports = _known_from_reports(sought, candidates.reports)
    found = Found(persons, reports, candidates.is_cut)
    reading(actor, "cases.persons.search", persons=found.subjects, why=why)
    return found


def persons_surely_the_same(sought: Sought) -> set[UUID]:
    """Persons the named actor may see who are this one beyond doubt: name and birth date, or phone.

    Used by rules that must not make a person anew; nothing is shown, so nothing is recorded.
    """
    if not sought.name or not (sought.phone or sought.born_on):
        return set()
    rows = Person.objects.filter(pk__in=_candidates(sought).persons)
    return {row.pk for row in rows if _is_surely_the_same(sought, row)}


def reason_words(codes: Iterable[str]) -> list[str]:
    """Why something matched, in the reader's language, the weightiest first."""
    return [label("cases", "match_reasons", code) for code in sorted(codes, key=_weight)[::-1]]


def _check(sought: Sought, why: str) -> None:
    wrong: dict[str, str] = {}
    if why not in words("search_purposes"):
        wrong["purpose"] = _("Choose what you search for.")
    if not (sought.name.strip() or sought.phone.strip() or sought.born_on):
        wrong["name"] = _("Give a name, a phone number or a birth date.")
    if sought.name.strip() and len(folded(sought.name)) < LEAST_LETTERS:
        wrong["name"] = _("Type at least two letters of the name.")
    if sought.phone.strip() and len(digits(sought.phone)) < _LEAST_DIGITS:
        wrong["phone"] = _("Type at least the last four digits.")
    if wrong:
        raise NotValid("cases.persons.search", wrong)


def _candidates(sought: Sought) -> _Candidates:
    """Who may be meant, asked of one guarded function that filters by principal first."""
    found = _Candidates()
    for source, pk, way in _asked(sought):
        (found.persons if source == "person" else found.reports)[pk].add(way)
    found.is_cut = len(found.persons) >= MOST or len(found.reports) >= MOST
    return found


def _asked(sought: Sought) -> list[tuple[str, UUID, str]]:
    name = folded(sought.name)
    ways = [asdict(way) for way in ways_of(sought.name)]
    near = bigrams(f"^{name}$") if name else []
    backwards = digits(sought.phone)[::-1]
    return rows_of("cases_search", json.dumps(ways), backwards, sought.born_on, near, MOST)


def _known_persons(sought: Sought, ways: dict[UUID, set[str]]) -> list[KnownPerson]:
    roles: dict[UUID, list[Party]] = defaultdict(list)
    parties = Party.objects.filter(person_id__in=ways).select_related("case")
    for party in parties.order_by("-case__last_event_at"):
        roles[party.person_id].append(party)
    found = [
        KnownPerson(row, _reasons(sought, row, ways[row.pk]), roles[row.pk])
        for row in Person.objects.filter(pk__in=ways)
    ]
    return sorted(found, key=lambda k: (-_sum(k.reasons), k.person.name, k.person.pk))[:MOST]


def _known_from_reports(sought: Sought, ways: dict[UUID, set[str]]) -> list[KnownFromReport]:
    rows = ReportParty.objects.filter(pk__in=ways).select_related("report")
    found = [
        KnownFromReport(row, _reasons(sought, row, ways[row.pk]))
        for row in rows.order_by("-report__received_at")
    ]
    return sorted(found, key=lambda k: -_sum(k.reasons))[:MOST]


def _reasons(sought: Sought, row: Person | ReportParty, ways: set[str]) -> list[str]:
    """Why this one: by name in one word, and what else agrees."""
    reasons = {_by_name(sought, row.name, ways)} - {""}
    if sought.born_on and row.born_on == sought.born_on:
        reasons.add("born_on")
    number = digits(sought.phone)
    if number and digits(row.phone) == number and len(number) >= _WHOLE_NUMBER:
        reasons.add("phone")
    elif number and digits(row.phone).endswith(number):
        reasons.add("phone_end")
    return sorted(reasons, key=_weight)[::-1]


def _by_name(sought: Sought, name: str, ways: set[str]) -> str:
    if sought.name and folded(name) == folded(sought.name):
        return "name"
    surest = max(ways - {"phone", "born_on", "name"}, key=_weight, default="")
    if not surest and sought.name and is_one_slip_away(name, sought.name):
        return "similar"
    return surest


def _is_surely_the_same(sought: Sought, row: Person) -> bool:
    if folded(row.name) != folded(sought.name):
        return False
    same_number = len(digits(sought.phone)) >= _WHOLE_NUMBER and row.phone == digits(sought.phone)
    return same_number or (row.born_on is not None and row.born_on == sought.born_on)


def _weight(code: str) -> int:
    found = words("match_reasons").get(code)
    return int(found.more["weight"]) if found else 0


def _sum(codes: Iterable[str]) -> int:
    return sum(_weight(code) for code in codes)
