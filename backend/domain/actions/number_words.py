"""Reads numbers that are spelled one after the other, in Dutch or English. Used to find telephone numbers in text."""

import re
from functools import cache

# Fewer in a row are just words: "een van de twee".
FEWEST = 3
_ONES = ("een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
_TEENS = (
    *("tien", "elf", "twaalf", "dertien", "veertien"),
    *("vijftien", "zestien", "zeventien", "achttien", "negentien"),
)
_TENS = ("twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")
_ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TOKEN = re.compile(r"[^\W\d_]+|\d+")


def in_digits(text: str) -> str:
    """The text (without accents) with spelled numbers in digits: "bel nul zes twaalf 34" → "bel 061234"."""
    return _run().sub(_digits, text)


def _digits(run: re.Match[str]) -> str:
    tokens = _TOKEN.findall(run[0].lower())
    if sum(token in _values() for token in tokens) < FEWEST:
        return run[0]
    return "".join(_values().get(token, token) for token in tokens)


@cache
def _values() -> dict[str, str]:
    values = {word: str(number) for number, word in enumerate(_ENGLISH)} | {"nul": "0"}
    values |= {word: str(number) for number, word in enumerate((*_ONES, *_TEENS), 1)}
    for ten, word in enumerate(_TENS, 2):
        values[word] = f"{ten}0"
        # "drieendertig": accents are gone before this.
        values |= {f"{one}en{word}": f"{ten}{number}" for number, one in enumerate(_ONES, 1)}
    return values


@cache
def _run() -> re.Pattern[str]:
    number = rf"(?<![^\W_])(?:{'|'.join(_values())}|\d+)(?![^\W_])"
    return re.compile(rf"{number}(?:[\s.,/+-]*{number}){{{FEWEST - 1},}}", re.I)
