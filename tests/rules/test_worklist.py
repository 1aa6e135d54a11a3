"""The list of cases is read in one plain statement; it says what the rows say."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from jikimi.access.actor import Actor
from jikimi.cases.models import Case
from jikimi.cases.risk import RiskDraft, judge_risk
from jikimi.cases.worklist import Filter, ListedCase, worklist
from tests.casework import nominated
from tests.cast import Cast

Enter = Callable[[Actor], None]


def test_a_line_says_of_its_case_what_the_case_says(cast: Cast, enter: Enter) -> None:
    case = nominated(cast, victim="고하늘")
    Case.objects.filter(pk=case.pk).update(is_repeat=True, review_due_on="2026-12-01")
    enter(cast.counsellor)
    (line,) = worklist(cast.counsellor).lines
    held = Case.objects.get(pk=case.pk)
    assert line.case == ListedCase(*(getattr(held, name) for name in ListedCase._fields))
    assert line.victim == "고하늘"


def test_the_risk_of_a_line_is_the_level_reached(cast: Cast, enter: Enter) -> None:
    case = nominated(cast)
    enter(cast.counsellor)
    assert worklist(cast.counsellor).lines[0].risk == ""
    draft = RiskDraft(level="high", reason="지난달보다 신고가 잦아짐")
    judge_risk(actor=cast.counsellor, case=case, draft=draft)
    assert worklist(cast.counsellor).lines[0].risk == "high"


def test_the_lead_agency_is_named_in_the_readers_language(cast: Cast, enter: Enter) -> None:
    nominated(cast)
    enter(cast.counsellor)
    with override("ko"):
        assert worklist(cast.counsellor).lines[0].lead == "centre 기관"
    with override("en"):
        assert worklist(cast.counsellor).lines[0].lead == "Centre"


def test_ten_cases_take_as_many_statements_as_one(cast: Cast, enter: Enter) -> None:
    counts = []
    for more in (1, 9):
        for n in range(more):
            nominated(cast, victim=f"고하늘{more}{n}")
        enter(cast.counsellor)
        with CaptureQueriesContext(connection) as asked:
            worklist(cast.counsellor, Filter(order="quiet"))
        counts.append(len(asked))
    assert counts[0] == counts[1] == 2
