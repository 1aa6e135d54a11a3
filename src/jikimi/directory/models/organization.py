"""Who helps: organisations and what belongs to them (HSDS 3.2.3)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.directory.models.row import Row, figure, link, words


class Organization(Row):
    """An organisation that helps. keeper: the agency of ours that keeps the entry, if any."""

    version = models.IntegerField(default=0)
    name = words()
    alternate_name = words()
    description = words()
    email = words()
    website = words()
    tax_status = words()
    tax_id = words()
    year_incorporated = figure()
    legal_status = words()
    logo = words()
    uri = words()
    parent_organization = link("self", "child_organizations", is_held_together=False)
    keeper = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    subject_kind: ClassVar[str] = "organization"

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["modified_at", "id"], name="directory_organization_mod")]

    def standings(self, actor: Actor) -> set[str]:
        """keeper: works at the agency that keeps the entry; unkept: nobody keeps it."""
        if self.keeper_id is None:
            return {"unkept"}
        return {"keeper"} if self.keeper_id == actor.agency_id else set()


class OrganizationIdentifier(Row):
    """A number under which an organisation is known elsewhere."""

    organization = link("Organization", "organization_identifiers")
    identifier_scheme = words()
    identifier_type = words()
    identifier = words()


class Program(Row):
    """A programme under which services are offered."""

    organization = link("Organization", "programs")
    name = words()
    alternate_name = words()
    description = words()


class Funding(Row):
    """Where money comes from."""

    organization = link("Organization", "funding")
    service = link("Service", "funding")
    source = words()


class Url(Row):
    """One more address in the web."""

    label = words()
    url = words()
    organization = link("Organization", "additional_websites")
    service = link("Service", "additional_urls")
