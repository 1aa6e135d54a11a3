"""What stops Jikimi from starting, told so that the person on duty can act on it."""


class CannotStart(Exception):
    """Something on this machine must change first; the message says what."""
