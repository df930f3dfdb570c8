"""Whatever else a push service writes into its answer: the status counts, and an unreadable header is none."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.delivery.channel import Message, Outcome, Result
from backend.delivery.push.clients import Clients
from backend.delivery.push.vapid import Vapid, signer
from backend.delivery.push.webpush import LONGEST_PAUSE, Prepared, WebPush, seconds
from backend.settings import load
from tests.support.world import SETTINGS


def posted(directory: Path, *answers: bytes) -> list[Result | None]:
    """What becomes of a message each, posted to a service that answers so, byte for byte."""

    async def scene() -> list[Result | None]:
        left = list(answers)

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(len(b"sealed"))
            writer.write(left.pop(0))
            await writer.drain()
            writer.close()

        async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
            origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            allowed = {"BURGERNET_DATA_DIR": str(directory), "BURGERNET_PUSH_ALLOW_ORIGINS": origin}
            told = load(allowed | SETTINGS)
            channel = WebPush(told, Clients(told))
            vapid = Vapid(origin, signer(told.vapid_private_key), told.vapid_subject)
            prepared = Prepared(vapid, f"{origin}/push/1", b"sealed")
            try:
                return [await channel.send(prepared, Message("topic", 60), lambda: True) for _ in answers]
            finally:
                await channel.close()

    return asyncio.run(scene())


def answer(status: str, *headers: bytes) -> bytes:
    lines = b"".join(header + b"\r\n" for header in headers)
    return f"HTTP/1.1 {status}\r\nConnection: close\r\n".encode() + lines + b"\r\n"


STRANGE = (
    "Retry-After: é".encode(),
    b"Retry-After: \xff\xfe",
    b"Content-Length: 0\r\nRetry-After: \x80",
    b"Location: https://push.example/m\xe9",
    b'Link: <https://push.example/\xff>; rel="urn:ietf:params:push"',
    b"Retry-After: inf",
    b"Retry-After: " + b"9" * 400,
)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("201 Created", Outcome.ACCEPTED),
        ("410 Gone", Outcome.GONE),
        ("404 Not Found", Outcome.GONE),
        ("429 Too Many Requests", Outcome.RETRY),
        ("403 Forbidden", Outcome.REFUSED),
    ],
)
def test_the_status_counts_whatever_the_headers_are(tmp_path: Path, status: str, outcome: Outcome) -> None:
    results = posted(tmp_path, *(answer(status, header) for header in STRANGE))
    assert [result and result.outcome for result in results] == [outcome] * len(STRANGE)
    assert {result and result.retry_after for result in results} == {None}


@pytest.mark.parametrize(
    ("header", "pause"),
    [
        ("4", 4.0),
        (" 4 ", 4.0),
        ("0", 0.0),
        ("31536000", LONGEST_PAUSE),
        ("inf", None),
        ("-inf", None),
        ("nan", None),
        ("1e3", None),
        ("1_0", None),
        ("-5", None),
        ("4.5", None),
        ("٤", None),
        ("9" * 400, None),
        ("", None),
        ("soon", None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_PAUSE),
        ("Mon, 01 Jan 2001 00:00:00 GMT", 0.0),
        ("Mon, 32 Jan 2026 00:00:00 GMT", None),
    ],
)
def test_a_pause_is_whole_seconds_or_a_date(header: str, pause: float | None) -> None:
    assert seconds(header) == pause


@given(st.text(max_size=40))
@settings(max_examples=300)
def test_whatever_is_asked_for_is_a_pause_or_nothing(header: str) -> None:
    pause = seconds(header)
    assert pause is None or 0 <= pause <= LONGEST_PAUSE
