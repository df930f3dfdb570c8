"""Counts as they are told before sending."""


def rounded(number: int) -> dict[str, int]:
    """A count as shown before sending: nobody can be told apart by moving an area a little."""
    if number == 0:
        return {"about": 0}
    if number < 10:
        return {"below": 10}
    step = 10 ** (len(str(number)) - (1 if number < 1000 else 2))
    return {"about": (number + step // 2) // step * step}
