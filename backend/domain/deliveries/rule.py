"""The numbers of the contract's rules 1 (order) and 3 (stop), once: for whoever enlists, sends, writes and proves."""

from math import ceil

SMALLEST_WINDOW, LARGEST_WINDOW = 32, 1024
BUDGET = 2.0
"""Seconds a wave spends in all waiting across push services; after that it waits within each one only."""
FRESH = 0.8
"""Seconds after the database was seen within which an alert or update may begin: its action may have ended since."""


def window(size: int) -> int:
    """W of a wave of this size: 5 % rounded up, at least 32, at most 1,024 places."""
    return min(LARGEST_WINDOW, max(SMALLEST_WINDOW, ceil(size * 0.05)))
