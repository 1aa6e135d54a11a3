"""A safety working group of the cast, a bell of the refuge, and what phones say of inspections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.access.carrying import SheetDraft
from jikimi.access.members import actor_for
from jikimi.access.merging import Answer
from jikimi.access.roster import grant_role
from jikimi.access.ticket import name_actor
from jikimi.bodies.models import Body
from jikimi.bodies.seats import found_body, give_seat
from jikimi.places.hazards import SAFETY
from jikimi.places.inspecting import InspectionDraft, inspection_called, plan_inspection
from jikimi.places.inspection_forms import items_of
from jikimi.places.inspection_sheets import receive_sheet
from jikimi.places.models import Inspection, InspectionSheet, Site
from tests.cast import Cast

PLACE = "늘봄어린이공원 뒷길"


@dataclass
class Round:
    """The group, its bell, and the cast: police and refuge inspect, the centre only sits there."""

    cast: Cast
    group: Body
    bell: Site

    def as_(self, who: str) -> Actor:
        """Name a member of the cast to the database."""
        name_actor(self.cast.actors[who])
        return self.cast.actors[who]

    def team(self, *agencies: str) -> list[int]:
        """Numbers of agencies; police and refuge when none is named."""
        return [self.cast.agencies[key].pk for key in agencies or ("police", "refuge")]

    def planned(self, who: str = "coordinator", **more: Any) -> Inspection:
        """An inspection of the park path, today, by police and refuge."""
        given = {
            "form": "park",
            "body_id": self.group.pk,
            "team": self.team(),
            "planned_on": timezone.localdate(),
            "place": PLACE,
        }
        again = more.pop("again_of", None)
        draft = InspectionDraft(**{**given, **more})
        return plan_inspection(actor=self.as_(who), draft=draft, again_of=again)

    def of_bell(self, who: str = "coordinator", **more: Any) -> Inspection:
        """An inspection of the bell."""
        return self.planned(who, form="bell", site_id=self.bell.pk, place="", **more)

    def seen(self, inspection: Inspection, who: str) -> Inspection:
        """The inspection as this member sees it now."""
        return inspection_called(self.as_(who), inspection.pk)

    def sent(
        self, who: str, inspection: Inspection, answers: Mapping[str, str], **more: Any
    ) -> InspectionSheet:
        """What this member's phone sends: item → answer or answer:note."""
        now = timezone.now()
        said = {}
        for item, text in answers.items():
            answer, _, note = text.partition(":")
            said[item] = Answer(answer, note, now)
        given = {"id": uuid4(), "written_at": now, "based_on": 1, "answers": said, **more}
        found = self.seen(inspection, who)
        return receive_sheet(actor=self.as_(who), inspection=found, draft=SheetDraft(**given))

    def all_good(self, who: str, inspection: Inspection, **other: str) -> InspectionSheet:
        """Every item answered well, but for those named."""
        items = items_of(inspection.form, on=inspection.planned_on)
        good = {item.code: next(iter(item.answers)) for item in items}
        return self.sent(who, inspection, {**good, **other})


def a_round(cast: Cast) -> Round:
    """The group founded, police, refuge and centre seated, a bell tested a year ago."""
    name_actor(THE_OPERATOR)
    words = {"name_ko": "안전협의체", "name_en": "Safety group", "host": cast.agencies["police"]}
    body = found_body(actor=THE_OPERATOR, key="safe", kind=SAFETY, **words)
    for key in ("police", "refuge", "centre"):
        give_seat(actor=THE_OPERATOR, body=body, agency=cast.agencies[key])
    member = cast.members["coordinator"]
    grant_role(actor=THE_OPERATOR, member=member, kind="coordinator", why="test", body_id=body.pk)
    cast.actors["coordinator"] = actor_for(member)
    name_actor(cast.coordinator)
    bell = Site.objects.create(
        kind="bell",
        name="늘봄공원 화장실",
        number="B-1",
        keeper=cast.agencies["refuge"],
        tested_on=timezone.localdate() - timedelta(days=365),
        area_code="1101053",
    )
    return Round(cast, body, bell)
