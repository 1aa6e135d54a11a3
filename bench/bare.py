"""The practical limit: the same list of 50 cases by FastAPI, raw SQL and one template alone.

No sign-in, no wall, no record, no language: what remains is the web framework, one connection and
the rows. Served by uvicorn: bench.bare:page_server
"""

from __future__ import annotations

import os
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from bench import place

_size = place.size_called(os.environ["BENCH_SIZE"])
place.settle(_size)

_LIST = """
    SELECT c.number, c.kind, c.stage, c.opened_at, c.last_event_at, c.review_due_on, c.is_repeat,
           c.lead_member_id, a.name_ko AS lead, b.name_ko AS body, p.name AS victim, r.level
      FROM cases_participation s
      JOIN cases_case c ON c.id = s.case_id
      JOIN access_agency a ON a.id = c.lead_agency_id
      JOIN bodies_body b ON b.id = c.body_id
      LEFT JOIN cases_party y ON y.case_id = c.id AND y.role = 'victim'
      LEFT JOIN cases_person p ON p.id = y.person_id
      LEFT JOIN LATERAL (SELECT level FROM cases_risk WHERE case_id = c.id
                          ORDER BY judged_at DESC LIMIT 1) r ON true
     WHERE s.agency_id = %s AND s.ended_at IS NULL AND s.accepted_at IS NOT NULL
     ORDER BY s.last_event_at DESC, s.case_id DESC LIMIT 50
"""
_TEMPLATE = """<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>사례</title>
<link rel="stylesheet" href="/static/base.css"></head><body>
<header><a href="/staff/">지키미</a><nav><ul>
{%- for word in ('오늘', '추천', '사례', '회의', '우리 기관 조치', '검색', '신고') %}
<li><a href="/staff/">{{ word }}</a></li>{% endfor %}</ul></nav></header>
<main><h1>사례</h1><table><thead><tr><th>번호</th><th>유형</th><th>단계</th><th>피해자</th><th>위험</th>
<th>주관기관</th><th>협의회</th><th>시작</th><th>마지막</th></tr></thead><tbody>
{%- for row in rows %}
<tr><td><a href="/staff/cases/{{ row.number }}/">{{ row.number }}</a></td><td>{{ row.kind }}</td>
<td>{{ row.stage }}</td><td>{{ row.victim or '' }}</td><td>{{ row.level or '' }}</td>
<td>{{ row.lead }}</td><td>{{ row.body }}</td>
<td>{{ row.opened_at.strftime('%Y. %m. %d.') }}</td>
<td>{{ row.last_event_at.strftime('%Y. %m. %d. %H:%M') }}</td></tr>{% endfor %}
</tbody></table></main></body></html>"""

page_server = FastAPI(openapi_url=None)
_template = Environment(autoescape=True).from_string(_TEMPLATE)
_options = {"row_factory": dict_row, "autocommit": True, "application_name": "bare"}
_pool: ConnectionPool[Any] = ConnectionPool(
    kwargs={**place.admin(_size), **_options}, min_size=1, max_size=4, open=True
)


@page_server.get("/cases/{agency_id}")
def cases(agency_id: int) -> HTMLResponse:
    """The list of an agency's cases."""
    with _pool.connection() as connection:
        rows = connection.execute(_LIST, [agency_id]).fetchall()
    return HTMLResponse(_template.render(rows=rows))
