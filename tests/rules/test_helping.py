"""From a cause to help: what fits and why, into the plan in one step, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from jikimi.access.actor import Actor
from jikimi.access.codes import codes
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.record import Record
from jikimi.access.ticket import name_actor
from jikimi.cases.analysis import finish_analysis
from jikimi.cases.fitting import Wanted, instant_of
from jikimi.cases.helping import (
    Found,
    HelpDraft,
    Match,
    choose_service,
    day_to_begin_by,
    find_help,
    person_in_need,
)
from jikimi.cases.history import history_of
from jikimi.cases.models import Action, Person, UnmetNeed
from jikimi.cases.needs import districts, needs_of, usual_district
from jikimi.cases.unmet import UnmetDraft, note_unmet, settle_unmet, unmet_of
from jikimi.directory.models import Location
from jikimi.directory.search.eligibility import Person as Asked
from tests.cast import Cast
from tests.loop import Loop, heard, in_days
from tests.offers import places, service, weekdays

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
NEED = "domestic_violence"


@pytest.fixture
def loop(cast: Cast) -> Iterator[Loop]:
    """A case that was heard, read in English."""
    with translation.override("en"):
        yield heard(cast)


def find(loop: Loop, who: str = "coordinator", need: str = NEED, **more: Any) -> Found:
    actor = loop.as_(who)
    return find_help(actor, loop.fresh(who), Wanted(need=need, **more))


def names(matches: Sequence[Match]) -> list[str]:
    return [match.shown.name.words for match in matches]


def only(found: Found) -> Match:
    return (*found.fitting, *found.unfit)[0]


def test_every_cause_has_needs_of_the_directory_for_each_side() -> None:
    needs, causes = codes("directory", "needs"), codes("cases", "causes")
    rows = codes("cases", "cause_needs")
    assert set(rows) == set(causes)
    for row in rows.values():
        for whose in ("victim", "perpetrator", "household"):
            asked = row.more[whose].split()
            assert asked, (row.code, whose)
            assert set(asked) <= set(needs), (row.code, whose)


def test_what_helps_depends_on_whom_the_cause_is_about(loop: Loop) -> None:
    other = loop.party("perpetrator")
    theirs = loop.cause("controlling_behaviour", party_id=other.pk)
    assert [need.code for need in needs_of(theirs)] == ["stop_hurting"]
    mine = loop.cause("controlling_behaviour", party_id=loop.party("victim").pk)
    assert needs_of(mine)[0].code == "domestic_violence"


def test_a_service_says_why_it_fits_and_what_must_be_asked(loop: Loop) -> None:
    made = service("가온 상담", [NEED], district="서귀포시", for_sex="female", minimum_age=19)
    places(made, 3, 8)
    service("다른 일", ["legal_aid"])
    found = find(loop, person=Asked(sex="female", district="서귀포시"))
    assert names(found.fitting) == ["가온 상담"]
    match = found.fitting[0]
    assert match.saying("yes") == [
        "For women only",
        "3 of 8 places free · told 2 days ago",
        "It is in: 서귀포시",
    ]
    assert match.saying("unknown") == ["From age 19", "Nobody has checked this entry yet"]
    assert match.answer == "unknown"


def test_what_speaks_against_a_service_is_said_and_not_hidden(loop: Loop) -> None:
    full = service("꽉 찬 곳", [NEED])
    places(full, 0, 8)
    service("남성 상담", [NEED], for_sex="male")
    service("쉬는 곳", [NEED], status="temporarily closed")
    service("끝난 곳", [NEED], status="inactive")
    found = find(loop, person=Asked(sex="female"))
    assert found.fitting == []
    against = {match.shown.name.words: match.saying("no") for match in found.unfit}
    assert against == {
        "꽉 찬 곳": ["0 of 8 places free · told 2 days ago"],
        "남성 상담": ["For men only"],
        "쉬는 곳": ["Closed for the time being"],
    }
    assert found.why_unmet == "full"


def test_what_was_told_long_ago_must_be_asked_again_and_is_no_no(loop: Loop) -> None:
    places(service("오래전", [NEED]), 0, 8, days_ago=30)
    match = only(find(loop))
    assert "0 of 8 places free · told 30 days ago" in match.saying("unknown")
    assert match.saying("no") == []


def test_a_place_to_stay_that_does_not_say_is_asked_how_many_places_are_free(loop: Loop) -> None:
    service("쉼터", ["safe_place"])
    assert "Ask how many places are free" in only(find(loop, need="safe_place")).saying("unknown")


def test_hours_count_when_the_time_is_said(loop: Loop) -> None:
    weekdays(service("낮 상담", [NEED]))
    service("밤낮", [NEED], is_24_hours=True)
    service("모름", [NEED])
    found = find(loop, when="night")
    night = codes("cases", "times_needed")["night"].label
    said = {m.shown.name.words: (m.answer, m.reasons[0].says) for m in found.fitting}
    assert names(found.unfit) == ["낮 상담"]
    assert found.unfit[0].saying("no") == [f"Not open when needed: {night}"]
    assert "Open day and night" in found.fitting[0].saying("yes")
    assert said["모름"][1] == f"Ask whether it is open when needed: {night}"
    assert names(find(loop).unfit) == []
    assert found.why_unmet == "not_open"


@pytest.mark.parametrize("when", ["now", "evening", "night", "weekend"])
def test_a_time_needed_is_an_instant_to_come(when: str) -> None:
    begun = timezone.now()
    assert instant_of(when) >= begun


def test_nearby_comes_first_and_elsewhere_is_said(loop: Loop) -> None:
    service("가 먼 곳", [NEED], district="제주시")
    service("나 가까운 곳", [NEED], district="서귀포시")
    found = find(loop, person=Asked(district="서귀포시"))
    assert names(found.fitting) == ["나 가까운 곳", "가 먼 곳"]
    assert "It is elsewhere, in: 제주시" in found.fitting[1].saying("unknown")


def test_of_a_confidential_place_neither_where_nor_its_name_is_written(loop: Loop) -> None:
    made = service("숨은 쉼터", ["safe_place"], district="제주시")
    Location.objects.filter(name="숨은 쉼터").update(is_confidential=True)
    match = only(find(loop, need="safe_place", person=Asked(district="제주시")))
    told = " ".join(reason.says for reason in match.reasons)
    assert "제주시" not in told
    assert made.name not in match.text
    assert "sealed" in match.text


def test_what_the_case_knows_of_a_person_is_used_and_the_rest_stays_unknown(loop: Loop) -> None:
    party = loop.party("victim")
    name_actor(loop.cast.counsellor)
    Person.objects.filter(pk=party.person_id).update(born_on=date(2000, 1, 1), language="vi")
    known = person_in_need(loop.fresh(), loop.party("victim"))
    assert (known.sex, known.languages, known.is_foreign) == ("female", ("vi",), True)
    assert known.age is not None
    assert known.age >= 26
    assert known.has_disability is None
    assert person_in_need(loop.fresh(), None) == Asked()


def test_looking_costs_the_same_for_two_services_and_for_twenty(loop: Loop) -> None:
    def asked() -> int:
        actor, case = loop.as_("coordinator"), loop.fresh()
        with CaptureQueriesContext(connection) as queries:
            find_help(actor, case, Wanted(need=NEED, person=Asked(district="제주시")))
        return len(queries)

    for number in range(2):
        weekdays(service(f"상담 {number}", [NEED], district="제주시"))
    few = asked()
    for number in range(2, 20):
        weekdays(service(f"상담 {number}", [NEED], district="제주시"))
    assert asked() == few


def test_looking_is_recorded_and_closed_to_strangers(loop: Loop) -> None:
    find(loop, who="shelter")
    name_actor(loop.cast.stranger)
    with pytest.raises(NotAllowed):
        find_help(loop.cast.stranger, loop.case, Wanted(need=NEED))
    loop.as_("auditor")
    assert Record.objects.filter(act="cases.helping.find").count() == 0  # another agency's staff
    find(loop, who="officer")
    loop.as_("auditor")
    row = Record.objects.get(act="cases.helping.find")
    assert (row.outcome, row.subject_id) == ("read", loop.case.pk)


def analysed(loop: Loop) -> Actor:
    loop.cause()
    finish_analysis(actor=loop.as_("counsellor"), case=loop.fresh("counsellor"))
    return loop.as_("coordinator")


def test_the_keeper_that_takes_part_is_given_the_action(loop: Loop) -> None:
    actor = analysed(loop)
    made = service("쉼터 상담", [NEED], keeper=loop.cast.agencies["refuge"])
    match = only(find(loop))
    assert (match.carrier.key, match.is_referral, match.to_invite) == ("refuge", False, None)
    cause = loop.fresh().causes.get()
    draft = HelpDraft(made.pk, "victim", match.text, day_to_begin_by(), cause.pk)
    action = choose_service(actor=loop.as_("coordinator"), case=loop.fresh(), draft=draft)
    assert (action.agency.key, action.cause_id, action.plan.side) == ("refuge", cause.pk, "victim")
    assert "쉼터 상담" in action.text
    assert actor.member_id


@pytest.mark.parametrize("keeper", ["elsewhere", None])
def test_otherwise_the_own_agency_refers_to_it(loop: Loop, keeper: str | None) -> None:
    analysed(loop)
    agency = loop.cast.agencies[keeper] if keeper else None
    made = service("밖의 상담", [NEED], keeper=agency)
    match = only(find(loop))
    assert match.is_referral
    assert (match.to_invite.key if match.to_invite else None) == keeper
    draft = HelpDraft(made.pk, "victim", match.text, in_days(3))
    action = choose_service(actor=loop.as_("coordinator"), case=loop.fresh(), draft=draft)
    assert action.agency.key == "police"
    assert action.text.startswith("Refer to: 밖의 상담")


def test_before_the_analysis_is_finished_nothing_goes_into_the_plan(loop: Loop) -> None:
    made = service("쉼터 상담", [NEED])
    draft = HelpDraft(made.pk, "victim", "연결", in_days(3))
    with pytest.raises(NotYet):
        choose_service(actor=loop.as_("coordinator"), case=loop.fresh(), draft=draft)
    assert Action.objects.count() == 0


def test_a_service_that_ended_is_not_chosen(loop: Loop) -> None:
    analysed(loop)
    made = service("끝난 상담", [NEED], status="inactive")
    draft = HelpDraft(made.pk, "victim", "연결", in_days(3))
    with pytest.raises(NotValid):
        choose_service(actor=loop.as_("coordinator"), case=loop.fresh(), draft=draft)


def note(loop: Loop, who: str = "counsellor", **more: Any) -> UnmetNeed:
    given = {"need": "safe_place", "why": "full", "words": "두 곳 모두 찼음", **more}
    return note_unmet(actor=loop.as_(who), case=loop.fresh(who), draft=UnmetDraft(**given))


def test_what_was_not_found_stays_on_the_case_until_it_is_settled(loop: Loop) -> None:
    cause = loop.cause()
    made = note(loop, cause_id=cause.pk, district="50130")
    line = unmet_of(loop.as_("coordinator"), loop.fresh())[0]
    assert (line.need, line.why) == ("A safe place to stay", "It is full")
    assert (line.district, line.ending, line.may_settle) == ("Seogwipo-si", "", True)
    settle_unmet(actor=loop.cast.coordinator, unmet=line.unmet, ending="met")
    line = unmet_of(loop.as_("coordinator"), loop.fresh())[0]
    assert (line.ending, line.may_settle) == ("Help was found", False)
    with pytest.raises(NotYet):
        settle_unmet(actor=loop.cast.coordinator, unmet=line.unmet, ending="met")
    assert made.noted_by_id == loop.cast.counsellor.member_id


@pytest.mark.parametrize(
    ("field", "value"), [("need", "gold"), ("why", "because"), ("district", "00000")]
)
def test_an_unknown_word_is_refused_beside_its_field(loop: Loop, field: str, value: str) -> None:
    with pytest.raises(NotValid) as refusal:
        note(loop, **{field: value})
    assert field in refusal.value.fields


def test_an_identity_number_in_the_words_is_covered(loop: Loop) -> None:
    assert "900101-1234567" not in note(loop, words="900101-1234567 님").words


def test_who_may_not_know_the_causes_notes_nothing_and_sees_nothing(loop: Loop) -> None:
    note(loop)
    with pytest.raises(NotAllowed):
        note(loop, who="shelter")
    assert unmet_of(loop.as_("shelter"), loop.fresh("shelter")) == []
    for who in ("stranger", "head", "auditor", "analyst"):
        loop.as_(who)
        assert UnmetNeed.objects.count() == 0


def test_the_usual_district_is_where_the_lead_agency_works(loop: Loop) -> None:
    assert {"제주시", "서귀포시"} <= {row.ko for row in districts()}
    loop.fresh()
    assert usual_district(loop.case) == ""
    for word, code in (("서귀포시", "50130"), ("jeju_city", "50110"), ("제주도 동부", "")):
        loop.case.lead_agency.district = word
        assert usual_district(loop.case) == code


def test_an_unmet_need_is_part_of_the_history(loop: Loop) -> None:
    note(loop)
    told = history_of(loop.as_("coordinator"), loop.fresh())[0]
    assert (told.act, told.facts) == ("cases.unmet.note", ("A safe place to stay", "It is full"))
