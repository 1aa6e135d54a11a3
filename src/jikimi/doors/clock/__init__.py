"""The clock's door: what happens by itself. Every task is short, repeatable, and calls one rule."""
