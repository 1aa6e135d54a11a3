"""The directory as other systems read it: rows become JSON objects and a tabular package (HSDS)."""
