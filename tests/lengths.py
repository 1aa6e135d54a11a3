"""Which files of tests take longest, so that a parallel run begins with them."""

from __future__ import annotations

import pytest

# In the order in which they begin.  `test_cli` has a database of its own and stands second: while
# one process runs the migrations for all, the other has work that does not wait for them.
LONGEST = (
    "walls/test_urls",
    "stack/test_cli",
    "pages/test_accessibility",
    "walls/test_acts",
    "journeys/test_council_in_chromium",
    "pages/test_directory_accessibility",
    "rules/test_stages_hold",
    "walls/test_leaks",
    "journeys/test_case_in_chromium",
    "journeys/test_public_in_chromium",
    "journeys/test_demo_town",
    "pages/test_directory_import_accessibility",
    "journeys/test_killed_while_typing",
    "pages/test_minutes",
    "pages/test_directory_edit",
    "rules/test_booklet",
    "rules/test_booklet_editions",
    "rules/test_importing_interrupted",
    "journeys/test_public_copy",
    "pages/test_hsds_others",
    "stack/test_messages",
    "walls/test_pack_matrix",
    "journeys/test_case_over_http",
    "rules/test_demo_duty",
)
_PLACES = {f"tests/{name}.py": place for place, name in enumerate(LONGEST)}


def place_in_line(item: pytest.Item) -> int:
    """Where a test stands; tests of one file, and files that are not long, keep their order."""
    return _PLACES.get(item.nodeid.partition("::")[0], len(_PLACES))
