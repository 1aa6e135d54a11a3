"""The auditor's pages about the log of location, and the statement of consent for everybody."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.codes import codes
from jikimi.access.member import Member
from jikimi.access.ticket import name_actor
from jikimi.doors.public.door import POLICY
from jikimi.escorts import alarms, rights
from jikimi.escorts.models import Provision
from tests.cast import Cast
from tests.walking import Pocket, rows, seen

SignIn = Callable[[Client, Member], Client]
LOG = "/staff/control-room/location-log/"


@pytest.fixture
def forced(play: Cast, pocket: Pocket) -> Pocket:
    """A phone whose owner was forced, 112 was asked, and two things were asked about the log."""
    pocket.begin("sos", name="마커이름")
    assert pocket.cancel("1470") == "over"
    alarm = seen(play).lines[0].alarm
    with transaction.atomic():
        alarms.take_alarm(actor=play.operator, alarm=alarm)
        alarms.ask_police(actor=play.operator, alarm=alarm)
        alarms.end_alarm(actor=play.operator, alarm=alarm, ending="police")
    for text in ("첫 요청입니다", "둘째 요청입니다"):
        assert rights.object_to(pocket.key, kind="reason", text=text) == "kept"
    return pocket


@pytest.fixture
def enter(play: Cast, signed_in: SignIn) -> Callable[[Actor], Client]:
    def entered(actor: Actor) -> Client:
        with transaction.atomic():
            name_actor(actor)
            return signed_in(Client(), Member.objects.get(pk=actor.member_id))

    return entered


def text(answer: Any, *, status: int = 200) -> str:
    assert answer.status_code == status, answer
    return str(answer.content.decode())


def test_the_auditor_reads_narrows_prints_takes_out_lets_go_and_answers(
    play: Cast, forced: Pocket, enter: Callable[[Actor], Client]
) -> None:
    officer = enter(play.privacy)
    with transaction.atomic():
        name_actor(play.privacy)
        held = Provision.objects.get(is_held=True)
    release = reverse("location_line_release", args=[held.pk])
    page = text(officer.get(LOG))
    assert release in page
    assert "마커" not in page
    assert bytes(held.subject)[:6].hex() in page
    for wish, count in (("?what=used", 1), ("?recipient=police", 1), ("?since=2999-01-01", 0)):
        assert text(officer.get(LOG + wish)).count('<tr role="row"') - bool(count) == count
    assert text(officer.get(f"{LOG}?before=nonsense&what=nonsense"))
    form = text(officer.get(f"{LOG}form/?what=provided"))
    assert str(timezone.localtime(held.at).strftime("%H:%M")) in form
    plain = officer.post(f"{LOG}file/", {"why": "월 점검"})
    assert (plain["Content-Type"], plain.content.count(b"\n")) == ("text/csv; charset=utf-8", 4)
    assert text(officer.post(f"{LOG}file/", {"why": "점검", "marks": "on"}), status=422)
    assert text(officer.post(release, {"why": ""}), status=422)
    assert officer.post(release, {"why": "본인과 통화함"}).status_code == 302
    assert release not in text(officer.get(LOG))
    assert officer.post(release, {"why": "다시"}).status_code == 404
    requests = text(officer.get(f"{LOG}requests/"))
    assert requests.index("첫 요청입니다") < requests.index("둘째 요청입니다")
    (address, *_others) = re.findall(rf'action="({LOG}requests/[^"]+)"', requests)
    assert text(officer.post(address, {"answer": " "}), status=422)
    assert officer.post(address, {"answer": "112에 제공했습니다."}).status_code == 302
    assert [one["answer"] for one in rights.objections(forced.key)].count(
        "112에 제공했습니다."
    ) == 1
    deleted = text(officer.get(f"{LOG}deletions/"))
    assert all(row.label in deleted for row in codes("escorts", "retention").values())
    for outsider in (play.operator, play.keeper, play.auditor, play.officer):
        stranger = enter(outsider)
        for address in (LOG, f"{LOG}form/", f"{LOG}deletions/", f"{LOG}requests/", release):
            assert stranger.get(address).status_code == 404
    assert rows("escorts_objection") == 2


def test_the_statement_names_all_the_law_asks_for(play: Cast, client: Client) -> None:
    for language in ("ko", "en"):
        answer = client.get(f"/walk/terms/?lang={language}")
        page = text(answer)
        assert answer["Content-Security-Policy"] == POLICY
        words = ["관제센터" if language == "ko" else "Control room", rights.current_terms()]
        for name in ("purposes", "recipients", "retention", "complaint_offices"):
            rows_named = codes("escorts", name).values()
            words += [row.ko if language == "ko" else row.en for row in rows_named]
        missing = [word for word in words if word.replace("'", "&#39;") not in page]
        assert not missing
