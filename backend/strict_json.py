"""JSON as the contract takes it: one value, in UTF-8, without anything that readers disagree about."""

import json
import math
from typing import Any


def parse(raw: bytes) -> Any:
    """The value. Raises ValueError with a reason: not JSON, NaN, a key twice, half a character, too deep."""
    try:
        value = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_object, parse_constant=_constant, parse_float=_number
        )
        if b"\\u" in raw:
            canonical(value).encode("utf-8")
    except UnicodeDecodeError:
        raise ValueError("The body is not UTF-8.") from None
    except UnicodeEncodeError:
        raise ValueError("The body holds half a character.") from None
    except RecursionError:
        raise ValueError("The body is nested too deep.") from None
    except json.JSONDecodeError:
        raise ValueError("The body is not JSON.") from None
    return value


def canonical(value: Any) -> str:
    """One text for all spellings of the same value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("The body holds a key twice.")
    return found


def _constant(name: str) -> Any:
    raise ValueError(f"The body holds {name}, which is not JSON.")


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("The body holds a number that is too large.")
    return number
