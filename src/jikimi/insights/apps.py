"""The insights room as a Django application."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """The insights room."""

    name = "jikimi.insights"
    label = "insights"
