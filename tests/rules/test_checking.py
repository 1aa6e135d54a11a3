"""Joint checks: planned, carried on two phones, put together, followed up, never lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from jikimi.access.actor import Actor
from jikimi.access.carrying import SheetDraft
from jikimi.access.errors import Changed, NotAllowed, NotValid, NotYet
from jikimi.access.merging import Answer
from jikimi.access.models import Agency, Notice
from jikimi.access.photos import strip
from jikimi.access.ticket import name_actor
from jikimi.bodies.duty.reads import watches_ahead
from jikimi.cases.actions import ActionDraft
from jikimi.cases.bars import bar_member
from jikimi.cases.check_endings import (
    attempts_of,
    call_off_check,
    ending_seen,
    finish_check,
    outcomes_for,
    resume_check,
)
from jikimi.cases.check_findings import act_on_finding, findings_of, note_finding
from jikimi.cases.check_photos import add_photo, open_photo, photos_of, withdraw_photo
from jikimi.cases.check_route import checks_left, move_check, route, take_along
from jikimi.cases.check_sheets import receive_sheet, settle_conflict, unsettled_sheets
from jikimi.cases.checking import (
    CheckDraft,
    amend_check,
    check_called,
    left_out,
    place_of,
    plan_check,
)
from jikimi.cases.models import (
    CheckSheet,
    JointCheck,
    Milestone,
    Participation,
    RunningClock,
)
from jikimi.cases.pathways import nominate_on_pathway
from jikimi.cases.sharing import end_share
from tests.casework import joins
from tests.cast import Cast
from tests.duty import manned, published
from tests.loop import Loop, heard, in_days
from tests.rules.test_pathways import drafted, team

PLACE = "하늘로 12, 3층. 어머니를 찾을 것"
TODAY = timezone.localdate()


def planned(loop: Loop, **more: object) -> JointCheck:
    """A check of the centre, with which the police come along; planned by the counsellor."""
    agencies = loop.cast.agencies
    given = {
        "form": "child_check",
        "agency_id": agencies["centre"].pk,
        "with_agencies": [agencies["police"].pk],
        "planned_on": TODAY,
        "place": PLACE,
        "caution": "개가 있음",
    }
    draft = CheckDraft(**{**given, **more})  # type: ignore[arg-type]
    return plan_check(actor=loop.as_("counsellor"), case=loop.fresh("counsellor"), draft=draft)


def sent(
    actor: Actor, check: JointCheck, answers: Mapping[str, str | Answer], **more: object
) -> CheckSheet:
    """A sheet from the phone of this person, who is named to the database."""
    name_actor(actor)
    now = timezone.now()
    said = {c: a if isinstance(a, Answer) else Answer(a, at=now) for c, a in answers.items()}
    given = {"id": uuid4(), "written_at": now, "based_on": 1, "answers": said, **more}
    draft = SheetDraft(**given)  # type: ignore[arg-type]
    return receive_sheet(actor=actor, check=check_called(actor, check.pk), draft=draft)


@pytest.fixture
def loop(cast: Cast) -> Loop:
    return heard(cast)


def test_a_check_is_planned_by_and_for_those_who_know_the_risk(loop: Loop) -> None:
    """Its place opens to those who go; whoever takes part without the risk sees nothing at all."""
    check = planned(loop)
    officer = loop.as_("officer")
    assert PLACE.encode() not in bytes(check.place)
    assert place_of(officer, check_called(officer, check.pk)) == PLACE
    assert "cases.checks.plan" in {notice.kind for notice in Notice.objects.all()}
    for who in ("shelter", "stranger", "head"):
        with pytest.raises(NotAllowed):
            check_called(loop.as_(who), check.pk)
    refuge = loop.cast.agencies["refuge"].pk
    wrong = ({"with_agencies": [refuge]}, {"place": " "}, {"planned_on": in_days(-1)})
    for given in (*wrong, {"leader_id": loop.cast.members["shelter"].pk}, {"form": "none"}):
        with pytest.raises(NotValid):
            planned(loop, **given)
    draft = CheckDraft("child_check", refuge, TODAY, PLACE)
    with pytest.raises(NotAllowed):
        plan_check(actor=loop.as_("shelter"), case=loop.fresh("shelter"), draft=draft)


def test_a_place_stays_with_those_who_go_and_still_may(loop: Loop) -> None:
    """Another agency may know of the risk and of the check; where it is, it does not learn."""
    check, second = planned(loop, with_agencies=[]), joins(loop.cast, "second", police(loop))
    officer, coordinator = loop.as_("officer"), loop.as_("coordinator")
    assert place_of(coordinator, check_called(coordinator, check.pk)) == ""
    with pytest.raises(NotAllowed):
        sent(officer, check, {"child_injury": "yes"})
    assert route(officer, TODAY) == []
    kept = take_along(actor=loop.as_("counsellor"), day=TODAY)
    assert [row["place"] for row in kept["visits"]] == [PLACE]
    assert "고하늘" not in str(kept)
    both = planned(loop)
    member = loop.cast.members["officer"]
    actor = loop.as_("coordinator")
    bar_member(actor=actor, case=loop.fresh(), member=member, reason="relative")
    with pytest.raises(NotAllowed):
        check_called(loop.as_("officer"), both.pk)
    assert check_called(loop.as_("second"), both.pk).pk == both.pk
    actor = loop.as_("coordinator")
    share = Participation.objects.get(case=loop.case, agency=police(loop))
    end_share(actor=actor, share=share, why="끝남")
    with pytest.raises(NotAllowed):
        check_called(loop.as_("second"), both.pk)
    assert second.agency_id == police(loop).pk


def test_a_team_on_duty_makes_the_visit_as_far_as_it_takes_part(loop: Loop) -> None:
    published(loop.cast, manned(loop.cast), weeks=1)
    watch = watches_ahead(loop.as_("counsellor"))[0]
    on_duty = {"with_agencies": [], "shift_id": watch.shifts[0].pk, "planned_on": watch.day}
    check = planned(loop, **on_duty)
    assert check.with_agencies == [police(loop).pk]
    assert check.leader_id in {shift.member_id for shift in watch.shifts}
    with pytest.raises(NotValid):
        planned(loop, **{**on_duty, "planned_on": watch.day + timedelta(days=1)})
    actor = loop.as_("coordinator")
    share = Participation.objects.get(case=loop.case, agency=police(loop))
    end_share(actor=actor, share=share, why="끝남")
    alone = planned(loop, **on_duty)
    assert alone.with_agencies == []
    assert left_out(loop.as_("counsellor"), alone) == [police(loop).name]


def test_what_comes_twice_is_kept_once_and_two_who_differ_wait_for_a_person(loop: Loop) -> None:
    check, number = planned(loop), uuid4()
    counsellor, officer = loop.cast.counsellor, loop.cast.officer
    first = sent(counsellor, check, {"child_injury": "yes", "child_food": "yes"}, id=number)
    again = sent(counsellor, check, {"child_injury": "no"}, id=number)
    assert (first.pk, CheckSheet.objects.count()) == (again.pk, 1)
    with pytest.raises(NotAllowed):
        sent(officer, check, {"child_injury": "no"}, id=number)
    late = sent(officer, check, {"child_injury": "no", "child_food": "yes"})
    assert (late.conflicts, late.answers["child_injury"]["answer"]) == (["child_injury"], "no")
    check = check_called(loop.as_("counsellor"), check.pk)
    assert (check.unsettled, check.findings["child_injury"]["answer"]) == (1, "yes")
    with pytest.raises(NotYet) as early:
        finish_check(actor=counsellor, check=check, ending="done")
    assert early.value.code == "cases.not_yet.unsettled"
    with pytest.raises(NotValid):
        settle_conflict(actor=counsellor, check=check, item="child_injury", answer="perhaps")
    settle_conflict(actor=counsellor, check=check, item="child_injury", answer="no", note="흉터")
    assert (check.unsettled, check.findings["child_injury"]["answer"]) == (0, "no")
    assert unsettled_sheets(check) == []
    assert first.answers["child_injury"]["answer"] == "yes"
    with pytest.raises(NotYet):
        settle_conflict(actor=counsellor, check=check, item="child_injury", answer="no")


def test_who_knew_the_answer_corrects_it_and_notes_of_both_stay(loop: Loop) -> None:
    check, now = planned(loop), timezone.now()
    counsellor, officer = loop.cast.counsellor, loop.cast.officer
    said = Answer("yes", "이마에 상처 900101-1234568", now)
    sheet = sent(counsellor, check, {"child_injury": said, "unknown_item": "x"})
    assert "unknown_item" in sheet.answers
    sent(officer, check, {"child_injury": Answer("yes", "병원에 가기로 함", now)})
    check = check_called(officer, check.pk)
    assert set(check.findings) == {"child_injury"}
    assert "이마에 상처" in check.findings["child_injury"]["note"]
    assert "병원에 가기로 함" in check.findings["child_injury"]["note"]
    assert "1234568" not in str(check.findings)
    told = sent(counsellor, check, {"child_injury": "no"}, based_on=check.version)
    assert told.conflicts == []
    before, after = now - timedelta(minutes=5), now - timedelta(minutes=1)
    sent(counsellor, check, {"child_food": Answer("yes", at=after)})
    sent(counsellor, check, {"child_food": Answer("no", at=before)})
    ahead = now + timedelta(days=2)
    fast = sent(counsellor, check, {"child_visit": Answer("met", at=ahead)}, written_at=ahead)
    findings = check_called(counsellor, check.pk).findings
    assert (findings["child_injury"]["answer"], findings["child_food"]["answer"]) == ("no", "yes")
    assert datetime.fromisoformat(findings["child_visit"]["at"]) <= timezone.now()
    assert fast.written_at <= timezone.now()
    with pytest.raises(NotValid):
        sent(officer, check, {})


def test_a_visit_ends_once_an_attempt_counts_and_what_comes_later_is_kept(loop: Loop) -> None:
    check, tried, gone = planned(loop), planned(loop), planned(loop)
    counsellor, officer = loop.as_("counsellor"), loop.cast.officer
    with pytest.raises(NotYet) as empty:
        finish_check(actor=counsellor, check=check, ending="done")
    assert empty.value.code == "cases.not_yet.nothing_answered"
    sent(counsellor, check, {"child_visit": "met", "child_injury": "yes"})
    check = check_called(counsellor, check.pk)
    assert ending_seen(check) == "done"
    finish_check(actor=counsellor, check=check, ending="done")
    with pytest.raises(NotYet):
        call_off_check(actor=counsellor, check=check, why="취소")
    with pytest.raises(NotValid):
        finish_check(actor=counsellor, check=tried, ending="not_met")
    finish_check(actor=counsellor, check=tried, ending="not_met", summary="두 번 문을 두드림")
    with pytest.raises(NotValid):
        call_off_check(actor=counsellor, check=gone, why=" ")
    call_off_check(actor=counsellor, check=gone, why="병원에 입원함")
    assert attempts_of(loop.fresh("counsellor")) == 1
    late = sent(officer, check, {"child_injury": "no"})
    assert late.conflicts == ["child_injury"]
    assert [line.check.pk for line in checks_left(officer)] == [check.pk]
    resume_check(actor=loop.as_("counsellor"), check=check, why="잘못 누름")
    assert check_called(counsellor, check.pk).stage == "planned"
    assert check_called(counsellor, check.pk).findings


def test_a_visit_is_a_step_of_the_pathway_with_what_the_team_judged(cast: Cast) -> None:
    """Nobody met meets no clock; a visit that was made meets it, judged by a person."""
    body = team(cast, "child_response_team", "police", "centre", "refuge")
    name_actor(cast.counsellor)
    began = timezone.now() - timedelta(hours=2)
    nominated = nominate_on_pathway(
        actor=cast.counsellor, draft=drafted(body, "crisis_child"), started_at=began
    )
    loop, alone = Loop(cast, nominated), {"with_agencies": []}
    tried, made = planned(loop, **alone), planned(loop, **alone)
    counsellor = loop.as_("counsellor")
    assert "suspected" in dict(outcomes_for(nominated))
    finish_check(actor=counsellor, check=tried, ending="not_met", summary="아무도 없음")
    sent(counsellor, made, {"child_visit": "met", "child_injury": "yes"})
    made = check_called(counsellor, made.pk)
    with pytest.raises(NotValid):
        finish_check(actor=counsellor, check=made, ending="done")
    finish_check(actor=counsellor, check=made, ending="done", outcome="suspected")
    steps = Milestone.objects.filter(case=nominated, code="joint_check").order_by("recorded_at")
    assert [step.outcome for step in steps] == ["not_met", "suspected"]
    assert not RunningClock.objects.filter(case=nominated, ended_at=None, event="noticed").exists()


def test_the_route_follows_the_hours_until_somebody_moves_a_stop(loop: Loop) -> None:
    noon = planned(loop, from_time=time(12), until_time=time(13))
    early, whenever = planned(loop, from_time=time(9)), planned(loop)
    counsellor = loop.as_("counsellor")
    assert _stops(counsellor) == [early.pk, noon.pk, whenever.pk]
    move_check(actor=counsellor, check=whenever, up=True)
    move_check(actor=counsellor, check=early, up=True)
    assert _stops(counsellor) == [early.pk, whenever.pk, noon.pk]
    asked = _queries(counsellor)
    between = planned(loop, from_time=time(10))
    assert _stops(loop.as_("officer")).index(between.pk) == 1
    loop.as_("counsellor")
    assert _queries(counsellor) == asked


def _stops(actor: Actor) -> list[UUID]:
    return [line.check.pk for line in route(actor, TODAY)]


def _queries(actor: Actor) -> int:
    with CaptureQueriesContext(connection) as asked:
        take_along(actor=actor, day=TODAY)
    return len(asked)


def test_a_plan_changed_by_two_shows_both(loop: Loop) -> None:
    check, centre = planned(loop), loop.cast.agencies["centre"].pk
    counsellor, coming = loop.as_("counsellor"), [police(loop).pk]
    one = CheckDraft("child_check", centre, in_days(1), "", with_agencies=coming)
    amend_check(actor=counsellor, check=check, draft=one, version=1)
    assert place_of(counsellor, check) == PLACE
    two, elsewhere = replace(one, planned_on=in_days(2)), replace(one, place="다른 곳")
    with pytest.raises(Changed):
        amend_check(actor=counsellor, check=check, draft=two, version=1)
    with pytest.raises(Changed) as met:
        amend_check(actor=counsellor, check=check, draft=elsewhere, version=1)
    assert met.value.theirs == {"place": PLACE}


def test_a_finding_becomes_an_action_once_or_gets_a_note(loop: Loop) -> None:
    loop.analysed()
    check = planned(loop)
    counsellor = loop.as_("counsellor")
    sent(counsellor, check, {"child_ill": "yes", "child_food": "no", "child_place": "yes"})
    check = check_called(counsellor, check.pk)
    assert [f.item.code for f in findings_of(check) if f.waits] == ["child_food", "child_ill"]
    draft = ActionDraft("victim", loop.cast.agencies["refuge"].pk, "진료를 예약한다", in_days(3))
    made = act_on_finding(actor=counsellor, check=check, item="child_ill", draft=draft)
    assert made.action.text == "진료를 예약한다"
    with pytest.raises(NotYet):
        act_on_finding(actor=counsellor, check=check, item="child_ill", draft=draft)
    with pytest.raises(NotAllowed):
        note_finding(actor=counsellor, check=check, item="child_fear", text="괜찮음")
    note_finding(actor=counsellor, check=check, item="child_food", text="반찬을 바로 전달함")
    assert not [f for f in findings_of(check) if f.waits]
    sent(counsellor, check, {"child_food": "yes"}, based_on=check.version)
    sent(counsellor, check, {"child_food": "no"}, based_on=check.version + 1)
    waits = [f.item.code for f in findings_of(check_called(counsellor, check.pk)) if f.waits]
    assert waits == ["child_food"]


def police(loop: Loop) -> Agency:
    return loop.cast.agencies["police"]


def photo_with_place() -> bytes:
    """A photo as phones take them: turned, with where and with what in its EXIF."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "PhoneMaker"
    exif.get_ifd(0x8825)[2] = (37.0, 33.0, 59.0)
    out = BytesIO()
    Image.new("RGB", (400, 200), "green").save(out, "JPEG", exif=exif, comment=b"secret place")
    return out.getvalue()


