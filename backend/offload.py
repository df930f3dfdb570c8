"""Work that keeps a core busy for long, without holding up everything else of its process."""

import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def offload(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `work` answers. Under gevent it runs in a thread of the system's: one greenlet must not stop a thousand.

    It may not use locks or connections of the rest: those belong to greenlets."""
    if "gevent.monkey" in sys.modules:
        from gevent import get_hub, monkey
        from gevent.util import wrap_errors

        if monkey.is_module_patched("threading"):
            # What is raised over there gevent prints itself, and a wrong password would fill the log.
            answer: T | Exception = get_hub().threadpool.apply(wrap_errors(Exception, work), args, kwargs)
            if isinstance(answer, Exception):
                raise answer
            return answer
    return work(*args, **kwargs)
