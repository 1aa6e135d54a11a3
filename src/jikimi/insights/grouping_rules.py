"""How what a row is told by becomes coarser: ladders of extract_fields.csv, and in which order."""

from __future__ import annotations

from jikimi.access.codes import code_rows
from jikimi.insights.grouping import Coarser, anything, half, province, quarter, year

_STEPS: dict[str, Coarser] = {
    "quarter": quarter,
    "half": half,
    "year": year,
    "province": province,
    "any": anything,
}
LADDERS: dict[str, list[Coarser]] = {
    row.code: [_STEPS[step] for step in row.more["ladder"].split()]
    for row in code_rows("insights", "extract_fields")
}
# Time gives way first, then where, and what kind it was last.
ORDER = (
    *("month", "month", "nominator", "area", "month"),
    *("area", "kind", "month"),
)
