"""What ends a benchmark early: something did not work. A missed target is no failure."""


class BenchFailed(Exception):
    """The message says what did not work."""
