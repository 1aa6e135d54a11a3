"""A share opens the field groups it names and no other, whatever else its row says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from jikimi.access.actor import Actor
from jikimi.access.models import Agency
from jikimi.cases.models import Nomination, Participation, Party, Person
from jikimi.cases.nomination import NominationDraft, nominate
from jikimi.cases.persons import PartyDraft, PersonDraft
from jikimi.cases.sharing import ShareDraft, accept_share, invite_agency
from tests.cast import Cast

Enter = Callable[[Actor], None]


def _shared(cast: Cast, enter: Enter, agency: Agency, fields: list[str]) -> None:
    enter(cast.counsellor)
    draft = NominationDraft(
        body_id=cast.council.pk,
        kind="domestic_violence",
        basis="consent",
        consented_on=date(2026, 11, 1),
        worry="밤마다 다툼이 잦아지고 있다.",
        parties=[
            PartyDraft("victim", PersonDraft(name="고하늘")),
            PartyDraft("perpetrator", PersonDraft(name="문바다")),
        ],
    )
    case = nominate(actor=cast.counsellor, draft=draft)
    share = ShareDraft(agency_id=agency.pk, basis="consent", purpose="보호", fields=fields)
    invite_agency(actor=cast.counsellor, case=case, draft=share)


@pytest.mark.parametrize(
    ("who", "agency", "groups"),
    [("officer", "police", ["victim"]), ("officer", "police", ["perpetrator"]),
     ("shelter", "refuge", ["victim"])],
)  # fmt: skip
def test_a_share_of_one_side_opens_that_side_alone(
    cast: Cast, enter: Enter, who: str, agency: str, groups: list[str]
) -> None:
    _shared(cast, enter, cast.agencies[agency], groups)
    enter(cast.actors[who])
    invited = Participation.objects.get(agency=cast.agencies[agency])
    accept_share(actor=cast.actors[who], share=invited)
    assert sorted(party.role for party in Party.objects.all()) == groups
    assert Person.objects.count() == 1
    assert Nomination.objects.count() == 0
