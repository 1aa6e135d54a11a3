"""The control room over pages."""
