"""The service of the second channel is strict: whatever is not its protocol ends the connection, and is no arrival."""

import json
import socket

import pytest

from tests.delivery.conftest import MakeService
from tests.support.line_service import GREETING, password
from tests.support.wires import LINE, Wire

TEXT = json.dumps({"notification": {"tag": "a", "data": {"kind": "alert"}}}).encode()


@pytest.fixture(scope="module")
def wire() -> Wire:
    return LINE


def tell(number: str = "7", secret: str | None = None, seconds: int = 60, text: bytes = TEXT) -> bytes:
    head = f"TELL {number} {secret or password(number)} {seconds} {len(text)}\n"
    return head.encode() + text + b"\n"


def said(origin: str, *parts: bytes) -> bytes:
    """The last answer to these, each sent when the one before it was answered."""
    host, _, port = origin.removeprefix("line://").partition(":")
    answer = b""
    with socket.create_connection((host, int(port)), timeout=5) as line, line.makefile("rb") as answers:
        for part in parts:
            line.sendall(part)
            answer = answers.readline()
    return answer


def test_a_message_is_taken_and_another_after_it(service: MakeService) -> None:
    only = service()
    assert said(only.origin, GREETING, tell(), tell("8")) == b"TAKEN\n"
    first, _ = only.wait_for(2)
    assert (first.token, first.ttl, first.topic, first.body) == ("7", 60, "a", TEXT)


@pytest.mark.parametrize(
    "parts",
    [
        [b"POST /push/7 HTTP/1.1\r\n"],
        [tell()],
        [GREETING + tell()],
        [GREETING, b"TELL 7 60\n"],
        [GREETING, tell(secret="00000000")],
        [GREETING, tell(seconds=0)],
        [GREETING, tell(text=b"\x00sealed")],
        [GREETING, tell(text=b"{}")],
        [GREETING, tell()[:-1] + b"more\n"],
        [GREETING, tell() + tell("8")],
        [GREETING, b"x" * 100],
    ],
    ids=[
        "HTTP",
        "no greeting",
        "greeting not waited for",
        "no password",
        "wrong password",
        "no time to live",
        "sealed",
        "no notification",
        "longer than said",
        "two at once",
        "a line without end",
    ],
)
def test_what_is_not_its_protocol_is_refused(service: MakeService, parts: list[bytes]) -> None:
    only = service()
    assert said(only.origin, *parts).startswith(b"BAD ")
    assert (only.arrivals, len(only.refusals)) == ([], 1)
    only.refusals.clear()
