"""Person: one human being as the agencies of a case know them."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models.functions import Reverse

from jikimi.access.agency import Agency
from jikimi.access.policy import AclPolicy


class Person(models.Model):
    """A person's identity, seen by whoever may see one of the parties it is, or recorded it.

    name_keys: what the name is found by (names.py), searched together with the acl in one index
    (sql/search_index.sql); phone: digits only, searched from its end.
    There is no column for an identity number (SR-13).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=80, blank=True)
    name_keys = ArrayField(models.CharField(max_length=84), default=list)
    born_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=10, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=20, blank=True)
    needs = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [AclPolicy(name="cases_person_rows", keeper="cases_keep_person_acl()")]
        indexes = [
            models.Index(fields=["born_on"], name="cases_person_born"),
            models.Index(
                OpClass("name", name="varchar_pattern_ops"),
                name="cases_person_name",
                condition=~models.Q(name=""),
            ),
            models.Index(
                OpClass(Reverse("phone"), name="text_pattern_ops"),
                name="cases_person_phone",
                condition=~models.Q(phone=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
