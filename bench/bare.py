"""The practical limit: the list of 50 cases by FastAPI, raw SQL and a template, nothing else.

No sign-in, no session, no wall, no record, no models. Two pages: /same/ fills the very template of
our own page; /least/ puts rows of a shorter, hand-written template between the head and the foot
that our page had when it was last looked at. Served by uvicorn: bench.bare:page_server
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any, NamedTuple

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from markupsafe import Markup
from psycopg.rows import namedtuple_row
from psycopg_pool import ConnectionPool

from bench import place

_size = place.size_called(os.environ["BENCH_SIZE"])
place.settle(_size)

import django  # noqa: E402 - the settings come first

django.setup()

from django.template import engines  # noqa: E402

from jikimi.access.codes import labels  # noqa: E402
from jikimi.doors.staff.cases.case import Narrow  # noqa: E402

_LIST = """
    SELECT c.number, c.kind, c.stage, c.last_event_at, c.is_repeat, c.lead_member_id,
           a.name_ko AS lead, p.name AS victim, r.level
      FROM cases_participation s
      JOIN cases_case c ON c.id = s.case_id
      JOIN access_agency a ON a.id = c.lead_agency_id
      LEFT JOIN cases_party y ON y.case_id = c.id AND y.role = 'victim'
      LEFT JOIN cases_person p ON p.id = y.person_id
      LEFT JOIN LATERAL (SELECT level FROM cases_risk WHERE case_id = c.id
                          ORDER BY judged_at DESC LIMIT 1) r ON true
     WHERE s.agency_id = %s AND s.ended_at IS NULL AND s.accepted_at IS NOT NULL
     ORDER BY s.last_event_at DESC, s.case_id DESC LIMIT 50
"""
_TEMPLATE = """{{ head }}<tbody role="rowgroup">{% for row in rows %}<tr role="row">
<th scope="row" role="rowheader" data-label="번호"><div class="table__cell">
<a href="/staff/cases/{{ row.number }}/">{{ row.number }}</a>
{% if row.is_repeat %} <span class="tag tag--warn"><svg class="icon" aria-hidden="true"
 focusable="false"><use href="/static/look/icons/sprite.svg#again"/></svg>반복</span>{% endif %}
</div></th>
<td role="cell" data-label="피해자"><div class="table__cell">{{ row.victim or '' }}</div></td>
<td role="cell" data-label="유형"><div class="table__cell">{{ kinds[row.kind] }}</div></td>
<td role="cell" data-label="단계"><div class="table__cell"><span class="tag tag--primary">
<svg class="icon dial" viewBox="0 0 20 20" aria-hidden="true" focusable="false"><circle cx="10"
 cy="10" r="8.5" fill="none" stroke="currentColor" stroke-width="1.5"/><circle cx="10" cy="10" r="5"
 fill="none" stroke="currentColor" stroke-width="10" stroke-dasharray="{{ dials[row.stage] }} 32"
 transform="rotate(-90 10 10)"/></svg>{{ stages[row.stage] }}</span></div></td>
<td role="cell" data-label="위험 수준"><div class="table__cell">{% if row.level %}
<span class="tag tag--{{ tones[row.level] }}"><svg class="icon" aria-hidden="true" focusable="false">
<use href="/static/look/icons/sprite.svg#{{ marks[row.level] }}"/></svg>{{ levels[row.level] }}</span>
{% endif %}</div></td>
<td role="cell" data-label="주관기관"><div class="table__cell">{{ row.lead }}</div></td>
<td role="cell" data-label="최근 변동"><div class="table__cell">{{ ago(row.last_event_at) }}</div></td>
</tr>{% endfor %}</tbody>{{ foot }}"""
_WORDS = {
    "kinds": {"domestic_violence": "가정폭력", "stalking": "스토킹", "dating_violence": "교제폭력",
              "child_abuse": "아동학대", "elder_abuse": "노인학대", "other": "기타"},
    "stages": {"nominated": "추천", "selected": "선정", "declined": "미선정", "heard": "심의",
               "analysed": "원인 분석", "planned": "계획", "acting": "지원", "reviewed": "점검",
               "closed": "종결"},
    "levels": {"standard": "일반", "raised": "주의", "high": "고위험", "imminent": "임박"},
    "dials": {"nominated": 3, "selected": 6, "declined": 0, "heard": 10, "analysed": 14,
              "planned": 18, "acting": 22, "reviewed": 27, "closed": 32},
    "tones": {"standard": "neutral", "raised": "warn", "high": "danger", "imminent": "danger"},
    "marks": {"standard": "dot", "raised": "warn", "high": "alert", "imminent": "bolt"},
}  # fmt: skip


def _ago(then: datetime) -> str:
    days = (datetime.now(UTC).date() - then.date()).days
    return "오늘" if days == 0 else f"{days}일 전"


def _frame() -> tuple[str, str]:
    """What stands before and after the rows on our own page."""
    text = place.results_file("frame").with_suffix(".html").read_text(encoding="utf-8")
    head, _, rest = text.partition("<tbody")
    return head, rest.partition("</tbody>")[2]


class _Line(NamedTuple):
    case: Any
    victim: str
    risk: str
    lead: str
    is_mine: bool = False


page_server = FastAPI(openapi_url=None)
_least = Environment(autoescape=True).from_string(_TEMPLATE)
_same = engines["jinja2"].env.get_template("staff/cases/list.html")
_options = {"row_factory": namedtuple_row, "autocommit": True, "application_name": "bare"}
_pool: ConnectionPool[Any] = ConnectionPool(
    kwargs={**place.admin(_size), **_options}, min_size=1, max_size=4, open=True
)
_head, _foot = map(Markup, _frame())
_NAVIGATION = [
    {"url": f"/staff/{word}/", "label": word, "current": False}
    for word in ("today", "nominate", "cases", "meetings", "actions", "search", "reports")
]


def _rows(agency_id: int) -> list[Any]:
    with _pool.connection() as connection:
        return connection.execute(_LIST, [agency_id]).fetchall()


@page_server.get("/least/{agency_id}")
def least(agency_id: int) -> HTMLResponse:
    """The list by the shorter template."""
    parts = {"head": _head, "foot": _foot, "ago": _ago, **_WORDS}
    return HTMLResponse(_least.render(rows=_rows(agency_id), **parts))


@page_server.get("/same/{agency_id}")
def same(agency_id: int) -> HTMLResponse:
    """The list by the template of our own page."""
    lines = [_Line(row, row.victim or "", row.level or "", row.lead) for row in _rows(agency_id)]
    page = {"lines": lines}
    return HTMLResponse(_same.render(page=page, **_context()))


def _context() -> dict[str, Any]:
    return {
        "form": Narrow({}),
        "wording": lambda name: labels("cases", name),
        "of": "agency",
        "ways": [],
        "coordinates": False,
        "earlier": "",
        "later": "?after=x",
        "is_narrowed": False,
        "nav": _NAVIGATION,
        "signed_in_as": {"name": "직원", "agency": "기관"},
        "csrf_input": Markup('<input type="hidden" name="csrfmiddlewaretoken" value="x">'),
        "messages": [],
        "request": None,
    }
