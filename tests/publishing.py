"""A town with reports of two districts over two years, counted, and two analysts."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import numpy as np

from jikimi.access import roster
from jikimi.access.actor import THE_CLOCK, THE_OPERATOR, Actor
from jikimi.access.members import actor_for
from jikimi.access.ticket import name_actor
from jikimi.cases.models import Report, ReportParty
from jikimi.insights.sources import refresh_figures
from tests.cast import Cast

KOREA = ZoneInfo("Asia/Seoul")
AREAS = ("50110", "50130")
KINDS = ("domestic_violence", "stalking", "dating_violence")


def counted_town(cast: Cast, *, mean: float = 4, seed: int = 3, with_people: bool = False) -> Cast:
    """Reports of 2024 and 2025 by district, kind and quarter, many of the counts small."""
    random = np.random.default_rng(seed)
    shape = (len(AREAS), len(KINDS), 8)
    counts = random.negative_binomial(0.9, 0.9 / (0.9 + mean), shape)
    name_actor(cast.officer)
    reports = [
        _report(cast, area, kind, quarter, n)
        for a, area in enumerate(AREAS)
        for k, kind in enumerate(KINDS)
        for quarter in range(8)
        for n in range(int(counts[a, k, quarter]))
    ]
    Report.objects.bulk_create(reports)
    ReportParty.objects.bulk_create(
        ReportParty(
            id=uuid4(), report_id=report.pk, station_id=report.station_id, role=role,
            name=f"{role}{n % 40}", phone=f"0105550{n % 40:04}",
        )
        for n, report in enumerate(reports if with_people else [])
        for role in ("victim", "perpetrator")
    )  # fmt: skip
    refresh_figures(actor=THE_CLOCK)
    name_actor(cast.analyst)
    return cast


def second_analyst(cast: Cast) -> Actor:
    """A colleague at another agency who is an analyst too."""
    name_actor(THE_OPERATOR)
    member = cast.members["colleague"]
    roster.grant_role(actor=THE_OPERATOR, member=member, kind="analyst", why="test")
    actor = actor_for(member)
    name_actor(cast.analyst)
    return actor


def _report(cast: Cast, area: str, kind: str, quarter: int, n: int) -> Report:
    at = datetime(2024 + quarter // 4, 1 + quarter % 4 * 3 + n % 3, 3 + n % 20, 21, tzinfo=KOREA)
    return Report(
        id=uuid4(), number=f"{area}-{kind}-{quarter}-{n}", received_at=at, kind=kind,
        station=cast.agencies["police"], digest=b"", legal_dong_code=f"{area}10100",
        result="입건" if n % 3 == 0 else "", place_as_written="제주시 비밀로 77",
        narrative="아무도 알면 안 되는 이야기",
    )  # fmt: skip
