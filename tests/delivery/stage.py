"""What the tests of delivery share: push services that keep when they answered, and waiting for a condition."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import inf
from typing import Any, TypeVar

from sqlalchemy import func, select

from backend import clock
from backend.delivery.outbox.rows import Wave
from backend.models import Delivery, Notice, Stream
from backend.models.delivery import WAITING
from tests.support.push_service import Answer, Arrival, Odd, Response
from tests.support.town import Town
from tests.support.wires import WEB_PUSH, Wire

CREATED = Response()
T = TypeVar("T")
NAP = 0.02
"""How long `until` waits before it looks again."""
Behave = Callable[[Arrival], Answer]


class Service:
    """A push service that answers as `behave` says and notes when, just before each answer leaves."""

    def __init__(
        self,
        behave: Behave = lambda _: CREATED,
        on_arrival: Callable[[Arrival], None] = lambda _: None,
        wire: Wire = WEB_PUSH,
    ) -> None:
        self.behave = behave
        self._answered: dict[int, float] = {}
        self._accepted: set[int] = set()
        self.thread = wire.service(respond=self._respond, on_arrival=on_arrival)

    @property
    def origin(self) -> str:
        return self.thread.origin

    @property
    def arrivals(self) -> list[Arrival]:
        return self.thread.arrivals

    @property
    def refusals(self) -> list[Any]:
        """Why it took no notice of what was not its protocol."""
        return self.thread.service.refusals

    def end(self) -> None:
        """Stops it. Raises AssertionError where somebody broke its protocol."""
        self.thread.stop()
        assert not self.refusals, self.refusals

    def wait_for(
        self, count: int, timeout: float = 15.0, that: Callable[[Arrival], bool] = lambda _: True
    ) -> list[Arrival]:
        """The arrivals that satisfy `that`, once there are `count`. Raises TimeoutError."""
        return self.thread.wait_for(count, timeout, that)

    def ended(self, arrival: Arrival) -> float:
        """When it was answered, in monotonic seconds; infinity while it was not."""
        return self._answered.get(arrival.number, inf)

    def accepted(self, arrival: Arrival) -> bool:
        """Whether it was answered with 201, or was about to be."""
        return arrival.number in self._accepted

    @contextmanager
    def unreachable(self) -> Iterator[None]:
        """Every connection breaks, and whoever connects meanwhile is refused."""
        self.thread.close()
        yield
        self.thread.reopen()

    def forget(self) -> None:
        """Everything that arrived so far; while nobody sends."""
        self.thread.service.arrivals.clear()
        self._answered.clear()
        self._accepted.clear()

    def _respond(self, arrival: Arrival) -> Answer | Awaitable[Answer]:
        answer = self.behave(arrival)
        if isinstance(answer, Response) and answer.delay:
            return self._later(arrival, answer)
        if answer is not Odd.NEVER:
            self._note(arrival, answer)
        return answer

    async def _later(self, arrival: Arrival, answer: Response) -> Answer:
        await asyncio.sleep(answer.delay)
        self._note(arrival, answer)
        return replace(answer, delay=0)

    def _note(self, arrival: Arrival, answer: Answer) -> None:
        self._answered[arrival.number] = time.monotonic()
        if isinstance(answer, Response) and answer.status == 201:
            self._accepted.add(arrival.number)


class Settable:
    """A clock that can be set: off by so much."""

    def __init__(self) -> None:
        self.off = timedelta()

    def __call__(self) -> datetime:
        return clock.now() + self.off


@dataclass(frozen=True)
class Place:
    """A town, its push services, and the phones in it."""

    town: Town
    services: list[Service]
    tokens: list[str]

    def arrived(self, count: int) -> None:
        """Waits until the push services got so many messages."""
        until(
            lambda: sum(len(one.arrivals) for one in self.services) >= count,
            f"{count} messages arrived",
            30.0,
        )


def a_wave(lines: dict[int, int], **changes: Any) -> Wave:
    """An alert with W = 32 that just began, as a worker has it; `lines` has the first place of each push service."""
    now = clock.now()
    wave = Wave(
        id=1,
        notice_id="notice",
        action_id="action",
        kind="alert",
        ordered=True,
        size=100,
        width=32,
        waited=0.0,
        spread_seconds=0,
        started_at=now,
        payloads={"nl": "{}", "en": "{}"},
        expires_at=now + timedelta(hours=2),
        lines=lines,
    )
    return replace(wave, **changes)


def healthy(_: Arrival) -> Response:
    return CREATED


def slow(_: Arrival) -> Response:
    return Response(delay=0.02)


def overloaded(_: Arrival) -> Response:
    return Response(503)


def at_once(scene: Callable[..., T], *arguments: Iterable[Any], together: int | None = None) -> list[T]:
    """Plays a scene in several places side by side, as most of it is waiting; so many `together`, where they work."""
    with ThreadPoolExecutor(together) as pool:
        return list(pool.map(scene, *arguments))


def until(condition: Callable[[], bool], what: str, timeout: float = 15.0) -> None:
    """Returns once the condition holds. Raises TimeoutError, saying what was waited for."""
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"Not in {timeout:g} s: {what}.")
        time.sleep(NAP)


def tried(town: Town) -> None:
    """Waits until every place there is had its first attempt, or was passed over."""

    def none_left() -> bool:
        with town.db.read() as session:
            query = select(func.count()).select_from(Delivery).where(Delivery.result == WAITING)
            return session.scalar(query) == 0

    until(none_left, "every place had its turn", 30.0)


def leased(town: Town, notice: str) -> bool:
    """Whether the worker has taken places of a message of this kind."""
    with town.db.read() as session:
        query = (
            select(Stream.wave_id)
            .join(Delivery, Delivery.wave_id == Stream.wave_id)
            .join(Notice, Notice.id == Delivery.notice_id)
            .where(Notice.kind == notice, Stream.next_seq > 0)
        )
        return session.scalar(query.limit(1)) is not None


def messages(services: Sequence[Service], *, accepted: bool = False) -> list[Arrival]:
    """Everything that arrived, or only what was taken, in order."""
    found = [
        arrival
        for service in services
        for arrival in service.arrivals
        if not accepted or service.accepted(arrival)
    ]
    return sorted(found, key=lambda arrival: arrival.monotonic)


def quiet(services: Sequence[Service], seconds: float = 0.5) -> bool:
    """Whether nothing has arrived for a while, and nothing that did is without an answer."""
    unanswered = any(one.ended(arrival) == inf for one in services for arrival in one.arrivals)
    return not unanswered and messages(services)[-1].monotonic + seconds < time.monotonic()


def by_kind(town: Town, arrivals: Sequence[Arrival]) -> dict[str, list[Arrival]]:
    """What the phones read: alerts, updates and outcomes apart, in the order given."""
    found: dict[str, list[Arrival]] = {"alert": [], "update": [], "outcome": []}
    for arrival in arrivals:
        found[kind(town, arrival)].append(arrival)
    return found


def kind(town: Town, arrival: Arrival) -> str:
    """alert, update, outcome, …: what the phone reads."""
    message = town.phones[arrival.token][1].decrypt(arrival.body)
    found: str = message["notification"]["data"]["kind"]
    return found
