"""Streets come in, are measured and taken back; a way home prefers light and tells its limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import psycopg
import pytest
from django.db import transaction

from jikimi.access.actor import THE_CLOCK, THE_OPERATOR, Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.ticket import named
from jikimi.escorts import phones, ways
from jikimi.escorts.ways import MOST_ASKED, choose_way, find_place
from jikimi.places.models import Site, StreetImport, Stretch
from jikimi.places.street_import import bring_streets, plan_streets, undo_streets, write_left
from jikimi.places.street_measures import measure_streets
from jikimi.places.ways import ways_between
from jikimi.settings import embedded, roles
from tests.cast import Cast
from tests.samples.streets import at, brought, lamps, street, town, written
from tests.walking import Pocket, everything, rows

Enter = Callable[[Actor], None]
START, HOME = at(0, 0), at(600, 0)


@pytest.fixture
def streets(cast: Cast, enter: Enter, tmp_path: Path) -> StreetImport:
    enter(THE_OPERATOR)
    return brought(tmp_path)


def test_a_way_goes_past_the_lights_and_is_compared_with_the_shortest(
    streets: StreetImport,
) -> None:
    found = ways_between(START, HOME)
    best, short = found.ways
    assert (short.metres, best.metres) == (600, 760)
    assert (short.minutes, best.minutes) == (10, 12)
    assert best.shares["light"] > 0.8
    assert short.shares["light"] < 0.1
    assert 0.05 < best.shares["camera"] < 0.15
    assert found.unknown == ["house"]
    assert [one.name for one in best.passed] == ["밝은길 비상벨"]
    assert best.passed[0].metres == pytest.approx(280, abs=2)
    assert [len(way.line) for way in found.ways] == [4, 2]
    assert found.as_of == date(2026, 1, 2)
    assert [near for _line, near in best.parts].count(True) == 2
    same = ways_between(at(100, 80), at(400, 83))
    assert len(same.ways) == 1
    with pytest.raises(NotValid):
        ways_between(START, at(9000, 0))
    with pytest.raises(NotValid):
        ways_between(START, (float("nan"), 37.0))


def test_without_streets_a_way_leads_from_place_to_place_and_says_that_it_is_none(
    cast: Cast, enter: Enter
) -> None:
    enter(THE_OPERATOR)
    lamps()
    found = ways_between(at(0, 80), at(420, 80))
    assert not found.along_streets
    assert [one.name for one in found.ways[0].passed] == ["밝은길 비상벨"]
    assert len(found.ways[0].line) == 3
    assert len(ways_between(at(5000, 5000), at(5100, 5000)).ways[0].line) == 2


def test_a_later_file_takes_the_place_of_an_earlier_one_until_it_is_taken_back(
    streets: StreetImport, tmp_path: Path
) -> None:
    path = tmp_path / "streets.geojson"
    assert streets.counts == {
        "new": 6,
        "same": 0,
        "streets": 4, "stretches": 6, "metres": 1360, "rejected": 1, "set_aside": 0
    }  # fmt: skip
    again, plan = bring_streets(actor=THE_OPERATOR, path=path)
    assert again.pk == streets.pk
    assert plan.same == streets
    newer = written(tmp_path / "newer.geojson", [*town()[:4], street("새길", (300, 0), (300, 80))])
    assert plan_streets(newer).aside == [streets]
    assert Stretch.objects.count() == 6
    over, plan = bring_streets(actor=THE_OPERATOR, path=newer)
    assert Stretch.objects.filter(stands=True).count() == plan.counts["stretches"] == 7
    with pytest.raises(NotYet):
        undo_streets(actor=THE_OPERATOR, brought=StreetImport.objects.get(pk=streets.pk))
    assert undo_streets(actor=THE_OPERATOR, brought=over) == 7
    assert Stretch.objects.filter(stands=True).count() == 6
    with pytest.raises(NotYet):
        undo_streets(actor=THE_OPERATOR, brought=over)
    elsewhere = written(tmp_path / "far.geojson", [street("먼길", (5000, 0), (5900, 0))])
    assert bring_streets(actor=THE_OPERATOR, path=elsewhere)[1].aside == []
    assert undo_streets(actor=THE_OPERATOR, brought=StreetImport.objects.get(pk=streets.pk)) == 6
    left = write_left(plan_streets(path), tmp_path / "left.csv")
    assert left is not None
    assert "고속도로" in left.read_text(encoding="utf-8-sig")
    for text in ("{}", '{"features": []}', "no json"):
        (tmp_path / "bad.geojson").write_text(text)
        with pytest.raises(NotValid):
            plan_streets(tmp_path / "bad.geojson")


def test_each_night_what_stands_beside_the_streets_is_measured_anew(
    streets: StreetImport, enter: Enter, cast: Cast
) -> None:
    Site.objects.filter(kind="light").update(state="out_of_order")
    enter(THE_CLOCK)
    assert measure_streets(actor=THE_CLOCK) > 0
    assert measure_streets(actor=THE_CLOCK) == 0
    assert set(Stretch.objects.values_list("near_light", flat=True)) == {0}
    enter(cast.counsellor)
    with pytest.raises(NotAllowed):
        measure_streets(actor=cast.counsellor)
    with pytest.raises(NotAllowed):
        undo_streets(actor=cast.counsellor, brought=streets)


@pytest.fixture
def walked(pocket: Pocket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pocket:
    monkeypatch.setattr(ways, "_lately", type(ways._lately)())
    with transaction.atomic(), named(THE_OPERATOR):
        brought(tmp_path)
    return pocket


def test_a_phone_is_answered_once_its_owner_agreed_and_nothing_of_it_is_kept(
    walked: Pocket,
) -> None:
    before = rows("escorts_provision")
    found = choose_way(walked.key, here=START, there=HOME)
    best = found.ways[0]
    assert best.metres == 760
    choose_way(walked.key, here=START, there=HOME)
    assert [one.name for one in find_place(walked.key, text="밝은길 12", here=START)] == [
        "밝은길", "밝은길 비상벨"
    ]  # fmt: skip
    assert find_place(walked.key, text="비공개", here=None) == []
    assert rows("escorts_provision") == before + 1
    line = phones.log_of(walked.key)[0]
    assert (line["what"], line["recipient"], line["purpose"]) == ("used", "nobody", "way")
    kept = everything()
    assert not any(f"{number:.4f}" in kept for place in (START, HOME) for number in place)
    assert walked.begin(route=best.line) == "begun"
    walked.at(*best.line[1])
    with pytest.raises(NotValid) as stranger:
        choose_way(replace(walked, key=b"x" * 32).key, here=START, there=HOME)
    assert stranger.value.code == "escorts.ways.no_consent"
    phones.pause(walked.key, on=True)
    with pytest.raises(NotValid) as paused:
        choose_way(walked.key, here=START, there=HOME)
    assert paused.value.code == "escorts.ways.paused"


def test_questions_are_bounded_by_phone_and_at_once(walked: Pocket) -> None:
    for _n in range(MOST_ASKED):
        assert ways._is_let_in(walked.key)
    with pytest.raises(NotValid) as often:
        choose_way(walked.key, here=START, there=HOME)
    assert often.value.code == "escorts.ways.too_often"
    assert walked.begin("sos") == "begun"
    other = Pocket()
    other.consent()
    asked = ways.may_ask(other.key, START), ways.may_ask(other.key, START)
    with asked[0], asked[1], pytest.raises(NotValid) as busy:
        choose_way(other.key, here=START, there=HOME)
    assert busy.value.code == "escorts.ways.busy"
    assert choose_way(other.key, here=START, there=HOME).ways


def test_the_public_login_reads_streets_in_use_and_no_list_of_who_brought_them(
    walked: Pocket,
) -> None:
    with roles.connect(embedded.dsn("public")) as public:
        found = public.execute("SELECT count(*) FROM places_stretch").fetchone()
        assert found == (6,)
        for statement in (
            "SELECT count(*) FROM places_streetimport",
            "UPDATE places_stretch SET stands = false",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                public.execute(statement)
            public.rollback()
