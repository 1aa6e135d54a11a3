"""The places room as a Django application."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """The places room."""

    name = "jikimi.places"
    label = "places"
