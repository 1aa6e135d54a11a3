"""Instruments against the published rules: every vector, and what unknown answers do."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jikimi.cases.instrument_forms import instrument_called, is_a_reason, needs_reason
from jikimi.cases.instruments import ANSWERS, Filled, Score, score_of

TODAY = date(2026, 11, 22)
FORMS = ("unified", "dv_legacy", "stalking_legacy", "child_scale", "lap", "danger", "dash")


def filled(form: str, *yes: str, rest: str = "no", **more: object) -> Score:
    """The form with these items answered yes and the others alike."""
    items = instrument_called(form, on=TODAY).items
    answers = {item.code: "yes" if item.code in yes else rest for item in items}
    return score_of(instrument_called(form, on=TODAY), Filled(answers, **more))  # type: ignore[arg-type]


def first(form: str, count: int, group: str = "") -> list[str]:
    items = instrument_called(form, on=TODAY).items
    return [i.code for i in items if not group or i.group == group][:count]


@pytest.mark.parametrize(
    ("form", "yes", "is_high"),
    [
        ("unified", first("unified", 2), False),
        ("unified", first("unified", 3), True),
        ("dv_legacy", [*first("dv_legacy", 4, "score")], False),
        ("dv_legacy", [*first("dv_legacy", 4, "score"), "d1"], True),
        ("dv_legacy", first("dv_legacy", 5, "score"), True),
        ("dv_legacy", first("dv_legacy", 7, "reference"), False),
        ("stalking_legacy", first("stalking_legacy", 3), False),
        ("stalking_legacy", first("stalking_legacy", 4), True),
        ("child_scale", first("child_scale", 4, "score"), False),
        ("child_scale", first("child_scale", 5, "score"), True),
        ("child_scale", ["d1"], True),
        ("child_scale", ["d2"], True),
        ("lap", ["q2"], True),
        ("lap", ["q4", "q5", "q6", "q7"], True),
        ("lap", ["q4", "q5", "q6"], False),
        ("lap", ["belief"], True),
        ("dash", first("dash", 13), False),
        ("dash", first("dash", 14), True),
    ],
)
def test_a_form_is_high_as_its_rule_says(form: str, yes: list[str], is_high: bool) -> None:
    assert filled(form, *yes).is_high is is_high


@pytest.mark.parametrize(
    ("yes", "band"),
    [(0, "standard"), (9, "standard"), (10, "medium"), (13, "medium"), (14, "high")],
)
def test_bands_of_the_checklist(yes: int, band: str) -> None:
    assert filled("dash", *first("dash", yes)).band == band


@pytest.mark.parametrize(
    ("yes", "points", "band"),
    [
        ([f"q{n}" for n in range(1, 20)], 37, "extreme"),
        (["q2", "q3"], 9, "increased"),
        (["q1"], 1, "variable"),
        (["q2", "q8"], 7, "variable"),
        (["q3", "q4"], 8, "increased"),
        (["q2", "q3", "q4"], 13, "increased"),
        (["q2", "q3", "q4", "q1"], 14, "severe"),
        (["q2", "q3", "q4", "q5", "q1"], 17, "severe"),
        (["q2", "q3", "q4", "q5", "q8"], 18, "extreme"),
        (["q3a", "q2"], 2, "variable"),
    ],
)
def test_weights_and_bands_of_the_danger_assessment(yes: list[str], points: int, band: str) -> None:
    found = filled("danger", *yes)
    assert (found.points, found.band) == (points, band)


def test_who_refuses_is_not_screened_and_the_officers_belief_still_counts() -> None:
    silent = filled("lap", rest="not_asked", is_refused=True)
    assert not silent.is_screened
    assert not silent.is_high
    believed = filled("lap", "belief", rest="not_asked", is_refused=True)
    assert believed.is_high
    assert believed.met_by == ("lap.officer",)


def test_judgement_calls_and_repeats_raise_a_low_score() -> None:
    assert filled("dash", *first("dash", 6), is_judged_high=True).met_by == ("judgement",)
    assert filled("dash", *first("dash", 5), calls=3).met_by == ("dash.calls",)
    assert not filled("dash", *first("dash", 5), calls=2).is_high
    assert filled("dash", is_repeat=True).met_by == ("repeat",)


@pytest.mark.parametrize("form", FORMS)
def test_unknown_never_counts_as_no_silently(form: str) -> None:
    found = filled(form, rest="unknown")
    assert found.points == 0
    assert found.is_uncertain
    assert found.highest > 0
    assert len(found.unknown) == len(instrument_called(form, on=TODAY).items)
    assert needs_reason(form, found, acts=False, on=TODAY)


def test_24_times_dont_know_is_no_point_and_a_warning() -> None:
    found = filled("dash", rest="unknown")
    assert (found.points, found.band, found.highest_band) == (0, "standard", "high")


def test_a_decision_against_the_form_needs_a_reason_in_both_directions() -> None:
    high, low = filled("unified", *first("unified", 3)), filled("unified", *first("unified", 2))
    assert needs_reason("unified", high, acts=False, on=TODAY)
    assert not needs_reason("unified", high, acts=True, on=TODAY)
    assert needs_reason("unified", low, acts=True, on=TODAY)
    assert not needs_reason("unified", low, acts=False, on=TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "피해자 미희망",
        "피해자가 원하지 않음.",
        "피해자 처벌 불원",
        "victim does not want it",
    ],
)
def test_that_the_victim_does_not_want_it_is_no_reason(text: str) -> None:
    assert not is_a_reason(text)


@pytest.mark.parametrize(
    "text", ["피해자 미희망, 가해자 구속되어 접촉 불가", "가해자가 타 지역 시설에 입소함"]
)
def test_other_words_are(text: str) -> None:
    assert is_a_reason(text)


def test_what_the_form_does_not_have_is_refused() -> None:
    form = instrument_called("unified", on=TODAY)
    with pytest.raises(ValueError, match="has no item"):
        score_of(form, Filled({"q99": "yes"}))
    with pytest.raises(ValueError, match="is no answer"):
        score_of(form, Filled({"q1": "maybe"}))


@given(data=st.data(), form=st.sampled_from(FORMS))
def test_one_more_yes_never_makes_a_form_less_high(data: st.DataObject, form: str) -> None:
    instrument = instrument_called(form, on=TODAY)
    raising = [item.code for item in instrument.items if item.points >= 0]
    answers = {code: data.draw(st.sampled_from(ANSWERS)) for code in raising}
    before = score_of(instrument, Filled(answers))
    after = score_of(instrument, Filled({**answers, data.draw(st.sampled_from(raising)): "yes"}))
    assert after.points >= before.points
    assert set(before.met_by) <= set(after.met_by)
    assert after.highest >= after.points


def test_an_open_answer_that_would_lower_is_not_held_against_the_worst() -> None:
    form = instrument_called("danger", on=TODAY)
    answers = {item.code: "no" for item in form.items} | {"q2": "yes", "q5": "yes"}  # 8 points
    assert score_of(form, Filled({**answers, "q3a": "unknown"})).met_by == ("danger.score",)
    answers |= {"q2": "yes", "q5": "no", "q1": "unknown", "q6": "unknown", "q3a": "unknown"}
    found = score_of(form, Filled(answers))
    assert (found.points, found.highest) == (5, 9)
    assert found.could_be_met_by == ("danger.score",)


def test_call_outs_nobody_counted_are_no_zero() -> None:
    assert filled("dash", calls=None).could_be_met_by == ("dash.calls",)
    assert filled("dash", calls=0).could_be_met_by == ()
    assert filled("lap", calls=None).could_be_met_by == ()
