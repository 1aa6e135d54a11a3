"""`python -m jikimi.doors.clock`: work off the queue and the calendar until told to stop."""

from __future__ import annotations

import os

import django


def main() -> None:
    """Run one worker."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jikimi.settings")
    django.setup()
    # The worker's application is made in a module of its own: one made in __main__ is warned of.
    from jikimi.doors.clock.worker import work_off

    work_off()


if __name__ == "__main__":
    main()
