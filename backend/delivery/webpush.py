"""Web Push as a channel: encrypt by pywebpush (RFC 8291), post (RFC 8030), and read the answer."""

import email.utils
import time
from datetime import UTC, datetime

from pyreqwest.exceptions import PyreqwestError
from pywebpush import WebPusher, WebPushException

from backend.delivery.channel import Address, Message, Outcome, Result
from backend.delivery.origins import Service

GONE = (404, 410)
COME_BACK = (406, 408, 425, 429)
LONGEST_PAUSE = 3600.0


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

    async def send(self, message: Message) -> Result:
        """One POST of at most ten seconds."""
        service = self._service
        try:
            request = service.client.post(message.endpoint)
        except ValueError:
            # What looked like an address is none, such as a host that is no international name.
            return Result(Outcome.REFUSED)
        built = (
            request.header("Authorization", service.authorization())
            .header("Content-Encoding", "aes128gcm")
            .header("Content-Type", "application/octet-stream")
            .header("TTL", str(message.ttl))
            .header("Topic", message.topic)
            .header("Urgency", "high")
            .body_bytes(message.body)
            .build()
        )
        try:
            response = await built.send()
        except PyreqwestError:
            return Result(Outcome.UNKNOWN)
        return read(response.status, response.get_header("Retry-After"))


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
