"""Agency: a party that signed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language

from jikimi.access.policy import OpenPolicy


class Agency(models.Model):
    """A party that signed: police, municipality, hospital, shelter … Public facts only.

    kind is a code of access/data/agency_kinds.csv.
    """

    key = models.SlugField(unique=True)
    name_ko = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    district = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    joined_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name_ko"]
        constraints = [OpenPolicy(name="access_agency_open")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The agency's name in the reader's language."""
        return name_in_words(self.name_ko, self.name_en)


def name_in_words(ko: str, en: str) -> str:
    """Of two names the one in the reader's language."""
    return en if (get_language() or "ko").startswith("en") else ko
