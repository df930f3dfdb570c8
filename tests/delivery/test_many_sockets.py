"""A thousand open apps over two web processes: all are told soon after their turn, though some do not read."""

import asyncio
import json
import time

import pytest
from sqlalchemy import func, select
from websockets.asyncio.client import ClientConnection, connect

from backend.models import Delivery, Socket
from tests.delivery.conftest import Build
from tests.delivery.stage import until
from tests.support.processes import Serving, token_of

pytestmark = pytest.mark.timeout(300)
MANY = 1_000
SOON = 1.5


def test_a_thousand_are_told_soon_after_their_turn_though_a_third_is_frozen(build: Build) -> None:
    place = build("postgresql", 0)
    town = place.town
    people = [town.phones[phone][0] for phone in town.add(MANY, [])]
    heard: dict[str, float] = {}

    async def listen(serving: Serving) -> None:
        gate = asyncio.Semaphore(50)
        opened: list[ClientConnection] = []

        async def come(person: str) -> None:
            async with gate:
                socket = await connect(
                    f"ws://{serving.address}/v1/stream", proxy=None, compression=None, open_timeout=60
                ).__aenter__()
                await socket.send(json.dumps({"type": "hello", "token": token_of(town, person)}))
            opened.append(socket)
            if people.index(person) % 3 == 0:
                # Frozen in the middle of reading: nothing is taken from its line any more.
                socket.transport.pause_reading()
                return
            while json.loads(await socket.recv())["type"] != "notice":
                pass
            heard[person] = time.time()

        waiting = [asyncio.create_task(come(person)) for person in people]
        await asyncio.to_thread(until, lambda: known() == MANY, "all are known", 90.0)
        await asyncio.to_thread(town.start)
        awake = [task for number, task in enumerate(waiting) if number % 3]
        await asyncio.wait_for(asyncio.gather(*awake), 60)
        for socket in opened:
            socket.transport.abort()

    def known() -> int:
        with town.db.read() as session:
            return session.scalar(select(func.count()).select_from(Socket)) or 0

    with Serving(town) as serving:
        asyncio.run(listen(serving))
        with town.db.read() as session:
            rows = session.execute(select(Delivery.participant_id, Delivery.answered_at)).all()
    turns = {row[0]: row[1] for row in rows}
    late = [heard[person] - turns[person].timestamp() for person in heard]
    assert len(heard) == MANY - -(-MANY // 3)
    assert max(late) < SOON
