"""Pages of risk forms over HTTP, without JavaScript: filled in at night, decided, handed on."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from jikimi.access.member import Member
from jikimi.access.record import Record
from jikimi.access.ticket import name_actor
from jikimi.cases.assessing import fill_in
from jikimi.cases.form_drafts import FormDraft
from jikimi.cases.models import Assessment, Risk
from tests.cast import Cast
from tests.journeys.desk import Desk
from tests.loop import Loop, heard
from tests.unlocking import LOCK, unlocked

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
SignIn = Callable[[Client, Member], Client]
WHY = "점수는 낮으나 흉기를 지니고 다니고 피해자가 말을 아낌"


@pytest.fixture
def loop(cast: Cast) -> Loop:
    return heard(cast)


@pytest.fixture
def desk(loop: Loop, signed_in: SignIn) -> Desk:
    return Desk(signed_in(Client(), loop.cast.members["officer"]))


def at(loop: Loop, rest: str = "") -> str:
    return f"/staff/cases/{loop.case.number}/assessments/{rest}"


def test_a_low_score_and_a_worried_officer_stay_on_the_list(loop: Loop, desk: Desk) -> None:
    desk.open(at(loop))
    desk.follow("form=unified")
    low = {"q_q5": "yes", "q_q8": "unknown", "acts": "yes", "intake_route": "call_112"}
    refused = desk.send(having="q_q1", status=422, **low)
    assert "id_reason_error" in refused.text
    assert 'value="yes" checked' in refused.text, "what was answered stays"
    desk.send(having="q_q1", reason=WHY)
    assert WHY in desk.page.text
    loop.as_("officer")
    form = Assessment.objects.get()
    assert (form.points, form.met_by, form.acts) == (1, [], True)
    desk.follow(f"risk/?form={form.pk}")
    desk.send(having="level", level="high", reason=WHY)
    loop.as_("officer")
    assert Risk.objects.get().assessment_id == form.pk
    assert f"assessments/{form.pk}/" in desk.page.text
    assert loop.case.number in desk.open("/staff/cases/").text
    assert loop.fresh("officer").stage == "heard"


def test_the_score_is_told_while_answering_and_nothing_is_kept(loop: Loop, desk: Desk) -> None:
    url, htmx = at(loop, "new/?form=unified"), {"HTTP_HX_REQUEST": "true"}
    before = _readings(loop)
    said = [
        desk.client.post(url, {f"q_q{n}": "yes" for n in range(1, many + 1)}, **htmx).content
        for many in (2, 3)
    ]
    tones = [re.findall(r"score--\w+", part.decode()) for part in said]
    assert tones == [["score--open"], ["score--high"]]
    assert _readings(loop) == before, "no person is in this part"
    assert not Assessment.objects.exists()
    assert desk.client.get(at(loop, "new/?form=horoscope"))["Location"] == at(loop)


def test_a_form_is_corrected_decided_later_and_sent_twice_kept_once(loop: Loop, desk: Desk) -> None:
    desk.open(at(loop, "new/?form=dash"))
    page = desk.page
    desk.send(having="q_q1", q_q1="yes", calls="")
    result = desk.page.here
    desk.page = page
    assert desk.send(having="q_q1", q_q1="yes", calls="").here == result, "the same form again"
    desk.send("/decide/", acts="no", reason="", status=422)
    desk.send("/decide/", acts="no", reason="가해자가 구속되어 접촉할 수 없음")
    desk.follow("/correct/")
    desk.send(having="q_q1", q_q1="yes", q_q2="yes")
    assert result.rstrip("/").rsplit("/", 1)[-1] in desk.page.text, "the first stays beneath"
    loop.as_("officer")
    rows = list(Assessment.objects.order_by("filled_at"))
    assert [row.points for row in rows] == [1, 2]
    assert desk.open(at(loop, f"{rows[0].pk}/")).link(str(rows[1].pk))
    # Reading a form is recorded once a page, with the persons shown.
    name_actor(loop.cast.auditor)
    last = Record.objects.filter(act="cases.case.read").latest("at")
    assert len(last.person_ids) == 2


def test_a_form_leaves_the_house_under_a_password_and_names_nobody(loop: Loop, desk: Desk) -> None:
    victim = loop.party("victim")
    draft = FormDraft("unified", {"q1": "yes"}, party_id=victim.pk, further_danger="흉기")
    row = fill_in(actor=loop.as_("officer"), case=loop.fresh("officer"), draft=draft)
    url = at(loop, f"{row.pk}/take-out/")
    assert desk.client.get(url).status_code == 200
    assert desk.client.post(url, {"password": "short", "again": "short"}).status_code == 422
    answer = desk.client.post(url, LOCK)
    text = "".join(
        page.extract_text() for page in PdfReader(BytesIO(unlocked(answer.content, "pdf"))).pages
    )
    assert "흉기" in text
    assert "고하늘" not in text + answer["Content-Disposition"]
    name_actor(loop.cast.auditor)
    taken = Record.objects.get(act="cases.assessments.take_out")
    assert taken.person_ids == [victim.person_id]


def test_forms_are_not_there_for_strangers_and_cost_the_same_however_many(
    loop: Loop, desk: Desk, signed_in: SignIn
) -> None:
    draft = FormDraft("unified", {"q1": "yes"})

    def filled(times: int) -> int:
        for _n in range(times):
            fill_in(actor=loop.as_("officer"), case=loop.fresh("officer"), draft=draft)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert desk.client.get(at(loop)).status_code == 200
        return len(queries)

    filled(1)
    assert filled(3) == filled(10)
    loop.as_("officer")
    one = Assessment.objects.values_list("pk", flat=True)[0]
    stranger = signed_in(Client(), loop.cast.members["stranger"])
    refuge = signed_in(Client(), loop.cast.members["shelter"])
    for rest in ("", f"{one}/", f"{one}/correct/", f"{one}/decide/", f"{one}/take-out/"):
        assert stranger.get(at(loop, rest)).status_code == 404
        assert refuge.get(at(loop, rest)).status_code == (404 if rest else 200), rest


def _readings(loop: Loop) -> int:
    name_actor(loop.cast.auditor)
    return Record.objects.filter(outcome="read").count()
