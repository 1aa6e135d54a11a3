"""Agencies keep their own entries: what they write, what waits, what nobody else may touch."""

from __future__ import annotations

from uuid import uuid4

import pytest

from jikimi.access.actor import Actor
from jikimi.access.errors import Changed, NotAllowed, NotValid, NotYet
from jikimi.access.models import Notice
from jikimi.access.ticket import name_actor
from jikimi.directory.approval import change_called, changes_to_decide, decide
from jikimi.directory.founding import add_entry, set_keeper
from jikimi.directory.history import history_of, undo_change, undo_step
from jikimi.directory.listing import (
    Saved,
    add_place,
    add_row,
    confirm_entry,
    entry_called,
    hide_at_once,
    remove_row,
    row_called,
    save_capacity,
    save_languages,
    save_row,
    save_week,
    schedules_under,
    values_of,
)
from jikimi.directory.models import (
    Change,
    Language,
    Location,
    Mark,
    Organization,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
    ServiceCapacity,
)
from jikimi.directory.weekly import Span
from tests.cast import Cast
from tests.directory.town import SECRETS, fill_town, key


@pytest.fixture
def town(cast: Cast) -> Cast:
    fill_town(cast)
    return cast


def _entry(actor: Actor, name: str = "gaon") -> Organization:
    name_actor(actor)
    return entry_called(actor, key(name))


def _write(actor: Actor, row: str, table: str = "service", **values: object) -> Saved:
    name, _, _part = row.partition(".")
    entry = _entry(actor, name)
    seen = values_of(table, row_called(entry, table, key(row)))
    return save_row(
        actor=actor, entry=entry, table=table, row_id=key(row), values=values, seen=seen
    )


def test_the_keeper_writes_and_what_was_written_counts_as_checked(town: Cast) -> None:
    saved = _write(town.counsellor, "gaon.service", eligibility_description="누구나")
    assert (saved.applied, saved.waiting) == (1, 0)
    assert Service.objects.get(pk=key("gaon.service")).eligibility_description == "누구나"
    mark = Mark.objects.get(row_id=key("gaon.service"), field="eligibility_description")
    assert (mark.verified_by, mark.verified_how, mark.source) == ("centre 기관", "edit", "agency")


def test_what_was_not_changed_makes_no_history(town: Cast) -> None:
    saved = _write(town.counsellor, "gaon.service", fees_description="무료", minimum_age="")
    assert saved.batch is None


@pytest.mark.parametrize("who", ["stranger", "officer", "shelter", "analyst", "head"])
def test_nobody_changes_the_entry_of_another_agency(town: Cast, who: str) -> None:
    actor = town.actors[who]
    with pytest.raises(NotAllowed):
        _write(actor, "gaon.service", fees_description="유료")
    with pytest.raises(NotAllowed):
        save_capacity(actor=actor, entry=_entry(actor), service_id=key("gaon.service"), available=1)
    with pytest.raises(NotAllowed):
        confirm_entry(actor=actor, entry=_entry(actor))


def test_a_row_of_another_entry_cannot_be_reached_through_ones_own(town: Cast) -> None:
    actor = town.counsellor
    entry = _entry(actor)
    for table, row in (("service", "haneul.service"), ("phone", "meomchum.phone")):
        with pytest.raises(NotAllowed):
            save_row(actor=actor, entry=entry, table=table, row_id=key(row), values={}, seen={})
    with pytest.raises(NotAllowed):
        remove_row(actor=actor, entry=entry, table="phone", row_id=key("haneul.phone"))
    under = ("service", key("haneul.service"))
    with pytest.raises(NotAllowed):
        add_row(actor=actor, entry=entry, table="phone", under=under, values={"number": "02"})


def test_a_coordinator_keeps_what_nobody_keeps(town: Cast) -> None:
    assert _write(town.coordinator, "haneul.service", fees_description="무료").applied == 1


def test_the_second_writer_sees_what_the_first_changed(town: Cast) -> None:
    entry = _entry(town.counsellor)
    seen = values_of("service", row_called(entry, "service", key("gaon.service")))
    _write(town.colleague, "gaon.service", fees_description="일부 유료")
    name_actor(town.counsellor)
    given = {"actor": town.counsellor, "entry": entry, "table": "service", "seen": seen}
    given["row_id"] = key("gaon.service")
    with pytest.raises(Changed) as refusal:
        save_row(values={"fees_description": "유료", "wait_time": "1주"}, **given)  # type: ignore[arg-type]
    assert refusal.value.theirs == {"fees_description": "일부 유료"}
    assert refusal.value.mine == {"fees_description": "유료"}
    other = save_row(values={"application_process": "전화"}, **given)  # type: ignore[arg-type]
    assert other.applied == 1


