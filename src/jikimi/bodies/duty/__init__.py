"""Duty: posts that must be manned together, fair rotas, swaps, hand-over notes, calendars."""
