"""Inspections: planned, made on two phones, graded, followed by repairs, looked at again; drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from jikimi.access.actor import THE_CLOCK
from jikimi.access.errors import Changed, NotAllowed, NotValid, NotYet
from jikimi.access.models import Notice
from jikimi.access.ticket import name_actor
from jikimi.places import drawing, repairs
from jikimi.places.drawing import DrawRule
from jikimi.places.hazards import HazardDraft, report_hazard
from jikimi.places.inspecting import (
    InspectionDraft,
    amend_inspection,
    call_off_inspection,
    plan_inspections,
    resume_inspection,
)
from jikimi.places.inspection_endings import finish_inspection
from jikimi.places.inspection_forms import items_of
from jikimi.places.inspection_reads import (
    InspectionWish,
    findings_of,
    inspections_found,
    inspections_waiting,
    overdue_sites,
    take_along,
)
from jikimi.places.inspection_results import findings_between, propose_findings, results
from jikimi.places.inspection_sheets import settle_conflict, unsettled_sheets
from jikimi.places.lots import redrawn
from jikimi.places.models import Draw, Inspection, PlacePhoto, Repair, Site
from jikimi.places.place_photos import PhotoDraft, add_photo, open_photo, photos_of, withdraw_photo
from jikimi.places.reminding import remind_of_places
from jikimi.places.repairs import RepairDraft, RepairWish
from tests.cast import Cast
from tests.inspecting import PLACE, Round, a_round
from tests.rules.test_checking import photo_with_place

TODAY = timezone.localdate()


@pytest.fixture
def tour(cast: Cast) -> Round:
    return a_round(cast)


def made(tour: Round, inspection: Inspection, who: str = "officer") -> Inspection:
    found = tour.seen(inspection, who)
    return finish_inspection(actor=tour.as_(who), inspection=found, summary="다 보았음")


def asked(tour: Round, inspection: Inspection, item: str, due: int = 14) -> Repair:
    draft = RepairDraft(
        tour.cast.agencies["refuge"].pk, "가지를 친다", TODAY + timedelta(days=due), "fix"
    )
    found = tour.seen(inspection, "coordinator")
    return repairs.order_repair(
        actor=tour.as_("coordinator"), inspection=found, item=item, draft=draft
    )


def test_the_park_form_has_fifteen_items_in_six_areas() -> None:
    items = items_of("park", on=TODAY)
    assert len(items) == 15
    assert len({item.section for item in items}) == 6
    assert all({"green", "yellow", "red"} <= set(item.grades.values()) for item in items)


def test_two_phones_differ_a_person_settles_and_the_worst_answer_is_the_grade(tour: Round) -> None:
    park = tour.planned()
    sheet = tour.sent("officer", park, {"park_light": "good", "park_sight": "watch:가지"})
    again = tour.sent("officer", park, {"park_light": "bad"}, id=sheet.pk)
    assert again.pk == sheet.pk
    other = tour.sent("shelter", park, {"park_light": "bad:등 두 개 꺼짐", "nonsense": "x"})
    assert other.conflicts == ["park_light"]
    seen = tour.seen(park, "officer")
    assert (seen.unsettled, seen.grade) == (1, "yellow")
    with pytest.raises(NotYet):
        made(tour, park)
    assert [s.pk for s in unsettled_sheets(seen)] == [other.pk]
    settle_conflict(actor=tour.as_("officer"), inspection=seen, item="park_light", answer="bad")
    with pytest.raises(NotYet):
        settle_conflict(actor=tour.cast.officer, inspection=seen, item="park_light", answer="bad")
    ended = made(tour, park)
    assert (ended.grade, ended.answers["park_light"]["note"]) == ("red", "등 두 개 꺼짐")
    with pytest.raises(NotAllowed):
        tour.sent("counsellor", park, {"park_light": "good"})
    assert tour.sent("shelter", park, {"park_bell": "bad"}).conflicts == []


def test_who_plans_what_is_refused_and_two_who_move_it(tour: Round) -> None:
    for more, field in (
        ({"team": tour.team("elsewhere")}, "team"),
        ({"place": ""}, "place"),
        ({"site_id": uuid4()}, "place"),
        ({"form": "x"}, "form"),
        ({"planned_on": date(2020, 1, 1)}, "planned_on"),
        ({"body_id": tour.cast.council.pk}, "body_id"),
        ({"programme_id": uuid4()}, "programme_id"),
    ):
        with pytest.raises(NotValid) as refused:
            tour.planned(**more)
        assert field in refused.value.fields
    with pytest.raises(NotAllowed):
        tour.planned("counsellor")
    park = tour.planned("officer")
    seen = tour.seen(park, "coordinator")
    draft = InspectionDraft(
        "park", tour.group.pk, tour.team(), TODAY + timedelta(days=3), place=PLACE, is_night=True
    )
    amend_inspection(actor=tour.cast.coordinator, inspection=seen, draft=draft, version=1)
    stale = tour.seen(park, "officer")
    with pytest.raises(Changed):
        amend_inspection(
            actor=tour.cast.officer,
            inspection=stale,
            draft=replace(draft, planned_on=TODAY),
            version=1,
        )
    secret = replace(draft, is_unannounced=True)
    with pytest.raises(NotValid):
        amend_inspection(actor=tour.cast.officer, inspection=stale, draft=secret, version=2)
    others = replace(draft, team=tour.team("refuge"))
    with pytest.raises(NotValid):
        amend_inspection(actor=tour.cast.officer, inspection=stale, draft=others, version=2)
    found = call_off_inspection(
        actor=tour.as_("officer"), inspection=tour.seen(park, "officer"), why="비"
    )
    resume_inspection(actor=tour.cast.officer, inspection=found, why="그침")
    tour.as_("shelter")
    kinds = set(Notice.objects.values_list("kind", flat=True))
    assert kinds >= {f"places.inspections.{one}" for one in ("plan", "amend", "call_off")}
    tour.as_("counsellor")
    assert not Notice.objects.exists()


def test_a_bell_that_does_not_reach_the_police_is_out_of_order_until_it_is_seen_to(
    tour: Round,
) -> None:
    found, planned = overdue_sites(tour.as_("officer"))
    assert [line.site.pk for line in found.lines] == [tour.bell.pk]
    assert not planned
    draft = InspectionDraft("bell", tour.group.pk, tour.team(), TODAY, site_id=tour.bell.pk)
    (visit,) = plan_inspections(actor=tour.as_("coordinator"), drafts=[draft])
    assert overdue_sites(tour.as_("officer"))[1] == {tour.bell.pk: TODAY}
    tour.all_good("officer", visit, bell_police="fails:받지 않음", bell_siren="none")
    made(tour, visit)
    bell = Site.objects.get(pk=tour.bell.pk)
    assert (bell.state, bell.test_result, bell.tested_on) == ("out_of_order", "fails", TODAY)
    repair = asked(tour, visit, "bell_police")
    with pytest.raises(NotAllowed):
        repairs.accept_repair(actor=tour.as_("officer"), repair=repair)
    repairs.accept_repair(actor=tour.as_("shelter"), repair=repair)
    repairs.end_repair(actor=tour.cast.shelter, repair=repair, ending="done", outcome="회선을 바꿈")
    again = tour.of_bell(again_of=tour.seen(visit, "coordinator"))
    assert "받지 않음" not in str(take_along(actor=tour.as_("officer"), day=TODAY)["visits"])
    tour.all_good("officer", again)
    made(tour, again)
    repair.refresh_from_db()
    assert (repair.stage, repair.checked_by_id) == ("checked", again.pk)
    assert Site.objects.get(pk=tour.bell.pk).state == "in_use"
    incomplete = tour.of_bell()
    tour.sent("officer", incomplete, {"bell_police": "works", "bell_voice": "unseen"})
    tested = Site.objects.get(pk=tour.bell.pk).version
    made(tour, incomplete)
    assert Site.objects.get(pk=tour.bell.pk).version == tested


def test_what_is_seen_bad_again_opens_the_repair_again(tour: Round) -> None:
    park = tour.planned()
    tour.sent("officer", park, {"park_sight": "watch", "park_light": "bad", "park_bell": "unseen"})
    with pytest.raises(NotYet):
        asked(tour, park, "park_sight")
    made(tour, park)
    offered = repairs.offers_for(tour.seen(park, "officer"), "park_light")
    assert [(row.code, row.becomes) for row, _draft in offered] == [
        ("focused_patrol", "repair"),
        ("urgent_fix", "repair"),
        ("cpted", "matter"),
    ]
    assert offered[0][1].agency_id == tour.cast.agencies["police"].pk
    repair = asked(tour, park, "park_sight")
    waits = [f.item.code for f in findings_of(tour.seen(park, "officer")) if f.waits]
    assert waits == ["park_light"]
    repairs.note_finding(
        actor=tour.cast.officer,
        inspection=tour.seen(park, "officer"),
        item="park_light",
        text="바로 켬",
    )
    with pytest.raises(NotYet):
        resume_inspection(
            actor=tour.cast.officer, inspection=tour.seen(park, "officer"), why="잘못"
        )
    end = {"ending": "not_possible", "outcome": "보호수"}
    repairs.end_repair(actor=tour.as_("shelter"), repair=repair, **end)
    again = tour.planned(again_of=tour.seen(park, "coordinator"))
    tour.sent("officer", again, {"park_sight": "bad"})
    made(tour, again)
    repair.refresh_from_db()
    assert (repair.stage, repair.ended_at) == ("open", None)
    with pytest.raises(NotYet):
        repairs.check_repair(actor=tour.as_("coordinator"), repair=repair, is_good=True)
    repairs.end_repair(actor=tour.as_("shelter"), repair=repair, **{**end, "ending": "done"})
    repairs.resume_repair(actor=tour.cast.shelter, repair=repair)
    repairs.end_repair(actor=tour.cast.shelter, repair=repair, **{**end, "ending": "done"})
    with pytest.raises(NotAllowed):
        repairs.check_repair(actor=tour.cast.shelter, repair=repair, is_good=True)
    repairs.check_repair(actor=tour.as_("coordinator"), repair=repair, is_good=True)
    assert repair.stage == "checked"


def test_what_is_late_is_told_once_a_point_and_an_unannounced_one_to_its_team_alone(
    tour: Round,
) -> None:
    park = tour.planned()
    tour.sent("officer", park, {"park_sight": "watch"})
    made(tour, park)
    asked(tour, park, "park_sight", due=0)
    tour.of_bell(is_unannounced=True)
    name_actor(THE_CLOCK)
    for _again in range(2):
        remind_of_places(actor=THE_CLOCK, today=TODAY + timedelta(days=8))
    told = {"places.inspections.overdue", "bodies.follow_up.week_late"}
    for who, kinds in (
        ("shelter", told),
        ("coordinator", told),
        ("counsellor", set()),
    ):
        tour.as_(who)
        found = Notice.objects.filter(kind__in=told).values_list("kind", flat=True)
        assert sorted(found) == sorted(kinds), who
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM places_inspections_late('2100-01-01')")
        assert cursor.fetchone() == (0,)


def test_a_photo_loses_what_the_camera_wrote_and_with_faces_it_is_for_the_team(
    tour: Round,
) -> None:
    park = tour.planned()
    seen = tour.seen(park, "officer")
    plain = PhotoDraft(uuid4(), photo_with_place(), False, "park_light", "", 127.0, 37.5)
    for draft in (
        plain,
        plain,
        replace(plain, id=uuid4(), has_faces=True, longitude=None, latitude=None),
    ):
        photo = add_photo(actor=tour.cast.officer, about=seen, draft=draft)
    with Image.open(BytesIO(open_photo(actor=tour.cast.officer, photo=photo))) as shown:
        assert not shown.getexif()
    with pytest.raises(NotValid):
        add_photo(actor=tour.cast.officer, about=seen, draft=replace(plain, longitude=2.3))
    tour.sent("officer", park, {"park_light": "bad"})
    made(tour, park)
    tour.as_("counsellor")
    assert [(p.has_faces, p.longitude) for p in photos_of(park)] == [(False, 127.0)]
    with pytest.raises(NotAllowed):
        withdraw_photo(actor=tour.as_("shelter"), photo=photo)
    withdraw_photo(actor=tour.as_("officer"), photo=photo)
    assert len(photos_of(park)) == 1
    assert bytes(PlacePhoto.objects.get(pk=photo.pk).content) == b""


def test_a_hazard_becomes_a_repair_and_has_a_photo(tour: Round) -> None:
    actor = tour.as_("counsellor")
    hazard = report_hazard(actor=actor, draft=HazardDraft("dark", tour.group.pk, place="늘봄길 3"))
    add_photo(actor=actor, about=hazard, draft=PhotoDraft(uuid4(), photo_with_place(), True))
    draft = RepairDraft(tour.cast.agencies["refuge"].pk, "등을 바꾼다", TODAY)
    with pytest.raises(NotAllowed):
        repairs.order_repair_of_hazard(actor=actor, hazard=hazard, draft=draft)
    steers = tour.as_("coordinator")
    repairs.order_repair_of_hazard(actor=steers, hazard=hazard, draft=draft)
    assert [row.text for row in repairs.repairs_of(hazard_id=hazard.pk)] == ["등을 바꾼다"]
    mine = repairs.repairs_found(tour.as_("shelter"), RepairWish())
    assert [row.hazard_id for row in mine.rows] == [hazard.pk]
    assert not photos_of(hazard)


def test_a_draw_is_committed_first_and_anybody_gets_the_same_after_the_end(tour: Round) -> None:
    tour.as_("coordinator")
    for n in range(12):
        Site.objects.create(kind="bell", name=f"벨 {n}", area_code=f"110{10 + n % 3}5{n:03}")
    rule = DrawRule("bell", 2, tour.team("police"), not_since_days=180)
    with pytest.raises(NotAllowed):
        drawing.open_draw(actor=tour.as_("officer"), body_id=tour.group.pk, rule=rule)
    steers = tour.as_("coordinator")
    with pytest.raises(NotValid):
        drawing.open_draw(actor=steers, body_id=tour.group.pk, rule=replace(rule, how_many=0))
    draw = drawing.open_draw(actor=steers, body_id=tour.group.pk, rule=rule)
    committed = (draw.seed, draw.seed_digest)
    days = (TODAY, TODAY + timedelta(days=9))
    drawn = drawing.draw_sites(actor=steers, draw=draw, days=days, words="주사위 6-2-5")
    assert [row.planned_on for row in drawn] == [TODAY, TODAY + timedelta(days=5)]
    with pytest.raises(NotYet):
        drawing.draw_sites(actor=steers, draw=draw, days=days)
    with pytest.raises(NotYet):
        drawing.drawn_again(drawing.draw_called(steers, draw.pk))
    for who, sees in (("officer", 2), ("shelter", 0), ("counsellor", 0)):
        found = inspections_found(tour.as_(who), InspectionWish())
        assert (found.total, Draw.objects.count()) == (sees, min(sees, 1)), who
    for inspection in drawn:
        tour.all_good("officer", inspection)
        made(tour, inspection)
    over = drawing.draw_called(tour.as_("counsellor"), draw.pk)
    assert (over.seed, over.seed_digest) == committed
    assert drawing.drawn_again(over).is_same
    told = drawing.as_told(over)
    others = [redrawn({**told, "words": f"주사위 {n}"}) for n in range(9)]
    assert not all(found.picked_agrees for found in others)
    assert not redrawn({**told, "seed": "0" * 64}).seed_agrees
    assert not redrawn({**told, "lots": told["lots"][1:]}).population_agrees
    assert drawing.fitting(rule) == 11


def test_findings_of_a_period_go_to_the_group_and_nothing_unannounced_among_them(
    tour: Round,
) -> None:
    park, secret = tour.planned(), tour.of_bell(is_unannounced=True)
    tour.sent("officer", park, {"park_light": "bad:등 꺼짐", "park_sight": "good"})
    tour.sent("officer", secret, {"bell_police": "fails"})
    made(tour, park)
    period = {"body": tour.group, "since": TODAY, "until": TODAY}
    found = findings_between(tour.as_("officer"), **period)
    assert [row.finding.item.code for row in found] == ["park_light"]
    matter = propose_findings(actor=tour.cast.officer, **period)
    assert matter.kind == "report"
    assert PLACE in matter.text
    assert tour.bell.name not in matter.text
    tour.as_("counsellor")
    table = results(tour.cast.counsellor, form="park", since=TODAY, until=TODAY)
    assert sum(row.red for row in table) == 1
    assert sum(row.red for row in results(tour.cast.counsellor, form="bell")) == 0


def test_lists_ask_the_database_as_often_whatever_their_length(tour: Round) -> None:
    def queries() -> int:
        actor = tour.as_("officer")
        with CaptureQueriesContext(connection) as asked_:
            inspections_found(actor, InspectionWish(order="grade"))
            inspections_waiting(actor, most=30)
            repairs.repairs_found(actor, RepairWish(show="all"))
            findings_between(actor, body=tour.group, since=TODAY, until=TODAY)
        return len(asked_)

    def one_more() -> None:
        park = tour.planned()
        tour.sent("officer", park, {"park_sight": "watch"})
        made(tour, park)
        asked(tour, park, "park_sight")
        tour.planned()

    one_more()
    few = queries()
    one_more()
    one_more()
    assert queries() == few
