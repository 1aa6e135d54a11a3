"""Where help is given (HSDS 3.2.3 and the Korean profile)."""

from __future__ import annotations

from django.db import models

from jikimi.directory.models.row import Row, figure, link, words


class Location(Row):
    """A place. is_confidential: the public may know its name and its front-gate contact only.

    The Korean profile adds: is_confidential, district (시·군·구), dong, wheelchair (yes, no, empty
    when not said). The database refuses a confidential place whose whereabouts are public.
    """

    version = models.IntegerField(default=0)
    location_type = models.TextField(default="physical")
    url = words()
    organization = link("Organization", "locations")
    name = words()
    alternate_name = words()
    description = words()
    transportation = words()
    latitude = figure()
    longitude = figure()
    external_identifier = words()
    external_identifier_type = words()
    is_confidential = models.BooleanField(default=False)
    district = words()
    dong = words()
    wheelchair = words()


class Address(Row):
    """An address in the parts the standard knows; Korean lists often have no postal code."""

    location = link("Location", "addresses")
    attention = words()
    address_1 = words()
    address_2 = words()
    city = words()
    region = words()
    state_province = words()
    postal_code = words()
    country = words()
    address_type = models.TextField(default="physical")


class Accessibility(Row):
    """How people with a disability get in and about."""

    location = link("Location", "accessibility")
    description = words()
    details = words()
    url = words()
