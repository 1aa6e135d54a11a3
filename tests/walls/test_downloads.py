"""Who adds a file to be downloaded either locks it or says here why it may leave open (SR-17)."""

from __future__ import annotations

import re
from pathlib import Path

import jikimi.doors.staff

# Door → why its file holds no person and no case; the last two are locked before they are sent.
OPEN = {
    "bringing.py": "refused rows of public directories and lists of sites",
    "bodies/attending.py": "the invitation: when and where, no item",
    "bodies/council_packs.py": "figures with small numbers hidden",
    "bodies/recruiting.py": "agencies that may be won",
    "directory/editions.py": "the public booklet",
    "directory/freshness.py": "entries of the public directory",
    "places/proposals.py": "places where something may be put, no person",
    "places/hotspots.py": "cells of a grid, no incident by itself",
    "cases/importing.py": "a locked copy, sent from the disk",
    "downloads.py": "what the rules hand out",
}
_FILE = re.compile(r"Content-Disposition|as_attachment")


def test_every_file_of_the_staff_is_locked_or_known_to_hold_nobody() -> None:
    home = Path(next(iter(jikimi.doors.staff.__path__)))
    found = {
        str(path.relative_to(home))
        for path in home.rglob("*.py")
        if _FILE.search(path.read_text(encoding="utf-8"))
    }
    assert found == set(OPEN)
