"""The peers: what everybody does, `pywebpush.webpush()` as its README has it; and encryption alone, the floor."""

import os
import time
from multiprocessing.connection import Connection
from typing import Any

from pywebpush import WebPusher, webpush

from tests.bench.child import cpu_seconds, ignore_interrupt, serve


def send_as_readme(
    connection: Connection,
    subscriptions: list[dict[str, Any]],
    payload: str,
    private_key: str,
    subject: str,
    ca_file: str,
) -> None:
    """Answers a count with how long it took to send as many, and the CPU time of it."""
    ignore_interrupt()
    # Its HTTP client reads these; both ends are on this machine, so no proxy comes between.
    os.environ |= {"REQUESTS_CA_BUNDLE": ca_file, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}

    def send(index: int) -> None:
        webpush(
            subscription_info=subscriptions[index % len(subscriptions)],
            data=payload,
            vapid_private_key=private_key,
            vapid_claims={"sub": subject},
            ttl=7200,
        )

    serve(connection, lambda count: _timed(count, send))


def encrypt_only(connection: Connection, subscriptions: list[dict[str, Any]], payload: str) -> None:
    """Answers a count with how long it took to encrypt as many, and the CPU time of it."""
    ignore_interrupt()
    data = payload.encode()
    serve(
        connection,
        lambda count: _timed(
            count, lambda index: WebPusher(subscriptions[index % len(subscriptions)]).encode(data)["body"]
        ),
    )


def _timed(count: int, act: Any) -> tuple[float, float]:
    cpu, began = cpu_seconds(), time.perf_counter()
    for index in range(count):
        act(index)
    return time.perf_counter() - began, cpu_seconds() - cpu
