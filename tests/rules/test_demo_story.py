"""The demo town holds together: known codes, known people, days in order, nobody sees too much."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import jikimi
from jikimi.cases.words import groups_allowed

ROOM = Path(jikimi.__file__).parent
HERE = ROOM / "demo" / "data"
STAGES = ("nominated", "selected", "heard", "analysed", "planned", "acting", "reviewed", "closed")
FAR = 10_000

Case = dict[str, Any]


def table(path: str) -> list[dict[str, str]]:
    with (ROOM / path).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@cache
def codes(name: str) -> frozenset[str]:
    return frozenset(row["code"] for row in table(f"cases/data/{name}.csv"))


AGENCIES = {row["key"]: row for row in table("demo/data/agencies.csv")}
BODIES = {row["key"]: row for row in table("demo/data/bodies.csv")}
MEMBERS = {row["username"]: row for row in table("demo/data/members.csv")}
STORY = json.loads((HERE / "story.json").read_text(encoding="utf-8"))
PEOPLE = {person["key"]: person for person in STORY["people"]}
MEETINGS = {meeting["key"]: meeting for meeting in STORY["meetings"]}
CASES: list[Case] = STORY["cases"]


def each_case() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", CASES, ids=[case["key"] for case in CASES])


def agency_of(username: str) -> str:
    return MEMBERS[username]["agency"]


def coordinates(username: str, body: str) -> bool:
    member = MEMBERS[username]
    return "coordinator" in member["roles"].split("|") and body in member["body"].split("|")


def takes_part_since(case: Case) -> dict[str, int]:
    """Agency → days ago since when it sees the case."""
    since = {case["nomination"]["agency"]: case["nomination"]["days_ago"]}
    accepted = (share for share in case["shares"] if share["accepted_by"])
    return since | {share["agency"]: share["accepted_days_ago"] for share in accepted}


def may_act(case: Case, username: str, days_ago: int) -> bool:
    """Coordinators of the body always; others once their agency takes part."""
    since = takes_part_since(case).get(agency_of(username), -FAR)
    return coordinates(username, case["body"]) or since >= days_ago


def doings(case: Case) -> list[tuple[str, str, int]]:
    """(what, who, days ago) of everything somebody does on a case."""
    done = [("risk", row["member"], row["days_ago"]) for row in case["risks"]]
    done += [("cause", row["member"], row["days_ago"]) for row in case["causes"]]
    done += [("sealed", row["member"], row["days_ago"]) for row in case["sealed"]]
    done += [("review", row["member"], row["days_ago"]) for row in case["reviews"]]
    done += [("closure", row["member"], row["days_ago"]) for row in case["closures"]]
    done += [("measure", row["member"], 0) for row in case["measures"]]
    done += [
        ("action", row["owner"], row["ended"]["days_ago"])
        for row in case["actions"]
        if row["ended"]
    ]
    done += [
        ("look", row["member"], row["ended"]["days_ago"])
        for row in case["monitoring"]
        if row["ended"]
    ]
    return done


def milestones(case: Case) -> list[int]:
    """Days ago of the stages the case has gone through, in their order."""
    plans = [plan["approved_days_ago"] for plan in case["plans"]]
    days = [
        case["nomination"]["days_ago"],
        (case["selection"] or {}).get("days_ago"),
        MEETINGS[case["hearing"]["meeting"]]["days_ago"] if case["hearing"] else None,
        (case["analysed"] or {}).get("days_ago"),
        max(filter(None, plans), default=None),
        (case["started"] or {}).get("days_ago"),
        *(review["days_ago"] for review in case["reviews"]),
        *(closure["days_ago"] for closure in case["closures"]),
    ]
    return [day for day in days if day is not None]


def reached(case: Case) -> str:
    stage = "reviewed" if case["ends"] == "reopened" else case["ends"]
    return "nominated" if stage == "declined" else stage


def test_the_town_has_47_agencies_three_stations_and_a_council() -> None:
    kinds = {row["code"] for row in table("access/data/agency_kinds.csv")}
    in_council = [row for row in AGENCIES.values() if "council_jeju" in row["bodies"].split("|")]
    assert len(in_council) == 47
    assert {row["kind"] for row in AGENCIES.values()} == kinds
    kinds_of_body = Counter(row["kind"] for row in BODIES.values())
    assert (kinds_of_body.pop("council"), kinds_of_body.pop("working_council")) == (1, 3)
    assert set(kinds_of_body.values()) == {1}
    assert [row["kind"] for row in AGENCIES.values() if row not in in_council] == ["control_room"]


def test_the_town_is_told_without_opening_a_table() -> None:
    for path in (ROOM / "demo").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\.objects\b|\.save\(|\bcursor\b|\bconnection\b", text), path.name


def test_no_phone_of_the_town_can_ring() -> None:
    text = (HERE / "story.json").read_text(encoding="utf-8") + str(MEMBERS) + str(AGENCIES)
    numbers = re.findall(r"0\d{1,2}-\d{3,4}-\d{4}", text)
    assert numbers
    assert all(re.fullmatch(r"(010-0000|064-000)-\d{4}", number) for number in numbers)


def test_one_account_for_every_kind_of_member() -> None:
    roles = {role for row in MEMBERS.values() for role in row["roles"].split("|")}
    assert roles == {row["code"] for row in table("access/data/roles.csv")}
    assert len({row["roster_id"] for row in MEMBERS.values()}) == len(MEMBERS)
    for row in MEMBERS.values():
        in_body = {"coordinator", "council_member"} & set(row["roles"].split("|"))
        assert row["agency"] in AGENCIES
        assert bool(row["body"]) == bool(in_body), row["username"]


def test_every_working_council_has_one_coordinator_from_its_station() -> None:
    for body in BODIES.values():
        if body["kind"] == "working_council":
            found = [m for m in MEMBERS if coordinates(m, body["key"])]
            assert [agency_of(member) for member in found] == [body["station"]]


def test_an_agency_without_any_case_has_an_account() -> None:
    touched = {agency for case in CASES for agency in takes_part_since(case)}
    touched |= {share["agency"] for case in CASES for share in case["shares"]}
    assert "women_onsaemi" not in touched
    assert "women_onsaemi" in {agency_of(member) for member in MEMBERS}


def test_the_story_holds_a_case_in_every_stage() -> None:
    ends = {case["ends"] for case in CASES}
    assert ends == {*STAGES, "declined", "reopened"}
    assert any(case["repeat_of"] for case in CASES)
    assert any(case["repeat"] for case in CASES)
    assert {case["kind"] for case in CASES} == codes("kinds")


@each_case()
def test_every_code_of_a_case_is_on_its_list(case: Case) -> None:
    used = {
        "kinds": [case["kind"], *(report["kind"] for report in case["reports"])],
        "response_codes": [report["response_code"] for report in case["reports"]],
        "reporter_kinds": [report["reporter"]["kind"] for report in case["reports"]],
        "party_roles": [party["role"] for party in case["parties"]],
        "relations": [p["relation"] for p in (*case["parties"], *case["reports"]) if p["relation"]],
        "worry_signs": case["nomination"]["signs"],
        "legal_bases": [case["nomination"]["basis"], *(s["basis"] for s in case["shares"])],
        "risk_levels": [risk["level"] for risk in case["risks"]],
        "contact_channels": [contact["channel"] for contact in case["safe_contacts"]],
        "sealed_kinds": [sealed["kind"] for sealed in case["sealed"]],
        "participation_roles": [share["role"] for share in case["shares"]],
        "causes": [cause["code"] for cause in case["causes"]],
        "measures": [measure["code"] for measure in case["measures"]],
        "closure_reasons": [closure["reason"] for closure in case["closures"]],
        "bar_reasons": [bar["reason"] for bar in case["bars"]],
        "action_outcomes": [a["ended"]["outcome"] for a in case["actions"] if a["ended"]],
        "monitoring_outcomes": [m["ended"]["outcome"] for m in case["monitoring"] if m["ended"]],
    }
    assert not {
        name: unknown for name, found in used.items() if (unknown := {*found} - codes(name))
    }


@each_case()
def test_everybody_in_a_case_is_known(case: Case) -> None:
    persons = {party["person"] for party in case["parties"]}
    named = {person for report in case["reports"] for person in report["parties"]}
    named |= {row["person"] for key in ("safe_contacts", "sealed", "measures") for row in case[key]}
    named |= {cause["person"] for cause in case["causes"]}
    assert persons <= PEOPLE.keys()
    assert named <= persons
    assert {share["agency"] for share in case["shares"]} <= AGENCIES.keys()
    assert all(who in MEMBERS for _, who, _ in doings(case))


@each_case()
def test_an_agency_is_given_no_more_than_its_kind_may_have(case: Case) -> None:
    for share in case["shares"]:
        kind = AGENCIES[share["agency"]]["kind"]
        allowed = groups_allowed(kind, stage=reached(case), case_kind=case["kind"])
        assert share["fields"], share["agency"]
        assert set(share["fields"]) <= set(allowed), share["agency"]


@each_case()
def test_a_share_rests_on_a_basis_that_fits_the_recipient(case: Case) -> None:
    bases = {row["code"]: row for row in table("cases/data/legal_bases.csv")}
    for share in case["shares"]:
        basis = bases[share["basis"]]
        to = basis["to_kinds"].split()
        assert to == ["*"] or AGENCIES[share["agency"]]["kind"] in to, share["agency"]
        wants_text = "yes" in {basis["needs_narrative"], basis["needs_reference"]}
        assert bool(share["narrative"]) or not wants_text, share["agency"]
        assert share["basis"] != "urgent_life" or share["until_days"] + share["days_ago"] <= 3


@each_case()
def test_consent_is_claimed_only_where_the_person_gave_it(case: Case) -> None:
    bases = {row["code"]: row for row in table("cases/data/legal_bases.csv")}
    basis = bases[case["nomination"]["basis"]]
    assert basis["needs_consent"] == "no" or case["nomination"]["consented"]


@each_case()
def test_the_stages_of_a_case_follow_one_another(case: Case) -> None:
    days = milestones(case)
    assert days == sorted(days, reverse=True)
    assert all(day >= 0 for day in days)


@each_case()
def test_a_case_has_what_its_stage_needs_and_nothing_beyond(case: Case) -> None:
    at = STAGES.index(reached(case))
    has_selection = case["selection"] is not None
    assert has_selection == (at >= 1 or case["ends"] == "declined")
    assert (case["hearing"] is not None) == (at >= STAGES.index("heard"))
    assert (case["analysed"] is not None) == (at >= STAGES.index("analysed"))
    assert (case["started"] is not None) == (at >= STAGES.index("acting"))
    approved = [plan["approved_days_ago"] is not None for plan in case["plans"]]
    assert all(approved) if at >= STAGES.index("planned") else not any(approved)


@each_case()
def test_nobody_acts_before_their_agency_takes_part(case: Case) -> None:
    late = [(what, who) for what, who, day in doings(case) if not may_act(case, who, day)]
    assert late == []


@each_case()
def test_an_action_is_given_to_an_agency_that_takes_part_and_to_its_member(case: Case) -> None:
    since = takes_part_since(case)
    for action in case["actions"]:
        assert agency_of(action["owner"]) == action["agency"], action["key"]
        assert since.get(action["agency"], -FAR) >= action["added_days_ago"], action["key"]
        assert not action["ended"] or action["accepted"], action["key"]
        assert len(action["text"]) >= 15, action["key"]


@each_case()
def test_every_cause_leads_to_an_action_or_says_why_not(case: Case) -> None:
    if STAGES.index(reached(case)) < STAGES.index("planned"):
        return
    answered = {action["cause"] for action in case["actions"]}
    answered |= {cause["key"] for cause in case["causes"] if cause["no_action_reason"]}
    assert answered == {cause["key"] for cause in case["causes"]}
    assert case["causes"]


@each_case()
def test_what_was_not_done_says_why(case: Case) -> None:
    for action in case["actions"]:
        assert not action["ended"] or action["ended"]["text"], action["key"]


@each_case()
def test_nothing_closes_while_something_is_open(case: Case) -> None:
    for closure in case["closures"]:
        rows = [*case["actions"], *case["measures"], *case["monitoring"]]
        assert all(row["ended"] for row in rows), case["key"]
        assert all(row["ended"]["days_ago"] >= closure["days_ago"] for row in rows)


def test_reports_that_wait_name_known_people_and_codes() -> None:
    stations = {body["station"] for body in BODIES.values()} - {""}
    for report in STORY["reports"]:
        assert set(report["parties"]) <= PEOPLE.keys()
        assert report["kind"] in codes("kinds")
        assert report["response_code"] in codes("response_codes")
        assert report["relation"] in codes("relations")
        assert report["reporter"]["kind"] in codes("reporter_kinds")
        assert report["linked"] is None
    assert {report["station"] for report in STORY["reports"]} == stations


def test_no_two_reports_bear_the_same_serial() -> None:
    found = [*STORY["reports"], *(report for case in CASES for report in case["reports"])]
    assert len({report["serial"] for report in found}) == len(found)


@each_case()
def test_a_report_came_in_at_the_station_of_the_working_council(case: Case) -> None:
    station = BODIES[case["body"]]["station"]
    for report in case["reports"]:
        assert report["station"] == station
        assert re.fullmatch(r"501[13]0\d{5}", report["legal_dong_code"])
        at_once = report["key"] in case["nomination"]["reports"]
        assert at_once != bool(report["linked"])
        assert not at_once or case["nomination"]["agency"] == station
        if report["linked"]:
            assert agency_of(report["linked"]["member"]) == station
            assert report["linked"]["days_ago"] <= report["received_days_ago"]


@each_case()
def test_the_lead_is_handed_only_to_an_agency_that_takes_part(case: Case) -> None:
    since = takes_part_since(case)
    for handover in case["handovers"]:
        assert since.get(handover["agency"], -FAR) >= handover["days_ago"]
        assert coordinates(handover["by"], case["body"])


@each_case()
def test_sealed_facts_are_read_by_people_who_take_part(case: Case) -> None:
    for sealed in case["sealed"]:
        assert sealed["member"] in sealed["readers"]
        assert all(may_act(case, reader, 0) for reader in sealed["readers"])


@each_case()
def test_a_barred_member_does_nothing_on_the_case(case: Case) -> None:
    barred = {bar["member"] for bar in case["bars"]}
    assert barred.isdisjoint(who for _, who, _ in doings(case))
    assert barred.isdisjoint(action["owner"] for action in case["actions"])


def test_meetings_hear_the_cases_of_their_own_body() -> None:
    bodies = {case["key"]: case["body"] for case in CASES}
    for meeting in STORY["meetings"]:
        assert all(bodies[key] == meeting["body"] for key in meeting["agenda"]), meeting["key"]
        assert coordinates(meeting["called_by"], meeting["body"])
        assert meeting["closed"] == (meeting["days_ago"] > 0)
    for case in CASES:
        if case["hearing"]:
            assert case["key"] in MEETINGS[case["hearing"]["meeting"]]["agenda"]


def test_who_nominates_or_comes_to_a_meeting_sits_in_the_body() -> None:
    came = [(row["member"], m["body"]) for m in STORY["meetings"] for row in m["attendances"]]
    came += [(case["nomination"]["member"], case["body"]) for case in CASES]
    for member, body in came:
        assert body in AGENCIES[agency_of(member)]["bodies"].split("|"), member


@each_case()
def test_a_judgement_of_risk_lowers_only_when_it_is_meant_to(case: Case) -> None:
    ranks = {row["code"]: int(row["rank"]) for row in table("cases/data/risk_levels.csv")}
    levels = [ranks[risk["level"]] for risk in case["risks"]]
    meant = [risk["lowers"] for risk in case["risks"]]
    assert meant == [b < a for a, b in pairwise([0, *levels])]
    assert [r["days_ago"] for r in case["risks"]] == sorted(
        (r["days_ago"] for r in case["risks"]), reverse=True
    )


@each_case()
def test_who_spoke_at_a_hearing_was_there_and_took_part(case: Case) -> None:
    if case["hearing"] is None:
        return
    meeting = MEETINGS[case["hearing"]["meeting"]]
    there = {row["member"] for row in meeting["attendances"] if row["came"]}
    for said in case["hearing"]["said"]:
        assert said["member"] in there
        assert may_act(case, said["member"], meeting["days_ago"])


def test_today_is_full_for_several_people() -> None:
    open_actions = [a for case in CASES for a in case["actions"] if not a["ended"]]
    overdue = {action["owner"] for action in open_actions if action["due_days"] < 0}
    waiting = {
        share["agency"] for case in CASES for share in case["shares"] if not share["accepted_by"]
    }
    assert len(overdue) >= 4
    assert len(waiting) >= 5
    assert any(meeting["days_ago"] == 0 for meeting in STORY["meetings"])
    assert any(
        case["ends"] == "nominated" and case["nomination"]["days_ago"] >= 4 for case in CASES
    )
