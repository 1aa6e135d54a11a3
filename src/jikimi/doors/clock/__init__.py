"""The clock door."""
