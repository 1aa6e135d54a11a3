"""Anchors: the heads of the record's lanes, kept outside the database so that a rewrite shows."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from jikimi.access.record import lane_heads


def keep_anchor() -> Path:
    """Append the present heads of all lanes to the anchor file, one line of JSON."""
    path = Path(settings.JIKIMI_ANCHORS)
    path.parent.mkdir(parents=True, exist_ok=True)
    heads = {lane: list(head) for lane, head in lane_heads().items()}
    line = {"at": timezone.now().isoformat(), "heads": heads}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
    return path


def newest_anchor() -> dict[int, tuple[int, str]]:
    """The heads of the newest anchor by lane; empty when none was kept yet."""
    path = Path(settings.JIKIMI_ANCHORS)
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    heads = json.loads(lines[-1])["heads"] if lines else {}
    return {int(lane): (number, digest) for lane, (number, digest) in heads.items()}
