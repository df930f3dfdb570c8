"""Web Push as a channel: encrypt by pywebpush (RFC 8291), post (RFC 8030), and read the answer."""

import asyncio
import email.utils
import re
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import NamedTuple

from pyreqwest.client import Client
from pyreqwest.exceptions import PyreqwestError
from pyreqwest.http import Url
from pyreqwest.response import Response
from pywebpush import WebPusher, WebPushException

from backend.delivery.channel import USUAL, Address, Message, Outcome, Result, Undeliverable
from backend.delivery.push.addresses import SUBSCRIPTIONS
from backend.delivery.push.clients import IN_FLIGHT, Clients, Unreachable
from backend.delivery.push.vapid import Vapid, signer
from backend.domain.participants.subscriptions import origin_of
from backend.settings import Settings

GONE = (404, 410)
COME_BACK = (406, 408, 425, 429)
LONGEST_PAUSE = 7 * 86_400.0
"""Seconds: nothing lives longer, so a service that asks for more is not obeyed any longer either."""
WHOLE_SECONDS = re.compile(r"[0-9]{1,10}")
MOST_BODY, REST_SECONDS = 16_384, 0.5


class Prepared(NamedTuple):
    """One encrypted message, and where it is posted."""

    vapid: Vapid
    endpoint: str
    body: bytes


def encrypt(endpoint: str, p256dh: str, auth: str, payload: bytes) -> bytes:
    """The aes128gcm body for this subscription, with a fresh key as RFC 8291 demands. Raises Undeliverable."""
    subscription = {"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": auth}}
    try:
        body: bytes = WebPusher(subscription).encode(payload)["body"]
    except (WebPushException, ValueError, TypeError) as error:
        raise Undeliverable from error
    return body


class WebPush:
    """The channel to every push service there is."""

    addresses = SUBSCRIPTIONS
    meanings = USUAL
    replaces = True
    """The `Topic` of RFC 8030."""
    most_in_flight = IN_FLIGHT

    def __init__(self, settings: Settings, clients: Clients | None = None) -> None:
        self._subject, self._sign = settings.vapid_subject, signer(settings.vapid_private_key)
        self._clients = clients or Clients(settings)
        self._vapid: dict[int, Vapid] = {}

    @property
    def attempt_seconds(self) -> float:
        return self._clients.attempt_seconds

    def service_of(self, address: Address) -> str:
        """The origin of its endpoint."""
        return origin_of(address.identity)

    def prepare(self, address: Address, payload: bytes) -> Prepared:
        """Encrypts it. Raises Undeliverable where the subscription's keys cannot be used."""
        endpoint, p256dh, auth = address.parts
        vapid = self._vapid.get(address.service_id)
        if vapid is None:
            vapid = self._vapid[address.service_id] = Vapid(origin_of(endpoint), self._sign, self._subject)
        return Prepared(vapid, endpoint, encrypt(endpoint, p256dh, auth, payload))

    async def send(
        self, prepared: Prepared, message: Message, may_begin: Callable[[], bool]
    ) -> Result | None:
        """One POST of at most ten seconds; None when it may not begin any more, asked when all else is ready."""
        try:
            pinned = await self._clients.take(prepared.vapid.origin, small=message.small_service)
        except Unreachable:
            return Result(Outcome.UNREACHED if _is_address(prepared.endpoint) else Outcome.REFUSED)
        try:
            return await self._post(pinned.client, prepared, message) if may_begin() else None
        finally:
            self._clients.give_back(pinned)

    def tend(self, now: float) -> None:
        """Lets the clients look up their hosts again, when it is time."""
        self._clients.renew(now)

    async def close(self) -> None:
        await self._clients.close()

    async def _post(self, client: Client, prepared: Prepared, message: Message) -> Result:
        try:
            request = client.post(prepared.endpoint)
        except ValueError:
            return Result(Outcome.REFUSED)
        if message.topic is not None:
            request = request.header("Topic", message.topic)
        built = (
            request.header("Authorization", prepared.vapid.authorization())
            .header("TTL", str(message.ttl))
            .body_bytes(prepared.body)
            .streamed_read_buffer_limit(0)
            .build_streamed()
        )
        result = Result(Outcome.UNKNOWN)
        with suppress(PyreqwestError):
            async with built as response:
                result = read(response.status, _header(response, "Retry-After"))
                await _read_rest(response)
        return result


async def _read_rest(response: Response) -> None:
    """A short body is read, so that its connection can be used again; one that is long or slow ends with it."""
    if _header(response, "Content-Length") == "0":
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
    """Retry-After as seconds from now: a whole number or a date (RFC 9110); anything else is as if it were absent."""
    told = (retry_after or "").strip()
    if WHOLE_SECONDS.fullmatch(told):
        return min(LONGEST_PAUSE, float(told))
    try:
        moment = email.utils.parsedate_to_datetime(told)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        pause = (aware - datetime.fromtimestamp(time.time(), UTC)).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(LONGEST_PAUSE, max(0.0, pause))


def _header(response: Response, name: str) -> str | None:
    """None also where it cannot be read: what else is in an answer must not cost us its status."""
    try:
        return response.get_header(name)
    except ValueError:
        return None
