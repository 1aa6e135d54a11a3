"""The escorts room as a Django application."""

from django.apps import AppConfig


class EscortsConfig(AppConfig):
    """The escorts room."""

    name = "jikimi.escorts"
    label = "escorts"
