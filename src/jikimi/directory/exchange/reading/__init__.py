"""Reading directories of others: from a path as it comes to rows in the words of HSDS 3.2.3.

Pure: no Django, no database.

    package = read_package(path, source="stop_or_kr")
    package.rows["phone"]            # id → Row(values, where, position)
    package.repairs, package.rejects

Reads HSDS JSON 3.x (objects, full objects, pages, lists, one per line), tabular packages 1.x to 3.x
(a file, a folder, a zip, with datapackage.json or without), Open Referral UK 1.0 and 3.0, Open
Eligibility, Ohana, and public lists with a line for each agency (CSV or XLSX).
"""

from jikimi.directory.exchange.reading.dangling import cut_dangling
from jikimi.directory.exchange.reading.errors import ReadError, reason_text, repair_text
from jikimi.directory.exchange.reading.package import Package, Reject, Repair, Row, Where
from jikimi.directory.exchange.reading.paths import read_package
from jikimi.directory.exchange.reading.refused import write_rejects

__all__ = [
    "Package",
    "ReadError",
    "Reject",
    "Repair",
    "Row",
    "Where",
    "cut_dangling",
    "read_package",
    "reason_text",
    "repair_text",
    "write_rejects",
]
