"""Web Push as a channel: encrypt by pywebpush (RFC 8291), post (RFC 8030), and read the answer."""

import asyncio
import email.utils
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from pyreqwest.client import Client
from pyreqwest.exceptions import PyreqwestError
from pyreqwest.http import Url
from pyreqwest.response import Response
from pywebpush import WebPusher, WebPushException

from backend.delivery.channel import Address, Message, Outcome, Result
from backend.delivery.push.clients import Unreachable
from backend.delivery.push.push_services import Service

GONE = (404, 410)
COME_BACK = (406, 408, 425, 429)
LONGEST_PAUSE = 7 * 86_400.0
"""Seconds: nothing lives longer, so a service that asks for more is not obeyed any longer either."""
MOST_BODY, REST_SECONDS = 16_384, 0.5


class Undeliverable(Exception):
    """The subscription's keys cannot be used."""


def encrypt(address: Address, payload: bytes) -> bytes:
    """The aes128gcm body for this address, with a fresh key as RFC 8291 demands. Raises Undeliverable."""
    subscription = {"endpoint": address.endpoint, "keys": {"p256dh": address.p256dh, "auth": address.auth}}
    try:
        body: bytes = WebPusher(subscription).encode(payload)["body"]
    except (WebPushException, ValueError, TypeError) as error:
        raise Undeliverable from error
    return body


class WebPush:
    """The channel to one push service."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def send(self, message: Message, may_begin: Callable[[], bool]) -> Result | None:
        """One POST of at most ten seconds; None when it may not begin any more, asked when all else is ready."""
        service = self._service
        try:
            pinned = await service.clients.take(service.origin, small=service.small)
        except Unreachable:
            return Result(Outcome.UNREACHED if _is_address(message.endpoint) else Outcome.REFUSED)
        try:
            return await self._post(pinned.client, message) if may_begin() else None
        finally:
            service.clients.give_back(pinned)

    async def _post(self, client: Client, message: Message) -> Result:
        try:
            request = client.post(message.endpoint)
        except ValueError:
            return Result(Outcome.REFUSED)
        built = (
            request.header("Authorization", self._service.authorization())
            .header("TTL", str(message.ttl))
            .header("Topic", message.topic)
            .body_bytes(message.body)
            .streamed_read_buffer_limit(0)
            .build_streamed()
        )
        result = Result(Outcome.UNKNOWN)
        with suppress(PyreqwestError):
            async with built as response:
                result = read(response.status, response.get_header("Retry-After"))
                await _read_rest(response)
        return result


async def _read_rest(response: Response) -> None:
    """A short body is read, so that its connection can be used again; one that is long or slow ends with it."""
    if response.get_header("Content-Length") == "0":
        return
    left: int = MOST_BODY
    with suppress(TimeoutError):
        async with asyncio.timeout(REST_SECONDS):
            while left > 0 and (chunk := await response.body_reader.read_chunk()) is not None:
                left -= len(chunk)


def _is_address(endpoint: str) -> bool:
    """Whether what looked like an address is one: a host may turn out to be no international name."""
    try:
        Url(endpoint)
    except ValueError:
        return False
    return True


def read(status: int, retry_after: str | None) -> Result:
    """What a status means: rule 5 of the contract. Statuses it does not name will not change, so: refused."""
    if 200 <= status < 300:
        return Result(Outcome.ACCEPTED)
    if status in GONE:
        return Result(Outcome.GONE)
    if status in COME_BACK or status >= 500:
        return Result(Outcome.RETRY, seconds(retry_after))
    return Result(Outcome.REFUSED)


def seconds(retry_after: str | None) -> float | None:
    """Retry-After as seconds from now; it comes as a number or as a date."""
    if retry_after is None:
        return None
    try:
        pause = float(retry_after)
    except ValueError:
        try:
            moment = email.utils.parsedate_to_datetime(retry_after)
        except (ValueError, TypeError):
            return None
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        pause = (aware - datetime.fromtimestamp(time.time(), UTC)).total_seconds()
    return min(LONGEST_PAUSE, max(0.0, pause)) if pause == pause else None
