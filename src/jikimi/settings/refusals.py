"""What stops Jikimi from starting, told so that the person on duty can act on it."""


class CannotStart(SystemExit):
    """Something on this machine must change first; the message says what.

    Unless caught it ends the program with its message as the one line, exit code 1.
    """
