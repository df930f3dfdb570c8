"""Whoever keeps the server waiting is cut off, and keeps nobody else out."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from backend.demo.calls import Calls
from backend.demo.serving import Serving
from backend.serving import slow_callers
from backend.serving.gunicorn import THREADS
from backend.settings.secrets import new_vapid_key
from tests.support.postgresql import free_port
from tests.support.world import SETTINGS

HEAD = "POST /v1/participants HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
SLOW = {
    "a head that does not end": HEAD,
    "a body that does not come": HEAD + "Content-Length: 60000\r\n\r\n{",
}


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    found = f"127.0.0.1:{free_port()}"
    environment = {
        **SETTINGS,
        "BURGERNET_DATA_DIR": str(tmp_path),
        "BURGERNET_BIND": found,
        "BURGERNET_VAPID_PRIVATE_KEY": new_vapid_key(),
    }
    serving = Serving(environment, found, tmp_path / "log", embedded=True)
    try:
        serving.wait_until_ready()
        yield found
    finally:
        serving.stop()


@pytest.mark.parametrize("beginning", SLOW.values(), ids=SLOW)
def test_more_slow_callers_than_threads_keep_others_waiting_no_longer_than_they_may_last(
    address: str, beginning: str
) -> None:
    host, port = address.split(":")
    with ExitStack() as open_connections:
        for _ in range(THREADS + 10):
            caller = open_connections.enter_context(socket.create_connection((host, int(port))))
            caller.sendall(beginning.encode())
        calls = Calls(address, timeout=3 * slow_callers.SECONDS)
        status, _ = calls.status("GET", "/healthz")
        calls.close()
    assert status == 200


def test_a_connection_is_cut_off_when_its_time_is_up_and_not_when_it_was_released() -> None:
    cutter = slow_callers.Deadline(seconds=0.05)
    kept, kept_far = socket.socketpair()
    cut, cut_far = socket.socketpair()
    with kept, kept_far, cut, cut_far, cutter.watching(kept), cutter.watching(cut):
        cutter.release(kept)
        assert cut_far.recv(1) == b""
        kept.sendall(b"x")
        assert kept_far.recv(1) == b"x"
    cutter.stop()