def test_names_numbers_and_addresses_wait_for_a_colleague(town: Cast) -> None:
    saved = _write(town.counsellor, "gaon.phone", "phone", number="064-000-9999")
    assert (saved.applied, saved.waiting) == (0, 1)
    name_actor(town.colleague)
    assert Notice.objects.filter(
        member_id=town.colleague.member_id, kind="directory.change.waiting"
    ).exists()
    (asked,) = changes_to_decide(town.colleague)
    assert (asked.old, asked.new, asked.is_own) == ("064-000-1234", "064-000-9999", False)
    decide(actor=town.colleague, asked=asked, is_approved=True)
    assert Phone.objects.get(pk=key("gaon.phone")).number == "064-000-9999"
    mark = Mark.objects.get(row_id=key("gaon.phone"), field="number")
    assert mark.verified_how == "edit"


def test_the_author_never_decides_his_own_change(town: Cast) -> None:
    _write(town.counsellor, "gaon", "organization", name="새가온상담소")
    (asked,) = changes_to_decide(town.counsellor)
    assert asked.is_own
    with pytest.raises(NotAllowed):
        decide(actor=town.counsellor, asked=asked, is_approved=True)
    assert Organization.objects.get(pk=key("gaon")).name == "가온여성상담소"


def test_a_stranger_sees_no_change_that_waits(town: Cast) -> None:
    _write(town.counsellor, "gaon", "organization", name="새가온상담소")
    number = Change.objects.get(state="waiting").pk
    name_actor(town.stranger)
    assert changes_to_decide(town.stranger) == []
    with pytest.raises(NotAllowed):
        change_called(town.stranger, number)


def test_an_added_and_a_removed_number_wait_too_and_a_colleague_may_agree(town: Cast) -> None:
    actor = town.counsellor
    under = ("service", key("gaon.service"))
    values = {"number": "064-000-2222", "description": "야간"}
    saved = add_row(actor=actor, entry=_entry(actor), table="phone", under=under, values=values)
    gone = remove_row(actor=actor, entry=_entry(actor), table="phone", row_id=key("gaon.phone"))
    assert (saved.waiting, gone.waiting) == (1, 1)
    name_actor(town.colleague)
    for asked in changes_to_decide(town.colleague):
        decide(actor=town.colleague, asked=asked, is_approved=True)
    assert Phone.objects.filter(number="064-000-2222", service_id=key("gaon.service")).exists()
    assert not Phone.objects.filter(pk=key("gaon.phone")).exists()


def test_what_changed_meanwhile_is_not_approved_by_mistake(town: Cast) -> None:
    _write(town.counsellor, "gaon.phone", "phone", number="064-000-9999")
    _write(town.counsellor, "gaon.phone", "phone", number="064-000-8888")
    name_actor(town.colleague)
    first, second = changes_to_decide(town.colleague)
    decide(actor=town.colleague, asked=second, is_approved=True)
    with pytest.raises(NotYet):
        decide(actor=town.colleague, asked=first, is_approved=True)
    decide(actor=town.colleague, asked=first, is_approved=False, why="이미 고침")


def test_a_wrong_number_is_out_of_sight_at_once(town: Cast) -> None:
    entry = _entry(town.counsellor)
    given = {"actor": town.counsellor, "entry": entry, "table": "phone"}
    with pytest.raises(NotValid):
        hide_at_once(row_id=key("gaon.phone"), why=" ", **given)  # type: ignore[arg-type]
    hide_at_once(row_id=key("gaon.phone"), why="다른 사람 번호", **given)  # type: ignore[arg-type]
    assert Phone.objects.get(pk=key("gaon.phone")).audience == "agencies"
    name_actor(town.stranger)
    assert not Phone.objects.filter(pk=key("gaon.phone")).exists()


def test_hours_written_as_a_week_become_schedules_of_the_standard(town: Cast) -> None:
    entry = _entry(town.counsellor)
    told = schedules_under(entry, "service", key("gaon.service"))
    assert told.week[0] == (Span("09:00", "18:00"),)
    week = (*told.week[:5], (Span("10:00", "13:00"),), ())
    given = {"actor": town.counsellor, "entry": entry, "table": "service"}
    given["row_id"] = key("gaon.service")
    save_week(week=week, seen=told.week, **given)  # type: ignore[arg-type]
    rows = Schedule.objects.filter(service_id=key("gaon.service")).order_by("opens_at")
    assert [(r.freq, r.byday, r.opens_at, r.closes_at) for r in rows] == [
        ("WEEKLY", "MO,TU,WE,TH,FR", "09:00", "18:00"),
        ("WEEKLY", "SA", "10:00", "13:00"),
    ]
    with pytest.raises(Changed):
        save_week(week=(*told.week[:5], (), (Span("1", "2"),)), seen=told.week, **given)  # type: ignore[arg-type]


