"""The second channel: another wire, another table of addresses, nothing encrypted and nothing replaced.

The keys of its subscriptions are none: whoever took them for those of Web Push would fail."""

import asyncio
import json
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from backend.delivery.channel import (
    USUAL,
    Address,
    AddressTable,
    Message,
    Outcome,
    Result,
    Undeliverable,
)
from backend.demo.phones import Phone
from backend.domain.participants.subscriptions import Subscription
from backend.models import PushSubscription
from backend.settings import Settings
from tests.support.line_service import GREETING, password

ATTEMPT_SECONDS = 10.0
CONNECT_SECONDS = 5.0
PLACE = re.compile(r"(line://([0-9.]+):([0-9]+))/([0-9]+)")
OUTCOMES = {
    b"TAKEN": Outcome.ACCEPTED,
    b"LATER": Outcome.RETRY,
    b"NOBODY": Outcome.GONE,
    b"NEVER": Outcome.REFUSED,
    b"BAD": Outcome.REFUSED,
}


class LinePhone(Phone):
    """It reads what it is told."""

    def decrypt(self, body: bytes) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(body)
        return message


def subscription(phone: Phone, origin: str, _: Settings) -> Subscription:
    """By which the domain knows at which service somebody is; how they are reached stands in the line's own table."""
    return Subscription(f"{origin}/{phone.token}", "-", "-", origin)


def make_table(session: Session) -> None:
    session.execute(
        text(
            "CREATE TABLE line_address (participant_id varchar(22) PRIMARY KEY REFERENCES participant (id)"
            " ON DELETE CASCADE, service_id integer NOT NULL, place text NOT NULL UNIQUE, password text NOT NULL)"
        )
    )


def keep(session: Session, participants: Sequence[str]) -> None:
    """Puts their addresses into the line's own table."""
    wanted = set(participants)
    columns = (PushSubscription.participant_id, PushSubscription.service_id, PushSubscription.endpoint)
    rows = [
        {"who": who, "service": service, "place": place, "password": password(place.rpartition("/")[2])}
        for who, service, place in session.execute(select(*columns))
        if who in wanted
    ]
    if rows:
        session.execute(
            text(
                "INSERT INTO line_address VALUES (:who, :service, :place, :password) ON CONFLICT (participant_id)"
                " DO UPDATE SET service_id = excluded.service_id, place = excluded.place"
            ),
            rows,
        )


def reached(session: Session) -> set[str]:
    """Participants who have an address."""
    return set(session.execute(text("SELECT participant_id FROM line_address")).scalars())


def remove(session: Session, places: Sequence[str]) -> None:
    query = text("DELETE FROM line_address WHERE place IN :places")
    session.execute(query.bindparams(bindparam("places", expanding=True)), {"places": list(places)})


class Told(NamedTuple):
    origin: str
    host: str
    port: int
    head: bytes
    text: bytes


class _Connection(NamedTuple):
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


class LineChannel:
    """Keeps its connections, and says one thing at a time on each."""

    addresses = AddressTable("line_address", ("place", "password"), remove)
    meanings = USUAL
    replaces = False
    most_in_flight = 256

    def __init__(self, _: Settings) -> None:
        self._idle: dict[str, list[_Connection]] = defaultdict(list)

    @property
    def attempt_seconds(self) -> float:
        return ATTEMPT_SECONDS

    def service_of(self, address: Address) -> str:
        return address.identity.rpartition("/")[0]

    def prepare(self, address: Address, payload: bytes) -> Told:
        place, secret = address.parts
        found = PLACE.fullmatch(place)
        if found is None:
            raise Undeliverable
        return Told(found[1], found[2], int(found[3]), f"TELL {found[4]} {secret}".encode(), payload)

    async def send(self, prepared: Told, message: Message, may_begin: Callable[[], bool]) -> Result | None:
        if message.topic is not None:
            raise ValueError("This channel replaces nothing, and knows no topics.")
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                line = await self._line(prepared)
        except OSError:
            return Result(Outcome.UNREACHED)
        answer = b""
        try:
            if not may_begin():
                answer = b"(unasked)\n"
                return None
            async with asyncio.timeout(ATTEMPT_SECONDS):
                head = b"%s %d %d\n" % (prepared.head, message.ttl, len(prepared.text))
                line.writer.write(head + prepared.text + b"\n")
                answer = await line.reader.readline()
        except OSError:
            return Result(Outcome.UNKNOWN)
        finally:
            if answer.endswith(b"\n") and not answer.startswith(b"BAD"):
                self._idle[prepared.origin].append(line)
            else:
                line.writer.close()
        word, _, pause = answer.strip().partition(b" ")
        return Result(OUTCOMES.get(word, Outcome.UNKNOWN), float(pause) if word == b"LATER" else None)

    async def _line(self, told: Told) -> _Connection:
        """One that is free, or a new one."""
        idle = self._idle[told.origin]
        while idle:
            line = idle.pop()
            if not line.reader.at_eof() and not line.writer.is_closing():
                return line
            line.writer.close()
        line = _Connection(*await asyncio.open_connection(told.host, told.port))
        line.writer.write(GREETING)
        if await line.reader.readline() != GREETING:
            line.writer.close()
            raise ConnectionError("It does not greet.")
        return line

    def tend(self, now: float) -> None:
        """Nothing is to be done beside sending."""

    async def close(self) -> None:
        for lines in self._idle.values():
            for line in lines:
                line.writer.close()
