"""The persons whose names may not stand in a review: of the case and of its reports.

Only what the actor may read anyway is looked for, so that no answer tells a name that was hidden;
who reported is known to police roles alone.
"""

from __future__ import annotations

from django.db.models import Q

from jikimi.access.actor import Actor
from jikimi.cases.models import Case, CaseReport, Person, Reporter, ReportParty
from jikimi.cases.recognising import Known


def people_known(actor: Actor, case: Case) -> list[Known]:
    """Everybody of a case whom the actor may know. Four queries."""
    reports = list(CaseReport.objects.filter(case=case).values_list("report_id", flat=True))
    persons = Person.objects.filter(parties__case=case).distinct()
    named = Q(report_id__in=reports)
    return [
        *(Known(*row) for row in persons.values_list("name", "phone", "born_on")),
        *(
            Known(*row)
            for row in ReportParty.objects.filter(named).values_list("name", "phone", "born_on")
        ),
        *(Known(*row) for row in Reporter.objects.filter(named).values_list("name", "phone")),
    ]
