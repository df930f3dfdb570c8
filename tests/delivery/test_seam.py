"""What the worker knows of a channel: its Protocol and nothing else, and that it holds the channel to it."""

import asyncio
import re
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import event, select

from backend.delivery.channel import USUAL, Channel, Message, Outcome, Result
from backend.delivery.worker import attempts, worker
from backend.models import Delivery
from tests.delivery.conftest import MakeService, MakeTown
from tests.delivery.stage import until
from tests.support.line_channel import LineChannel, Told
from tests.support.wires import LINE, WIRES, Wire

ROOT = Path(__file__).parents[2]
KEYS = re.compile(r"p256dh|\bauth\b|endpoint|push_subscription|PushSubscription")


@pytest.mark.parametrize("package", ["worker", "outbox"])
def test_neither_worker_nor_outbox_names_what_an_address_of_web_push_consists_of(package: str) -> None:
    files = sorted((ROOT / "backend/delivery" / package).glob("*.py"))
    assert len(files) > 3
    assert [(file.name, found) for file in files for found in KEYS.findall(file.read_text())] == []


@pytest.mark.parametrize("wire", WIRES.values(), ids=WIRES)
def test_every_outcome_has_a_meaning(sqlite_town: MakeTown, wire: Wire) -> None:
    channel: Channel[object] = wire.channel(sqlite_town().settings)
    assert set(channel.meanings) == set(Outcome) == set(USUAL)


def test_of_another_channel_the_worker_reads_another_table(
    sqlite_town: MakeTown, service: MakeService, ending: ExitStack
) -> None:
    only = service()
    town = sqlite_town(only)
    asked: list[str] = []
    town.add(3, [only.origin])
    event.listen(town.db.engine, "before_cursor_execute", lambda *sent: asked.append(sent[2]))
    handle = worker.start_thread(town, town.wire.channel(town.settings))
    ending.callback(handle.stop)
    town.start()
    only.wait_for(3)
    sent = [statement for statement in asked if "line_address" in statement]
    assert sent
    assert [statement for statement in sent if KEYS.search(statement)] == []


class Hanging(LineChannel):
    """It promises that an attempt ends soon, and never ends one."""

    attempt_seconds = 0.2

    async def send(self, prepared: Told, message: Message, may_begin: Callable[[], bool]) -> Result | None:
        assert may_begin()
        await asyncio.Event().wait()
        return Result(Outcome.ACCEPTED)


def test_an_attempt_that_outlasts_its_channels_promise_is_cut_off_and_may_have_arrived(
    sqlite_town: MakeTown, service: MakeService, ending: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "OVERTIME", 0.1)
    town = sqlite_town(only := service())
    town.add(1, [only.origin])
    ending.callback(worker.start_thread(town, Hanging(town.settings)).stop)
    town.start()

    def unanswered() -> bool:
        with town.db.read() as session:
            return session.execute(select(Delivery.result, Delivery.unanswered)).one() == ("retrying", True)

    until(unanswered, "it is to be tried again")


@pytest.fixture(scope="module")
def wire() -> Wire:
    return LINE
