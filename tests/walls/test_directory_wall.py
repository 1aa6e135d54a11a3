"""What the public login can read of the directory, and what each of the cast can."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.apps import apps
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.access.errors import NotValid
from jikimi.access.ticket import named
from jikimi.directory.changes import Edit, apply_edits
from jikimi.directory.models import (
    Address,
    Held,
    Location,
    Organization,
    Phone,
    Tombstone,
    Translation,
)
from jikimi.directory.routing import public_door
from jikimi.directory.translating import translate_row
from jikimi.places.models import Site
from jikimi.settings import embedded, roles
from tests.directory.town import SECRETS, Town, key

pytestmark = pytest.mark.usefixtures("town")
NEVER = {"directory_held", "directory_change", "directory_batch"}


def test_the_public_login_finds_no_secret_in_any_table() -> None:
    tables = {m._meta.db_table for m in apps.get_app_config("directory").get_models()}
    with roles.connect(embedded.dsn("public")) as public:
        for table in sorted(tables):
            try:
                told = str(public.execute(f"SELECT * FROM {table}").fetchall())
            except psycopg.errors.InsufficientPrivilege:
                public.rollback()
                continue
            assert not [secret for secret in SECRETS if secret in told], table


def test_values_held_back_and_the_history_are_closed_to_the_public_login() -> None:
    with roles.connect(embedded.dsn("public")) as public:
        for table in NEVER:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                public.execute(f"SELECT 1 FROM {table}")
            public.rollback()


def test_at_the_public_door_every_table_is_asked_as_the_public() -> None:
    with public_door():
        assert Organization.objects.count() == 5
        assert not Address.objects.filter(location_id=key("refuge.location")).exists()
        assert Phone.objects.filter(number="064-000-5678").exists()
        place = Location.objects.get(pk=key("refuge.location"))
        assert (place.latitude, place.transportation, place.dong) == (None, "", "")


@pytest.mark.parametrize(
    ("who", "police_phone", "whereabouts", "note"),
    [
        ("officer", True, False, True),
        ("counsellor", True, False, True),
        ("shelter", False, True, True),
        ("stranger", False, False, True),
        ("head", False, False, True),
    ],
)
def test_each_knows_what_is_for_him(
    town: Town, who: str, police_phone: bool, whereabouts: bool, note: bool
) -> None:
    actor: Actor = town.cast.actors[who]
    with named(actor):
        assert Phone.objects.filter(number="064-999-0001").exists() is police_phone
        held = set(Held.objects.values_list("field", flat=True))
        assert ("latitude" in held) is whereabouts
        assert Address.objects.filter(address_1__contains="숨은").exists() is whereabouts
        assert ("wait_time" in held) is note


def _refused(values: dict[str, Any]) -> None:
    with named(THE_OPERATOR), transaction.atomic():
        Location.objects.filter(pk=key("refuge.location")).update(**values)


@pytest.mark.parametrize("values", [{"latitude": 33.4}, {"transportation": "버스"}, {"dong": "x"}])
def test_the_database_refuses_public_whereabouts_of_a_confidential_place(
    values: dict[str, Any],
) -> None:
    with pytest.raises(IntegrityError):
        _refused(values)


def test_the_database_refuses_a_public_address_of_a_confidential_place() -> None:
    new = {"location_id": key("refuge.location"), "address_1": "드러난길 1"}
    edit = Edit("address", uuid4(), "add", value=new)
    with pytest.raises(IntegrityError), named(THE_OPERATOR):
        apply_edits(actor=THE_OPERATOR, edits=[edit], kind="import")


@pytest.mark.parametrize(
    ("table", "row", "field"),
    [
        ("location", "refuge.location", "transportation"),
        ("address", "refuge.address", "address_1"),
        ("service", "gaon.service", "wait_time"),
    ],
)
def test_the_database_refuses_a_public_translation_of_what_is_not_public(
    table: str, row: str, field: str
) -> None:
    with pytest.raises(IntegrityError), named(THE_OPERATOR):
        Translation.objects.create(
            table=table, row_id=key(row), field=field, language="en", text="by the back door"
        )


def test_who_may_not_read_a_text_does_not_translate_it(town: Town) -> None:
    with named(town.cast.coordinator), pytest.raises(NotValid):
        translate_row(
            actor=town.cast.coordinator, entry=Organization.objects.get(pk=key("refuge")),
            table="location", row_id=key("refuge.location"), language="en",
            texts={"transportation": "by the back door"},
        )  # fmt: skip


def test_what_was_public_and_is_no_more_leaves_a_tombstone(town: Town) -> None:
    from jikimi.directory.audiences import set_audience

    with named(THE_OPERATOR):
        set_audience(actor=THE_OPERATOR, table="organization", row_id=key("dari"),
                     audience="members")  # fmt: skip
    with public_door():
        assert not Organization.objects.filter(pk=key("dari")).exists()
        assert not Phone.objects.filter(pk=key("dari.phone")).exists()
        stones = set(Tombstone.objects.values_list("row_id", flat=True))
    assert {key("dari"), key("dari.service"), key("dari.location")} <= stones


def teardown_module() -> None:
    """No connection of a test stays open."""
    connections.close_all()


def test_the_public_login_sees_published_sites_and_no_other() -> None:
    now = timezone.now()
    with named(THE_OPERATOR):
        Site.objects.create(kind="bell", name="게시", audience="public", published_at=now)
        Site.objects.create(kind="bell", name="미게시", audience="public")
        Site.objects.create(kind="camera", name="비공개", published_at=now)
        Site.objects.create(
            kind="bell", name="철거", audience="public", published_at=now, removed_on=now.date()
        )
    with public_door():
        assert [site.name for site in Site.objects.all()] == ["게시"]
