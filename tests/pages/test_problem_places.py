"""Pages of figures and problem places: read, taken out, put to the group, laid aside."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.db import transaction
from django.test import Client

from jikimi.access.member import Member
from jikimi.access.ticket import name_actor
from jikimi.escorts.models import ProblemPlace
from tests.cast import Cast
from tests.problem_places import over, safety_group

SignIn = Callable[[Client, Member], Client]
PROBLEMS, FIGURES = "/staff/control-room/problems/", "/staff/control-room/figures/"


def test_a_room_reads_its_figures_takes_them_out_and_puts_places_to_its_group(
    play: Cast, signed_in: SignIn
) -> None:
    over(play, many=6)
    over(play, many=2, hour=13)
    with transaction.atomic():
        name_actor(play.operator)
        operator = signed_in(Client(), Member.objects.get(pk=play.operator.member_id))
        officer = signed_in(Client(), play.members["officer"])
    page = operator.get(FIGURES).content.decode()
    assert re.search(r">1( min |분 )15", page)
    assert 'class="sr">' in page
    assert operator.get(FIGURES, {"since": "2026-03-01", "last": "2026-02-01"}).status_code == 422
    assert operator.get(FIGURES, {"since": "2020-01-01", "last": "2020-02-01"}).status_code == 200
    csv = operator.get(f"{FIGURES}hours.csv")
    lines = csv.content.decode("utf-8-sig").splitlines()
    assert any(line.endswith(",c") for line in lines)  # two by day are hidden, and say so
    assert not any(line.startswith("1162052500,h12,2") for line in lines)
    assert operator.get(f"{FIGURES}steps.xlsx").status_code == 200
    assert operator.get(f"{FIGURES}steps.pdf").status_code == 404
    for address in (FIGURES, PROBLEMS, f"{FIGURES}hours.csv"):
        assert officer.get(address).status_code == 404
    alone = operator.get(PROBLEMS).content.decode()
    (name,) = set(re.findall(r'value="(hours:[^"]+)"', alone))
    assert 'name="body_id"' not in alone
    body = safety_group(play)
    assert 'name="body_id"' in operator.get(PROBLEMS).content.decode()
    assert operator.post(f"{PROBLEMS}put/", {"body_id": body.pk}).status_code == 422
    assert operator.post(f"{PROBLEMS}aside/", {"name": "hours:other"}).status_code == 404
    assert operator.post(f"{PROBLEMS}aside/", {"name": name}).status_code == 302
    assert name not in operator.get(PROBLEMS).content.decode()
    with transaction.atomic():
        name_actor(play.operator)
        laid = ProblemPlace.objects.get(ended_at=None)
    assert operator.post(f"{PROBLEMS}{laid.pk}/up/").status_code == 302
    put = operator.post(f"{PROBLEMS}put/", {"body_id": body.pk, "names": [name]})
    assert put.status_code == 302
    after = operator.get(PROBLEMS).content.decode()
    assert "/staff/hazards/" in after
    assert name not in after
