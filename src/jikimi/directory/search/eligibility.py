"""Who may come to a service: yes, no or not known, each with its reason; unknown is never a no.

Pure: plain values in, reasons out.  A thing the service does not say, or the person was not asked,
is 'unknown' and said aloud, so that somebody calls and asks instead of giving up.
Checked: tests/rules/test_directory_search_eligibility.py
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

Answer = Literal["yes", "no", "unknown"]
_WEIGHT: dict[Answer, int] = {"no": 0, "unknown": 1, "yes": 2}


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of somebody who needs help; what is not known stays None or empty.

    sex: female or male.  age: in years.  languages: codes, any of which the person speaks.
    district: the word of the 시·군·구 or dong in which the person lives.
    """

    sex: str = ""
    age: int | None = None
    has_disability: bool | None = None
    is_foreign: bool | None = None
    has_child: bool | None = None
    needs_wheelchair: bool | None = None
    languages: tuple[str, ...] = ()
    district: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a service says about who may come; '' and None: it says nothing.

    for_sex: '' anybody, female, male.  for_disability, for_foreigners: 'yes' means for them only.
    takes_children, wheelchair: yes, no or ''.  districts: words of the areas it serves.
    """

    for_sex: str = ""
    minimum_age: float | None = None
    maximum_age: float | None = None
    for_disability: str = ""
    for_foreigners: str = ""
    takes_children: str = ""
    wheelchair: str = ""
    languages: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for or against, or is not known. code: sex, age, disability, …"""

    code: str
    answer: Answer
    says: str


def fits(offer: Offer, person: Person) -> list[Reason]:
    """Why this service is or is not for this person; a thing neither of them names is left out.

    The weightiest first: what speaks against, then what must be asked, then what fits.
    """
    found = (
        _sex(offer, person),
        _age(offer, person),
        _only_for("disability", offer.for_disability, person.has_disability),
        _only_for("foreign", offer.for_foreigners, person.is_foreign),
        _children(offer, person),
        _wheelchair(offer, person),
        _language(offer, person),
        _area(offer, person),
    )
    return sorted((one for one in found if one), key=lambda one: _WEIGHT[one.answer])


def verdict(reasons: Iterable[Reason]) -> Answer:
    """The answer of all reasons together: one no is a no, one unknown leaves it unknown."""
    return min((one.answer for one in reasons), key=_WEIGHT.__getitem__, default="yes")


def offer_of(service: Any, *, wheelchair: str = "", districts: Sequence[str] = ()) -> Offer:
    """The offer of a row of the service table, with what stands in tables beside it.

    service: with for_sex, minimum_age, maximum_age, for_disability, for_foreigners,
    takes_children; languages are those of `service.languages.all()` where it has any.
    """
    told = service.languages.all() if hasattr(service, "languages") else ()
    return Offer(
        for_sex=service.for_sex,
        minimum_age=service.minimum_age,
        maximum_age=service.maximum_age,
        for_disability=service.for_disability,
        for_foreigners=service.for_foreigners,
        takes_children=service.takes_children,
        wheelchair=wheelchair,
        languages=tuple(sorted({row.code for row in told if row.code})),
        districts=tuple(districts),
    )


def _sex(offer: Offer, person: Person) -> Reason | None:
    if not offer.for_sex:
        return None
    only = {"female": _("For women only"), "male": _("For men only")}
    says = only.get(offer.for_sex, offer.for_sex)
    return Reason("sex", _same(offer.for_sex, person.sex), says)


def _same(wanted: str, given: str) -> Answer:
    if not given:
        return "unknown"
    return "yes" if wanted == given else "no"


def _age(offer: Offer, person: Person) -> Reason | None:
    low, high = offer.minimum_age, offer.maximum_age
    if low is None and high is None:
        return None
    return Reason("age", _within(low, high, person.age), _ages(low, high))


def _within(low: float | None, high: float | None, age: int | None) -> Answer:
    if age is None:
        return "unknown"
    # A highest age of 18 holds until the nineteenth birthday.
    below = low is not None and age < low
    above = high is not None and age >= high + 1
    return "no" if below or above else "yes"


def _ages(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return _("Aged %(low)g to %(high)g") % {"low": low, "high": high}
    if low is not None:
        return _("From age %(low)g") % {"low": low}
    return _("Up to age %(high)g") % {"high": high}


def _only_for(code: str, limit: str, given: bool | None) -> Reason | None:
    if limit != "yes":
        return None
    says = {
        "disability": _("For people with a disability"),
        "foreign": _("For people of foreign nationality"),
    }[code]
    answer: Answer = "unknown" if given is None else ("yes" if given else "no")
    return Reason(code, answer, says)


def _children(offer: Offer, person: Person) -> Reason | None:
    """Asked only when a child comes along."""
    if not person.has_child:
        return None
    says = {
        "yes": _("A child may come along"),
        "no": _("A child may not come along"),
        "": _("Ask whether a child may come along"),
    }
    return Reason("child", _known(offer.takes_children), says[offer.takes_children])


def _wheelchair(offer: Offer, person: Person) -> Reason | None:
    if not person.needs_wheelchair:
        return None
    says = {
        "yes": _("A wheelchair can get in"),
        "no": _("A wheelchair cannot get in"),
        "": _("Ask whether a wheelchair can get in"),
    }
    return Reason("wheelchair", _known(offer.wheelchair), says[offer.wheelchair])


def _known(told: str) -> Answer:
    answers: dict[str, Answer] = {"yes": "yes", "no": "no"}
    return answers.get(told, "unknown")


def _language(offer: Offer, person: Person) -> Reason | None:
    """A language that is not listed may still be had through an interpreter: ask."""
    if not person.languages:
        return None
    if set(person.languages) & set(offer.languages):
        return Reason("language", "yes", _("They speak the language"))
    return Reason("language", "unknown", _("Ask whether they speak the language"))


def _area(offer: Offer, person: Person) -> Reason | None:
    if not offer.districts:
        return None
    if not person.district:
        return Reason("area", "unknown", _("Only for people of an area"))
    if any(_covers(area, person.district) for area in offer.districts):
        return Reason("area", "yes", _("It serves the district"))
    return Reason("area", "unknown", _("Ask whether it serves the district"))


def _covers(area: str, district: str) -> bool:
    return area in district or district in area
