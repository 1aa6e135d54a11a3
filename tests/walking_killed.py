"""A server and a clock to be killed: a process that sends for phones and looks, till it ends.

python -m tests.walking_killed KEY KEY: base64 secrets of journeys; writes each number that was
acknowledged.
"""

from __future__ import annotations

import sys
from base64 import urlsafe_b64decode
from datetime import UTC, datetime

import django

django.setup()

from jikimi.doors.clock.watch import begin_watch
from jikimi.escorts.journeys import FixDraft, send


def main() -> None:
    """Send one position after the other, of both in turn."""
    begin_watch()
    keys = [urlsafe_b64decode(one) for one in sys.argv[1:]]
    for seq in range(10_000):
        for key in keys:
            assert send(key, [FixDraft(seq, datetime.now(UTC), 126.92, 37.48)])
        sys.stdout.write(f"{seq}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
