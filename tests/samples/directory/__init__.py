"""Small invented directories in every form that is read, and the real ones where they are."""

from __future__ import annotations

from pathlib import Path

SAMPLES = Path(__file__).parent
SHARED = Path(__file__).parents[4] / "shared" / "data"
