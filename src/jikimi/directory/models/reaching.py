"""How to reach help and when: contacts, phones, languages, schedules (HSDS 3.2.3).

One row may hang on several others at once and is shown under each.
"""

from __future__ import annotations

from django.db import models

from jikimi.directory.models.row import Row, figure, link, words


class Contact(Row):
    """A person or desk to ask for."""

    organization = link("Organization", "contacts")
    service = link("Service", "contacts")
    service_at_location = link("ServiceAtLocation", "contacts")
    location = link("Location", "contacts")
    name = words()
    title = words()
    department = words()
    email = words()


class Phone(Row):
    """A number to call."""

    location = link("Location", "phones")
    service = link("Service", "phones")
    organization = link("Organization", "phones")
    contact = link("Contact", "phones")
    service_at_location = link("ServiceAtLocation", "phones")
    number = words()
    extension = figure()
    type = words()
    description = words()


class Language(Row):
    """A language spoken."""

    service = link("Service", "languages")
    location = link("Location", "languages")
    phone = link("Phone", "languages")
    name = words()
    code = words()
    note = words()


class Schedule(Row):
    """When it is open, after RFC 5545: freq, interval, byday …; opens_at and closes_at as given."""

    service = link("Service", "schedules")
    location = link("Location", "schedules")
    service_at_location = link("ServiceAtLocation", "schedules")
    valid_from = words()
    valid_to = words()
    dtstart = words()
    timezone = figure()
    until = words()
    count = models.IntegerField(null=True, blank=True)
    wkst = words()
    freq = words()
    interval = models.IntegerField(null=True, blank=True)
    byday = words()
    byweekno = words()
    bymonthday = words()
    byyearday = words()
    description = words()
    opens_at = words()
    closes_at = words()
    schedule_link = words()
    attending_type = words()
    notes = words()
