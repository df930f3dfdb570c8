"""HTTP calls from a process of its own, made beforehand and barely read, so that the caller is not what is measured.

`rush` makes so many as fast as they are answered; `pace` begins so many a second, until `rest`."""

import asyncio
import threading
import time
from collections import Counter, deque
from itertools import cycle
from typing import Any, Self

import uvloop

from tests.bench.child import Child, ignore_interrupt, serve
from tests.bench.failure import BenchFailed

AT_ONCE = 16
LAST_WITHIN = 20.0


class Load:
    """`calls` are whole requests by name, each list begun anew where it ends; from entering to leaving."""

    def __init__(self, address: str, calls: dict[str, list[bytes]]) -> None:
        self._address, self._calls = address, calls

    def __enter__(self) -> Self:
        self._child = Child("load", work, self._address, self._calls)
        return self

    def __exit__(self, *_: object) -> None:
        self._child.stop()

    def rush(self, name: str, count: int, expected: int) -> float:
        """Calls answered a second."""
        taken, answers = self._child.ask(("rush", name, count))
        _require(answers, expected)
        return float(count / taken)

    def pace(self, name: str, rate: float) -> None:
        self._child.ask(("pace", name, rate))

    def rest(self, expected: int) -> float:
        """Ends the pace; answers how many calls a second were answered while it lasted."""
        taken, answers = self._child.ask(("rest", "", 0))
        _require(answers, expected)
        return float(sum(answers.values()) / taken)


def work(connection: Any, address: str, calls: dict[str, list[bytes]]) -> None:
    """In the child."""
    ignore_interrupt()
    loop = uvloop.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    caller = _Caller(address, calls)

    def answer(question: tuple[str, str, Any]) -> Any:
        what, *arguments = question
        return asyncio.run_coroutine_threadsafe(getattr(caller, what)(*arguments), loop).result()

    serve(connection, answer)


class _Caller:
    def __init__(self, address: str, calls: dict[str, list[bytes]]) -> None:
        host, _, port = address.rpartition(":")
        self._to = host, int(port)
        self._calls = {name: cycle(given) for name, given in calls.items()}

    async def rush(self, name: str, count: int) -> tuple[float, Counter[int]]:
        lines = [await self._line() for _ in range(AT_ONCE)]
        answers, left = Counter[int](), iter(range(count))

        async def run(line: "_Line") -> None:
            for _ in left:
                answers[await line.ask(next(self._calls[name]))] += 1

        began = time.perf_counter()
        await asyncio.gather(*map(run, lines))
        taken = time.perf_counter() - began
        for line in lines:
            line.close()
        return taken, answers

    async def pace(self, name: str, rate: float) -> None:
        self._paced = asyncio.ensure_future(self._keep_pace(name, rate))

    async def rest(self, *_: object) -> tuple[float, Counter[int]]:
        self._over.set()
        return await self._paced

    async def _keep_pace(self, name: str, rate: float) -> tuple[float, Counter[int]]:
        free = deque([await self._line() for _ in range(AT_ONCE)])
        answers, asking, began = Counter[int](), set[asyncio.Task[None]](), time.perf_counter()
        self._over = asyncio.Event()

        async def call(line: "_Line") -> None:
            answers[await line.ask(next(self._calls[name]))] += 1
            free.append(line)

        begun = 0
        while not self._over.is_set():
            while free and begun < (time.perf_counter() - began) * rate:
                asking.add(task := asyncio.create_task(call(free.popleft())))
                task.add_done_callback(asking.discard)
                begun += 1
            await asyncio.sleep(1 / rate)
        if asking:
            await asyncio.wait(asking, timeout=LAST_WITHIN)
        taken = time.perf_counter() - began
        for line in free:
            line.close()
        return taken, answers

    async def _line(self) -> "_Line":
        _, line = await asyncio.get_running_loop().create_connection(_Line, *self._to)
        return line


class _Line(asyncio.Protocol):
    """One connection, one call at a time."""

    def connection_made(self, transport: Any) -> None:
        self._transport, self._heard = transport, b""

    def ask(self, call: bytes) -> "asyncio.Future[int]":
        """The status of its answer; 0 when the connection ends instead."""
        self._answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._transport.write(call)
        return self._answer

    def close(self) -> None:
        self._transport.close()

    def data_received(self, data: bytes) -> None:
        self._heard += data
        head, found, body = self._heard.partition(b"\r\n\r\n")
        if not found:
            return
        _, said, length = head.lower().partition(b"content-length: ")
        if said and len(body) < int(length.partition(b"\r\n")[0]):
            return
        self._heard = b""
        self._answer.set_result(int(head[9:12]))

    def connection_lost(self, error: Exception | None) -> None:
        if hasattr(self, "_answer") and not self._answer.done():
            self._answer.set_result(0)


def _require(answers: Counter[int], expected: int) -> None:
    if set(answers) != {expected}:
        raise BenchFailed(f"Expected {expected} to each call; the answers were {dict(answers)}.")
