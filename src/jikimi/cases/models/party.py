"""Party: who a person is in a case; how they may be contacted; what is sealed about them."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from jikimi.access.policy import AclPolicy
from jikimi.cases.models.case import Case, OfCase
from jikimi.cases.models.person import Person
from jikimi.cases.wall import CaseWall

GROUP_OF_ROLE = {
    "victim": "victim",
    "perpetrator": "perpetrator",
    "child": "children",
    "household": "victim",
    "other": "victim",
}


class Party(OfCase, models.Model):
    """A person's role in a case. field_group follows from the role and decides who sees it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parties")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="parties")
    role = models.CharField(max_length=20, choices=[(r, r) for r in GROUP_OF_ROLE])
    field_group = models.CharField(max_length=20)
    relation = models.CharField(max_length=30, blank=True)
    wishes = models.TextField(blank=True)
    knows_of_case = models.BooleanField(null=True)
    lives_in_home = models.BooleanField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "person", "role"], name="cases_party_once"),
            CaseWall(name="cases_party_rows", group="*"),
        ]
        indexes = [models.Index(fields=["person"], name="cases_party_person")]

    def __str__(self) -> str:
        return str(self.pk)


class SafeContact(OfCase, models.Model):
    """One way to reach a party without harm: channel, number, hours, and what must not be said.

    weekdays: 1 Monday … 7 Sunday, empty for every day. is_safe False forbids the channel.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="safe_contacts")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="safe_contacts")
    channel = models.CharField(max_length=20)
    address = models.CharField(max_length=120, blank=True)
    is_safe = models.BooleanField(default=True)
    from_time = models.TimeField(null=True, blank=True)
    until_time = models.TimeField(null=True, blank=True)
    weekdays = ArrayField(models.SmallIntegerField(), default=list)
    may_leave_message = models.BooleanField(default=False)
    caution = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["channel", "from_time"]
        constraints = [CaseWall(name="cases_safecontact_rows", group="contact")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "safe_contact"


class SealedField(OfCase, models.Model):
    """A shelter, a new school, a new address: encrypted, and open only to the named members.

    readers: members who may open it while their agency may know how to reach the party.
    ended_at: it no longer holds and its content is destroyed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sealed_fields")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="sealed_fields")
    kind = models.CharField(max_length=30)
    sealed = models.BinaryField()
    readers = ArrayField(models.BigIntegerField())
    written_by_id = models.BigIntegerField()
    written_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [AclPolicy(name="cases_sealedfield_rows", keeper="cases_keep_sealed_acl()")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "sealed"
