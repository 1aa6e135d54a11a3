"""Figures are published by two people, and no small number comes back from what is public."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

import numpy as np
import pytest
from django.db import DatabaseError, transaction
from django.db.models import Sum
from scipy.optimize import linprog

from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.ticket import name_actor
from jikimi.insights.models import Publication, Tally, Withheld
from jikimi.insights.publishing import (
    digest_of,
    discard_draft,
    hidden_counts,
    prepare_publication,
    publication_called,
    publish,
    withdraw_publication,
)
from jikimi.insights.publishing_draft import Plan
from tests.cast import Cast
from tests.publishing import AREAS, KINDS, counted_town, second_analyst

YEARS = (date(2024, 1, 1), date(2026, 1, 1))
COARSE = Plan("report_rate", *YEARS, level="district")
FINE = Plan("report_rate", *YEARS, level="district", step="quarter", is_by_kind=True)
REGION = Plan("report_rate", *YEARS, step="quarter", is_by_kind=True)
SHARE = Plan("processing_rate", *YEARS, level="district", step="year", is_by_kind=True)
HALF = Plan("report_rate", date(2024, 1, 1), date(2025, 7, 1), step="whole", is_by_kind=True)


@pytest.fixture
def town(cast: Cast) -> Cast:
    return counted_town(cast)


@pytest.fixture
def second(town: Cast) -> Actor:
    return second_analyst(town)


def _published(town: Cast, second: Actor, plan: Plan) -> Publication:
    name_actor(town.analyst)
    made = prepare_publication(actor=town.analyst, plan=plan, title_ko="신고율")
    name_actor(second)
    return publish(actor=second, publication=publication_called(second, made.pk))


def _cells() -> dict[tuple[str, str, str], int]:
    """The truth, counted by month, apart from everything that hides."""
    rows = Tally.objects.filter(part="reports").values_list("area", "kind", "month")
    return {(a, k, f"{m:%Y-%m}"): n for a, k, m, n in rows.annotate(n=Sum("count")).order_by()}


def _lines(found: Publication) -> Iterator[tuple[list[bool], int, float | None]]:
    """Which months of which area and kind a line holds, its true number and what it prints."""
    truth = _cells()
    months = [f"{y}-{m:02}" for y, m in product(range(2024, 2026), range(1, 13))]
    for line in found.table["lines"]:
        area, kind, period = line["at"]
        since, until = (day[:7] for day in found.table["spans"][period])
        holds = [
            area in (a, "all") and kind in (k, "all") and since <= month < until
            for a, k, month in product(AREAS, KINDS, months)
        ]
        known = zip(product(AREAS, KINDS, months), holds, strict=True)
        number = sum(truth.get(cell, 0) for cell, is_in in known if is_in)
        yield holds, number, line["numbers"][0]


def _narrowest(publications: list[Publication]) -> float:
    """The best range somebody who keeps all of them finds for a hidden number of 1 to 4."""
    lines = [line for found in publications for line in _lines(found)]
    shown = [(holds, printed) for holds, _true, printed in lines if printed is not None]
    hidden = [holds for holds, true, printed in lines if printed is None and 0 < true < 5]
    assert hidden
    rows = np.array([holds for holds, _printed in shown], float)
    least = np.inf
    for holds in hidden:
        kinds, _first = np.unique(np.vstack([rows, holds]), axis=1, return_index=True)
        low, high = (
            way * linprog(way * kinds[-1], A_eq=kinds[:-1], b_eq=[p for _h, p in shown]).fun
            for way in (1, -1)
        )
        least = min(least, high - low)
    return float(least)


def _is_hidden_on_both_sides(town: Cast) -> None:
    """Of a share neither who is nor who is not are few."""
    name_actor(town.analyst)
    made = prepare_publication(actor=town.analyst, plan=SHARE, title_ko="처리율")
    pairs = [line["numbers"][:2] for line in made.table["lines"]]
    both = [(number, of) for number, of in pairs if None not in (number, of)]
    assert both
    for number, of in both:
        assert not {number, of - number} & {1, 2, 3, 4}


def test_no_small_number_comes_back_from_tables_published_one_after_the_other(
    town: Cast, second: Actor
) -> None:
    alone = prepare_publication(actor=town.analyst, plan=FINE, title_ko="a")
    shown = [_published(town, second, plan) for plan in (COARSE, REGION, FINE, HALF)]
    for found in shown:
        for _holds, true, printed in _lines(found):
            assert printed is None or printed == true
            assert printed is None or not 0 < printed < 5
    assert _narrowest(shown) >= 5 - 1e-6
    # Hidden apart it would have been another table, and together with the others have told.
    assert _narrowest([*shown[:2], alone]) < 5 - 1e-6
    own, others = hidden_counts(shown[2])
    assert own > 0
    hidden = [line for line in shown[2].table["lines"] if line.get("hidden")]
    assert own + others == len(hidden)
    assert all(line["numbers"][2:] == [None, None, None] for line in hidden)
    stored = Publication.objects.get(pk=shown[2].pk)
    assert digest_of(stored.table, stored.definitions) == stored.digest  # of what is printed alone
    _is_hidden_on_both_sides(town)
    name_actor(town.officer)
    assert hidden_counts(shown[2]) == (0, 0)
    assert not Withheld.objects.exists()


def test_publishing_takes_a_second_analyst_in_the_rule_and_in_the_database(
    town: Cast, second: Actor
) -> None:
    made = prepare_publication(actor=town.analyst, plan=COARSE, title_ko="신고율")
    with pytest.raises(NotAllowed):
        publish(actor=town.analyst, publication=made)
    with pytest.raises(DatabaseError), transaction.atomic():
        Publication.objects.filter(pk=made.pk).update(published_at=made.made_at)
    name_actor(town.officer)
    with pytest.raises(NotAllowed):
        publication_called(town.officer, made.pk)
    name_actor(second)
    publish(actor=second, publication=publication_called(second, made.pk))
    with pytest.raises(DatabaseError), transaction.atomic():
        Publication.objects.filter(pk=made.pk).update(title_ko="anders")
    with pytest.raises(NotValid):
        withdraw_publication(actor=second, publication=made, why=" ")
    gone = withdraw_publication(actor=second, publication=made, why="정의 오류")
    assert gone.stage == "withdrawn"
    assert gone.table["lines"]


def test_a_draft_is_prepared_anew_when_others_were_published_meanwhile(
    town: Cast, second: Actor
) -> None:
    fine = prepare_publication(actor=town.analyst, plan=FINE, title_ko="a")
    _published(town, second, REGION)
    with pytest.raises(NotYet, match="outdated"):
        publish(actor=second, publication=fine)
    name_actor(town.analyst)
    assert discard_draft(actor=town.analyst, publication=fine).stage == "withdrawn"


@pytest.mark.parametrize(
    "wrong",
    [
        {"until": date(2024, 1, 1)},
        {"since": date(2024, 1, 2)},
        {"level": "dong", "indicator": "provisional_measure_rate"},
        {"level": "dong", "step": "quarter"},
        {"level": "dong", "step": "whole", "until": date(2025, 7, 1)},
        {"indicator": "smoking", "level": "region"},
        {"since": date(2024, 2, 1)},
    ],
)
def test_what_cannot_be_published_is_said_beside_its_field(
    cast: Cast, wrong: dict[str, Any]
) -> None:
    given = {"indicator": "report_rate", "since": YEARS[0], "until": YEARS[1], "level": "district"}
    name_actor(cast.analyst)
    with pytest.raises(NotValid) as refused:
        prepare_publication(actor=cast.analyst, plan=Plan(**{**given, **wrong}), title_ko="x")
    assert refused.value.fields
