"""Risk forms: kept as filled in, decided on with reasons; no score moves a case or hides one."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from jikimi.access.errors import NotAllowed, NotValid, NotYet, Refusal
from jikimi.cases.assessing import correct_form, decide_on_form, draft_of, fill_in
from jikimi.cases.assessments import (
    AssessmentLine,
    assessment_called,
    assessments_of,
    calls_known,
    differences,
    filled_before,
    result_of,
)
from jikimi.cases.form_drafts import LONGEST_TEXT, FormDraft
from jikimi.cases.form_offers import offers_for
from jikimi.cases.instrument_forms import instrument_called
from jikimi.cases.models import Assessment, Case, CaseReport, Party, Risk
from jikimi.cases.persons import PartyDraft, PersonDraft, add_party
from jikimi.cases.risk import RiskDraft, judge_risk, level_reached, risks_of
from jikimi.cases.words import words
from jikimi.cases.worklist import worklist
from jikimi.doors.staff.cases import offers
from tests.cast import Cast
from tests.loop import Loop, heard

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
ELSE = "점수는 낮으나 흉기를 지니고 다님"
UNWILLING = "피해자 미희망"


@pytest.fixture
def loop(cast: Cast) -> Loop:
    return heard(cast)


def drafted(form: str, *yes: str, rest: str = "no", **more: Any) -> FormDraft:
    """A form with these questions answered yes and the others alike."""
    items = instrument_called(form, on=timezone.localdate()).items
    answers = {item.code: "yes" if item.code in yes else rest for item in items}
    return FormDraft(form, answers, **more)


def fill(loop: Loop, draft: FormDraft, who: str = "officer", **more: Any) -> Assessment:
    actor = loop.as_(who)
    return fill_in(actor=actor, case=loop.fresh(who), draft=draft, **more)


def lines(loop: Loop, who: str = "officer") -> list[AssessmentLine]:
    return assessments_of(loop.as_(who), loop.fresh(who))


def refused(call: Any) -> tuple[type[Refusal], set[str]]:
    with pytest.raises(Refusal) as refusal:
        call()
    return type(refusal.value), set(getattr(refusal.value, "fields", {}))


def _stands(loop: Loop, who: str) -> Any:
    """Where the case stands for this person: its stage, its place in the list, the acts offered."""
    actor, case = loop.as_(who), loop.fresh(who)
    row = Case.objects.filter(pk=case.pk).values().get()
    del row["last_event_at"]
    listed = [line.case.number for line in worklist(actor).lines]
    acts = [o.act for o in (*offers.steps(actor, case), *offers.others(actor, case))]
    return row, listed, acts, level_reached(reversed(risks_of(actor, case)))


def test_no_answer_to_any_form_moves_a_case_or_takes_it_from_a_list(loop: Loop) -> None:
    judge_risk(
        actor=loop.as_("counsellor"), case=loop.fresh("counsellor"), draft=RiskDraft("high", "위협")
    )
    people = ("officer", "coordinator")
    before = {who: _stands(loop, who) for who in people}
    for answer in ("yes", "no"):
        for form in words("instruments"):
            fill(loop, drafted(form, rest=answer))
        assert {who: _stands(loop, who) for who in people} == before, answer
    assert len(lines(loop)) == 2 * len(words("instruments"))


# Form, answered yes, the others, decision, reason, whether it is kept.
DECIDED = [
    ("unified", "q1 q2 q3", "no", False, "", False),
    ("unified", "q1 q2 q3", "no", False, UNWILLING, False),
    ("unified", "q1 q2 q3", "no", False, f"{UNWILLING}, 가해자 구속", True),
    ("unified", "q1 q2 q3", "no", True, "", True),
    ("unified", "q1 q2", "no", True, "", False),
    ("unified", "q1 q2", "no", True, ELSE, True),
    ("unified", "q1 q2", "no", False, "", True),
    ("unified", "q1 q2", "unknown", False, "", False),
    ("stalking_legacy", "s1", "no", True, "", True),
    ("stalking_legacy", "s1 s2 s3 s4", "no", False, UNWILLING, False),
    ("lap", "q2", "no", False, UNWILLING, True),
    ("lap", "q2", "no", False, " ", False),
]


def test_a_decision_against_the_form_has_a_reason_that_counts(loop: Loop) -> None:
    officer = loop.cast.members["officer"].pk
    for form, yes, rest, acts, reason, is_kept in DECIDED:
        draft = drafted(form, *yes.split(), rest=rest, acts=acts, reason=reason)
        if is_kept:
            row = fill(loop, draft)
            assert (row.acts, row.decided_by_id) == (acts, officer)
        else:
            assert refused(partial(fill, loop, draft)) == (NotValid, {"reason"}), draft
    assert Assessment.objects.count() == sum(one[-1] for one in DECIDED)
    draft = drafted("de_facto", "q1", acts=True, reason=ELSE)
    assert refused(lambda: fill(loop, draft)) == (NotValid, {"acts"}), "it asks for no decision"


def test_what_nobody_knows_is_said_and_could_raise_the_form(loop: Loop) -> None:
    fill(loop, drafted("dash", rest="unknown"))
    (line,) = lines(loop)
    result = result_of(line)
    assert (line.assessment.points, line.assessment.highest) == (0, 24)
    assert (line.is_high, line.is_uncertain, line.band != result.highest_band) == (
        False,
        True,
        True,
    )
    assert line.assessment.could_be_met_by == ["dash.score", "dash.calls"]
    assert len(result.asked("unknown")) == 24
    fill(loop, drafted("dash", rest="no", calls=3))
    assert lines(loop)[0].assessment.met_by == ["dash.calls"]
    fill(loop, drafted("dash", rest="no", calls=0))
    assert not lines(loop)[0].is_uncertain


def test_call_outs_are_counted_from_the_reports_the_reader_may_see(loop: Loop) -> None:
    now = timezone.now()
    case = loop.fresh()
    for days in (10, 364, 366):
        CaseReport.objects.create(
            case=case,
            report_id=uuid4(),
            number=f"R-{days}",
            received_at=now - timedelta(days=days),
            kind="domestic_violence",
        )
    assert calls_known(loop.as_("coordinator"), case, at=now) == 2
    assert calls_known(loop.as_("officer"), case, at=now) is None, "reports are not in the share"


def test_a_form_is_decided_once_corrected_once_and_sent_twice_kept_once(loop: Loop) -> None:
    mine = uuid4()
    first = fill(loop, drafted("unified", "q1"), assessment_id=mine)
    assert refused(lambda: fill(loop, drafted("unified"), assessment_id=mine))[0] is NotYet
    actor = loop.as_("officer")
    decide_on_form(actor=actor, assessment=first, acts=False)
    again = {"actor": actor, "assessment": first}
    assert refused(lambda: decide_on_form(acts=True, reason=ELSE, **again))[0] is NotYet
    draft = drafted("unified", "q1", "q2", "q3", "q4", acts=True)
    correct_form(draft=draft, **again)
    assert refused(lambda: correct_form(draft=draft, **again))[0] is NotYet
    newest, oldest = lines(loop)
    assert (newest.assessment.replaces_id, newest.is_current) == (mine, True)
    assert (oldest.is_current, oldest.waits, oldest.assessment.points) == (False, False, 1)
    colleague = loop.as_("counsellor")
    call = {"actor": colleague, "assessment": newest.assessment, "draft": draft}
    assert refused(lambda: correct_form(**call))[0] is NotAllowed, "it is the station's own"


def test_who_may_not_know_of_the_risk_reads_its_own_forms_alone(loop: Loop) -> None:
    theirs = fill(loop, drafted("unified", "q1"))
    assert lines(loop, "shelter") == []
    victim = loop.party("victim")
    fill(loop, drafted("lap", "q2", party_id=victim.pk), "shelter")
    assert [line.assessment.instrument for line in lines(loop, "shelter")] == ["lap"]
    assert {line.assessment.instrument for line in lines(loop)} == {"unified", "lap"}
    actor, case = loop.as_("shelter"), loop.fresh("shelter")
    assert refused(lambda: assessment_called(actor, case, theirs.pk))[0] is NotAllowed
    perpetrator = loop.party("perpetrator").pk
    draft = drafted("unified", party_id=perpetrator)
    assert refused(lambda: fill(loop, draft, "shelter")) == (NotValid, {"party_id"})
    case, stranger = loop.fresh("coordinator"), loop.as_("stranger")
    call = {"actor": stranger, "case": case, "draft": drafted("unified")}
    assert refused(lambda: fill_in(**call))[0] is NotAllowed


def test_where_both_hurt_each_other_each_has_a_form_and_a_child_one_of_its_own(loop: Loop) -> None:
    child = PartyDraft("child", PersonDraft(name="문새봄"), relation="child")
    add_party(actor=loop.as_("coordinator"), case=loop.fresh(), draft=child)
    Party.objects.filter(role="perpetrator").update(relation="de_facto_spouse")
    draft = drafted("unified", "q1", is_mutual=True)
    assert refused(lambda: fill(loop, draft)) == (NotValid, {"party_id"})
    fill(loop, drafted("unified", "q1", is_mutual=True, party_id=loop.party("victim").pk))

    def offered(who: str) -> dict[str, Any]:
        actor, case = loop.as_(who), loop.fresh(who)
        seen = {"parties": list(Party.objects.filter(case=case)), "lines": lines(loop, who)}
        return {o.instrument: o.party_id for o in offers_for(actor, case, **seen)}

    roles = {role: loop.party(role).pk for role in ("victim", "perpetrator", "child")}
    assert offered("coordinator") == {
        "child_scale": roles["child"],
        "de_facto": roles["victim"],
        "unified": roles["perpetrator"],
    }
    assert "child_scale" not in offered("officer"), "children are not in the share of police"
    fill(loop, drafted("child_scale", "p4", party_id=roles["child"]), "coordinator")
    assert "child_scale" not in offered("coordinator")


# What is given beside a good draft → the field at which it is refused.
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"reason": "가" * (LONGEST_TEXT + 1)}, "reason"),
    ({"assessed_at": timezone.now() + timedelta(hours=1)}, "assessed_at"),
    ({"answers": {"q99": "yes"}}, "answers"),
    ({"answers": {"q1": "maybe"}}, "answers"),
    ({"instrument": "horoscope"}, "instrument"),
    ({"assessed_at": timezone.now() - timedelta(days=9000)}, "instrument"),
    ({"calls": -1}, "calls"),
    ({"is_judged_high": True}, "further_danger"),
    ({"party_id": uuid4()}, "party_id"),
    ({"intake_route": "dream"}, "intake_route"),
]


def test_what_a_form_cannot_take_is_refused_at_its_field(loop: Loop) -> None:
    for more, field in REFUSED:
        given = {"instrument": "dash", "answers": {"q1": "yes"}, **more}
        assert refused(partial(fill, loop, FormDraft(**given))) == (NotValid, {field}), field
    assert not Assessment.objects.exists()


def test_identity_numbers_are_covered_and_what_is_not_asked_is_not_kept(loop: Loop) -> None:
    words_given = {"further_danger": "900101-1234567 과 함께 삶", "reason": "900101-1234567"}
    row = fill(loop, drafted("unified", "q1", "q2", "q3", acts=True, calls=9, **words_given))
    assert "1234567" not in row.further_danger + row.reason
    assert (row.calls, row.is_repeat) == (None, False)
    judged = drafted("unified", "q1", is_judged_high=True, further_danger="흉기")
    assert not fill(loop, judged).met_by, "worry on this form is a decision with a reason"
    judged = drafted("dash", "q1", is_judged_high=True, further_danger="흉기")
    assert fill(loop, judged).met_by == ["judgement"]


def test_two_fillings_show_which_answers_changed(loop: Loop) -> None:
    victim, earlier = loop.party("victim").pk, timezone.now() - timedelta(days=30)
    about = {"party_id": victim}
    fill(loop, drafted("unified", "q1", "q2", assessed_at=earlier, **about))
    fill(loop, drafted("unified", "q2", "q3", **about))
    fill(loop, drafted("unified", "q9"))
    found = lines(loop)
    now = next(line for line in found if line.assessment.answers["q3"] == "yes")
    (before,) = filled_before(now, found)
    changed = differences(result_of(before), result_of(now))
    assert [change.tone for change in changed] == ["better", "worse"]


def test_a_judgement_names_its_form_and_a_low_form_lowers_nothing(loop: Loop) -> None:
    actor, low = loop.as_("officer"), fill(loop, drafted("unified"))
    judge_risk(actor=actor, case=loop.fresh("officer"), draft=RiskDraft("high", "흉기를 봄"))
    case = loop.fresh("officer")
    draft = RiskDraft("standard", "평가표 0점", assessment_id=low.pk)
    assert refused(lambda: judge_risk(actor=actor, case=case, draft=draft))[1] == {"level"}
    draft = RiskDraft("imminent", "평가표에 없는 위협", assessment_id=low.pk)
    row = judge_risk(actor=actor, case=case, draft=draft)
    assert (row.assessment_id, row.instrument, row.score) == (low.pk, "unified", 0)
    correct_form(actor=actor, assessment=low, draft=draft_of(low))
    assert refused(lambda: judge_risk(actor=actor, case=case, draft=draft))[1] == {"assessment_id"}
    assert Risk.objects.filter(assessment=low).count() == 1
