"""The insights room: did it work, and where next."""
