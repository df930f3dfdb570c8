"""A phone that does not read is closed with 1013 and delays nobody; what it does get is whole."""

import base64
import hashlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from typing import NoReturn

import pytest
from simple_websocket import ConnectionClosed, Server
from sqlalchemy.exc import OperationalError
from wsproto.events import CloseConnection

from backend.delivery.sockets import connection
from backend.delivery.sockets.connection import (
    GOING_AWAY,
    QUEUE,
    SLOW_OR_FULL,
    Connection,
    Item,
    Reader,
    read,
)
from backend.delivery.sockets.journal import Journal
from backend.delivery.sockets.outgoing import Outgoing
from backend.models import new_id
from tests.delivery.conftest import MakeTown
from tests.delivery.stage import until
from tests.support.processes import token_of
from tests.support.town import Town

FRAME = json.dumps({"type": "notice", "body": "x" * 1_500})


class Line:
    """One end is a connection of ours, the other a phone that reads only when told to."""

    def __init__(self, out: socket.socket | None = None) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.phone = socket.socket()
            # So little that a few frames fill it.
            self.phone.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            self.phone.connect(listener.getsockname())
            ours, _ = listener.accept()
        key = base64.b64encode(b"0123456789abcdef").decode()
        environ = {
            "werkzeug.socket": ours,
            "HTTP_HOST": "localhost",
            "HTTP_UPGRADE": "websocket",
            "HTTP_CONNECTION": "Upgrade",
            "HTTP_SEC_WEBSOCKET_KEY": key,
            "HTTP_SEC_WEBSOCKET_VERSION": "13",
        }
        self.server = Server(environ, thread_class=Reader)
        self.connection = Connection(self.server, out)
        self.connection.participant_id = "somebody"
        self.written: list[str] = []
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        with suppress(ConnectionClosed):
            self.connection.run(lambda _: None, lambda item: self.written.append(item.notice_id))
        self.connection.end()

    def tell(self, number: int, until: float | None = None) -> None:
        self.connection.queue(Item(str(number), FRAME, until, True))

    def read_all(self) -> tuple[int, int | None]:
        """(whole frames, the code it was closed with)"""
        self.phone.settimeout(10)
        data = b""
        with suppress(ConnectionResetError):
            while chunk := self.phone.recv(65_536):
                data += chunk
        _, _, frames = data.partition(b"\r\n\r\n")
        return parse(frames)


def parse(data: bytes) -> tuple[int, int | None]:
    """Frames of a server, which are not masked."""
    whole, code = 0, None
    while data:
        opcode, length, offset = data[0] & 15, data[1], 2
        if length == 126:
            length, offset = int.from_bytes(data[2:4], "big"), 4
        content, data = data[offset : offset + length], data[offset + length :]
        assert len(content) == length
        if opcode == 8:
            code = int.from_bytes(content[:2], "big")
        else:
            assert content.decode() in (FRAME, connection.PING)
            whole += 1
    return whole, code


@pytest.fixture
def make_line() -> Iterator[Callable[..., Line]]:
    with ExitStack() as ending:

        def make(out: socket.socket | None = None) -> Line:
            made = Line(out)
            ending.callback(made.phone.close)
            ending.callback(made.thread.join, 20)
            ending.callback(made.connection.close, GOING_AWAY)
            return made

        yield make


@pytest.fixture
def line(make_line: Callable[..., Line]) -> Line:
    return make_line()


def test_a_phone_that_does_not_read_is_closed_and_what_it_got_is_whole(line: Line) -> None:
    began, number = time.monotonic(), 0
    while not line.connection.closing:
        line.tell(number)
        number += 1
    # Nobody waited for it: whoever tells is done at once.
    assert time.monotonic() - began < 1.0
    assert number >= QUEUE
    line.thread.join(20)
    assert not line.thread.is_alive()
    whole, code = line.read_all()
    assert (whole, code) == (len(line.written), SLOW_OR_FULL)


def test_a_phone_that_makes_no_room_in_time_is_closed(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "SLOW_AFTER", 0.5)
    for number in range(QUEUE - 1):
        line.tell(number)
    line.thread.join(20)
    assert not line.thread.is_alive()
    assert len(line.written) < QUEUE - 1
    assert line.read_all() == (len(line.written), SLOW_OR_FULL)


def test_what_may_have_been_stopped_meanwhile_is_not_written(line: Line) -> None:
    line.tell(1, until=time.monotonic() - 0.1)
    line.tell(2, until=time.monotonic() + 60)
    until(lambda: line.written == ["2"], "the second is written")
    line.connection.close(GOING_AWAY)
    line.thread.join(20)
    assert "1" not in line.connection.queued_ids


def test_pings_go_out_by_themselves(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "PING_EVERY", 0.1)
    other = Line()
    other.phone.settimeout(10)
    data = b""
    while data.count(connection.PING.encode()) < 3:
        data += other.phone.recv(4_096)
    other.connection.close(GOING_AWAY)
    other.thread.join(20)
    other.phone.close()


def test_a_phone_that_is_gone_when_something_is_told_ends_its_connection_and_nothing_else(
    make_line: Callable[..., Line],
) -> None:
    ours, theirs = socket.socketpair()
    theirs.close()
    # What its reader will find too, a moment later.
    line = make_line(out=ours)
    line.tell(1)
    line.thread.join(20)
    ours.close()
    assert not line.thread.is_alive()
    assert line.written == []


def test_nothing_is_told_after_its_reader_said_goodbye(line: Line) -> None:
    line.server.ws.send(CloseConnection(1009))
    line.tell(1)
    line.thread.join(20)
    assert not line.thread.is_alive()
    assert line.written == []


def test_a_phone_that_says_much_before_it_is_known_is_closed(line: Line) -> None:
    line.connection.participant_id = ""
    line.phone.sendall(b"\x81\x82\0\0\0\0[]" * (QUEUE + 1))
    assert line.read_all() == (0, SLOW_OR_FULL)


class Unreadable:
    """A database that still takes what is written, and answers nothing."""

    def __init__(self, town: Town) -> None:
        self.write = town.db.write

    def read(self) -> NoReturn:
        raise OperationalError("SELECT", None, OSError("gone"))


def test_a_phone_that_cannot_be_told_what_it_missed_is_asked_to_come_again(
    line: Line, make_town: MakeTown
) -> None:
    town = make_town()
    (phone,) = town.add(1, [])
    line.connection.token_hash = hashlib.sha256(token_of(town, town.phones[phone][0]).encode()).hexdigest()
    journal = Journal(town.db, town.bus, town.clock)
    outgoing = Outgoing(new_id(), Unreadable(town), town.clock, journal)  # type: ignore[arg-type]
    outgoing.hello(line.connection)
    with pytest.raises(OperationalError):
        outgoing.admit()
    assert outgoing.is_open(line.connection)
    assert line.read_all() == (0, SLOW_OR_FULL)


@pytest.mark.parametrize("said", ["", "{", "[]", "7", '{"type":7}', b"\xff", "[" * 4_000, "null"])
def test_what_is_no_message_is_none(said: str | bytes) -> None:
    assert read(said) is None


def test_whoever_writes_is_woken_when_the_reader_has_ended() -> None:
    """The library wakes them a moment before its end shows, and they would lie down again."""
    woken = threading.Event()
    reader = Reader(target=woken.clear)
    woken.set()
    reader.begin(woken.set)
    reader.join(10)
    assert woken.is_set()
