"""Told here: one effect report, fixed before anybody looked, worked out, read by every member."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from jikimi.access.actor import Actor
from jikimi.demo.book import rows
from jikimi.demo.order import Event
from jikimi.demo.town import Town
from jikimi.insights import protocols
from jikimi.insights.effect_reports import answer_protocol, release_report
from jikimi.insights.effects.figures import Counts
from jikimi.insights.effects.periods import moved, period_of
from jikimi.insights.effects.plan import digest_of, sensitivities_for
from jikimi.insights.models import EffectProtocol

ANALYST = "jwa.mingyeol"
_FIRST, _START, _LAST = 44, 20, 3  # months ago
_TREATED, _COMPARISON = ["가람동", "나루동", "다솔동"], ["라온동", "마루동", "바다동"]
_NEW_CODES = "2025-09"


def events() -> Iterator[Event]:
    """The protocol is fixed, and then its figures are looked at."""
    yield Event(0, "effect", "lights", _tell)


def _tell(town: Town) -> None:
    with town.acting_as(ANALYST) as actor:
        protocol = _fixed(actor, town)
        report = answer_protocol(
            actor=actor,
            protocol=protocol,
            figures=_figures(town),
            on=town.today,
            source="112신고 월별 집계(꾸며 낸 자료)",
        )
        release_report(actor=actor, report=report)


def _fixed(actor: Actor, town: Town) -> EffectProtocol:
    question = protocols.Question(
        title="안심 귀갓길 조명 개선",
        question="조명을 바꾼 세 동에서 밤길 폭력 신고가 바꾸지 않은 세 동보다 더 줄었는가?",
        outcome_words="20시~06시 길에서 난 폭력·스토킹 112신고 건수",
    )
    row = protocols.draft_protocol(actor=actor, question=question)
    method = "compared_series"
    protocols.choose_method(actor=actor, protocol=row, method=method, chosen="otherwise")
    protocols.choose_places(
        actor=actor, protocol=row, treated=_TREATED, comparison=_COMPARISON, begun={}
    )
    before = (_month(town, _FIRST), _month(town, _START + 1))
    after = (_month(town, _START - 1), _month(town, _LAST))
    is_within = before[0] < _NEW_CODES <= after[1]
    protocols.choose_periods(
        actor=actor,
        protocol=row,
        unit="month",
        before=before,
        after=after,
        breaks=[_NEW_CODES] if is_within else [],
        has_season=True,
    )
    protocols.choose_margin(
        actor=actor,
        protocol=row,
        matters=0.1,
        spread="dependent",
        sensitivity=sensitivities_for(method),
    )
    seen = digest_of(protocols.content_of(row))
    return protocols.fix_protocol(actor=actor, protocol=row, looked="no", seen=seen)


def _figures(town: Town) -> Counts:
    told = rows("effect_counts")
    areas = list(dict.fromkeys(row["area"] for row in told))
    shape = (len(areas), -1)
    return Counts(
        areas=tuple(areas),
        periods=tuple(_month(town, ago) for ago in range(_FIRST, _LAST - 1, -1)),
        counts=np.array([float(row["count"]) for row in told]).reshape(shape),
        people=np.array([float(row["people"]) for row in told]).reshape(shape),
    )


def _month(town: Town, months_ago: int) -> str:
    return moved(period_of(town.today, "month"), -months_ago)
