"""Work that keeps a core busy for long, without holding up everything else of its process."""

import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def aside(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `work` answers. Under gevent it runs in a thread of the system's: one greenlet must not stop a thousand.

    It may not use locks or connections of the rest: those belong to greenlets."""
    if "gevent.monkey" in sys.modules:
        from gevent import get_hub, monkey

        if monkey.is_module_patched("threading"):
            answer: T = get_hub().threadpool.apply(work, args, kwargs)
            return answer
    return work(*args, **kwargs)
