"""Pages of insights over HTTP: figures with interval and sentence, small numbers for nobody."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jikimi.access.actor import THE_CLOCK, THE_OPERATOR
from jikimi.access.member import Member
from jikimi.access.ticket import name_actor
from jikimi.insights.sources import refresh_figures
from tests.cast import Cast
from tests.rules.test_figures import _reports, town  # noqa: F401 - the same counted town

SignedIn = Callable[[Client, Member], Client]
pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
HOME = "/staff/insights/"
RATE = f"{HOME}figures/report_rate/"


@pytest.fixture
def visit(cast: Cast, signed_in: SignedIn) -> Callable[..., Any]:
    """Open a page as one of the cast, each with a browser of its own; its words."""
    browsers: dict[str, Client] = {}

    def open_page(who: str, path: str, status: int = 200) -> str:
        if who not in browsers:
            browsers[who] = signed_in(Client(), cast.members[who])
        page = browsers[who].get(path)
        assert page.status_code == status, path
        return str(page.content.decode())

    return open_page


def numbers_of_areas(page: str) -> int:
    """How many cells of the table of areas hold one."""
    areas = page.split('id="areas"')[1].split("</section>")[0]
    return len(re.findall(r'numeric"><div class="table__cell">[^<]*\d', areas))


def charts(page: str) -> list[str]:
    return re.findall(r'<svg[^>]*class="chart__wide"[^>]*aria-labelledby="(\S+)-wide-title', page)


def test_every_page_shows_charts_with_sentences_and_tables(
    town: Cast,  # noqa: F811
    visit: Callable[..., Any],
) -> None:
    home = visit("analyst", f"{HOME}?period=2025")
    assert 'href="/staff/insights/figures/report_rate/?period=2025"' in home, "filters are carried"
    year = f"{RATE}?period=2025"
    page = visit("analyst", f"{year}&area=district:50130")
    assert charts(page) == ["series", "areas", "ranks"]
    assert page.count('class="said"') >= 3
    assert page.count("<table") >= 3
    assert "13.3" in page
    assert "2000" in page, "the definition says from when it holds"
    assert charts(visit("analyst", year)) == ["series", "areas", "ranks", "abroad"]
    again = visit("analyst", f"{HOME}repeats/?period=2025")
    assert charts(again)[:1] == ["whole"]
    assert charts(visit("analyst", f"{HOME}chance/")) == ["chance"]
    assert charts(visit("analyst", f"{HOME}flow/")) == []
    for page in (home, again):
        assert "style=" not in page
        assert "<script>" not in page


def test_filters_stay_the_same_from_page_to_page_and_refuse_what_is_not_offered(
    town: Cast,  # noqa: F811
    visit: Callable[..., Any],
) -> None:
    asked = "period=2025&amp;kind=stalking"
    for path in (HOME, f"{HOME}flow/", RATE):
        page = visit("analyst", f"{path}?period=2025&kind=stalking")
        for other in ("", "repeats/", "flow/", "chance/"):
            assert f'href="{HOME}{other}?{asked}"' in page, (path, other)
    for query in ("period=1999", "kind=nothing", "level=dong", "area=station:s999999", "area=x"):
        visit("analyst", f"{RATE}?{query}", status=404)
    visit("analyst", f"{HOME}repeats/?by=name", status=404)
    visit("analyst", f"{HOME}figures/no_such_figure/", status=404)
    visit("auditor", HOME, status=404)


def test_who_is_no_analyst_sees_that_something_is_hidden_and_not_what(
    town: Cast,  # noqa: F811
    visit: Callable[..., Any],
) -> None:
    page = visit("head", f"{RATE}?period=2025&kind=stalking")
    assert not {"areas", "ranks", "funnel"} & set(charts(page)), "no chart of what is hidden"
    assert numbers_of_areas(page) == 0
    open_numbers = visit("head", f"{RATE}?period=2025")
    assert charts(open_numbers)[:2] == ["series", "areas"]
    assert numbers_of_areas(open_numbers) >= 4
    part = visit("head", f"{HOME}?period=2025&area=district:50110")
    assert re.findall(r'headline__value"><b>([\d.]+)', part) == ["12.0"]
    for path in (f"{HOME}repeats/?period=2025", f"{HOME}flow/?kind=stalking"):
        visit("head", path)


def test_pages_ask_as_much_of_much_as_of_little(
    town: Cast,  # noqa: F811
    signed_in: SignedIn,
) -> None:
    client = signed_in(Client(), town.members["analyst"])

    def queries(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    paths = (HOME, f"{HOME}?kind=stalking", f"{RATE}?period=2025", f"{HOME}repeats/?period=2025")
    before = [queries(path) for path in paths]
    name_actor(town.officer)
    for area in ("50112", "50114", "50116", "50118"):
        _reports(town, area, 20)
    name_actor(THE_OPERATOR)
    refresh_figures(actor=THE_CLOCK, on=date(2026, 11, 22))
    assert [queries(path) for path in paths] == before
    assert max(before) < 60, before
