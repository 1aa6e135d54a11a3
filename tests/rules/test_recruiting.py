"""How an agency comes to a seat: found, visited, agreed, signed, seated, left; and back a step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from jikimi.access.actor import THE_CLOCK, Actor
from jikimi.access.errors import Changed, NotAllowed, NotValid, NotYet, Refusal
from jikimi.access.models import Agency
from jikimi.access.notices import Notice
from jikimi.access.ticket import name_actor
from jikimi.bodies.districts import district_label, districts_to_fill, is_served_by
from jikimi.bodies.missing import agencies_missing
from jikimi.bodies.models import Candidate, Representative, Seat, Signing, Visit
from jikimi.bodies.papers import paper
from jikimi.bodies.pipeline import (
    Wanted,
    agreements_running_out,
    candidate_called,
    candidate_lines,
    recruiting_figures,
    recruiting_rows,
)
from jikimi.bodies.recruiting import (
    CandidateDraft,
    agree_candidate,
    amend_candidate,
    decline_candidate,
    find_candidate,
    undo_step,
)
from jikimi.bodies.representing import name_representative
from jikimi.bodies.seating import leave_body, take_seat
from jikimi.bodies.seats import end_seat, give_seat
from jikimi.bodies.signing import (
    SigningDraft,
    agreement_document,
    remind_of_agreements,
    renew_agreement,
    sign_agreement,
)
from jikimi.bodies.visiting import (
    VisitReport,
    cancel_visit,
    move_visit,
    plan_visit,
    record_visit,
)
from tests.cast import Cast
from tests.unlocking import PASSWORD, unlocked

Enter = Callable[[Actor], None]
HOSPITAL = CandidateDraft(name="한빛병원", kind="health", district="jeju_city")
TODAY = timezone.localdate()
PDF = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture
def candidate(cast: Cast, enter: Enter) -> Candidate:
    """A hospital found three weeks ago for the working council."""
    enter(cast.coordinator)
    return find_candidate(
        actor=cast.coordinator,
        body=cast.council,
        draft=HOSPITAL,
        found_on=TODAY - timedelta(days=21),
    )


def visited(cast: Cast, candidate: Candidate, outcome: str = "agreed", why: str = "") -> Visit:
    day = TODAY - timedelta(days=14)
    visit = plan_visit(actor=cast.coordinator, candidate=candidate, planned_on=day)
    report = VisitReport(visited_on=day, explained="사업 취지", outcome=outcome, why=why)
    return record_visit(actor=cast.coordinator, visit=visit, report=report)


def signed(cast: Cast, candidate: Candidate, until: date | None = None) -> Signing:
    visited(cast, candidate)
    document = paper(name="협약서.pdf", content=PDF)
    draft = SigningDraft(TODAY - timedelta(days=7), until, "병원장", document)
    return sign_agreement(actor=cast.coordinator, candidate=candidate, draft=draft)


def seated(cast: Cast, candidate: Candidate, until: date | None = None) -> Seat:
    signed(cast, candidate, until)
    return take_seat(actor=cast.coordinator, candidate=candidate, name_en="Hanbit Hospital")


def test_an_agency_comes_to_the_table_step_by_step(cast: Cast, candidate: Candidate) -> None:
    assert candidate.stage == "found"
    visited(cast, candidate)
    assert candidate.stage == "agreed"
    assert candidate.agreed_on == TODAY - timedelta(days=14)
    draft = SigningDraft(TODAY - timedelta(days=7), TODAY + timedelta(days=700), "병원장")
    sign_agreement(actor=cast.coordinator, candidate=candidate, draft=draft)
    seat = take_seat(actor=cast.coordinator, candidate=candidate, name_en="Hanbit Hospital")
    candidate.refresh_from_db()
    assert candidate.stage == "seated"
    assert (seat.agency.name_ko, seat.agency.kind) == ("한빛병원", "health")
    assert seat.agency.district == "jeju_city"
    leave_body(actor=cast.coordinator, candidate=candidate, why="폐업")
    seat.refresh_from_db()
    assert seat.left_on == TODAY
    assert Candidate.objects.get(pk=candidate.pk).stage == "left"


def test_a_step_is_not_skipped(cast: Cast, candidate: Candidate) -> None:
    with pytest.raises(NotYet):
        take_seat(actor=cast.coordinator, candidate=candidate)
    with pytest.raises(NotYet):
        sign_agreement(actor=cast.coordinator, candidate=candidate, draft=SigningDraft(TODAY))
    assert Seat.objects.filter(agency__name_ko="한빛병원").count() == 0


def test_a_visit_that_ends_in_a_refusal_needs_its_reason(cast: Cast, candidate: Candidate) -> None:
    with pytest.raises(NotValid):
        visited(cast, candidate, outcome="declined")
    Visit.objects.update(cancelled_at=timezone.now())
    visited(cast, candidate, outcome="declined", why="인력 부족")
    assert (candidate.stage, candidate.why_ended) == ("declined", "인력 부족")
    agree_candidate(actor=cast.coordinator, candidate=candidate)
    assert (candidate.stage, candidate.why_ended) == ("agreed", "")


def test_an_agency_that_thinks_about_it_is_visited(cast: Cast, candidate: Candidate) -> None:
    visited(cast, candidate, outcome="thinking")
    assert candidate.stage == "visited"
    visited(cast, candidate)
    assert candidate.stage == "agreed"


def test_one_visit_is_planned_at_a_time_and_may_be_moved_or_called_off(
    cast: Cast, candidate: Candidate
) -> None:
    call = {"actor": cast.coordinator}
    visit = plan_visit(candidate=candidate, planned_on=TODAY, **call)
    with pytest.raises(NotYet):
        plan_visit(candidate=candidate, planned_on=TODAY, **call)
    moved = move_visit(visit=visit, planned_on=TODAY + timedelta(days=3), **call)
    assert moved.planned_on == TODAY + timedelta(days=3)
    cancel_visit(visit=visit, why="연기 요청", **call)
    plan_visit(candidate=candidate, planned_on=TODAY, **call)
    with pytest.raises(NotYet):
        cancel_visit(visit=visit, why="다시", **call)
    assert candidate.stage == "found"


@pytest.mark.parametrize("steps", range(1, 5))
def test_a_step_recorded_by_mistake_is_taken_back(
    cast: Cast, candidate: Candidate, steps: int
) -> None:
    seat = seated(cast, candidate)
    for _ in range(steps):
        undo_step(actor=cast.coordinator, candidate=candidate, why="잘못 기록함")
    assert candidate.stage == ("signed", "agreed", "visited", "found")[steps - 1]
    assert Seat.objects.get(pk=seat.pk).left_on == TODAY
    if steps > 1:
        assert Signing.objects.get().withdrawn_at
    if steps == 4:
        assert Visit.objects.get().visited_on is None
        with pytest.raises(NotYet):
            undo_step(actor=cast.coordinator, candidate=candidate, why="다시")


def test_an_agency_that_left_by_mistake_sits_again(cast: Cast, candidate: Candidate) -> None:
    seat = seated(cast, candidate)
    leave_body(actor=cast.coordinator, candidate=candidate, why="착오")
    undo_step(actor=cast.coordinator, candidate=candidate, why="잘못 기록함")
    assert candidate.stage == "seated"
    assert Seat.objects.get(pk=seat.pk).left_on is None


def test_an_agency_registered_already_is_not_registered_twice(
    cast: Cast, enter: Enter, candidate: Candidate
) -> None:
    signed(cast, candidate)
    Candidate.objects.filter(pk=candidate.pk).update(name=cast.agencies["elsewhere"].name_ko)
    with pytest.raises(NotValid):
        take_seat(actor=cast.coordinator, candidate=candidate)
    agency = cast.agencies["elsewhere"]
    seat = take_seat(actor=cast.coordinator, candidate=candidate, agency=agency)
    assert seat.agency_id == agency.pk
    assert Agency.objects.get(pk=agency.pk).joined_on == TODAY


def test_ending_a_seat_ends_its_people_and_the_way_that_led_there(
    cast: Cast, candidate: Candidate
) -> None:
    signed(cast, candidate)
    seat = take_seat(actor=cast.coordinator, candidate=candidate, agency=cast.agencies["elsewhere"])
    name_representative(actor=cast.coordinator, seat=seat, member_id=cast.members["stranger"].pk)
    end_seat(actor=cast.coordinator, seat=seat, why="협약 해지")
    assert Representative.objects.get().until == TODAY
    assert Candidate.objects.get().stage == "left"


def test_days_follow_each_other(cast: Cast, candidate: Candidate) -> None:
    call = {"actor": cast.coordinator, "candidate": candidate}
    with pytest.raises(NotValid):
        plan_visit(planned_on=TODAY - timedelta(days=30), **call)
    with pytest.raises(NotValid):
        agree_candidate(agreed_on=TODAY + timedelta(days=1), **call)
    visited(cast, candidate)
    for draft in (
        SigningDraft(TODAY - timedelta(days=20)),
        SigningDraft(TODAY, TODAY - timedelta(days=1)),
        SigningDraft(TODAY + timedelta(days=1)),
    ):
        with pytest.raises(NotValid):
            sign_agreement(draft=draft, **call)


def test_the_same_agency_stands_on_the_list_once(cast: Cast, candidate: Candidate) -> None:
    call = {"actor": cast.coordinator, "body": cast.council}
    with pytest.raises(NotValid):
        find_candidate(draft=HOSPITAL, **call)
    decline_candidate(actor=cast.coordinator, candidate=candidate, why="사정")
    assert find_candidate(draft=HOSPITAL, **call).pk != candidate.pk


def test_a_newer_version_is_not_overwritten(cast: Cast, candidate: Candidate) -> None:
    call = {"actor": cast.coordinator, "candidate": candidate, "version": 1}
    amend_candidate(draft=CandidateDraft("한빛의료원", "health"), **call)
    with pytest.raises(Changed):
        amend_candidate(draft=CandidateDraft("한빛대병원", "health"), **call)


def test_only_those_who_steer_know_of_candidates(
    cast: Cast, enter: Enter, candidate: Candidate
) -> None:
    for who in ("officer", "counsellor", "stranger", "head", "auditor", "administrator"):
        actor = cast.actors[who]
        enter(actor)
        assert Candidate.objects.count() == 0
        with pytest.raises(NotAllowed):
            candidate_called(actor, cast.council, candidate.pk)
        with pytest.raises(NotAllowed):
            candidate_lines(actor, cast.council)
        with pytest.raises(Refusal):
            find_candidate(actor=actor, body=cast.council, draft=HOSPITAL)


def test_figures_count_each_agency_once_within_the_period(cast: Cast, candidate: Candidate) -> None:
    visited(cast, candidate, outcome="thinking")
    visited(cast, candidate)
    find_candidate(
        actor=cast.coordinator, body=cast.council, draft=CandidateDraft("두루의원", "health")
    )
    figures = recruiting_figures(cast.coordinator, cast.council)
    assert (figures.found, figures.planned, figures.visited, figures.agreed) == (2, 1, 1, 1)
    assert (figures.signed, figures.joined, figures.declined) == (0, 0, 0)
    late = recruiting_figures(cast.coordinator, cast.council, since=TODAY)
    assert (late.found, late.visited, late.agreed) == (1, 0, 0)
    early = recruiting_figures(cast.coordinator, cast.council, until=TODAY - timedelta(days=1))
    assert (early.found, early.visited) == (1, 1)


def test_the_list_is_narrowed_and_ordered(cast: Cast, candidate: Candidate) -> None:
    visited(cast, candidate)
    other = CandidateDraft("가온쉼터", "women_shelter", "seogwipo")
    find_candidate(actor=cast.coordinator, body=cast.council, draft=other)

    def names(**wanted: str) -> list[str]:
        lines = candidate_lines(cast.coordinator, cast.council, Wanted(**wanted))
        return [line.candidate.name for line in lines]

    assert names() == ["가온쉼터", "한빛병원"]
    assert names(order="-stage") == ["한빛병원", "가온쉼터"]
    assert names(words="쉼터") == ["가온쉼터"]
    assert names(kind="health") == names(district="jeju_city") == names(stage="agreed")
    assert names(stage="on_the_way") == ["가온쉼터", "한빛병원"]
    assert names(words="없는 이름") == []


def test_the_export_needs_a_reason(cast: Cast, candidate: Candidate) -> None:
    with pytest.raises(NotValid):
        recruiting_rows(cast.coordinator, cast.council, Wanted(), why=" ")
    heads, rows = recruiting_rows(cast.coordinator, cast.council, Wanted(), why="보고")
    assert len(rows[0]) == len(heads)
    assert rows[0][0] == "한빛병원"


def test_the_document_opens_for_a_reason_and_to_nobody_else(
    cast: Cast, enter: Enter, candidate: Candidate
) -> None:
    signing = signed(cast, candidate)
    call = {"candidate": candidate, "signing_id": signing.pk}
    with pytest.raises(NotValid):
        agreement_document(actor=cast.coordinator, why="", password=PASSWORD, **call)
    with pytest.raises(NotValid):
        agreement_document(actor=cast.coordinator, why="확인", password="", **call)
    found = agreement_document(actor=cast.coordinator, why="확인", password=PASSWORD, **call)
    assert unlocked(found.content) == PDF
    assert "협약서".encode() not in found.content
    enter(cast.counsellor)
    with pytest.raises(NotAllowed):
        agreement_document(actor=cast.counsellor, why="확인", password=PASSWORD, **call)


def test_agreements_that_run_out_are_told_once_at_each_point(
    cast: Cast, enter: Enter, candidate: Candidate
) -> None:
    seated(cast, candidate, TODAY + timedelta(days=20))
    lines = candidate_lines(cast.coordinator, cast.council)
    assert len(agreements_running_out(lines)) == 1

    def told() -> int:
        enter(cast.coordinator)
        return Notice.objects.filter(kind="bodies.candidate.renew").count()

    for _ in range(2):
        name_actor(THE_CLOCK)
        assert remind_of_agreements(actor=THE_CLOCK) == 1
        assert told() == 1
    draft = SigningDraft(TODAY, TODAY + timedelta(days=700))
    renew_agreement(actor=cast.coordinator, candidate=candidate, draft=draft)
    name_actor(THE_CLOCK)
    assert remind_of_agreements(actor=THE_CLOCK) == 0
    enter(cast.coordinator)
    assert agreements_running_out(candidate_lines(cast.coordinator, cast.council)) == []


def test_nobody_but_the_clock_asks_which_agreements_end(cast: Cast, candidate: Candidate) -> None:
    seated(cast, candidate, TODAY + timedelta(days=20))
    assert remind_of_agreements(actor=cast.coordinator) == 0


def test_missing_kinds_are_shown_by_district(cast: Cast, candidate: Candidate) -> None:
    Candidate.objects.filter(pk=candidate.pk).update(kind="mental_health")
    other = Agency.objects.create(
        key="clinic", name_ko="의원", name_en="Clinic", kind="municipality", district="seogwipo"
    )
    give_seat(actor=cast.coordinator, body=cast.council, agency=other)
    lacking = agencies_missing(cast.coordinator, cast.council)
    assert lacking.districts == ("jeju_city", "seogwipo")
    states = {line.kind: [cell.state for cell in line.cells] for line in lacking.lines}
    assert states["municipality"] == ["missing", "seated"]
    assert states["mental_health"] == ["on_the_way", "missing"]
    assert states["police"] == ["seated", "seated"]
    assert states["child_protection"] == ["missing", "missing"]
    assert lacking.gaps == 4


def test_districts_lie_within_each_other() -> None:
    assert is_served_by("jeju_city", "jeju")
    assert is_served_by("jeju_city", "dongbu")
    assert not is_served_by("jeju_city", "seogwipo")
    assert is_served_by("seogwipo", "")
    assert districts_to_fill(["jeju", "dongbu", "seogwipo"]) == ["jeju_city", "seogwipo"]
    assert districts_to_fill(["가람시", "나래군"]) == ["가람시", "나래군"]
    assert districts_to_fill(["jeju"]) == []
    assert district_label("가람시") == "가람시"


@pytest.mark.parametrize(
    "content", [b"", b"MZ\x90\x00", b"<script>", b"PK\x03\x04broken", b"%PDF-" + bytes(10_000_000)]
)
def test_a_file_of_no_kind_an_office_writes_is_refused(content: bytes) -> None:
    with pytest.raises(NotValid):
        paper(name="협약서.pdf", content=content)


def test_a_file_is_named_after_what_it_is() -> None:
    kept = paper(name="C:\\협약/서\x00명본.exe", content=PDF)
    assert (kept.file_name, kept.kind) == ("서명본.pdf", "pdf")
