"""What was kept for the person as one file that she takes away: it opens and prints anywhere."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from jikimi.access.locking import TakenFile, check_password, locked
from jikimi.escorts import journeys
from jikimi.escorts.rides import ride_kept


def evidence_file(journey_key: bytes, *, password: str) -> dict[str, str] | None:
    """{name, content in base64, sha256 of what is inside}, or None when nothing was kept.

    With a password it is a locked ZIP; its name tells nothing either way.  Raises NotValid.
    """
    if password:
        check_password(password)
    kept = journeys.evidence(journey_key)
    if kept is None:
        return None
    page = render_to_string("walk/evidence.html", _context(journey_key, kept)).encode()
    plain = TakenFile(f"{timezone.localdate().isoformat()}.html", page)
    file = locked(plain, password) if password else plain
    return {
        "name": file.name,
        "content": base64.b64encode(file.content).decode(),
        "sha256": hashlib.sha256(page).hexdigest(),
    }


def _context(journey_key: bytes, kept: dict[str, Any]) -> dict[str, Any]:
    fixes = [
        {**fix, "sent_at": _instant(fix["sent_at"]), "received_at": _instant(fix["received_at"])}
        for fix in kept["fixes"]
    ]
    recorded = journeys.kept_recordings(journey_key)
    return {
        "begun_at": _instant(kept["begun_at"]),
        "ended_at": _instant(kept["ended_at"]),
        "made_at": timezone.now(),
        "fixes": fixes,
        "ride": ride_kept(journey_key),
        "photo": recorded.get("photo"),
        "sound": recorded.get("sound"),
    }


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
