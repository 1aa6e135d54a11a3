"""Withheld: what stands behind the hidden numbers of a publication, for analysts alone."""

from __future__ import annotations

from django.db import models

from jikimi.insights.models.publication import Publication
from jikimi.insights.wall import AnalystPolicy


class Withheld(models.Model):
    """The hidden counts of one publication, so that later ones do not give them away.

    counts: for each hidden line [line, how many or None, of how many or None].  own: which hidden
    numbers are themselves small; the others are hidden to protect them.
    """

    publication = models.OneToOneField(
        Publication, on_delete=models.PROTECT, primary_key=True, related_name="withheld"
    )
    counts = models.JSONField(default=list)
    own = models.IntegerField(default=0)

    class Meta:
        constraints = [AnalystPolicy(name="insights_withheld_rows", read_when="false")]

    def __str__(self) -> str:
        return str(self.pk)
