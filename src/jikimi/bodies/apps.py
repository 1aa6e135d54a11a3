"""The bodies room as a Django application."""

from django.apps import AppConfig


class BodiesConfig(AppConfig):
    """The bodies room."""

    name = "jikimi.bodies"
    label = "bodies"
