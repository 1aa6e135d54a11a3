"""The language of a person is chosen from the list and told as a word."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from jikimi.access.member import Member
from jikimi.access.ticket import name_actor
from jikimi.cases.models import Party, Person
from tests.cast import Cast
from tests.loop import Loop, heard

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
FORM = {"name": "고하늘", "sex": "female", "version": 1, "place_version": 1}


@pytest.fixture
def loop(cast: Cast) -> Loop:
    return heard(cast)


@pytest.fixture
def lead(cast: Cast, client: Client, signed_in: Callable[[Client, Member], Client]) -> Client:
    client.cookies["django_language"] = "en"
    return signed_in(client, cast.members["counsellor"])


def test_a_language_is_chosen_from_the_list_and_told_as_a_word(loop: Loop, lead: Client) -> None:
    party = loop.party("victim")
    url = f"/staff/cases/{loop.case.number}/parties/{party.pk}/"
    assert lead.post(url, {**FORM, "language": "klingon"}).status_code == 422
    assert lead.post(url, {**FORM, "language": "vi"}).status_code == 302
    html = lead.get(f"/staff/cases/{loop.case.number}/").content.decode()
    assert "<dd>Vietnamese</dd>" in html


def test_a_language_in_free_words_from_before_is_kept(loop: Loop, lead: Client) -> None:
    party: Party = loop.party("victim")
    name_actor(loop.cast.counsellor)
    Person.objects.filter(pk=party.person_id).update(language="제주어")
    url = f"/staff/cases/{loop.case.number}/parties/{party.pk}/"
    assert '<option value="제주어" selected' in lead.get(url).content.decode()
    assert lead.post(url, {**FORM, "language": "제주어"}).status_code == 302
