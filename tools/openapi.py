"""Write the description of the staff API to docs/openapi.json: `make openapi`."""

from __future__ import annotations

import json
from pathlib import Path

import django

django.setup()

from jikimi.doors.api.v1 import api  # noqa: E402 - Django is set up first

PATH = Path(__file__).resolve().parent.parent / "docs" / "openapi.json"


def main() -> None:
    """Write it, sorted, so that a change shows as a change."""
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    text = json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False)
    PATH.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
