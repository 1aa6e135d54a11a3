"""The access room as a Django application."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    """Installs the ticket key and the policies of third-party tables after each migration.

    From its start on, lists of keys are asked as one value.
    """

    name = "jikimi.access"
    label = "access"

    def ready(self) -> None:
        """Listen for the end of a migration."""
        from jikimi.access.lists import ask_lists_as_one_value

        ask_lists_as_one_value()
        post_migrate.connect(_harden, sender=self)


def _harden(**kwargs: Any) -> None:
    from jikimi.access.hardening import harden

    harden(using=kwargs["using"])
