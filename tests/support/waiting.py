"""Waiting for what another process does: a condition is asked for again and again, until a deadline."""

import time
from collections.abc import Callable
from threading import Event
from typing import TypeVar

T = TypeVar("T")
EVERY = 0.05


def until(condition: Callable[[], T | None], seconds: float = 45.0) -> T:
    """The first answer that counts as true. Raises TimeoutError with the last one, once `seconds` are over."""
    deadline = time.monotonic() + seconds
    pause = Event()
    while True:
        if answer := condition():
            return answer
        if time.monotonic() > deadline:
            raise TimeoutError(f"Not within {seconds:g} s; at last it was {answer!r}.")
        pause.wait(EVERY)
