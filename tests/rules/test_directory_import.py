"""A directory comes in whole or not at all, gives way to better sources, and can be taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, connections, transaction

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.record import Record
from jikimi.access.ticket import name_actor
from jikimi.directory.changes import Edit, apply_edits
from jikimi.directory.importing import (
    Imported,
    counts_of,
    explained,
    import_directory,
    try_import,
    undo_import,
)
from jikimi.directory.importing_repairs import repairs_of, take_back_repair
from jikimi.directory.models import (
    Address,
    Batch,
    Location,
    Mark,
    Organization,
    Phone,
    Service,
    ServiceArea,
    ServiceCapacity,
    Tombstone,
)
from jikimi.doors.cli import main
from tests.cast import Cast
from tests.directory.town import fill_town, key
from tests.samples.directory import SAMPLES, SHARED

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason=f"{SHARED} is not there")
Bring = Callable[..., Imported]
HEADERS = "기관명,종류,시도,주소,전화번호,홈페이지\n"
GAON = "가온상담소,가정폭력상담소,제주,제주특별자치도 제주시 가온로 1,064-700-0001,{url}\n"


@pytest.fixture
def cast_here(cast: Cast) -> Cast:
    name_actor(THE_OPERATOR)
    return cast


@pytest.fixture
def bring(cast_here: Cast, tmp_path: Path) -> Bring:
    """Import some lines of a list, or a JSON document, as the operator."""

    def brought(content: Any, source: str = "public_data") -> Imported:
        if isinstance(content, str):
            path = tmp_path / "list.csv"
            path.write_text(HEADERS + content, encoding="utf-8")
        else:
            path = tmp_path / "document.json"
            path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        name_actor(THE_OPERATOR)
        return import_directory(actor=THE_OPERATOR, path=path, source=source)

    return brought


@pytest.fixture
def town(cast_here: Cast) -> Cast:
    fill_town(cast_here)
    name_actor(THE_OPERATOR)
    return cast_here


def line(phone: str = "064-700-0001", url: str = "http://gaon.example") -> str:
    return GAON.format(url=url).replace("064-700-0001", phone)


def the_batch(done: Imported) -> Batch:
    assert done.batch is not None
    return done.batch


def test_a_dry_run_says_what_would_be_done_and_changes_nothing(cast_here: Cast) -> None:
    plan = try_import(actor=THE_OPERATOR, path=SAMPLES / "list.csv", source="sample")
    counts = counts_of(plan)
    assert (counts["new"], counts["changed"], counts["same"], counts["rejected"]) == (6, 0, 0, 1)
    assert not Organization.objects.exists()
    assert not Batch.objects.exists()


def test_what_comes_in_is_one_batch_with_its_repairs_and_stands_in_the_record(
    cast_here: Cast,
) -> None:
    name_actor(cast_here.coordinator)
    done = import_directory(actor=cast_here.coordinator, path=SAMPLES / "list.csv", source="sample")
    batch = the_batch(done)
    assert Organization.objects.count() == 6
    assert Phone.objects.count() == 10
    assert (batch.kind, batch.source) == ("import", "sample")
    assert batch.details["counts"]["new"] == 6
    assert len(batch.details["repairs"]) == batch.details["counts"]["repaired"]
    name_actor(cast_here.auditor)
    assert Record.objects.filter(act="directory.import.apply", subject_id=batch.pk).exists()


def test_the_same_file_again_adds_nothing(bring: Bring) -> None:
    bring(line())
    again = bring(line())
    assert again.batch is None
    assert again.plan.records() == {"same": 1, "rejected": 0}
    assert Organization.objects.count() == 1


def test_a_changed_number_is_one_change_with_the_old_and_the_new(bring: Bring) -> None:
    bring(line())
    again = bring(line(phone="064-700-0002"))
    (found,) = again.plan.changed
    assert (found.table, found.field, found.old, found.new) == (
        "phone", "number", "064-700-0001", "064-700-0002",
    )  # fmt: skip
    assert again.plan.records()["changed"] == 1
    assert Phone.objects.get().number == "064-700-0002"


def test_an_import_is_taken_back_as_a_whole(bring: Bring) -> None:
    bring(line())
    before = the_batch(bring(line(phone="064-700-0002") + "나루쉼터,,제주,,064-700-0009,\n"))
    assert Organization.objects.count() == 2
    undo_import(actor=THE_OPERATOR, batch=before.pk)
    assert Organization.objects.get().name == "가온상담소"
    assert Phone.objects.get().number == "064-700-0001"
    with pytest.raises(NotYet):
        undo_import(actor=THE_OPERATOR, batch=before.pk)


def test_what_was_taken_back_can_come_in_again(bring: Bring) -> None:
    undo_import(actor=THE_OPERATOR, batch=the_batch(bring(line())).pk)
    assert not Organization.objects.exists()
    bring(line())
    assert Organization.objects.count() == 1
    assert not Tombstone.objects.filter(table="organization").exists()


def test_what_an_agency_said_itself_is_kept(bring: Bring) -> None:
    bring(line())
    organization = Organization.objects.get()
    edit = Edit("organization", organization.pk, "set", "website", "http://own.example")
    apply_edits(actor=THE_OPERATOR, edits=[edit], kind="edit", entry=organization)
    again = bring(line(url="http://other.example"))
    kept = [(one.field, one.kept, one.source) for one in again.plan.kept]
    assert kept == [("website", "higher", "agency")]
    assert Organization.objects.get().website == "http://own.example"
    assert Service.objects.get().url == "http://other.example"


def test_what_somebody_made_sure_of_is_kept(bring: Bring) -> None:
    bring(line())
    phone = Phone.objects.get()
    Mark.objects.filter(row_id=phone.pk).update(verified_on="2026-11-01")
    again = bring(line(phone="064-700-0002"))
    assert [(one.field, one.source) for one in again.plan.kept] == [("number", "call")]
    assert Phone.objects.get().number == "064-700-0001"


@pytest.mark.parametrize(
    ("first", "second", "stays"),
    [("stop_or_kr", "other", True), ("other", "stop_or_kr", False), ("mine", "yours", False)],
)
def test_a_lower_source_never_overwrites_a_higher_one(
    first: str, second: str, stays: bool, bring: Bring
) -> None:
    one = {"id": str(key("one")), "name": "가온", "description": "첫째"}
    bring(one, source=first)
    bring({**one, "description": "둘째"}, source=second)
    assert Organization.objects.get().description == ("첫째" if stays else "둘째")


def test_an_empty_cell_empties_only_what_its_own_source_filled(bring: Bring) -> None:
    one = {"id": str(key("one")), "name": "가온", "description": "글", "email": "a@x.example"}
    bring(one, source="public_data")
    bring({"id": one["id"], "name": "가온", "email": None}, source="local_government")
    assert Organization.objects.get().email == "a@x.example"
    bring({"id": one["id"], "name": "가온", "email": None}, source="public_data")
    assert Organization.objects.get().email == ""
    assert Organization.objects.get().description == "글"


def test_what_is_held_back_is_neither_overwritten_nor_shown_beside_it(
    town: Cast, bring: Bring
) -> None:
    service = {"id": str(key("gaon.service")), "name": "가정폭력 상담", "status": "active"}
    done = bring({**service, "wait_time": "공개 대기시간"}, source="agency")
    assert [(one.field, one.kept) for one in done.plan.kept] == [("wait_time", "held")]
    assert Service.objects.get(pk=key("gaon.service")).wait_time == ""


def test_where_a_confidential_place_is_does_not_come_in(town: Cast, bring: Bring) -> None:
    place = {
        "id": str(key("refuge.location")), "location_type": "physical", "name": "한울쉼터",
        "latitude": 33.1, "transportation": "여기", "is_confidential": False,
        "addresses": [{"id": str(key("new")), "address_1": "드러난길 1", "city": "제주시"}],
    }  # fmt: skip
    done = bring(place, source="agency")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert done.plan.package.repairs_by_code()["confidential_kept"] == 2
    there = Location.objects.get(pk=key("refuge.location"))
    assert (there.is_confidential, there.latitude, there.transportation) == (True, None, "")
    assert not Address.objects.filter(address_1="드러난길 1").exists()


def test_a_place_the_file_calls_confidential_comes_in_without_its_whereabouts(
    bring: Bring,
) -> None:
    place = {
        "id": str(key("p")), "location_type": "physical", "name": "쉼터", "latitude": 33.1,
        "kr_is_confidential": True,
        "addresses": [{"id": str(key("a")), "address_1": "드러난길 1", "city": "제주시"}],
    }  # fmt: skip
    bring(place)
    assert Location.objects.get().latitude is None
    assert not Address.objects.exists()


def test_a_row_that_is_not_public_is_left_alone_whoever_imports(town: Cast, tmp_path: Path) -> None:
    path = tmp_path / "contact.json"
    contact = {"id": str(key("refuge.contact")), "name": "다른 이름",
               "organization_id": str(key("refuge"))}  # fmt: skip
    path.write_text(json.dumps({"contacts.csv": [contact]}))
    name_actor(town.coordinator)
    done = import_directory(actor=town.coordinator, path=path, source="agency")
    assert done.batch is None
    assert [one.kept for one in done.plan.kept] == ["held"]


def test_only_coordinators_and_the_operator_import(cast_here: Cast) -> None:
    for actor in (cast_here.counsellor, cast_here.officer, cast_here.auditor):
        with pytest.raises(NotAllowed):
            import_directory(actor=actor, path=SAMPLES / "list.csv")
    name_actor(cast_here.coordinator)
    import_directory(actor=cast_here.coordinator, path=SAMPLES / "list.csv")
    assert Organization.objects.count() == 6


def test_an_import_broken_off_leaves_nothing_and_can_be_repeated(cast_here: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '100ms'")
    with transaction.atomic(using="refusals"), connections["refusals"].cursor() as other:
        other.execute("LOCK TABLE directory_phone IN EXCLUSIVE MODE")
        with pytest.raises(DatabaseError):
            import_directory(actor=THE_OPERATOR, path=SAMPLES / "list.csv")
        transaction.set_rollback(True, using="refusals")
    name_actor(THE_OPERATOR)
    assert not Organization.objects.exists()
    import_directory(actor=THE_OPERATOR, path=SAMPLES / "list.csv")
    assert Organization.objects.count() == 6


def test_siblings_stand_in_the_order_of_the_file(cast_here: Cast) -> None:
    import_directory(actor=THE_OPERATOR, path=SAMPLES / "florida")
    assert [area.name for area in ServiceArea.objects.all()] == ["Bay County", "Hill County"]


@pytest.mark.parametrize(
    "name", ["hsds_1_1", "hsds_2_0", "oruk_1_0_page.json", "hsds_3_services.ndjson", "ohana",
             "florida", "list.csv", "public_list_cp949.csv"],
)  # fmt: skip
def test_every_form_comes_in_once(name: str, cast_here: Cast) -> None:
    done = import_directory(actor=THE_OPERATOR, path=SAMPLES / name, source="sample")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert done.batch is not None
    again = import_directory(actor=THE_OPERATOR, path=SAMPLES / name, source="sample")
    assert again.batch is None
    assert again.plan.kept == []


def test_what_looks_like_an_entry_that_is_there_is_proposed(town: Cast, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(HEADERS + line(phone="064-000-1234"), encoding="utf-8")
    plan = try_import(actor=THE_OPERATOR, path=path)
    told = explained(plan, actor=THE_OPERATOR, most=10)
    (pair,) = told["pairs"]
    assert {pair["one"], pair["other"]} == {"가온상담소", "가온여성상담소"}
    assert "same_phone" in pair["why"]


def test_a_file_that_cannot_be_read_names_the_place(cast_here: Cast, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(NotValid) as refused:
        try_import(actor=THE_OPERATOR, path=path)
    assert refused.value.fields["file"].startswith("other.csv:1: ")


def _command(*words: str) -> Any:
    return CliRunner().invoke(main, ["import", "directory", *words])


def test_the_command_line_answers_in_json_and_takes_back(cast_here: Cast, tmp_path: Path) -> None:
    rejects = tmp_path / "refused.csv"
    words = [str(SAMPLES / "list.csv"), "--source", "sample", "--json"]
    tried = json.loads(_command(*words, "--dry-run").stdout)
    assert (tried["new"], tried["batch"], tried["rejects_file"]) == (6, None, None)
    done = json.loads(_command(*words, "--rejects", str(rejects)).stdout)
    assert (done["new"], done["rejected"], done["rows"]["phone"]) == (6, 1, {"new": 10})
    assert done["rejects_file"] == str(rejects)
    assert [one["where"] for one in done["refused"]] == ["list.csv:8 [c2]"]
    name_actor(THE_OPERATOR)
    assert Organization.objects.count() == 6
    assert _command("--undo", done["batch"]).exit_code == 0
    name_actor(THE_OPERATOR)
    assert not Organization.objects.exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], 2),
        (["nowhere.csv"], 2),
        (["--undo", str(UUID(int=1))], 1),
    ],
)
def test_the_command_line_says_what_is_wrong_in_one_line(
    words: list[str], code: int, cast_here: Cast
) -> None:
    told = _command(*words)
    assert told.exit_code == code
    assert "Error: " in told.stderr
    assert "Traceback" not in told.stderr


def test_nothing_free_is_said_and_not_left_out(bring: Bring) -> None:
    service = {"id": str(key("s")), "name": "쉼터", "status": "active", "minimum_age": 0}
    unit = {"id": str(key("u")), "name": "자리"}
    beds = {"id": str(key("c")), "available": 0, "updated": "2026-11-22T09:00:00+09:00",
            "unit": unit}  # fmt: skip
    document = {**service, "capacities": [beds]}
    bring(document)
    assert Service.objects.get().minimum_age == 0
    assert ServiceCapacity.objects.get().available == 0
    assert bring(document).batch is None
    beds["available"] = 2
    assert [one.new for one in bring(document).plan.changed] == [2]


def test_a_repair_is_taken_back_by_itself(cast_here: Cast) -> None:
    done = import_directory(actor=THE_OPERATOR, path=SAMPLES / "list.csv", source="sample")
    repairs = repairs_of(the_batch(done))
    number = next(n for n, one in enumerate(repairs) if one.code == "phone_range")
    take_back_repair(actor=THE_OPERATOR, batch=the_batch(done).pk, number=number)
    assert Phone.objects.get(pk=repairs[number].row_id).number == "064-000-7545~6"
    assert Phone.objects.count() == 9
    assert Batch.objects.filter(kind="repair", source="sample").count() == 1


def test_what_is_only_noted_is_not_taken_back(cast_here: Cast) -> None:
    done = import_directory(actor=THE_OPERATOR, path=SAMPLES / "list.csv", source="sample")
    repairs = repairs_of(the_batch(done))
    number = next(n for n, one in enumerate(repairs) if one.code == "need_from_kind")
    for which, refusal in ((number, NotYet), (len(repairs), NotAllowed)):
        with pytest.raises(refusal):
            take_back_repair(actor=THE_OPERATOR, batch=the_batch(done).pk, number=which)


# The real ones.


@needs_shared
def test_the_list_of_473_agencies_comes_in_once(cast_here: Cast) -> None:
    path = SHARED / "directory" / "stop_or_kr_raw.csv"
    done = import_directory(actor=THE_OPERATOR, path=path, source="stop_or_kr")
    counts = counts_of(done.plan)
    assert (counts["new"], counts["rejected"], counts["records"]) == (473, 0, 473)
    assert Organization.objects.count() == 473
    assert Service.objects.count() == 473
    assert Location.objects.count() == 474
    assert Phone.objects.count() == 503
    assert explained(done.plan, actor=THE_OPERATOR, most=100)["duplicates"] == 50
    again = import_directory(actor=THE_OPERATOR, path=path, source="stop_or_kr")
    assert (again.batch, counts_of(again.plan)["same"]) == (None, 473)


@needs_shared
@pytest.mark.parametrize(
    "name", ["directory/florida", "directory/ohana-sample", "directory/openreferral-sample-1.1",
             "directory/jeju_hsds_services.json", "directory/police_stations_2023.csv",
             "hsds/examples/csv", "hsds/examples/service_full.json",
             "hsds/examples/organization_full.json", "hsds/examples/tabular.json"],
)  # fmt: skip
def test_the_directories_of_others_come_in_once(name: str, cast_here: Cast) -> None:
    import_directory(actor=THE_OPERATOR, path=SHARED / name, source="sample")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    again = import_directory(actor=THE_OPERATOR, path=SHARED / name, source="sample")
    assert again.batch is None, again.plan.changed[:3]
