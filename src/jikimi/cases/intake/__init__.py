"""Reading report exports: from a file as it comes to rows the database can copy in.

Pure: no Django, no database.  The order of use:

    with open_table(path) as table:
        cleaner = Cleaner(recognise(table.headers), lists)
        for batch in table.batches(5_000):
            result = cleaner.clean_batch(batch)     # result.copy, result.rejected

`ahead` reads and cleans the next batch while the database works on this one.
"""

from jikimi.cases.intake.ahead import ahead
from jikimi.cases.intake.columns import FIELDS, Columns, known_fields, recognise
from jikimi.cases.intake.lists import KindName, Lists
from jikimi.cases.intake.reasons import TableError, reason_text
from jikimi.cases.intake.rejects import RejectsFile
from jikimi.cases.intake.results import (
    COPY_COLUMNS,
    COPY_OPTIONS,
    Cleaned,
    CleanedBatch,
    Problem,
    Rejected,
)
from jikimi.cases.intake.rows import Cleaner
from jikimi.cases.intake.tables import Table, open_table

__all__ = [
    "COPY_COLUMNS",
    "COPY_OPTIONS",
    "FIELDS",
    "Cleaned",
    "CleanedBatch",
    "Cleaner",
    "Columns",
    "KindName",
    "Lists",
    "Problem",
    "Rejected",
    "RejectsFile",
    "Table",
    "TableError",
    "ahead",
    "known_fields",
    "open_table",
    "reason_text",
    "recognise",
]
