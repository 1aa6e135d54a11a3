"""Hospital, school, court and shelter come upon what their allowance names, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from jikimi.access.errors import NotValid
from jikimi.access.member import Member
from jikimi.access.ticket import name_actor
from jikimi.cases.models import Case
from jikimi.cases.words import groups_allowed
from tests.casework import CHILD, PERPETRATOR, VICTIM, WORRY, invited, newcomer, shared
from tests.cast import Cast
from tests.walls.planting import (
    ANSWERED,
    CAUSE,
    CONTACT,
    EVERYTHING,
    LACKING,
    OURS,
    REPORTED,
    REPORTER,
    RISK,
    SAID,
    SEALED,
    THEIRS,
    TOLD,
    plant,
)

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
KINDS = {"clinic": "health", "school": "education", "judge": "court", "haven": "women_shelter"}
# The words that each field group opens on the pages of a case.
OPENS = {
    "victim": {VICTIM},
    "perpetrator": {PERPETRATOR},
    "children": {CHILD},
    "contact": {CONTACT},
    "risk": {WORRY, RISK},
    "causes": {CAUSE},
    "plan_victim": {OURS},
    "plan_perpetrator": {THEIRS},
}
PAGES = ("", "plan/", "analysis/")
NEVER = {SEALED, REPORTER}


def test_each_kind_comes_upon_its_allowance_and_is_given_no_more(
    cast: Cast, signed_in: Callable[[Client, Member], Client]
) -> None:
    case = plant(cast).case
    name_actor(cast.coordinator)
    case = Case.objects.get(pk=case.pk)
    seen = {}
    for who, kind in KINDS.items():
        allowed = groups_allowed(kind, stage=case.stage, case_kind=case.kind)
        newcomer(cast, who, kind)
        given = {"consented_on": timezone.localdate()}
        for group in set(OPENS) - set(allowed):
            with pytest.raises(NotValid):
                invited(cast, case, cast.agencies[who], [*allowed, group], **given)
        shared(cast, case, who, allowed, **given)
        client = signed_in(Client(), cast.members[who])
        home = f"/staff/cases/{case.number}/"
        text = "".join(client.get(f"{home}{part}").content.decode() for part in PAGES)
        seen[who] = {word for word in EVERYTHING if word in text}
        may = set().union(*(OPENS.get(group, set()) for group in allowed))
        told = {SAID, TOLD, REPORTED} if {"discussion", "reports"} & set(allowed) else set()
        assert may <= seen[who], (who, may - seen[who])
        assert not seen[who] - may - told - _of_groups(allowed), (who, seen[who] - may)
        assert not seen[who] & NEVER, who
    # Written out once, so that a change of the list is read here too.
    assert {who: VICTIM in words for who, words in seen.items()} == {
        "clinic": True,
        "school": False,
        "judge": False,
        "haven": True,
    }
    assert seen["school"] == {CHILD}
    assert not {VICTIM, CONTACT, RISK, WORRY, CAUSE, OURS} & seen["judge"]
    assert not {PERPETRATOR, THEIRS} & seen["clinic"]
    assert THEIRS not in seen["haven"]


def _of_groups(allowed: tuple[str, ...]) -> set[str]:
    """Words that hang on two groups at once: what is lacking, what an agency answered."""
    found = {LACKING} if {"causes", "plan_victim"} & set(allowed) else set()
    return found | ({ANSWERED} if {"discussion", "victim"} <= set(allowed) else set())
