"""Benchmarks: what a page, a search and an import cost at 10,000 and at 1,000,000 cases."""
