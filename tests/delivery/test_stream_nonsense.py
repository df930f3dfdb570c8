"""Whatever comes in at the socket is answered in the protocol's words or with silence, and touches nobody else."""

import base64
import json
import select as ready
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, or_, select, text

from backend.domain.reports import closing_circle
from backend.models import Base, Delivery, Socket
from tests.delivery.conftest import Build
from tests.delivery.stage import until
from tests.support.processes import Ear, Serving, known, listening, token_of

pytestmark = pytest.mark.timeout(300)
EXAMPLES = 80
OURS = {4401, 4408, 1013}
THEIRS = {1002, 1003, 1007, 1009}
"""Of RFC 6455."""
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
LAST = b"is anybody there?"
SWALLOWED = 0.3
"""Seconds after which a question went down as part of a frame that does not end."""
PROMPT = 5.0
"""Seconds after which a bystander must have heard."""
FLOODERS = 4
MEMORY = 48 * 1024
"""Kilobytes that a web process may grow by."""
FAR = 50_000.0
ASK = "GET /v1/stream HTTP/1.1"
HEAD = {
    "Host": "localhost",
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": base64.b64encode(b"0123456789abcdef").decode(),
    "Sec-WebSocket-Version": "13",
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def serving(request: pytest.FixtureRequest, build: Build) -> Iterator[Serving]:
    with Serving(build(request.param, 0).town) as serving:
        yield serving


class Scene:
    """A running action; bystanders who were alerted by it, at every web process; and somebody who never was."""

    def __init__(self, serving: Serving, stack: ExitStack) -> None:
        self.serving, self.town = serving, serving.town
        until(self._nothing_left_of_others, "the actions before this one have their pictures")
        (phone,) = self.town.add(1, [], distances=[FAR])
        self._stranger = self.town.phones[phone][0]
        self.hostile = token_of(self.town, self._stranger)
        self.ears: list[Ear] = []
        while len(self._busy()) < len(serving.web_processes()):
            (phone,) = self.town.add(1, [])
            self.ears.append(stack.enter_context(listening(serving, phone)))
        self.action = self.town.start()
        for ear in self.ears:
            self.notice = ear.hears("alert")["notice"]
        until(lambda: self.town.progress(self.action)["handed_over"] == len(self.ears), "all have it")
        self.stored, self.memory = self._stored(), self._memory()
        self._told = len(self._log())

    @contextmanager
    def welcomed(self, **hello: Any) -> Iterator[socket.socket]:
        """A socket whose hello is known: what it says is heard."""
        until(lambda: not known(self.town, self._stranger), "the one before is forgotten")
        with stream(self.serving) as line:
            line.sendall(said({"type": "hello", "token": self.hostile, **hello}))
            until(lambda: known(self.town, self._stranger), "the socket is known")
            yield line

    def is_as_it_was(self) -> None:
        """Nobody noticed, nothing is kept, and what is told next is heard."""
        until(lambda: self._sockets() == len(self.ears), "all other sockets are forgotten")
        with self.town.db.read() as session:
            seen = or_(Delivery.shown_at.is_not(None), Delivery.opened_at.is_not(None))
            mine = Delivery.notice_id == self.notice
            assert session.scalar(select(func.count()).select_from(Delivery).where(seen, mine)) == 0
        assert self._stored() == self.stored
        assert self.grown() < MEMORY
        if not self.town.db.embedded:
            until(lambda: self._held() == 0, "nobody holds a transaction")
        self.is_heard()
        complaints = [line for line in self._log()[self._told :].splitlines() if not _is_ordinary(line)]
        assert complaints == []

    def is_heard(self) -> None:
        self.town.update(self.action, text="Zij draagt nu een gele muts")
        for ear in self.ears:
            ear.hears("update", within=PROMPT)
        self.stored = self._stored()

    def grown(self) -> int:
        """Kilobytes, of the largest web process."""
        return self._memory() - self.memory

    def _nothing_left_of_others(self) -> bool:
        with self.town.db.read() as session:
            return not closing_circle.due(session)

    def _busy(self) -> set[str]:
        with self.town.db.read() as session:
            return set(session.scalars(select(Socket.process_id)))

    def _sockets(self) -> int:
        with self.town.db.read() as session:
            return session.scalar(select(func.count()).select_from(Socket)) or 0

    def _stored(self) -> dict[str, int]:
        with self.town.db.read() as session:
            return {
                table.name: session.scalar(select(func.count()).select_from(table)) or 0
                for table in Base.metadata.sorted_tables
                if table.name != Socket.__tablename__
            }

    def _held(self) -> int:
        with self.town.db.read() as session:
            query = "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"
            return int(session.execute(text(query)).scalar_one())

    def _memory(self) -> int:
        told = [Path(f"/proc/{one}/status").read_text() for one in self.serving.web_processes()]
        return max(int(one.split("VmRSS:")[1].split()[0]) for one in told)

    def _log(self) -> str:
        return (self.town.settings.data_dir / "serve.log").read_text(errors="replace")


def _is_ordinary(line: str) -> bool:
    """What is logged of a call that went as it should, whoever made it."""
    try:
        return bool(json.loads(line)["level"] == "info" and json.loads(line).get("status", 0) < 500)
    except (ValueError, TypeError):
        return False


@pytest.fixture
def scene(serving: Serving) -> Iterator[Scene]:
    """Ends its action and takes its people along."""
    with ExitStack() as stack:
        made = Scene(serving, stack)
        yield made
    made.town.end(made.action)
    for participant, _ in made.town.phones.values():
        serving.call("DELETE", "/v1/participants/me", participant)
    made.town.phones.clear()


def frame(
    kind: int,
    content: bytes = b"",
    *,
    last: bool = True,
    masked: bool = True,
    reserved: int = 0,
    length: int | None = None,
) -> bytes:
    """As a client sends it, masked with zeros; `length` is what it claims, in place of the truth."""
    size = len(content) if length is None else length
    mask = 0x80 if masked else 0
    head = bytes([0x80 * last | reserved << 4 | kind])
    if size < 126:
        head += bytes([mask | size])
    elif size < 1 << 16:
        head += bytes([mask | 126]) + size.to_bytes(2, "big")
    else:
        head += bytes([mask | 127]) + size.to_bytes(8, "big")
    return head + (bytes(4) if masked else b"") + content


def said(message: Any) -> bytes:
    return frame(TEXT, json.dumps(message).encode())


@contextmanager
def caller(serving: Serving, head: dict[str, str] = HEAD, request: str = ASK) -> Iterator[socket.socket]:
    """A plain socket that has asked for the stream."""
    host, port = serving.address.split(":")
    with socket.create_connection((host, int(port)), timeout=10) as line:
        lines = [request, *(f"{name}: {value}" for name, value in head.items()), "", ""]
        line.sendall("\r\n".join(lines).encode("latin-1"))
        yield line


@contextmanager
def stream(serving: Serving) -> Iterator[socket.socket]:
    with caller(serving) as line:
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            answer += line.recv(1)
        assert answer.startswith(b"HTTP/1.1 101 ")
        yield line


def answered(line: socket.socket, sent: bytes) -> tuple[list[bytes], int | None]:
    """What the server says to this, up to the answer to a last question: (messages, code).

    The code is None when the socket goes on, and 1006 when it ends without a goodbye."""
    with suppress(BrokenPipeError, ConnectionResetError):
        line.sendall(sent + frame(PING, LAST))
    line.settimeout(SWALLOWED)
    messages: list[bytes] = []
    data = b""
    while True:
        try:
            chunk = line.recv(65_536)
        except TimeoutError:
            # An end is an answer whatever came before.
            line.settimeout(10)
            with suppress(OSError):
                line.shutdown(socket.SHUT_WR)
            continue
        except ConnectionResetError:
            return messages, 1006
        if not chunk:
            assert data == b"", "half a frame was sent"
            return messages, 1006
        data += chunk
        while (found := first(data)) is not None:
            kind, content, data = found
            if kind == CLOSE:
                return messages, int.from_bytes(content[:2], "big") if content else 1005
            if kind == PONG and content == LAST:
                return messages, None
            if kind != PONG:
                assert kind == TEXT
                messages.append(content)


def first(data: bytes) -> tuple[int, bytes, bytes] | None:
    """(kind, content, the rest) of the first whole frame of a server."""
    if len(data) < 2:
        return None
    assert data[0] & 0xF0 == 0x80
    assert data[1] < 127, "a server masks nothing and sends nothing large"
    start, length = 2, data[1]
    if length == 126:
        start, length = 4, int.from_bytes(data[2:4], "big")
    if len(data) < start + length:
        return None
    return data[0] & 15, data[start : start + length], data[start + length :]


ODD = [
    "",
    "\0",
    "\u202e\u2066",
    "\ud800",
    "A" * 22,
    "A" * 22 + "\n",
    "'; DROP TABLE participant; --",
    *(None, True, 0, -1, 10**400, 1e308, float("nan"), float("inf"), [], {}, [[]], {"shown": 1}),
]
NOTICE = "the notice of the others"
RAW = [
    b"",
    b"{",
    b"[" * 4_000,
    b'{"a":' * 800,
    b'{"type":"hello","type":"receipt"}',
    b'{"type":"receipt","notice":NaN,"state":-Infinity}',
    b'{"type":"receipt","notice":"\\ud800","state":"shown"}',
    b'{"type":"receipt","notice":"\\u0000","state":"shown"}',
    b'{"type":' + b"1" * 4_050 + b"}",
    b"\xef\xbb\xbf{}",
    b"\xff\xfe{\0}\0",
    b"\xed\xa0\x80",
    b"\xc3",
    "\u202e{}\u2066".encode(),
    b"x" * 4_096,
    b"x" * 4_097,
    b"x" * 9_000,
]
odd = st.sampled_from(ODD) | st.text(max_size=30)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
receipts = st.fixed_dictionaries(
    {
        "type": st.just("receipt"),
        "notice": st.just(NOTICE) | odd,
        "state": st.sampled_from(["shown", "opened"]) | odd,
    }
)
hellos = st.fixed_dictionaries(
    {"type": st.just("hello"), "token": st.just("good") | st.just("A" * 43) | odd},
    optional={"since": st.just(NOTICE) | odd},
)
kinds = st.sampled_from([0, TEXT, BINARY, 3, 7, CLOSE, PING, PONG, 11, 15])
frames = st.builds(
    frame,
    kinds,
    st.binary(max_size=140) | st.sampled_from(RAW),
    last=st.booleans(),
    masked=st.sampled_from([True, True, True, False]),
    reserved=st.sampled_from([0, 0, 0, 1, 2, 4, 7]),
    length=st.sampled_from([None, None, None, 0, 1, 125, 126, 4_097, 1 << 40, (1 << 64) - 1]),
)
closes = st.builds(
    lambda code, why: frame(CLOSE, code.to_bytes(2, "big") + why),
    st.sampled_from([0, 999, 1000, 1001, 1004, 1005, 1006, 1015, 2999, 3000, 4999, 5000, 65_535]),
    st.binary(max_size=20),
)
texts = st.builds(lambda content: frame(TEXT, content), st.sampled_from(RAW) | st.binary(max_size=60))
binaries = st.builds(lambda content: frame(BINARY, content), st.sampled_from(RAW) | st.binary(max_size=60))


@st.composite
def fragments(draw: st.DrawFn) -> bytes:
    """A message in many pieces, some of them empty, with pings in between; it may not end."""
    content = draw(st.sampled_from(RAW[:-1]) | st.binary(max_size=60))
    size = draw(st.integers(1, 400))
    pieces = [content[at : at + size] for at in range(0, len(content), size)][:60] or [b""]
    pieces += [b""] * draw(st.integers(0, 40))
    between = draw(st.sampled_from([b"", frame(PING), frame(PONG, b"unasked"), said({"type": "receipt"})]))
    sent = [frame(0 if number else TEXT, piece, last=False) for number, piece in enumerate(pieces)]
    return between.join(sent) + (frame(0) if draw(st.booleans()) else b"")


something = (
    hellos | receipts | values | texts | binaries | fragments() | frames | closes | st.binary(max_size=60)
)


def test_nothing_that_is_said_disturbs_anybody(scene: Scene) -> None:
    """Who was welcomed goes on for as long as it is let."""
    named = {"good": scene.hostile, NOTICE: scene.notice}
    going_on = ExitStack()
    lines: list[socket.socket] = []

    def wire(one: Any) -> bytes:
        if isinstance(one, dict):
            one = {name: named.get(v, v) if isinstance(v, str) else v for name, v in one.items()}
        return one if isinstance(one, bytes) else said(one)

    @settings(
        max_examples=EXAMPLES,
        deadline=timedelta(seconds=20),
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
        # The same again meets another server: there is nothing to shrink.
        phases=[Phase.generate],
    )
    @given(welcome=st.booleans(), nonsense=st.lists(something, min_size=1, max_size=6))
    def speaks(welcome: bool, nonsense: list[Any]) -> None:
        sent = b"".join(map(wire, nonsense))
        if welcome:
            if not lines:
                lines.append(going_on.enter_context(scene.welcomed()))
            messages, code = answered(lines[0], sent)
            if code is not None:
                lines.clear()
                going_on.close()
        else:
            with stream(scene.serving) as line:
                messages, code = answered(line, sent)
        # Its own goodbye is repeated to it.
        echo = {
            int.from_bytes(one[6:8], "big")
            for one in nonsense
            if isinstance(one, bytes) and one[:1] == b"\x88"
        }
        assert code in {None, 1005, 1006} | OURS | THEIRS | echo
        assert messages == []

    with going_on:
        speaks()
    scene.is_as_it_was()


BROKEN = {
    "too large a message": (frame(TEXT, b"x" * 5_000), 1009),
    "too large in pieces": (b"".join(frame(0 if n else 2, b"x" * 1_000, last=False) for n in range(5)), 1009),
    "no UTF-8": (frame(TEXT, b"\xff"), 1007),
    "a reserved bit": (frame(TEXT, b"x", reserved=1), 1002),
    "no mask": (frame(TEXT, b"x", masked=False), 1002),
    "a piece of nothing": (frame(0, b"x"), 1002),
    "a message within another": (frame(TEXT, b"x", last=False) + frame(TEXT, b"x"), 1002),
    "too large a ping": (frame(PING, b"x" * 126), 1002),
    "a ping in pieces": (frame(PING, last=False), 1002),
    "a kind there is not": (frame(3), 1002),
    "half a code": (frame(CLOSE, b"x"), 1002),
    "a code nobody may say": (frame(CLOSE, (1006).to_bytes(2, "big")), 1002),
    "a goodbye": (frame(CLOSE, (1000).to_bytes(2, "big")), 1000),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_breaks_the_protocol_is_told_so(serving: Serving, what: str) -> None:
    sent, code = BROKEN[what]
    with stream(serving) as line:
        assert answered(line, sent) == ([], code)


def test_a_hello_that_never_ends_is_closed_after_ten_seconds(serving: Serving) -> None:
    """In pieces that keep coming."""
    ended = threading.Event()

    def go_on(line: socket.socket) -> None:
        with suppress(OSError):
            line.sendall(frame(TEXT, b'{"type":"hello","since":"', last=False))
            while not ended.wait(0.1):
                line.sendall(frame(0, b"x", last=False))

    with stream(serving) as line:
        speaking = threading.Thread(target=go_on, args=(line,))
        speaking.start()
        line.settimeout(15)
        found = first(line.recv(100))
        ended.set()
        speaking.join()
    assert found is not None
    assert (found[0], int.from_bytes(found[1], "big")) == (CLOSE, 4408)


def test_what_no_id_can_be_keeps_no_receipt_of_others_back(scene: Scene) -> None:
    """They are written down together, and so are those who say hello."""
    bad = [said({"type": "receipt", "notice": one, "state": "shown"}) for one in ("\0", "\ud800", 7, None)]
    bad += [said({"type": "receipt", "notice": scene.notice, "state": one}) for one in ([], {}, "\0", None)]
    for since in ("\0", "\ud800", 7, [], scene.notice):
        with scene.welcomed(since=since) as line:
            assert answered(line, b"".join(bad)) == ([], None)
    scene.is_as_it_was()
    scene.ears[0].says({"type": "receipt", "notice": scene.notice, "state": "shown"})
    until(lambda: scene.town.progress(scene.action)["shown"] == 1, "the receipt counts")


FLOODS = {
    "messages": said([]),
    "pings": frame(PING),
    "pieces of a message": frame(TEXT, last=False) + frame(0, last=False) * 99,
    "receipts": said({"type": "receipt", "notice": "A" * 22, "state": "shown"}),
}


@pytest.mark.parametrize("flood", FLOODS)
def test_who_never_stops_keeps_nobody_waiting(scene: Scene, flood: str) -> None:
    """At every web process, as fast as it goes."""
    beginning, again = said({"type": "hello", "token": scene.hostile}), FLOODS[flood]
    if flood == "pieces of a message":
        beginning, again = beginning + again, frame(0, last=False)
    with ExitStack() as stack:
        ended = threading.Event()
        stack.callback(ended.set)
        for _ in range(FLOODERS):
            line = stack.enter_context(stream(scene.serving))
            line.sendall(beginning)
            flooding = threading.Thread(target=pour, args=(line, again * 10_000, ended))
            flooding.start()
            stack.callback(flooding.join)
            stack.callback(ended.set)
        scene.is_heard()
        assert scene.grown() < MEMORY
    scene.is_as_it_was()


def pour(line: socket.socket, much: bytes, ended: threading.Event) -> None:
    """And reads what comes back, so that nothing holds the other side up."""
    line.setblocking(False)
    at = 0
    with suppress(BrokenPipeError, ConnectionResetError):
        while not ended.is_set():
            can_read, can_write, _ = ready.select([line], [line], [], 0.1)
            if can_read and not line.recv(65_536):
                return
            if can_write:
                at = (at + line.send(much[at:])) % len(much)


HANDSHAKES = {
    "no key": {"Sec-WebSocket-Key": ""},
    "an old version": {"Sec-WebSocket-Version": "8"},
    "no version": {"Sec-WebSocket-Version": ""},
    "half an upgrade": {"Connection": "keep-upgraded"},
    "another upgrade": {"Upgrade": "h2c"},
    "a host too long": {"Host": "a" * 64 + ".example"},
    "a host that is none": {"Host": "xn--\u00e9"},
    "a protocol in no letters": {"Sec-WebSocket-Protocol": "\u00e9"},
    "a body in chunks": {"Transfer-Encoding": "chunked"},
    "a body": {"Content-Length": "70000"},
    "extensions": {"Sec-WebSocket-Extensions": "permessage-deflate; =;;,,"},
    "cookies": {"Cookie": "burgernet_session=\u00ff; ;=;"},
    "another page": {"Origin": "null"},
}


REQUESTS = [
    "POST /v1/stream HTTP/1.1",
    "HEAD /v1/stream HTTP/1.1",
    "GET /v1/stream HTTP/1.0",
    "GET /v1/stream?token=" + "A" * 43 + " HTTP/1.1",
    "GET /v1/stream/ HTTP/1.1",
]


def test_a_handshake_that_is_none_is_no_mistake_of_ours(scene: Scene) -> None:
    asked = [(name, HEAD | change, ASK) for name, change in HANDSHAKES.items()]
    asked += [(request, HEAD, request) for request in REQUESTS]
    for name, head, request in asked:
        with caller(scene.serving, head, request) as line:
            line.shutdown(socket.SHUT_WR)
            answer = line.recv(4_096)
            while b"\r\n\r\n" not in answer and (more := line.recv(4_096)):
                answer += more
        status = int(answer.split()[1]) if answer else 0
        assert status in (0, 101, 400, 403, 404, 405, 426), (name, answer)
        if name == "an old version":
            assert (status, b"Sec-WebSocket-Version: 13" in answer) == (426, True)
    scene.is_as_it_was()


def test_who_is_gone_again_or_stays_half_way_is_no_mistake_of_ours(scene: Scene) -> None:
    whole = "\r\n".join([ASK, *(f"{k}: {v}" for k, v in HEAD.items()), "", ""]).encode()
    host, port = scene.serving.address.split(":")
    with ExitStack() as half_way:
        for much in (0, 5, 30, len(whole) - 1, len(whole)):
            for how in (socket.SHUT_WR, socket.SHUT_RDWR, None):
                line = half_way.enter_context(socket.create_connection((host, int(port)), timeout=10))
                line.sendall(whole[:much])
                if how is not None:
                    line.shutdown(how)
        for beginning in (b"", said({"type": "hello", "token": scene.hostile})):
            with stream(scene.serving) as line:
                line.sendall(beginning)
                # A reset in place of a goodbye.
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    scene.is_as_it_was()
