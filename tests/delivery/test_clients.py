"""The wire to a push service that a client chose: wherever it leads and whatever it answers, we come to no harm."""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from backend.delivery.channel import Message, Outcome
from backend.delivery.push.clients import LOOK_UPS_OF_SMALL, MOST_CLIENTS, RENEW_AFTER, Clients
from backend.delivery.push.public_hosts import Allowed, Resolve, is_public
from backend.delivery.push.vapid import Vapid, signer
from backend.delivery.push.webpush import Prepared, WebPush
from backend.settings import Settings, load
from tests.delivery.stage import NAP
from tests.support.listening import created, hosts
from tests.support.nginx import Nginx
from tests.support.world import SETTINGS

NAME = "push.example.com"
NEAR, FAR = "127.0.0.2", "127.0.0.3"


class Wire:
    """A worker's way to push services, and the resolver it asks: `leads_to` says where every name leads."""

    def __init__(self, settings: Settings, allowed: Allowed, resolve: Resolve | None = None) -> None:
        self.leads_to = [NEAR]
        self.clients = Clients(settings, resolve or (lambda _: list(self.leads_to)), allowed)
        self.channel = WebPush(settings, self.clients)
        self._vapid = Vapid("", signer(settings.vapid_private_key), settings.vapid_subject)

    async def send(self, origin: str, *, small: bool = False) -> Outcome:
        prepared = Prepared(replace(self._vapid, origin=origin), f"{origin}/push/1", b"sealed")
        message = Message("topic", 60, small_service=small)
        result = await self.channel.send(prepared, message, lambda: True)
        assert result is not None
        return result.outcome

    async def renew(self) -> None:
        """As if a minute had passed."""
        self.channel.tend(time.monotonic() + RENEW_AFTER)
        await asyncio.gather(*self.clients.making.values())


@pytest.fixture
def make_wire(tmp_path: Path) -> Callable[..., Wire]:
    def make(allowed: Allowed = lambda _: True, resolve: Resolve | None = None, **environ: str) -> Wire:
        given = {"BURGERNET_DATA_DIR": str(tmp_path), **SETTINGS}
        settings = load(given | {f"BURGERNET_{name}": value for name, value in environ.items()})
        return Wire(settings, allowed, resolve)

    return make


@pytest.fixture(scope="module")
def nginx() -> Iterator[Nginx]:
    with Nginx() as nginx:
        yield nginx


MakeWire = Callable[..., Wire]


def play(scene: Coroutine[Any, Any, None]) -> None:
    async def within() -> None:
        async with asyncio.timeout(60):
            await scene

    asyncio.run(within())


@pytest.mark.parametrize("leads_to", [[NEAR], ["17.57.144.1", NEAR], ["::ffff:7f00:2"]])
def test_a_name_that_leads_inside_is_never_connected_to(make_wire: MakeWire, leads_to: list[str]) -> None:
    async def scene() -> None:
        wire = make_wire(is_public)
        wire.leads_to = leads_to
        async with hosts(created) as (port, (inside,)):
            assert await wire.send(f"http://{NAME}:{port}") is Outcome.UNREACHED
            assert inside.connected == 0

    play(scene())


def test_a_name_that_leads_nowhere_is_tried_again(make_wire: MakeWire) -> None:
    def nowhere(_: str) -> list[str]:
        raise OSError("No such host.")

    async def scene() -> None:
        assert await make_wire(resolve=nowhere).send(f"https://{NAME}") is Outcome.UNREACHED

    play(scene())


def test_a_name_that_turns_inside_after_the_check_is_not_followed(make_wire: MakeWire) -> None:
    async def scene() -> None:
        wire = make_wire(lambda address: address == NEAR)
        async with hosts(created, created) as (port, (outside, inside)):
            origin = f"http://{NAME}:{port}"
            assert await wire.send(origin) is Outcome.ACCEPTED
            wire.leads_to = [FAR]
            assert await wire.send(origin) is Outcome.ACCEPTED
            await wire.renew()
            assert await wire.send(origin) is Outcome.UNREACHED
            assert (outside.asked, inside.connected) == (2, 0)

    play(scene())


def test_a_push_service_that_moved_is_found_within_a_minute(make_wire: MakeWire) -> None:
    async def scene() -> None:
        wire = make_wire()
        async with hosts(created, created) as (port, (old, new)):
            await wire.send(f"http://{NAME}:{port}")
            wire.leads_to = [FAR]
            await wire.renew()
            await wire.send(f"http://{NAME}:{port}")
            assert (old.asked, new.asked) == (1, 1)

    play(scene())


