"""Told here: invented incidents come in coarse; a programme of the safety group and its effect."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np

from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.bodies.matters import matter_called, schedule_matter
from jikimi.bodies.reads import meeting_called
from jikimi.demo.order import Event
from jikimi.demo.town import Town
from jikimi.places import programmes
from jikimi.places.crimes import bring_crimes
from jikimi.places.models import Programme
from jikimi.places.programme_effects import Comparison, fix_comparison, measure_effect
from jikimi.places.programme_reads import programmes_found
from jikimi.places.sites import SiteWish, sites_found

_GROUP, _COORDINATOR, _MEETING = "safety_jeju", "hong.sea", "safety_1"
_NAME = "구도심 안심귀갓길 조명·비상벨 정비"
_ABOUT = "야간 소란과 폭행 신고가 이어지는 구도심 귀갓길 두 구간의 비상벨과 조명을 고칩니다."
_BEGAN, _BROUGHT, _FIXED, _MEASURED = 240, 59, 57, 20
_BELLS = ("JB-101", "JB-102")
_KINDS = (("절도", 0.3), ("주취소란", 0.35), ("폭행", 0.2), ("불안감", 0.1), ("가정폭력", 0.05))
# Where the invented incidents lie: the old town by the sea, the new town, and between them.
_MIDDLES = ((126.526, 33.509), (126.492, 33.489), (126.545, 33.498))
_SPREAD, _MANY, _DAYS, _SEED = (0.011, 0.006), 4_000, 540, 2024


def events() -> Iterator[Event]:
    """Proposed, decided, begun; incidents in; the rule fixed; measured, and it cannot be told."""
    yield Event(258, "programme", _NAME, _propose)
    yield Event(255, "programme", _NAME, _schedule)
    yield Event(249, "programme", _NAME, _decide)
    yield Event(_BROUGHT, "programme", "incidents", _bring)
    yield Event(_FIXED, "programme", _NAME, _fix)
    yield Event(_MEASURED, "programme", _NAME, _measure)


def _propose(town: Town) -> None:
    draft = programmes.ProgrammeDraft(
        kind="safe_return",
        name=_NAME,
        about=_ABOUT,
        body_id=town.bodies[_GROUP].pk,
        lead_agency_id=town.agencies["muni_jeju_women"].pk,
        begins_on=town.days_ago(_BEGAN),
        budget_krw=48_000_000,
    )
    with town.acting_as(_COORDINATOR) as actor:
        programmes.propose_programme(actor=actor, draft=draft)


def _schedule(town: Town) -> None:
    with town.acting_as(_COORDINATOR) as actor:
        matter_id = _programme(actor).matter_id
        assert matter_id is not None  # noqa: S101 - proposed above
        matter = matter_called(actor, matter_id)
        meeting = meeting_called(actor, town.meetings[_MEETING])
        schedule_matter(actor=actor, matter=matter, meeting=meeting)


def _decide(town: Town) -> None:
    with town.acting_as(_COORDINATOR) as actor:
        programmes.decide_programme(actor=actor, programme=_programme(actor))
        programmes.begin_programme(actor=actor, programme=_programme(actor))


def _bring(town: Town) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "incidents.csv"
        _write(path, town)
        bring_crimes(actor=THE_OPERATOR, path=path, name="신고 지점(가상).csv")


def _fix(town: Town) -> None:
    with town.acting_as(_COORDINATOR) as actor:
        wishes = [SiteWish(kind="bell", text=number) for number in _BELLS]
        ids = [line.site.pk for wish in wishes for line in sites_found(actor, wish).lines]
        programmes.attach_sites(actor=actor, programme=_programme(actor), sites=ids)
        comparison = Comparison(
            kinds=("disorder", "violence"),
            radius_m=500,
            ring_m=500,
            begins_on=town.days_ago(_BEGAN),
            weeks=26,
        )
        fix_comparison(actor=actor, programme=_programme(actor), comparison=comparison)
        _note(actor, town)


def _note(actor: Actor, town: Town) -> None:
    figures = {"put_up": 9, "places_visited": 14}
    reached = programmes.Reached(town.days_ago(_FIXED), figures, "등 7곳, 비상벨 2곳")
    programmes.record_reached(actor=actor, programme=_programme(actor), reached=reached)


def _measure(town: Town) -> None:
    with town.acting_as(_COORDINATOR) as actor:
        measure_effect(actor=actor, programme=_programme(actor))


def _programme(actor: Actor) -> Programme:
    return programmes_found(actor, show="all", text=_NAME)[0]


def _write(path: Path, town: Town) -> None:
    """Incidents drawn from a seed around three middles; nobody's."""
    random = np.random.default_rng(_SEED)
    around = np.array(_MIDDLES)[random.integers(0, len(_MIDDLES), _MANY)]
    places = around + random.uniform(-1, 1, (_MANY, 2)) * _SPREAD
    kinds = random.choice([word for word, _share in _KINDS], _MANY, p=[n for _word, n in _KINDS])
    days = random.integers(0, _DAYS, _MANY)
    hours = (20 + random.normal(0, 4, _MANY)).astype(int) % 24
    first = town.days_ago(_DAYS + 1)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["죄종", "발생일", "시각", "경도", "위도"])
        for kind, day, hour, place in zip(kinds, days, hours, places, strict=True):
            writer.writerow([kind, first + timedelta(days=int(day)), f"{hour}시", *place])