def test_a_photo_keeps_nothing_but_its_pixels() -> None:
    given = photo_with_place()
    kept = strip(given)
    assert b"PhoneMaker" in given
    with Image.open(BytesIO(kept)) as shown:
        assert not shown.getexif()
        assert shown.size == (200, 400)
    assert b"PhoneMaker" not in kept
    assert b"secret place" not in kept
    for wrong in (b"", b"%PDF-1.7", b"\xff\xd8\xff broken", b"GIF89a" + b"0" * 40, given[:600]):
        with pytest.raises(NotValid):
            strip(wrong)


def test_a_photo_comes_once_opens_to_the_team_and_can_be_taken_back(loop: Loop) -> None:
    check, number = planned(loop), uuid4()
    counsellor, content = loop.as_("counsellor"), photo_with_place()
    photo = add_photo(actor=counsellor, check=check, photo_id=number, content=content)
    add_photo(actor=counsellor, check=check, photo_id=number, content=content)
    assert [row.pk for row in photos_of(check)] == [number]
    assert open_photo(actor=counsellor, photo=photo).startswith(b"\xff\xd8\xff")
    with pytest.raises(NotAllowed):
        withdraw_photo(actor=loop.as_("officer"), photo=photo)
    withdraw_photo(actor=loop.as_("counsellor"), photo=photo)
    photo.refresh_from_db()
    assert (bytes(photo.content), photos_of(check)) == (b"", [])
