"""Jikimi: agencies of a region protect people at risk together."""
