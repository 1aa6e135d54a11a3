"""Write what other systems are told about our interfaces to docs: `make openapi`.

openapi.json is the staff API, hsds-profile.json the profile of the public directory's.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import django

django.setup()

from jikimi.directory.exchange.writing.profile import profile  # noqa: E402 - Django is set up first
from jikimi.doors.api.v1 import api  # noqa: E402 - Django is set up first

DOCS = Path(__file__).resolve().parent.parent / "docs"


def main() -> None:
    """Write them, sorted, so that a change shows as a change."""
    _write("openapi.json", api.get_openapi_schema(path_prefix="/api/v1/"))
    _write("hsds-profile.json", profile())


def _write(name: str, told: Any) -> None:
    text = json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False)
    (DOCS / name).write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
