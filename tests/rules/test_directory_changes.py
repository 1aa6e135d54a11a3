"""Everything the directory changes has a history and can be taken back; names and numbers wait."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.ticket import name_actor
from jikimi.directory.changes import Edit, apply_edits, undo_batch
from jikimi.directory.deciding import decide_change, waiting_changes
from jikimi.directory.entries import entry_of, rows_of
from jikimi.directory.models import Change, Held, Mark, Organization, Phone, Service
from tests.cast import Cast
from tests.directory.town import fill_town, key


@pytest.fixture
def town(cast: Cast) -> Cast:
    fill_town(cast)
    return cast


def _edit(actor: Actor, table: str, row: str, field: str, value: Any) -> None:
    name_actor(actor)
    entry = Organization.objects.get(pk=key(row.split(".")[0]))
    edits = [Edit(table, key(row), "set", field, value)]
    apply_edits(actor=actor, edits=edits, kind="edit", entry=entry)


def test_an_agency_edits_its_own_entry_and_the_history_says_what_was_there(town: Cast) -> None:
    _edit(town.counsellor, "service", "gaon.service", "fees_description", "유료")
    assert Service.objects.get(pk=key("gaon.service")).fees_description == "유료"
    change = Change.objects.get(row_id=key("gaon.service"), field="fees_description")
    assert (change.old, change.new, change.state) == ("무료", "유료", "applied")
    assert change.batch.agency_id == town.agencies["centre"].pk


def test_another_agency_may_not(town: Cast) -> None:
    with pytest.raises(NotAllowed):
        _edit(town.stranger, "service", "gaon.service", "fees_description", "유료")


def test_a_phone_number_waits_for_another_person(town: Cast) -> None:
    _edit(town.counsellor, "phone", "gaon.phone", "number", "064-000-7777")
    assert Phone.objects.get(pk=key("gaon.phone")).number == "064-000-1234"
    (change,) = waiting_changes()
    with pytest.raises(NotAllowed):
        decide_change(actor=town.counsellor, change=change, is_approved=True)
    name_actor(town.colleague)
    decide_change(actor=town.colleague, change=change, is_approved=True)
    assert Phone.objects.get(pk=key("gaon.phone")).number == "064-000-7777"
    with pytest.raises(NotYet):
        decide_change(actor=town.colleague, change=change, is_approved=False)


def test_a_refused_change_is_never_written(town: Cast) -> None:
    _edit(town.counsellor, "organization", "gaon", "name", "다른 이름")
    (change,) = waiting_changes()
    name_actor(town.colleague)
    decide_change(actor=town.colleague, change=change, is_approved=False, why="오타")
    assert Organization.objects.get(pk=key("gaon")).name == "가온여성상담소"
    assert list(waiting_changes()) == []


def test_an_import_is_taken_back_but_for_what_somebody_changed_later(town: Cast) -> None:
    name_actor(THE_OPERATOR)
    phone, other = uuid4(), uuid4()
    batch = apply_edits(
        actor=THE_OPERATOR, kind="import", source="list",
        edits=[
            Edit("phone", phone, "add", value={"number": "1", "organization_id": key("gaon")}),
            Edit("phone", other, "add", value={"number": "2", "organization_id": key("gaon")}),
            Edit("service", key("gaon.service"), "set", "wait_time", "이틀"),
            Edit("service", key("gaon.service"), "set", "licenses", "허가"),
        ],
    )  # fmt: skip
    apply_edits(
        actor=THE_OPERATOR, kind="import", source="list",
        edits=[Edit("phone", other, "set", "number", "22"),
               Edit("service", key("gaon.service"), "set", "licenses", "새 허가")],
    )  # fmt: skip
    undo = undo_batch(actor=THE_OPERATOR, batch=batch)
    service = Service.objects.get(pk=key("gaon.service"))
    assert (service.wait_time, service.licenses) == ("", "새 허가")
    assert Held.objects.get(field="wait_time").value == "내부메모표지"
    assert not Phone.objects.filter(pk=phone).exists()
    assert Phone.objects.get(pk=other).number == "22"
    assert undo.details == {"kept": 2}
    with pytest.raises(NotYet):
        undo_batch(actor=THE_OPERATOR, batch=batch)


def test_a_value_held_back_changes_where_it_is_held_back(town: Cast) -> None:
    _edit(town.counsellor, "service", "gaon.service", "wait_time", "사흘")
    assert Service.objects.get(pk=key("gaon.service")).wait_time == ""
    assert Held.objects.get(row_id=key("gaon.service"), field="wait_time").value == "사흘"
    change = Change.objects.get(row_id=key("gaon.service"), field="wait_time", new="사흘")
    assert change.audience == "members"


def test_who_may_not_know_a_value_held_back_cannot_write_beside_it(town: Cast) -> None:
    name_actor(town.coordinator)
    entry = Organization.objects.get(pk=key("refuge"))
    edits = [Edit("location", key("refuge.location"), "set", "transportation", "버스 정류장 옆")]
    with pytest.raises(NotAllowed):
        apply_edits(actor=town.coordinator, edits=edits, kind="edit", entry=entry)


def test_a_removed_row_comes_back_whole(town: Cast) -> None:
    name_actor(THE_OPERATOR)
    batch = apply_edits(
        actor=THE_OPERATOR, kind="import", edits=[Edit("phone", key("gaon.phone"), "remove")]
    )
    assert not Phone.objects.filter(pk=key("gaon.phone")).exists()
    undo_batch(actor=THE_OPERATOR, batch=batch)
    assert Phone.objects.get(pk=key("gaon.phone")).number == "064-000-1234"
    assert Mark.objects.get(row_id=key("gaon.phone"), field="").verified_how == "phone"


@pytest.mark.parametrize(
    ("table", "row", "field", "value", "named"),
    [
        ("service", "gaon.service", "status", "open", "service.status"),
        ("service", "gaon.service", "nonsense", "x", "service.nonsense"),
        ("service", "gaon.service", "minimum_age", "viel", "service.minimum_age"),
        ("organization", "gaon", "name", "", "organization.name"),
    ],
)
def test_a_wrong_value_is_named(
    town: Cast, table: str, row: str, field: str, value: Any, named: str
) -> None:
    with pytest.raises(NotValid) as refusal:
        _edit(town.counsellor, table, row, field, value)
    assert list(refusal.value.fields) == [named]


def test_a_change_of_a_phone_is_a_change_of_its_service(town: Cast) -> None:
    before = Service.objects.get(pk=key("gaon.service")).modified_at
    name_actor(THE_OPERATOR)
    edits = [Edit("phone", key("gaon.phone"), "set", "description", "대표")]
    apply_edits(actor=THE_OPERATOR, kind="import", edits=edits)
    assert Service.objects.get(pk=key("gaon.service")).modified_at > before


def test_an_entry_is_an_organisation_with_all_that_hangs_on_it(town: Cast) -> None:
    name_actor(town.counsellor)
    entry = entry_of("phone", key("gaon.phone"))
    assert entry is not None
    rows = rows_of(entry.pk)
    counts = {name: len(of_table) for name, of_table in rows.items() if of_table}
    assert counts == {
        "organization": 1, "service": 1, "service_at_location": 1, "location": 1, "phone": 2,
        "address": 1, "schedule": 1,
    }  # fmt: skip
