"""Duty: planned, published, changed by hand; absences and rules are kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.notices import Notice
from jikimi.access.record import Record
from jikimi.bodies.duty.absences import note_absence, withdraw_absence
from jikimi.bodies.duty.posts import man_post, release_from_post
from jikimi.bodies.duty.rotas import RotaDraft, discard_rota, plan_rota, publish_rota
from jikimi.bodies.duty.shifts import assign_shift, mark_shift, take_shift
from jikimi.bodies.models import Shift
from tests.cast import Cast
from tests.duty import Enter, manned, next_monday, post, published


def test_a_rota_fills_every_place_with_somebody_of_the_right_agency(cast: Cast) -> None:
    rota = published(cast, manned(cast))
    shifts = list(Shift.objects.filter(rota=rota).select_related("member__agency"))
    assert len(shifts) == 16
    assert all(s.member and s.member.agency.kind == s.kind for s in shifts)
    assert rota.stage == "published"
    assert rota.told["vacancies"] == []
    assert sorted(load["shifts"] for load in rota.told["loads"]) == [4, 4, 4, 4]


def test_everybody_on_it_is_told_once_it_is_published(cast: Cast, enter: Enter) -> None:
    published(cast, manned(cast))
    enter(cast.counsellor)
    assert Notice.objects.filter(
        member_id=cast.members["counsellor"].pk, kind="bodies.rota.publish"
    ).exists()


def test_days_without_duty_are_kept_free_and_shown_as_the_reason(cast: Cast) -> None:
    found = manned(cast)
    tuesday = next_monday() + timedelta(1)
    for name in ("counsellor", "colleague"):
        note_absence(
            actor=cast.coordinator,
            body=found.body,
            member_id=cast.members[name].pk,
            begins_on=tuesday,
            ends_on=tuesday,
        )
    rota = published(cast, found)
    [vacant] = Shift.objects.filter(rota=rota, member=None)
    assert (timezone.localtime(vacant.starts_at).date(), vacant.kind) == (tuesday, "counselling")
    [told] = rota.told["vacancies"]
    assert told["why"] == {"absent": 2}
    [blocked] = rota.told["blocked"]
    assert (blocked["rule"], blocked["days"]) == ("absent", [tuesday.isoformat()])


def test_only_who_coordinates_plans_and_publishes(cast: Cast, enter: Enter) -> None:
    found = manned(cast)
    begins = next_monday()
    draft = RotaDraft(begins_on=begins, ends_on=begins + timedelta(13))
    rota = plan_rota(actor=cast.coordinator, post=found, draft=draft)
    for name in ("officer", "counsellor", "stranger", "head"):
        enter(cast.actors[name])
        with pytest.raises(NotAllowed):
            plan_rota(actor=cast.actors[name], post=found, draft=draft)
        with pytest.raises(NotAllowed):
            publish_rota(actor=cast.actors[name], rota=rota)


def test_a_new_draft_takes_the_place_of_the_one_before(cast: Cast) -> None:
    found = manned(cast)
    begins = next_monday()
    draft = RotaDraft(begins_on=begins, ends_on=begins + timedelta(13))
    first = plan_rota(actor=cast.coordinator, post=found, draft=draft)
    second = plan_rota(actor=cast.coordinator, post=found, draft=draft)
    first.refresh_from_db()
    assert (first.stage, second.stage) == ("replaced", "draft")
    assert not first.shifts.exists()
    discard_rota(actor=cast.coordinator, rota=second)
    assert not Shift.objects.exists()


def test_a_new_rota_replaces_the_rest_of_the_old_one_and_leaves_its_beginning(cast: Cast) -> None:
    found = manned(cast)
    old = published(cast, found, weeks=4)
    begins = next_monday() + timedelta(14)
    short = RotaDraft(begins_on=begins, ends_on=begins + timedelta(6))
    too_short = plan_rota(actor=cast.coordinator, post=found, draft=short)
    with pytest.raises(NotYet):
        publish_rota(actor=cast.coordinator, rota=too_short)
    whole = RotaDraft(begins_on=begins, ends_on=begins + timedelta(27))
    rota = plan_rota(actor=cast.coordinator, post=found, draft=whole)
    publish_rota(actor=cast.coordinator, rota=rota)
    old.refresh_from_db()
    assert old.ends_on == begins - timedelta(1)
    assert old.shifts.count() == 8
    assert rota.shifts.count() == 16
    current = Shift.objects.filter(rota__stage="published")
    assert current.count() == 24


def test_a_shift_is_not_given_against_the_rules(cast: Cast) -> None:
    found = manned(cast)
    rota = published(cast, found)
    shift = rota.shifts.filter(kind="police").first()
    assert shift is not None
    with pytest.raises(NotValid) as refused:
        assign_shift(actor=cast.coordinator, shift=shift, member_id=cast.members["counsellor"].pk)
    assert "다른 종류의 기관" in refused.value.says
    with pytest.raises(NotValid):
        assign_shift(actor=cast.coordinator, shift=shift, member_id=cast.members["shelter"].pk)


def test_a_vacant_shift_is_taken_by_one_of_the_list_and_by_nobody_else(
    cast: Cast, enter: Enter
) -> None:
    rota = published(cast, manned(cast))
    shift = rota.shifts.filter(member=cast.members["counsellor"].pk).first()
    assert shift is not None
    assign_shift(actor=cast.coordinator, shift=shift, member_id=None, version=shift.version)
    enter(cast.shelter)
    with pytest.raises(NotValid):
        take_shift(actor=cast.shelter, shift=shift)
    enter(cast.stranger)
    with pytest.raises(NotAllowed):
        take_shift(actor=cast.stranger, shift=shift)
    enter(cast.counsellor)
    assert take_shift(actor=cast.counsellor, shift=shift).member_id == cast.counsellor.member_id
    enter(cast.colleague)
    with pytest.raises(NotYet):
        take_shift(actor=cast.colleague, shift=shift)


def test_nobody_is_planned_twice_at_the_same_time_in_two_posts(cast: Cast) -> None:
    found = manned(cast)
    published(cast, found)
    other = post(cast, found.body, name_ko="야간 대기")
    man_post(actor=cast.coordinator, post=other, member_id=cast.members["officer"].pk)
    begins = next_monday()
    draft = RotaDraft(begins_on=begins, ends_on=begins + timedelta(13), most_per_week=5)
    rota = plan_rota(actor=cast.coordinator, post=other, draft=draft)
    taken = {s.starts_at for s in Shift.objects.filter(rota=rota, member_id=cast.officer.member_id)}
    first = Shift.objects.filter(post=found, member_id=cast.officer.member_id)
    assert not taken & {s.starts_at for s in first}
    assert any(v["why"] == {"elsewhere": 1} for v in rota.told["vacancies"])


def test_a_draft_that_no_longer_keeps_the_rules_is_not_published(cast: Cast) -> None:
    found = manned(cast)
    begins = next_monday()
    draft = RotaDraft(begins_on=begins, ends_on=begins + timedelta(13))
    rota = plan_rota(actor=cast.coordinator, post=found, draft=draft)
    absence = note_absence(
        actor=cast.coordinator,
        body=found.body,
        member_id=cast.members["counsellor"].pk,
        begins_on=begins,
        ends_on=begins + timedelta(13),
    )
    with pytest.raises(NotYet):
        publish_rota(actor=cast.coordinator, rota=rota)
    withdraw_absence(actor=cast.coordinator, absence=absence)
    assert publish_rota(actor=cast.coordinator, rota=rota).stage == "published"


def test_absences_of_others_are_noted_by_who_coordinates_alone(cast: Cast, enter: Enter) -> None:
    found = manned(cast)
    days = {"begins_on": next_monday(), "ends_on": next_monday()}
    enter(cast.counsellor)
    own = note_absence(
        actor=cast.counsellor, body=found.body, member_id=cast.counsellor.member_id, **days
    )
    with pytest.raises(NotAllowed):
        note_absence(
            actor=cast.counsellor, body=found.body, member_id=cast.colleague.member_id, **days
        )
    enter(cast.colleague)
    with pytest.raises(NotAllowed):
        withdraw_absence(actor=cast.colleague, absence=own)


def test_whoever_leaves_the_list_is_planned_no_more(cast: Cast) -> None:
    found = manned(cast)
    release_from_post(
        actor=cast.coordinator,
        post=found,
        member_id=cast.members["counsellor"].pk,
        on=timezone.localdate(),
    )
    rota = published(cast, found)
    assert not rota.shifts.filter(member=cast.members["counsellor"].pk).exists()


def test_who_came_is_noted_only_once_a_shift_has_begun(cast: Cast) -> None:
    rota = published(cast, manned(cast))
    shift = rota.shifts.first()
    assert shift is not None
    with pytest.raises(NotYet):
        mark_shift(actor=cast.coordinator, shift=shift, came=True)
    Shift.objects.filter(pk=shift.pk).update(starts_at=timezone.now() - timedelta(hours=1))
    assert mark_shift(actor=cast.coordinator, shift=shift, came=False).came is False


def test_what_was_done_stands_in_the_record(cast: Cast, enter: Enter) -> None:
    rota = published(cast, manned(cast))
    enter(cast.auditor)
    acts = set(Record.objects.filter(subject_id=rota.pk).values_list("act", flat=True))
    assert acts == {"bodies.rota.plan", "bodies.rota.publish"}