def test_languages_places_free_and_a_place_are_written_in_one_step_each(town: Cast) -> None:
    actor, service = town.counsellor, key("gaon.service")
    given = {"actor": actor, "entry": _entry(actor), "service_id": service}
    save_languages(codes=["vi", "en"], **given)  # type: ignore[arg-type]
    save_languages(codes=["vi", "ko"], **given)  # type: ignore[arg-type]
    spoken = Language.objects.filter(service_id=service)
    assert set(spoken.values_list("code", flat=True)) == {"vi", "ko"}
    for free in (3, 0):
        save_capacity(available=free, **given)  # type: ignore[arg-type]
        assert ServiceCapacity.objects.get(service_id=service).available == free
    add_place(values={"name": "가온 분소", "district": "서귀포시"}, **given)  # type: ignore[arg-type]
    place = Location.objects.get(name="가온 분소")
    assert ServiceAtLocation.objects.filter(location=place, service_id=service).exists()


def test_wrong_values_are_named_by_their_field(town: Cast) -> None:
    with pytest.raises(NotValid) as refusal:
        _write(town.counsellor, "gaon.service", minimum_age="열여덟")
    assert list(refusal.value.fields) == ["service.minimum_age"]


def test_each_change_and_each_step_can_be_taken_back(town: Cast) -> None:
    actor = town.counsellor
    _write(actor, "gaon.service", fees_description="유료", application_process="방문")
    entry = _entry(actor)
    step = history_of(actor, entry)[0]
    assert {(c.word, c.old, c.new) for c in step.changes} >= {("이용료", "무료", "유료")}
    assert step.who == "역할counsellor"
    fee = next(c for c in step.changes if c.new == "유료")
    undo_change(actor=actor, entry=entry, number=fee.number, why="잘못 적음")
    assert Service.objects.get(pk=key("gaon.service")).fees_description == "무료"
    with pytest.raises(NotYet):
        undo_change(actor=actor, entry=entry, number=fee.number)
    _write(actor, "gaon.service", alert="6월 휴무")
    newest = history_of(actor, entry)[0]
    undo_step(actor=actor, entry=entry, number=newest.batch.pk)
    assert Service.objects.get(pk=key("gaon.service")).alert == ""
    assert history_of(actor, entry)[0].batch.kind == "undo"


def test_an_import_is_not_taken_back_from_the_page_of_one_entry(town: Cast) -> None:
    coordinator = town.coordinator
    entry = _entry(coordinator)
    imported = [s for s in history_of(coordinator, entry) if s.batch.kind == "import"]
    assert imported
    assert not any(step.may_undo for step in imported)
    with pytest.raises(NotAllowed):
        undo_step(actor=coordinator, entry=entry, number=imported[0].batch.pk)


def test_the_history_tells_no_value_to_whom_it_is_not_for(town: Cast) -> None:
    shown = {
        who: str(
            [history_of(town.actors[who], _entry(town.actors[who], e)) for e in ("gaon", "refuge")]
        )
        for who in ("stranger", "counsellor", "shelter")
    }
    private = [secret for secret in SECRETS if secret not in ("내부메모표지", "9990002")]
    assert not [secret for secret in private if secret in shown["stranger"]]
    assert "064-999-0001" in shown["counsellor"]
    assert "숨은마을길" in shown["shelter"]


def test_an_entry_that_is_not_there_is_refused_like_one_that_may_not_be_known(town: Cast) -> None:
    name_actor(town.stranger)
    with pytest.raises(NotAllowed):
        entry_called(town.stranger, uuid4())


def test_other_hours_take_the_place_of_those_before(town: Cast) -> None:
    entry = _entry(town.counsellor)
    told = schedules_under(entry, "service", key("gaon.service"))
    week = ((Span("10:00", "17:00"),), *[()] * 6)
    saved = save_week(
        actor=town.counsellor, entry=entry, table="service", row_id=key("gaon.service"),
        week=week, seen=told.week,
    )  # fmt: skip
    assert saved.applied == 2
    assert Schedule.objects.get(service_id=key("gaon.service")).byday == "MO"


def test_a_coordinator_makes_an_entry_and_gives_it_to_an_agency(town: Cast) -> None:
    coordinator, helper = town.coordinator, town.stranger
    name_actor(coordinator)
    number = add_entry(actor=coordinator, values={"name": "새싹쉼터"})
    entry = entry_called(coordinator, number)
    set_keeper(actor=coordinator, entry=entry, agency_id=helper.agency_id, why="협약")
    name_actor(helper)
    entry = entry_called(helper, number)
    save_row(
        actor=helper, entry=entry, table="organization", row_id=number,
        values={"description": "주거 지원"}, seen={},
    )  # fmt: skip
    assert Notice.objects.filter(member_id=helper.member_id, kind="directory.keeper.set").exists()
    keeper = next(c for s in history_of(helper, entry) for c in s.changes if c.word == "담당 기관")
    assert keeper.new == "elsewhere 기관"


def test_an_agency_neither_makes_nor_gives_away_an_entry(town: Cast) -> None:
    with pytest.raises(NotAllowed):
        add_entry(actor=town.counsellor, values={"name": "다른 기관"})
    with pytest.raises(NotAllowed):
        set_keeper(actor=town.counsellor, entry=_entry(town.counsellor), agency_id=None)
    with pytest.raises(NotValid):
        set_keeper(actor=town.coordinator, entry=_entry(town.coordinator), agency_id=987654)
