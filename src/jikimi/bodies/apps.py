"""The bodies room as a Django application."""

from django.apps import AppConfig


class BodiesConfig(AppConfig):
    """The bodies room."""

    name = "jikimi.bodies"
    label = "bodies"

    def ready(self) -> None:
        """Calendar entries go out with the notices of meetings."""
        from jikimi.bodies.invitations import enclose_invitations  # models must be ready first

        enclose_invitations()