def test_while_the_resolver_is_down_the_address_it_gave_stays_good(make_wire: MakeWire) -> None:
    async def scene() -> None:
        found = iter([[NEAR]])

        def once(_: str) -> list[str]:
            for addresses in found:
                return addresses
            raise OSError("The resolver is down.")

        wire = make_wire(resolve=once)
        async with hosts(created) as (port, (host,)):
            await wire.send(f"http://{NAME}:{port}")
            await wire.renew()
            assert await wire.send(f"http://{NAME}:{port}") is Outcome.ACCEPTED
            assert host.connected == 1

    play(scene())


def test_a_pinned_client_still_asks_for_the_name_and_its_certificate(
    make_wire: MakeWire, nginx: Nginx
) -> None:
    async def scene() -> None:
        wire = make_wire(PUSH_CA_FILE=str(nginx.ca_file))
        wire.leads_to = ["127.0.0.1"]
        assert await wire.send(f"https://localhost:{nginx.port}") is Outcome.ACCEPTED
        assert await wire.send(f"https://{NAME}:{nginx.port}") is Outcome.UNKNOWN

    play(scene())


def test_a_certificate_that_nobody_vouches_for_is_no_answer(make_wire: MakeWire, nginx: Nginx) -> None:
    async def scene() -> None:
        origin = f"https://localhost:{nginx.port}"
        assert await make_wire(PUSH_ALLOW_ORIGINS=origin).send(origin) is Outcome.UNKNOWN

    play(scene())


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_never_followed(make_wire: MakeWire, status: int) -> None:
    async def scene() -> None:
        async with hosts(created) as (elsewhere_port, (elsewhere,)):
            there = f"http://{NEAR}:{elsewhere_port}/push/1"

            async def redirect(writer: asyncio.StreamWriter) -> None:
                writer.write(
                    f"HTTP/1.1 {status} Go\r\nLocation: {there}\r\nContent-Length: 0\r\n\r\n".encode()
                )

            async with hosts(redirect) as (port, _):
                assert await make_wire().send(f"http://{NAME}:{port}") is Outcome.REFUSED
            assert elsewhere.connected == 0

    play(scene())


def test_proxies_of_the_environment_are_not_used(
    make_wire: MakeWire, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene() -> None:
        async with hosts(created, created) as (port, (service, proxy)):
            for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
                monkeypatch.setenv(name, f"http://{FAR}:{port}")
            await make_wire().send(f"http://{NAME}:{port}")
            assert (service.asked, proxy.connected) == (1, 0)

    play(scene())


async def endless(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"10000\r\n" + b"x" * 65_536 + b"\r\n")
        await writer.drain()


async def dripping(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\nx")


@pytest.mark.parametrize("answer", [endless, dripping])
def test_an_answer_whose_body_never_ends_counts_and_its_connection_is_left(
    make_wire: MakeWire, answer: Callable[[asyncio.StreamWriter], Any]
) -> None:
    async def scene() -> None:
        async with hosts(answer) as (port, (host,)):
            async with asyncio.timeout(8):
                assert await make_wire().send(f"http://{NAME}:{port}") is Outcome.ACCEPTED
                await host.left.wait()

    play(scene())


def test_after_an_answer_with_a_short_body_the_connection_is_used_again(make_wire: MakeWire) -> None:
    async def talkative(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello")

    async def scene() -> None:
        wire = make_wire()
        async with hosts(talkative) as (port, (host,)):
            for _ in range(3):
                await wire.send(f"http://{NAME}:{port}")
            assert (host.asked, host.connected) == (3, 1)

    play(scene())


def test_only_so_many_clients_are_kept(make_wire: MakeWire) -> None:
    async def scene() -> None:
        wire = make_wire()
        async with hosts(created) as (port, _):
            for number in range(MOST_CLIENTS + 10):
                assert await wire.send(f"http://h{number}.example.com:{port}") is Outcome.ACCEPTED
        assert len(wire.clients.pinned) == MOST_CLIENTS

    play(scene())


def test_names_that_take_long_to_look_up_do_not_keep_a_large_service_waiting(make_wire: MakeWire) -> None:
    async def scene() -> None:
        end, asked = threading.Event(), list[str]()

        def resolve(host: str) -> list[str]:
            if host != NAME:
                asked.append(host)
                end.wait(30)
            return [NEAR]

        wire = make_wire(resolve=resolve)
        async with hosts(created) as (port, _):
            slow = [
                asyncio.create_task(wire.send(f"http://h{number}.example.com:{port}", small=True))
                for number in range(3 * LOOK_UPS_OF_SMALL)
            ]
            while len(asked) < LOOK_UPS_OF_SMALL:
                await asyncio.sleep(NAP)
            assert await wire.send(f"http://{NAME}:{port}") is Outcome.ACCEPTED
            assert len(asked) == LOOK_UPS_OF_SMALL
            end.set()
            await asyncio.gather(*slow)

    play(scene())
