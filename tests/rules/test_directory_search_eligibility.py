"""Whether a service is for somebody: yes, no, or a thing to ask; never a silent no."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from jikimi.directory.search.eligibility import Offer, Person, fits, verdict


def answers(offer: Offer, person: Person) -> dict[str, str]:
    return {reason.code: reason.answer for reason in fits(offer, person)}


def test_a_service_that_limits_nothing_is_for_everybody() -> None:
    assert fits(Offer(), Person(sex="male", age=40)) == []
    assert verdict([]) == "yes"


@pytest.mark.parametrize(
    ("age", "answer"), [(None, "unknown"), (12, "no"), (13, "yes"), (18, "yes"), (19, "no")]
)
def test_ages_are_counted_in_whole_years_and_include_both_ends(
    age: int | None, answer: str
) -> None:
    assert answers(Offer(minimum_age=13, maximum_age=18), Person(age=age)) == {"age": answer}


def test_a_child_along_is_asked_only_when_there_is_one() -> None:
    silent, refusing = Offer(), Offer(takes_children="no")
    assert answers(refusing, Person()) == {}
    assert answers(silent, Person(has_child=True)) == {"child": "unknown"}
    assert answers(refusing, Person(has_child=True)) == {"child": "no"}


def test_a_language_that_is_not_listed_is_to_be_asked() -> None:
    speaking = Offer(languages=("ko", "vi"))
    assert answers(speaking, Person(languages=("vi",))) == {"language": "yes"}
    assert answers(speaking, Person(languages=("th",))) == {"language": "unknown"}


def test_what_speaks_against_stands_first_and_decides() -> None:
    offer = Offer(for_sex="female", for_foreigners="yes", maximum_age=30)
    reasons = fits(offer, Person(sex="male", age=20))
    assert [reason.answer for reason in reasons] == ["no", "unknown", "yes"]
    assert verdict(reasons) == "no"


_maybe = some.sampled_from([None, True, False])
_people = some.builds(
    Person, sex=some.sampled_from(["", "female", "male"]), age=some.none() | some.integers(0, 100),
    has_disability=_maybe, is_foreign=_maybe, has_child=_maybe, needs_wheelchair=_maybe,
)  # fmt: skip
_offers = some.builds(
    Offer, for_sex=some.sampled_from(["", "female", "male"]),
    minimum_age=some.none() | some.integers(0, 60), maximum_age=some.none() | some.integers(0, 99),
    for_disability=some.sampled_from(["", "yes"]), for_foreigners=some.sampled_from(["", "yes"]),
    takes_children=some.sampled_from(["", "yes", "no"]),
    wheelchair=some.sampled_from(["", "yes", "no"]),
)  # fmt: skip


@given(offer=_offers)
def test_of_somebody_of_whom_nothing_is_known_nothing_is_ruled_out(offer: Offer) -> None:
    assert verdict(fits(offer, Person())) != "no"


@given(offer=_offers, person=_people)
def test_every_reason_has_words(offer: Offer, person: Person) -> None:
    reasons = fits(offer, person)
    assert all(reason.says for reason in reasons)
    assert (verdict(reasons) == "no") == any(reason.answer == "no" for reason in reasons)
