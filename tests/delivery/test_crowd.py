"""A thousand hosts that participants brought, none of which ever answers, and one push service that everybody uses."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.delivery.conftest import MakeService, MakeTown, Send
from tests.delivery.stage import until

HOSTS, PEOPLE = 1_000, 400


@dataclass(frozen=True)
class Silent:
    origin: str


@pytest.fixture
def silent() -> Iterator[list[Silent]]:
    """Each takes a connection and says nothing."""
    with socket.create_server(("0.0.0.0", 0), backlog=4_096) as server:
        port = server.getsockname()[1]
        yield [Silent(f"http://127.1.{number // 250}.{1 + number % 250}:{port}") for number in range(HOSTS)]


def test_a_thousand_hosts_that_never_answer_keep_nobody_else_waiting(
    sqlite_town: MakeTown, service: MakeService, send: Send, silent: list[Silent]
) -> None:
    healthy = service()
    town = sqlite_town(healthy, *silent)
    # Farthest out, so that all of them come first.
    town.add(HOSTS, [one.origin for one in silent], distances=[2_900.0] * HOSTS)
    town.add(PEOPLE, [healthy.origin])
    send(town)
    action = town.start()
    healthy.wait_for(PEOPLE, timeout=15.0)
    until(lambda: town.progress(action)["handed_over"] == PEOPLE, "the answers are stored")
    # Their turn has not ended: it takes ten seconds each, so many at a time as they may use together.
    assert town.progress(action)["waiting"] > HOSTS // 2
