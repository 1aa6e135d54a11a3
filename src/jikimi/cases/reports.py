"""Reports: read one of one's own station, link it to a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from jikimi.access.acting import acting, reading
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.cases.escalating import propose_by_rules
from jikimi.cases.models import Case, CaseReport, Report, Reporter, ReportParty
from jikimi.cases.pathway_rules import groups_on_pathway, no_reports_words
from jikimi.cases.separation import propose_separation


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report as police of its station see it. cases: numbers of those it is linked to."""

    report: Report
    parties: Sequence[ReportParty]
    reporter: Reporter | None
    cases: Sequence[str]

    @property
    def victim(self) -> ReportParty | None:
        """Whom to protect, when the report says anything of the person."""
        return next((party for party in self.parties if party.role == "victim"), None)


def report_called(actor: Actor, number: UUID) -> ReportView:
    """A report of the actor's station, with who was in it and who reported.

    Raises NotAllowed when there is none.  Records cases.reports.read with the persons.
    """
    report = Report.objects.select_related("station").filter(pk=number).first()
    if report is None:
        raise NotAllowed
    parties = list(report.parties.order_by("-role", "pk"))
    persons = {party.pk for party in parties}
    reading(actor, "cases.reports.read", report, persons=persons)
    return ReportView(
        report=report,
        parties=parties,
        reporter=Reporter.objects.filter(report=report).first(),
        cases=linked_cases([report.pk]).get(report.pk, []),
    )


def linked_cases(report_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Numbers of the cases each report is linked to, as far as the reader may know of them."""
    rows = CaseReport.objects.filter(report_id__in=report_ids).order_by("linked_at")
    found: dict[UUID, list[str]] = {}
    for report_id, number in rows.values_list("report_id", "case__number"):
        found.setdefault(report_id, []).append(number)
    return found


def link_reports(*, actor: Actor, case: Case, report_ids: Sequence[UUID]) -> list[CaseReport]:
    """Show reports of the actor's station on a case, without reporter, address and narrative.

    One more report may be what a rule waited for (separation.py, escalating.py).  Raises NotValid
    on a pathway to which no reports are handed over.
    """
    reports = list(Report.objects.filter(pk__in=report_ids))
    if len(reports) != len(set(report_ids)):
        raise NotAllowed
    if reports and "reports" not in groups_on_pathway(case.pathway):
        raise NotValid("cases.reports.pathway", says=no_reports_words())
    linked = [_linked(case, report) for report in reports]
    if linked:
        propose_separation(case)
        propose_by_rules(case=case)
    return linked


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
