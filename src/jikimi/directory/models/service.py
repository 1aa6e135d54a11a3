"""What help is offered: services and what belongs to them (HSDS 3.2.3 and the Korean profile)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from jikimi.directory.models.row import Row, figure, link, words


class Service(Row):
    """A service somebody can ask for.

    The Korean profile adds: is_crisis (a hotline for now), is_24_hours, needs (codes of needs.csv),
    for_sex (female, male or empty for any), for_disability and for_foreigners (yes when meant for
    them, empty when not said), takes_children (yes, no, or empty when not said), districts (area
    codes or names of districts served, empty when not said).
    """

    version = models.IntegerField(default=0)
    organization = link("Organization", "services")
    program = link("Program", "services")
    name = words()
    alternate_name = words()
    description = words()
    url = words()
    email = words()
    status = models.TextField(default="active")
    interpretation_services = words()
    application_process = words()
    fees_description = words()
    wait_time = words()
    fees = words()
    accreditations = words()
    eligibility_description = words()
    minimum_age = figure()
    maximum_age = figure()
    assured_date = words()
    assurer_email = words()
    licenses = words()
    alert = words()
    last_modified = words()
    is_crisis = models.BooleanField(default=False)
    is_24_hours = models.BooleanField(default=False)
    needs = ArrayField(models.TextField(), default=list, blank=True)
    for_sex = words()
    for_disability = words()
    for_foreigners = words()
    takes_children = words()
    districts = ArrayField(models.TextField(), default=list, blank=True)

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["modified_at", "id"], name="directory_service_mod")]


class ServiceAtLocation(Row):
    """A service where it is given."""

    service = link("Service", "service_at_locations")
    location = link("Location", "service_at_locations")
    description = words()

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["modified_at", "id"], name="directory_sal_mod")]


class ServiceArea(Row):
    """Where people may live who are served."""

    service = link("Service", "service_areas")
    service_at_location = link("ServiceAtLocation", "service_areas")
    name = words()
    description = words()
    extent = words()
    extent_type = words()
    uri = words()


class CostOption(Row):
    """What it costs."""

    service = link("Service", "cost_options")
    valid_from = words()
    valid_to = words()
    option = words()
    currency = words()
    amount = figure()
    amount_description = words()


class RequiredDocument(Row):
    """A paper one must bring."""

    service = link("Service", "required_documents")
    document = words()
    uri = words()


class Unit(Row):
    """What is counted: beds, places, interviews."""

    name = words()
    scheme = words()
    identifier = words()
    uri = words()


class ServiceCapacity(Row):
    """How many are free now."""

    service = link("Service", "capacities")
    unit = link("Unit", "capacities")
    available = figure()
    maximum = figure()
    description = words()
    updated = words()
