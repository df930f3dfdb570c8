"""The ways to reach people that tests play: Web Push, and a second one that has nothing in common with it.

What the worker promises of order, crashes, stops and retries it promises on either."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.delivery.channel import Channel
from backend.delivery.push.webpush import WebPush
from backend.demo.phones import Phone
from backend.domain.participants.subscriptions import Subscription, usable
from backend.models import PushSubscription
from backend.settings import Settings
from tests.support import line_channel
from tests.support.line_service import LineThread
from tests.support.push_service import PushServiceThread


@dataclass(frozen=True)
class Wire:
    """A channel, and what stands at its other end."""

    name: str
    channel: Callable[[Settings], Channel[Any]]
    service: type[PushServiceThread]
    phone: Callable[[str, int], Phone]
    subscription: Callable[[Phone, str, Settings], Subscription]
    """Of this phone at the service at this origin, as the domain keeps it."""
    prepare: Callable[[Session], object]
    """Makes what the channel needs in an empty database."""
    keep: Callable[[Session, Sequence[str]], None]
    """Puts the addresses of these participants, who just subscribed, where the channel looks for them."""
    reached: Callable[[Session], set[str]]
    """The participants who have an address."""


def _usable(phone: Phone, origin: str, settings: Settings) -> Subscription:
    given = phone.subscription(origin)
    keys = given["keys"]
    return usable(given["endpoint"], keys["p256dh"], keys["auth"], settings.push_allow_origins)


def _subscribed(session: Session) -> set[str]:
    return set(session.scalars(select(PushSubscription.participant_id)))


WEB_PUSH = Wire(
    "web-push",
    WebPush,
    PushServiceThread,
    Phone,
    _usable,
    prepare=lambda _: None,
    keep=lambda *_: None,
    reached=_subscribed,
)
LINE = Wire(
    "line",
    line_channel.LineChannel,
    LineThread,
    line_channel.LinePhone,
    line_channel.subscription,
    line_channel.make_table,
    line_channel.keep,
    line_channel.reached,
)
WIRES = {wire.name: wire for wire in (WEB_PUSH, LINE)}
