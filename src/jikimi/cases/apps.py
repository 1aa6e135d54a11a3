"""The cases room as a Django application."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The cases room."""

    name = "jikimi.cases"
    label = "cases"
