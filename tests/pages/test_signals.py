"""Signals over HTTP without JavaScript: one screen to send, one to answer, nothing that tells."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from jikimi.access.member import Member
from jikimi.access.ticket import name_actor
from jikimi.bodies.models import Body
from jikimi.cases.models import Case, Milestone, Nomination, Party, Signal
from tests.casework import newcomer, nominated
from tests.cast import Cast
from tests.journeys.desk import Desk
from tests.signalling import WHO, WORDS, response_team, sent

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
Sit = Callable[[str], Desk]
NEW, LIST = "/staff/signals/new/", "/staff/signals/"


@pytest.fixture
def team(cast: Cast) -> Body:
    return response_team(cast)


@pytest.fixture
def sit(cast: Cast, team: Body, signed_in: Callable[[Client, Member], Client]) -> Sit:
    return lambda who: Desk(signed_in(Client(), cast.members[who]))


def test_from_a_tap_at_school_to_a_case_of_the_team(cast: Cast, team: Body, sit: Sit) -> None:
    school = sit("school")
    school.open(NEW)
    school.send(NEW, press="send", signs=["unexplained_injury"], who="", words="", status=422)
    assert "id_who_error" in school.page.text
    school.send(NEW, press="send", signs=["unexplained_injury"], who=WHO, words=WORDS)
    here = school.page.here
    assert WHO in school.page.text
    officer = sit("officer")
    officer.open("/staff/")
    officer.follow(here)
    officer.follow("take-up/")
    officer.send("take-up/", status=422, basis="child_suspicion_notice", kind="child_abuse")
    assert "id_name_error" in officer.page.text
    officer.send("take-up/", name="문새봄", basis="child_suspicion_notice", kind="child_abuse")
    name_actor(cast.officer)
    case = Case.objects.get()
    assert officer.page.here.endswith(f"/staff/cases/{case.number}/")
    assert "school 기관" not in officer.page.text
    noticed_at = Signal.objects.get().noticed_at
    assert Milestone.objects.get(code="noticed").happened_at == noticed_at
    assert Nomination.objects.get().worry == WORDS
    school.open(here)
    assert case.number not in school.page.text
    assert not school.page.offers("withdraw/")
    assert school.page.title.find("문") == -1


def test_a_known_person_is_shown_first_and_the_signal_joins_the_running_case(
    cast: Cast, team: Body, sit: Sit
) -> None:
    first, second = sent(cast, team), sent(cast, team)
    officer = sit("officer")
    given = {"name": "문새봄", "basis": "child_suspicion_notice", "kind": "child_abuse"}
    officer.open(f"{LIST}{first.pk}/take-up/")
    officer.send("take-up/", **given)
    case = officer.page.here
    officer.open(f"{LIST}{second.pk}/take-up/")
    officer.send("take-up/", **given)
    assert "문새봄" in officer.page.text
    officer.send("take-up/", having="pick")
    assert case in officer.page.links  # it is open already
    officer.open(f"{LIST}{second.pk}/")
    officer.send("join/", number=case.rstrip("/").rsplit("/", 1)[1])
    name_actor(cast.officer)
    assert Case.objects.count() == 1
    assert set(Signal.objects.values_list("answer", flat=True)) == {"in_hand"}


def test_answer_hand_on_take_back(cast: Cast, team: Body, sit: Sit) -> None:
    signal = sent(cast, team)
    officer = sit("officer")
    officer.open(f"{LIST}{signal.pk}/")
    officer.send("answer/", answer="no_concern", note=" ", status=422)
    assert "id_note_error" in officer.page.text
    officer.send("answer/", answer="no_concern", note="담임과 통화함")
    officer.open(f"{LIST}?state=answered")
    officer.follow(str(signal.pk))
    officer.send("reopen/")
    officer.send("pass-on/", body=str(cast.council.pk))
    officer.open(f"{LIST}{signal.pk}/", status=404)
    school = sit("school")
    school.open(f"{LIST}{signal.pk}/")
    school.send("withdraw/")
    officer.open(f"{LIST}?box=ours&days=7&number={signal.pk.hex[:4]}")
    for who in ("shelter", "stranger", "head"):
        client = sit(who).client
        for part in ("", "answer/", "take-up/"):
            assert client.get(f"{LIST}{signal.pk}/{part}").status_code == 404, (who, part)


def test_who_knows_person_and_basis_nominates_on_the_same_screen(cast: Cast, sit: Sit) -> None:
    newcomer(cast, "clinic", "health")
    newcomer(cast, "judge", "court")
    given = {"signs": ["professional_judgement"], "kind": "domestic_violence"}
    given |= {"basis": "urgent_life", "words": "혼자 두면 위험하다고 판단함. 밤에 찾아온다."}
    for who in ("clinic", "school", "judge", "shelter"):
        desk = sit(who)
        desk.open(NEW)
        desk.send(NEW, press="nominate", **given, status=422)
        assert "id_name_error" in desk.page.text
        council = f"jss:{cast.council.pk}"
        desk.send(NEW, press="nominate", **given, name=f"한{who}", way=council)
        name_actor(cast.coordinator)
        case = Case.objects.get(nominated_by_id=cast.actors[who].agency_id)
        assert desk.page.here == f"/staff/cases/{case.number}/"
        assert (case.pathway, Party.objects.get(case=case).person.name) == ("jss", f"한{who}")


def test_naming_on_one_screen_asks_about_those_known_and_of_consent(cast: Cast, sit: Sit) -> None:
    nominated(cast, victim="한여름")
    desk = sit("counsellor")
    desk.open(NEW)
    given = {"signs": ["fear"], "kind": "domestic_violence", "name": "한여름"}
    desk.send(NEW, press="nominate", basis="consent", consented_by="person", **given)
    assert "한여름" in desk.page.text
    desk.send(NEW, having="pick", press="")
    assert "/staff/cases/" in "".join(desk.page.links)  # an open case: nothing is named twice
    desk.open(NEW)
    desk.send(NEW, press="nominate", basis="consent", consented_by="person", **given)
    form = next(f for f in desk.page.forms if any(e.value == "none" for e in f.entries))
    assert desk.client.post(NEW, form.sent()[2]).status_code == 302
    desk.open(NEW)
    desk.send(NEW, press="nominate", basis="consent", status=422, **given)
    assert "id_consented_by_error" in desk.page.text  # consent is nobody's by default


def test_every_short_form_asks_so_little_that_ten_taps_are_enough(cast: Cast, sit: Sit) -> None:
    """Taps: one sign, one into each field that must be filled, one to send."""
    newcomer(cast, "town", "municipality")
    newcomer(cast, "clinic", "health")
    newcomer(cast, "judge", "court")
    for who in ("school", "clinic", "judge", "shelter", "town"):
        desk = sit(who)
        form = desk.open(NEW).form(NEW)
        naming = {"name", "phone", "born_on", "kind", "basis", "basis_note", "consented_on"}
        asked = {e.name for e in form.entries if e.kind != "hidden"} - naming - {"consented_by"}
        assert len(asked) <= 6, (who, asked)
        needed = [e for e in form.entries if e.name in asked and e.is_required]
        to_fill = {e.name for e in needed if not e.value}
        assert 1 + len(to_fill) + 1 <= 10, (who, to_fill)
        assert len(to_fill) <= 1, (who, to_fill)
    desk = sit("town")
    desk.open(f"{NEW}?form=village")
    desk.send(NEW, press="send", signs=["isolation"], place="골목 끝 집")
    assert "골목 끝 집" in desk.page.text
