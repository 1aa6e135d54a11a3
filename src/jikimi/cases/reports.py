"""Reports: find those of one's station, read one, link it to a case."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.cases.models import Case, CaseReport, Report


def link_reports(
    *, actor: Actor, case: Case, report_ids: Sequence[UUID]
) -> list[CaseReport]:
    """Show reports of the actor's station on a case, without reporter, address and narrative."""
    reports = list(Report.objects.filter(pk__in=report_ids))
    if len(reports) != len(set(report_ids)):
        raise NotAllowed
    return [_linked(case, report) for report in reports]


def link_report(*, actor: Actor, case: Case, report_id: UUID) -> CaseReport:
    """Link one report to a case. Records cases.reports.link."""
    with acting(actor, "cases.reports.link", case) as doing:
        doing.details["report"] = str(report_id)
        return link_reports(actor=actor, case=case, report_ids=[report_id])[0]


def _linked(case: Case, report: Report) -> CaseReport:
    link, _ = CaseReport.objects.get_or_create(
        case=case,
        report_id=report.pk,
        defaults={
            "number": report.number,
            "received_at": report.received_at,
            "kind": report.kind,
            "response_code": report.response_code,
            "actions_taken": report.actions_taken,
            "result": report.result,
        },
    )
    return link
