"""Entries that look alike are proposed; a person keeps, merges or tells apart, asked once."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.ticket import name_actor
from jikimi.directory.alike import Entry, look_alikes, plain_name
from jikimi.directory.changes import Edit, apply_edits, undo_batch
from jikimi.directory.duplicates import merge_entries, proposed_pairs, say
from jikimi.directory.models import Contact, Organization, Phone, Service, Verdict
from tests.cast import Cast
from tests.directory.town import fill_town, key

TWIN = UUID(int=77)


@pytest.fixture
def town(cast: Cast) -> Cast:
    """The town, and an entry that has the number of one of its own."""
    fill_town(cast)
    name_actor(THE_OPERATOR)
    added = [
        Edit("organization", TWIN, "add",
             value={"name": "사)가온 여성상담소", "email": "a@x.example"}),
        Edit("service", uuid4(), "add", value={"organization_id": TWIN, "name": "상담"}),
        Edit("phone", uuid4(), "add",
             value={"organization_id": TWIN, "number": "0640001234"}),
    ]  # fmt: skip
    apply_edits(actor=THE_OPERATOR, edits=added, kind="import", source="other")
    name_actor(cast.coordinator)
    return cast


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (Entry("a", "가온", frozenset(["064-000-1234"])),
         Entry("b", "나루", frozenset(["064 0001234"])), ("same_phone",)),
        (Entry("a", "(사)가온상담소(통합)", region="제주특별자치도"),
         Entry("b", "가온 상담소", region="제주특별자치도"), ("same_name",)),
        (Entry("a", "가온가정폭력상담소", region="제주", district="제주시"),
         Entry("b", "가온가정성폭력상담소", region="제주", district="제주시"), ("near_name",)),
        (Entry("a", "희망상담소", region="서울"), Entry("b", "희망상담소", region="부산"), None),
        (Entry("a", "가온", frozenset(["1366"])), Entry("b", "나루", frozenset(["1366"])), None),
        (Entry("a", "가온상담소", region="제주", district="제주시"),
         Entry("b", "나루쉼터", region="제주", district="제주시"), None),
    ],
)  # fmt: skip
def test_what_looks_alike(one: Entry, other: Entry, why: tuple[str, ...] | None) -> None:
    found = look_alikes([one, other])
    assert [pair.why for pair in found] == ([why] if why else [])


def test_a_number_that_many_share_makes_nobody_alike() -> None:
    entries = [Entry(str(n), f"기관{n}{n}{n}", frozenset(["02-000-0000"])) for n in range(9)]
    assert look_alikes(entries) == []


def test_names_are_compared_without_their_legal_form() -> None:
    assert plain_name("사단법인 가온 (통합)") == plain_name("가온") == "가온"


def test_alike_entries_are_proposed_side_by_side(town: Cast) -> None:
    (pair,) = proposed_pairs(town.coordinator)
    assert {pair.one.id, pair.other.id} == {str(TWIN), str(key("gaon"))}
    assert pair.why == ("same_phone",)


@pytest.mark.parametrize("said", ["both", "not_same"])
def test_what_was_said_is_not_asked_again(said: str, town: Cast) -> None:
    say(actor=town.coordinator, one=TWIN, other=key("gaon"), said=said)
    assert proposed_pairs(town.coordinator) == []
    assert Verdict.objects.get().said == said
    assert Organization.objects.filter(pk=TWIN).exists()


def test_merged_entries_are_one_with_all_that_hung_on_both(town: Cast) -> None:
    before = Service.objects.filter(organization_id=key("gaon")).count()
    merge_entries(actor=town.coordinator, kept=key("gaon"), gone=TWIN)
    assert not Organization.objects.filter(pk=TWIN).exists()
    kept = Organization.objects.get(pk=key("gaon"))
    assert (kept.name, kept.email) == ("가온여성상담소", "a@x.example")
    assert Service.objects.filter(organization=kept).count() == before + 1
    assert Phone.objects.filter(organization=kept, number="0640001234").exists()
    assert proposed_pairs(town.coordinator) == []


def test_a_merge_is_taken_back_and_proposed_again(town: Cast) -> None:
    batch = merge_entries(actor=town.coordinator, kept=key("gaon"), gone=TWIN)
    undo_batch(actor=town.coordinator, batch=batch)
    assert Organization.objects.get(pk=TWIN).name == "사)가온 여성상담소"
    assert Service.objects.filter(organization_id=TWIN).exists()
    assert Organization.objects.get(pk=key("gaon")).email == ""
    assert len(proposed_pairs(town.coordinator)) == 1


def test_an_entry_with_something_unseen_on_it_is_not_merged_away(town: Cast) -> None:
    contact = Contact(organization_id=TWIN, name="담당", audience="agencies",
                      agencies=[town.agencies["refuge"].pk])  # fmt: skip
    name_actor(THE_OPERATOR)
    contact.save()
    name_actor(town.coordinator)
    with pytest.raises(NotYet):
        merge_entries(actor=town.coordinator, kept=key("gaon"), gone=TWIN)
    name_actor(town.coordinator)
    assert Organization.objects.filter(pk=TWIN).exists()
    assert not Verdict.objects.exists()


def test_only_coordinators_decide(town: Cast) -> None:
    with pytest.raises(NotAllowed):
        proposed_pairs(town.counsellor)
    with pytest.raises(NotAllowed):
        merge_entries(actor=town.counsellor, kept=key("gaon"), gone=TWIN)
    with pytest.raises(NotAllowed):
        say(actor=town.coordinator, one=TWIN, other=uuid4(), said="both")
    with pytest.raises(NotValid):
        say(actor=town.coordinator, one=TWIN, other=key("gaon"), said="merged")
