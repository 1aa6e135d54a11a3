"""Shelters: where they stand is secret, so none is ever a site. Told by what they are called. Pure.

Only words are looked at: comparing places with secret addresses would tell by its refusals.
Checked: tests/rules/test_maps.py
"""

from __future__ import annotations

import re

_SHELTER = re.compile(
    r"(가정\s?폭력|성\s?폭력|성매매|학대|피해|이주\s?여성|여성|미혼모|위기)\S{0,6}\s?\S{0,4}\s?"
    r"(쉼터|보호\s?시설|보호소|지원\s?시설)|women'?s\s(shelter|refuge)",
    re.IGNORECASE,
)


def is_shelter(*said: str) -> bool:
    """Whether a name or an address speaks of a shelter for people in danger.

    A rest area (쉼터 in a park, at a bus stop, from the heat) is none.
    """
    return any(_SHELTER.search(text) for text in said)
