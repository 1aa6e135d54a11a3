"""An entry in another language: who may write it, who reads it, and that a machine is named."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.member import Member
from jikimi.access.ticket import name_actor
from jikimi.directory.models import Organization, Translation
from jikimi.directory.translating import translate_row
from tests.cast import Cast
from tests.directory.town import fill_town, key

SignIn = Callable[[Client, Member], Client]


@pytest.fixture
def town(cast: Cast) -> Cast:
    fill_town(cast)
    return cast


def _write(actor: Actor, text: str, *, field: str = "description", language: str = "vi") -> None:
    name_actor(actor)
    translate_row(
        actor=actor, entry=Organization.objects.get(pk=key("gaon")), table="service",
        row_id=key("gaon.service"), language=language, texts={field: text}, is_machine=True,
    )  # fmt: skip


def test_the_keeper_writes_and_takes_away(town: Cast) -> None:
    _write(town.counsellor, "Tư vấn qua điện thoại")
    kept = Translation.objects.get(row_id=key("gaon.service"), language="vi")
    assert (kept.text, kept.is_machine, kept.checked_on) == ("Tư vấn qua điện thoại", True, None)
    _write(town.counsellor, "")
    assert not Translation.objects.filter(row_id=key("gaon.service"), language="vi").exists()


def test_nobody_else_writes(town: Cast) -> None:
    with pytest.raises(NotAllowed):
        _write(town.stranger, "x")


def test_a_translation_is_for_whom_its_text_is(town: Cast) -> None:
    _write(town.counsellor, "nội bộ", field="wait_time")
    kept = Translation.objects.get(row_id=key("gaon.service"), field="wait_time")
    assert kept.audience == "members"


@pytest.mark.parametrize(("field", "language"), [("needs", "vi"), ("name", "xx"), ("name", "ko")])
def test_only_texts_and_listed_languages(town: Cast, field: str, language: str) -> None:
    with pytest.raises(NotValid):
        _write(town.counsellor, "x", field=field, language=language)


def test_it_is_written_beside_the_korean_text(
    client: Client, town: Cast, signed_in: SignIn
) -> None:
    signed_in(client, town.members["counsellor"])
    url = f"/staff/directory/{key('gaon')}/translation/service/{key('gaon.service')}/?language=en"
    page = client.get(url).content.decode()
    assert "가정폭력 상담" in page
    assert "Counselling on domestic violence" in page
    answer = client.post(url, {"name": "Help against violence at home", "description": "By phone"})
    assert answer.status_code == 302
    name_actor(town.counsellor)
    written = Translation.objects.filter(row_id=key("gaon.service"), language="en")
    assert {row.field: row.text for row in written} == {
        "name": "Help against violence at home",
        "description": "By phone",
    }
    signed_in(client, town.members["stranger"])
    assert client.get(url).status_code == 404
