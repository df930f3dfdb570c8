"""Another peer of the worker: `web-push` of Node, on connections that are kept. Called by `make bench`."""

import json
import select
import shutil
import subprocess
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from backend.settings.environment import vapid_public_key
from tests.bench.child import ANSWERS_WITHIN, ENDS_WITHIN
from tests.bench.failure import BenchFailed
from tests.bench.report import Row, ratio
from tests.bench.sending import Ours, Peer
from tests.bench.setting import Setting
from tests.bench.sink import require_once_each
from tests.bench.working import Working

PROGRAM = Path(__file__).parent / "webpush" / "send.js"
FASTER = 4
AT_ONCE = 64
"""It is hardly faster than one after the other, and no faster with more: its one thread is the limit."""


def require() -> None:
    """Raises BenchFailed when a program is missing."""
    if shutil.which("node") is None:
        raise BenchFailed("Node is missing (20.19 or newer).")
    if not (PROGRAM.parent / "node_modules" / "web-push").exists():
        raise BenchFailed("web-push is missing; `make bench` installs it.")


def measure(setting: Setting) -> None:
    """Both send the same message to different phones, each with its own keys, at the same push service."""
    node, single, ours, count = Peer(), Peer(), Ours(), setting.many(3_000, 300)
    with ExitStack() as part:
        grounds = setting.grounds(part, "peers", inside=setting.many(10_000, 1_000))
        working = part.enter_context(Working(grounds, setting.sink))
        settings = grounds.town.settings
        given = {
            "subscriptions": grounds.subscriptions(count),
            "payload": working.play().payload,
            "vapidDetails": {
                "subject": settings.vapid_subject,
                "publicKey": vapid_public_key(settings),
                "privateKey": settings.vapid_private_key,
            },
            "ca": Path(setting.sink.ca_file).read_text(),
        }
        working.clear()
        peer = part.enter_context(_Node(given))
        peer.send(min(count, 300), AT_ONCE)
        for number in range(1, setting.rounds + 1):
            setting.sink.mark()
            node.note(count, *peer.send(count, AT_ONCE))
            require_once_each(setting.sink.await_arrivals(count, 5), "HTTP/1.1", count)
            single.note(count // 3, *peer.send(count // 3, 1))
            ours.keep(working.play())
            working.clear()
            setting.say(
                f"peers, round {number}/{setting.rounds}: web-push {node.rates[-1]:,.0f}/s {node.costs[-1]:,.0f} µs"
                f" · worker {ours.rates[-1]:,.0f}/s {ours.costs[-1]:,.0f} µs"
            )
    setting.report.rows += [
        Row(f"Node's `web-push`, connections kept, {AT_ONCE} messages at a time", node.rates, " /s"),
        Row("… CPU a message", node.costs, " µs"),
        Row("… one message after the other", single.rates, " /s"),
        Row("one worker beside it", ours.rates, " /s"),
        ratio("worker ÷ Node's `web-push`, rate", ours.rates, node.rates, " ×", at_least=FASTER),
        ratio("worker ÷ Node's `web-push`, CPU a message", ours.costs, node.costs, " ×"),
    ]


class _Node:
    """Its process, from entering to leaving."""

    def __init__(self, given: dict[str, Any]) -> None:
        self._given = given

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            ["node", str(PROGRAM)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )
        try:
            self._ask(self._given)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def send(self, count: int, at_once: int) -> tuple[float, float]:
        """How long it took to send as many, so many at a time, and the CPU time of it, in seconds."""
        taken, cpu = self._ask((count, at_once))
        return taken, cpu

    def _ask(self, what: object) -> Any:
        asking, answering = self._process.stdin, self._process.stdout
        assert asking is not None
        assert answering is not None
        asking.write(json.dumps(what).encode() + b"\n")
        asking.flush()
        if not select.select([answering], [], [], ANSWERS_WITHIN)[0]:
            raise BenchFailed(f"web-push did not answer in {ANSWERS_WITHIN:g} s.")
        line = answering.readline()
        if not line:
            raise BenchFailed("web-push ended before it answered.")
        return json.loads(line)
