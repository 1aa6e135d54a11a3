"""The interface at /hsds/, asked without account: lists, filters, streams, removals, errors."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import rfc8785
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from jsonschema import Draft202012Validator

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.ticket import named
from jikimi.directory.audiences import set_audience
from jikimi.directory.changes import Edit, apply_edits
from jikimi.doors.public.hsds import streams
from jikimi.doors.public.hsds.endpoints import ENDPOINTS
from tests.directory.taking_in import EXAMPLES, add_rows, needs_examples
from tests.directory.town import SECRETS, key, town

__all__ = ["town"]
pytestmark = pytest.mark.usefixtures("town")
LISTS = [
    "services",
    "services?full=true",
    "services?minimal=true",
    "organizations",
    "organizations?full=true",
    "organizations?full_service=true",
    "service_at_locations",
    "service_at_locations?full=true",
    "taxonomies",
    "taxonomy_terms",
    "locations",
    "locations?full=true",
]
ONES = [
    f"services/{key('gaon.service')}",
    f"services/{key('refuge.service')}",
    f"organizations/{key('refuge')}",
    f"organizations/{key('gaon')}?full_service=true",
    f"service_at_locations/{key('refuge.at')}",
    f"locations/{key('refuge.location')}",
]
EVERY = [*LISTS, *ONES, "", "profile", "openapi.json"]


@pytest.fixture(scope="module")
def client() -> Client:
    """One asker for all tests: a new one would look through all static files first."""
    return Client()


@pytest.fixture
def asked(client: Client) -> Any:
    """Asks an address of the interface and reads the JSON."""
    return lambda address: json.loads(_body(client, address))


def _ids(page: dict[str, Any]) -> set[str]:
    return {entry["id"] for entry in page["contents"]}


def _body(client: Client, address: str) -> bytes:
    answer = client.get(f"/hsds/{address}")
    assert answer.status_code == 200
    return b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]


def test_the_interface_says_its_version_and_where_it_is_described(client: Client) -> None:
    about = client.get("/hsds/", headers={"host": "localhost:8123"}).json()
    assert about["version"] == "3.2.3"
    assert about["profile"] == "http://localhost:8123/hsds/profile"
    assert client.get("/hsds/openapi.json").json()["openapi"] == "3.1.0"


@pytest.mark.parametrize("address", EVERY)
def test_every_answer_is_canonical_and_open_to_any_page(address: str, client: Client) -> None:
    answer = client.get(f"/hsds/{address}")
    body = b"".join(answer) if answer.streaming else answer.content
    assert body == rfc8785.dumps(json.loads(body))
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("address", [*LISTS, *ONES])
def test_every_answer_has_the_form_its_profile_publishes(
    address: str, client: Client, asked: Any
) -> None:
    schemas = client.get("/hsds/profile").json()["schemas"]
    answer = asked(address)
    endpoint = ENDPOINTS[address.split("?")[0].split("/")[0]]
    for entry in answer.get("contents", [answer]) if "minimal" not in address else ():
        Draft202012Validator({"$ref": f"#/schemas/{endpoint.table}", "schemas": schemas}).validate(
            entry
        )


@needs_examples
@pytest.mark.parametrize("address", [*LISTS, *ONES])
def test_every_answer_validates_against_the_standard(address: str, asked: Any) -> None:
    table = ENDPOINTS[address.split("?")[0].split("/")[0]].table
    is_list = "/" not in address
    name = "page" if "minimal" in address else f"{table}_page" if is_list else table
    schema = json.loads((EXAMPLES / "compact" / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(asked(address))


def test_a_page_tells_where_it_stands_in_the_whole(asked: Any) -> None:
    first, last = asked("services?per_page=2"), asked("services?per_page=2&page=3")
    assert (first["total_items"], first["total_pages"], first["size"]) == (5, 3, 2)
    assert (first["first_page"], first["last_page"], first["empty"]) == (True, False, False)
    assert (last["page_number"], last["size"], last["last_page"]) == (3, 1, True)
    every = [
        entry for n in (1, 2, 3) for entry in asked(f"services?per_page=2&page={n}")["contents"]
    ]
    assert every == asked("services")["contents"]
    beyond = asked("services?page=99")
    assert (beyond["empty"], beyond["contents"], beyond["total_items"]) == (True, [], 5)


def test_filters_are_joined_by_and(asked: Any) -> None:
    of_gaon = asked(f"services?organization_id={key('gaon')}")
    assert _ids(of_gaon) == {str(key("gaon.service"))}
    both = asked(f"services?organization_id={key('gaon')}&search=하늘")
    assert both["contents"] == []


def test_words_find_services_places_and_organisations(asked: Any) -> None:
    assert str(key("haneul.service")) in _ids(asked("services?search=하늘"))
    assert str(key("haneul.at")) in _ids(asked("service_at_locations?search=하늘"))
    assert str(key("haneul")) in _ids(asked("organizations?search=하늘"))


def test_words_may_be_sent_in_the_body_so_that_no_url_holds_them(client: Client) -> None:
    as_json = client.post("/hsds/services", {"search": "하늘"}, content_type="application/json")
    form = client.generic(
        "POST", "/hsds/services", "search=하늘", content_type="application/x-www-form-urlencoded"
    )
    assert as_json.json() == form.json()
    assert str(key("haneul.service")) in _ids(as_json.json())


def test_terms_are_found_by_list_parent_and_top(asked: Any) -> None:
    taxonomy, top, below, attribute = (str(uuid4()) for _ in range(4))
    words = {"description": "-", "taxonomy": "종류", "taxonomy_id": taxonomy}
    said = {"link_id": str(key("gaon.service")), "link_entity": "service"}
    add_rows(
        [
            ("taxonomy", taxonomy, {"name": "종류", "description": "-"}),
            ("taxonomy_term", top, {"name": "상담", **words}),
            ("taxonomy_term", below, {"name": "가정폭력 상담", "parent_id": top, **words}),
            ("attribute", attribute, {**said, "taxonomy_term_id": below}),
        ]
    )
    assert _ids(asked(f"taxonomy_terms?taxonomy_id={taxonomy}&top_only=true")) == {top}
    assert _ids(asked(f"taxonomy_terms?parent_id={top}")) == {below}
    for asks in (f"taxonomy_term_id={below}", f"taxonomy_id={taxonomy}"):
        assert _ids(asked(f"services?{asks}")) == {str(key("gaon.service"))}
        assert _ids(asked(f"service_at_locations?{asks}")) == {str(key("gaon.at"))}
        assert _ids(asked(f"organizations?{asks}")) == {str(key("gaon"))}
        assert asked(f"services?{asks}&organization_id={key('dari')}")["empty"]


def test_a_postal_code_finds_what_is_near_and_nothing_confidential(asked: Any) -> None:
    addresses = [("gaon", "63219"), ("meomchum", "63590")]
    for name, code in addresses:
        edit = Edit("address", key(f"{name}.address"), "set", "postal_code", code)
        with named(THE_OPERATOR):
            apply_edits(actor=THE_OPERATOR, edits=[edit], kind="import", source="test")
    at = "service_at_locations?postcode=63219"
    assert _ids(asked(at)) == {str(key("gaon.at"))}
    assert _ids(asked(f"{at}&proximity=5000")) == {str(key("gaon.at"))}
    # 27.4 km as the crow flies; the shelter lies between and is never measured.
    assert _ids(asked(f"{at}&proximity=27000")) == {str(key("gaon.at"))}
    assert _ids(asked(f"{at}&proximity=28000")) == {str(key("gaon.at")), str(key("meomchum.at"))}
    assert asked("service_at_locations?postcode=00000&proximity=99999999")["empty"]


def test_a_stream_holds_every_entry_of_the_list(client: Client, asked: Any) -> None:
    for address in ("services", "organizations?full=true", "service_at_locations?full=true"):
        sign = "&" if "?" in address else "?"
        lines = _body(client, f"{address}{sign}format=ndjson").splitlines()
        assert [json.loads(line) for line in lines] == asked(address)["contents"]


def test_minimal_is_one_page_of_ids_and_dates(asked: Any) -> None:
    page = asked("services?minimal=true")
    assert (page["size"], page["total_pages"], page["last_page"]) == (5, 1, True)
    assert all(set(entry) == {"id", "modified_date"} for entry in page["contents"])
    assert all(entry["modified_date"].endswith("Z") for entry in page["contents"])
    paged = asked("services?minimal=true&per_page=2")
    assert paged["contents"] == page["contents"][:2]
    assert asked("services?minimal=true&search=nothing-of-that-name")["empty"]


def test_who_copied_the_directory_learns_what_changed_and_what_is_gone(
    client: Client, asked: Any
) -> None:
    began = timezone.now().isoformat()
    gone, hidden, kept = uuid4(), uuid4(), uuid4()
    add_rows(
        [("service", str(one), {"name": "잠깐", "status": "active"}) for one in (gone, hidden)]
    )
    add_rows([("service", str(kept), {"name": "남는 곳", "status": "active"})])
    with named(THE_OPERATOR):
        remove = Edit("service", gone, "remove")
        apply_edits(actor=THE_OPERATOR, edits=[remove], kind="import", source="test")
        set_audience(actor=THE_OPERATOR, table="service", row_id=hidden, audience="police")
    page = asked(f"services?modified_after={began}")
    assert _ids(page) == {str(kept)}
    assert {one["id"] for one in page["kr_removed"]} == {str(gone), str(hidden)}
    assert page["kr_removed_total"] == 2
    lines = _body(client, f"services?modified_after={began}&format=ndjson").splitlines()
    assert {json.loads(line)["id"] for line in lines} == {str(kept), str(gone), str(hidden)}
    assert asked(f"services?modified_after={began}&per_page=1")["total_pages"] == 2
    with named(THE_OPERATOR):
        remove = Edit("service", kept, "remove")
        apply_edits(actor=THE_OPERATOR, edits=[remove], kind="import", source="test")


def test_pages_are_the_list_in_whatever_order_they_are_read(asked: Any) -> None:
    def paged(*numbers: int) -> list[Any]:
        pages = {n: asked(f"services?per_page=2&page={n}")["contents"] for n in numbers}
        return [entry for n in sorted(pages) for entry in pages[n]]

    added = [uuid4() for _ in range(6)]
    add_rows([("service", str(one), {"name": "잠깐", "status": "active"}) for one in added])
    every = asked("services")["contents"]
    assert paged(3, 1, 5, 2, 4, 6) == paged(6, 4, 2, 5, 3, 1) == paged(2, 3, 4, 1, 6, 5) == every
    for one in added:
        with named(THE_OPERATOR):
            remove = Edit("service", one, "remove")
            apply_edits(actor=THE_OPERATOR, edits=[remove], kind="import", source="test")
        every = [entry for entry in every if entry["id"] != str(one)]
        assert paged(4, 2, 3, 5, 1, 6) == every


def test_a_changed_number_counts_as_a_change_of_its_service(asked: Any) -> None:
    began = (timezone.now() - timedelta(seconds=0)).isoformat()
    edit = Edit("phone", key("dari.phone"), "set", "description", "대표")
    with named(THE_OPERATOR):
        apply_edits(actor=THE_OPERATOR, edits=[edit], kind="import", source="test")
    assert _ids(asked(f"services?modified_after={began}")) == {str(key("dari.service"))}


def test_an_answer_that_is_known_is_not_sent_again(client: Client) -> None:
    address = f"/hsds/services/{key('gaon.service')}"
    etag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    ("asks", "name"),
    [
        ("page=0", "page"),
        ("page=x", "page"),
        ("per_page=1001", "per_page"),
        ("format=xml", "format"),
        ("full=maybe", "full"),
        ("organization_id=7", "organization_id"),
        ("modified_after=yesterday", "modified_after"),
        ("search=%00", "search"),
    ],
)
def test_a_parameter_that_does_not_fit_is_named(asks: str, name: str, client: Client) -> None:
    answer = client.get(f"/hsds/services?{asks}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert set(answer.json()["fields"]) == {name}


def test_a_body_that_cannot_be_read_is_a_problem_of_the_asker(client: Client) -> None:
    def status(body: str, kind: str = "application/json") -> int:
        return client.generic("POST", "/hsds/services", body, content_type=kind).status_code

    assert status("{") == 400
    assert status("[" * 60_000) == 400
    assert status('{"search": "\\ud800"}') == 400
    assert status('{"page": [1]}') == 400
    assert status("x", "text/plain") == 415
    assert status('{"search": "' + "x" * 70_000 + '"}') == 413


def test_absent_hidden_and_misspelt_are_the_same_answer(client: Client) -> None:
    hidden = uuid4()
    edit = Edit(
        "service", hidden, "add", value={"name": "경찰만", "status": "active"}, audience="police"
    )
    with named(THE_OPERATOR):
        apply_edits(actor=THE_OPERATOR, edits=[edit], kind="import", source="test")
    answers = [
        client.get(f"/hsds/services/{one}") for one in (hidden, uuid4(), "misspelt", key("gaon"))
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert client.get("/hsds/nothing/here").status_code == 404


def test_another_page_may_ask_before_it_asks(client: Client) -> None:
    before = client.options("/hsds/services")
    assert before.status_code == 204
    assert "If-None-Match" in before.headers["Access-Control-Allow-Headers"]
    refused = client.delete("/hsds/services")
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD, POST, OPTIONS")


def test_the_profile_tells_who_made_sure_and_other_languages(asked: Any) -> None:
    service = asked(f"services/{key('gaon.service')}")
    assert service["kr_needs"]
    assert service["kr_translations"] == [
        {
            "field": "name",
            "language": "en",
            "text": "Counselling on domestic violence",
            "is_machine": False,
        }
    ]
    made_sure = service["phones"][0]["kr_verified"]["*"]
    assert made_sure == {"on": "2026-11-01", "by": "가온여성상담소", "how": "phone"}
    shelter = asked(f"locations/{key('refuge.location')}")
    assert shelter["kr_is_confidential"] is True
    assert not {"latitude", "longitude", "addresses", "transportation"} & set(shelter)
    assert "kr_is_crisis" not in service


def _twenty_alike() -> list[tuple[str, str, dict[str, Any]]]:
    """Twenty services, the first by id, each with an organisation, a number and a language."""
    rows: list[tuple[str, str, dict[str, Any]]] = []
    for number in range(20):
        ids = [f"0000000{kind}-0000-4000-8000-{number:012}" for kind in range(4)]
        service = {"name": f"일 {number}", "status": "active", "organization_id": ids[0]}
        rows += [
            ("organization", ids[0], {"name": f"기관 {number}", "description": "-"}),
            ("service", ids[1], service),
            ("phone", ids[2], {"number": "064-000-0000", "service_id": ids[1]}),
            ("language", ids[3], {"code": "ko", "phone_id": ids[2]}),
        ]
    return rows


def test_twenty_ask_the_database_no_more_than_ten_on_a_page_and_in_a_stream(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_rows(_twenty_alike())
    client.get("/hsds/services")  # what is counted is kept for a while
    counts = []
    for size in (10, 20):
        with CaptureQueriesContext(connections["public"]) as asked:
            client.get(f"/hsds/services?full=true&per_page={size}")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 32
    monkeypatch.setattr(streams, "_BATCH", 5)
    stream = iter(client.get("/hsds/services?full=true&format=ndjson"))  # type: ignore[arg-type]
    counts = []
    for _batch in range(4):
        with CaptureQueriesContext(connections["public"]) as asked:
            assert next(stream).count(b"\n") == 5
        counts.append(len(asked))
    assert len(set(counts)) == 1
    assert counts[0] <= 32


@pytest.mark.parametrize("address", [*EVERY, "datapackage.zip"])
def test_no_answer_holds_what_is_not_public(address: str, client: Client) -> None:
    found = _body(client, address).decode(errors="replace")
    assert [secret for secret in SECRETS if secret in found] == []


@pytest.mark.parametrize("address", LISTS)
def test_no_stream_holds_what_is_not_public(address: str, client: Client) -> None:
    sign = "&" if "?" in address else "?"
    found = _body(client, f"{address}{sign}format=ndjson&modified_after=2000-01-01").decode()
    assert [secret for secret in SECRETS if secret in found] == []
    assert str(key("gaon.police")) not in found


def test_words_that_are_not_public_find_nothing(asked: Any) -> None:
    for secret in SECRETS:
        for address in ("services", "organizations", "service_at_locations", "locations"):
            assert asked(f"{address}?search={secret}")["empty"], (address, secret)
