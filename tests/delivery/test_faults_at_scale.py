"""Faults in the middle of 20,000 alerts on PostgreSQL: nothing is lost, the order holds, few hear anything twice."""

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.test import TestResponse

from backend import create_app
from backend.db import Database
from backend.db.migrations import migrate
from backend.delivery import doorbell
from backend.delivery.push.webpush import WebPush
from backend.delivery.worker import worker
from backend.models import Delivery, PushSubscription, Sender
from tests.delivery.stage import CREATED, Place, Service, Settable, messages, quiet, until
from tests.support.order_rule import Attempt, attempts, broken_within, width
from tests.support.postgresql import Cluster
from tests.support.processes import Ear, Serving, token_of
from tests.support.push_service import Response
from tests.support.town import Town, town
from tests.support.worker_process import WorkerProcess

pytestmark = pytest.mark.timeout(300)
PEOPLE = 20_000
W = width(PEOPLE)
LISTENING = 20
"""People with the app open and no push service."""
DOWN = 20.0
"""Seconds for which a push service is unreachable."""
LONGEST = 120.0
"""Seconds a busy machine may take to hand everything over."""
ORIGINS = ("http://first.localhost", "http://second.localhost")
"""Of the town that is copied; in each copy real push services take their place."""


@dataclass
class Scene:
    """A copy of the town, and what is known of it once it is over."""

    place: Place
    cluster: Cluster
    ending: ExitStack
    action: str = ""
    people: int = PEOPLE
    judged: list[Service] = field(default_factory=list)
    """Push services at which every first attempt was bound to the order."""
    repeats: int = 0
    """How many messages may come again."""
    answer: TestResponse | None = None
    """What a caller was told meanwhile."""
    arrived: Counter[str] = field(default_factory=Counter)
    broken: list[Attempt] = field(default_factory=list)
    progress: dict[str, Any] = field(default_factory=dict)

    @property
    def town(self) -> Town:
        return self.place.town

    def starts(self) -> None:
        """The action, and waits until a third of its messages has arrived."""
        self.action = self.town.start()
        self.place.arrived(PEOPLE // 3)

    def handed_over(self) -> None:
        """Waits until everybody has the alert."""

        def lacking() -> int | None:
            with self.town.db.read() as session:
                query = select(func.count()).select_from(Delivery).where(Delivery.result != "handed-over")
                return session.scalar(query)

        until(lambda: lacking() == 0, "everybody has it", LONGEST)

    def at(self, service: Service) -> int | None:
        """How many use this push service."""
        with self.town.db.read() as session:
            query = select(func.count()).select_from(PushSubscription)
            return session.scalar(query.where(PushSubscription.endpoint.startswith(service.origin)))

    def works(self) -> None:
        """Starts a worker in this process, on the town's clock and connections."""
        self.ending.callback(worker.start_thread(self.town, WebPush(self.town.settings)).stop)

    def leader(self) -> str | None:
        with self.town.db.read() as session:
            return session.scalar(select(Sender.worker))

    def over(self) -> None:
        """The workers have ended: keeps what is judged."""
        services = self.place.services
        self.arrived = Counter(arrival.token for arrival in messages(services))
        self.broken = broken_within(
            attempts(self.town, self.judged or services, [*self.place.tokens]), width(self.people)
        )
        self.progress = self.town.progress(self.action)


def worker_killed(scene: Scene) -> None:
    with WorkerProcess(scene.town) as one:
        scene.starts()
        one.kill()
    scene.repeats = W
    with WorkerProcess(scene.town):
        scene.handed_over()


def worker_stopped(scene: Scene) -> None:
    with WorkerProcess(scene.town) as one, WorkerProcess(scene.town, leads=False):
        scene.starts()
        first = scene.leader()
        one.pause()
        scene.repeats = W
        scene.place.arrived(PEOPLE * 2 // 3)
        second = scene.leader()
        one.resume()
        scene.handed_over()
        assert second == scene.leader() != first


def web_killed(scene: Scene) -> None:
    town = scene.town
    listening = town.add(LISTENING, [], seed=2)
    scene.place.tokens.extend(listening)
    scene.people += LISTENING
    with WorkerProcess(town), Serving(town, workers=0) as serving, ExitStack() as open_:

        def opened(token: str) -> Ear:
            return open_.enter_context(Ear(serving.address, token_of(town, town.phones[token][0])))

        ears = [opened(token) for token in listening]
        scene.starts()
        for process in serving.web_processes():
            os.kill(process, signal.SIGKILL)
        assert {ear.closed() for ear in ears} == {1006}
        until(lambda: serving.call("GET", "/healthz") == 200, "another process has taken its place", 30.0)
        for token in listening:
            opened(token)
        scene.handed_over()


def database_restarted(scene: Scene) -> None:
    with WorkerProcess(scene.town):
        scene.starts()
        scene.cluster.restart_immediate()
        scene.place.arrived(PEOPLE * 2 // 3)
        scene.cluster.restart_immediate()
        scene.handed_over()


def push_service_unreachable(scene: Scene) -> None:
    well, down = scene.place.services
    with WorkerProcess(scene.town):
        scene.starts()
        # Messages that were cut off without an answer come again; whom it passes over is not bound to the order then.
        scene.repeats, scene.judged = W, [well]
        with down.unreachable():
            end = time.monotonic() + DOWN
            until(lambda: len(well.arrivals) == scene.at(well), "the other one has everything", DOWN)
            until(lambda: time.monotonic() >= end, "the time is over", DOWN)
        scene.handed_over()


def clock_set(scene: Scene) -> None:
    """An hour forward, and back again, each while some messages wait to be tried again."""
    busy, _ = scene.place.services
    moment = scene.town.clock = Settable()
    busy.behave = lambda arrival: CREATED if arrival.number % 50 else Response(503)
    scene.works()
    scene.starts()
    moment.off = timedelta(hours=1)
    scene.place.arrived(PEOPLE * 2 // 3)
    moment.off = timedelta()
    scene.handed_over()
    scene.repeats = -(-len(busy.arrivals) // 50)


def pool_exhausted(scene: Scene) -> None:
    town = scene.town
    app = create_app(town.settings, db=town.db, bus=town.bus, clock=town.clock)
    scene.works()
    scene.starts()
    with ExitStack() as held:
        with suppress(PoolTimeout):
            while True:
                held.enter_context(town.db.engine.connect())
        until(lambda: quiet(scene.place.services), "nobody sees any more that the action runs")
        scene.answer = app.test_client().get("/v1/actions")
        assert len(messages(scene.place.services)) < PEOPLE
    scene.handed_over()


SCENES = {
    scene.__name__: scene
    for scene in (
        database_restarted,
        push_service_unreachable,
        worker_killed,
        worker_stopped,
        web_killed,
        clock_set,
        pool_exhausted,
    )
}


def play(name: str, original: Town, cluster: Cluster, folder: Path) -> Scene:
    """The fault `name` in a copy of the town."""
    cluster.create_database(name, template="original")
    url = cluster.url(name)
    with ExitStack() as ending:
        ending.callback(cluster.drop_database, name)
        services = [Service() for _ in ORIGINS]
        for service in services:
            ending.callback(service.thread.stop)
        db = Database(url)
        ending.callback(db.close)
        with db.write() as session:
            for before, service in zip(ORIGINS, services, strict=True):
                for table, column in (("push_service", "origin"), ("push_subscription", "endpoint")):
                    moved = f"UPDATE {table} SET {column} = replace({column}, :before, :after)"
                    session.execute(text(moved), {"before": before, "after": service.origin})
        allowed = tuple(service.origin for service in services)
        copy = replace(
            original,
            settings=replace(
                original.settings, database_url=url, data_dir=folder, push_allow_origins=allowed
            ),
            db=db,
            bus=doorbell.make(db),
            phones=dict(original.phones),
            distances=dict(original.distances),
        )
        with ExitStack() as playing:
            scene = Scene(Place(copy, services, [*original.phones]), cluster, playing)
            SCENES[name](scene)
        scene.over()
    return scene


@pytest.fixture(scope="module")
def playing(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, "Future[Scene]"]]:
    """One scene after the other, beside the tests that look at those before, on a PostgreSQL of their own."""
    asked = {item.callspec.params.get("scene") for item in request.session.items if hasattr(item, "callspec")}
    with Cluster() as cluster, ThreadPoolExecutor(1) as pool:
        cluster.create_database("original")
        migrate(cluster.url("original"))
        original = town(cluster.url("original"), tmp_path_factory.mktemp("original"), origins=ORIGINS)
        original.add(PEOPLE, ORIGINS)
        original.close()
        cluster.seal("original")
        yield {
            name: pool.submit(play, name, original, cluster, tmp_path_factory.mktemp(name))
            for name in SCENES
            if name in asked
        }


@pytest.fixture(params=SCENES)
def scene(request: pytest.FixtureRequest, playing: dict[str, "Future[Scene]"]) -> Scene:
    """The fault, and what it came to."""
    return playing[request.param].result()


def test_everybody_has_the_alert_and_the_sums_add_up(scene: Scene) -> None:
    counts = {name: scene.progress[name] for name in ("selected", "handed_over")}
    assert counts == {"selected": scene.people, "handed_over": scene.people}
    others = [scene.progress[name] for name in ("waiting", "failed", "gone", "withdrawn", "unreachable")]
    assert others == [0] * 5


def test_it_arrived_at_every_phone(scene: Scene) -> None:
    assert len(scene.arrived) == PEOPLE


def test_it_comes_again_to_few_or_to_nobody(scene: Scene) -> None:
    assert scene.arrived.total() - PEOPLE <= scene.repeats


def test_nobody_is_tried_before_those_w_farther_out(scene: Scene) -> None:
    assert scene.broken[:5] == []


def test_progress_says_that_nothing_was_turned_around(scene: Scene) -> None:
    assert scene.progress["order"]["inversions"] == 0


@pytest.mark.parametrize("scene", ["pool_exhausted"], indirect=True)
def test_who_calls_while_no_connection_is_free_is_told_when_to_come_back(scene: Scene) -> None:
    answer = scene.answer
    assert answer is not None
    told = (answer.status_code, answer.mimetype, answer.headers["Retry-After"])
    assert told == (503, "application/problem+json", "2")
