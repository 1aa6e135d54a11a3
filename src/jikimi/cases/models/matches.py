"""DismissedMatch: a coordinator found that two cases are not about the same persons."""

from __future__ import annotations

import uuid

from django.db import models

from jikimi.access.member import Member
from jikimi.access.policy import RowPolicy
from jikimi.bodies.models import Body
from jikimi.cases.models.case import Case

# A coordinator of the body who is not barred from the case: its row is then visible.
_COORDINATES = (
    "body_id * 8 + 3 = ANY ((SELECT access_principals())::bigint[])"
    " AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id)"
)


class DismissedMatch(models.Model):
    """Kept so that the same suggestion does not come back. Only the body's coordinators see it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="dismissed_matches")
    other = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=300)
    dismissed_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    dismissed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "other"], name="cases_dismissedmatch_once"),
            RowPolicy(
                name="cases_dismissedmatch_rows",
                select=_COORDINATES,
                insert=_COORDINATES,
                delete=_COORDINATES,
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
