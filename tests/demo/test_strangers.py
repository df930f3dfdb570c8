"""Somebody who tries the demo with a browser of their own: the town's phones go on, whatever that browser brings."""

import json
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pywebpush import WebPusher
from sqlalchemy import select

from backend.clock import now
from backend.db import Database
from backend.demo import answering, filling
from backend.demo.answering import Answering
from backend.demo.calls import DemoFailed
from backend.demo.push_service.service import Arrival
from backend.demo.town import Town
from backend.domain.participants import membership, subscriptions
from backend.domain.participants.membership import Newcomer
from backend.models import PushSubscription, new_id
from backend.settings import load
from tests.support.push_service import Phone
from tests.support.waiting import until
from tests.support.world import SETTINGS

ORIGIN = "http://127.0.0.1:1"
STRANGERS = ["gcm:abc", "", "99999999", "-1", "02", "1_0", "\u0662", "2?x", "1e1", "nan"]


class Receipts(BaseHTTPRequestHandler):
    """A server that takes receipts; of some messages with an answer nobody can read."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        told = self.rfile.read(int(self.headers["Content-Length"]))
        nonsense = b"{" if b"nonsense" in told else b""
        self.send_response(200 if nonsense else 204)
        self.send_header("Content-Length", str(len(nonsense)))
        self.end_headers()
        self.wfile.write(nonsense)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receipts)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def sent(number: int, token: str, reader: Phone, message: object) -> Arrival:
    """An arrival that phones wake up for at once."""
    body = WebPusher(reader.subscription(ORIGIN)).encode(json.dumps(message).encode())["body"]
    return Arrival(number, token, 0.0, 0.0, "topic", 60, "high", body, "key")


def alert(notice: str) -> dict[str, object]:
    return {"notification": {"data": {"action": "an action", "notice": notice, "kind": "alert"}}}


@pytest.fixture
def phones(address: str) -> Answering:
    phones = Answering(Town(20), "secret")
    phones.start(address)
    return phones


def test_a_strangers_phone_is_no_concern_of_the_towns(phones: Answering) -> None:
    for number, token in enumerate(STRANGERS):
        phones.take(sent(number, token, Phone("a stranger's browser", number), alert("n")))
    phones.take(sent(len(STRANGERS), "3", Town(20).residents[3].phone, alert("n")))
    assert [one.resident.index for one in phones.wait_for("n", 1, 30)] == [3]


ODD: list[object] = [[], None, {}, {"notification": None}, {"notification": {"data": 1}}, alert("nonsense")]


def test_what_nobody_can_read_ends_no_thread(phones: Answering) -> None:
    town = Town(20)
    for number in range(answering.THREADS):
        # At the endpoint of a resident, with keys of their own.
        phones.take(sent(number, "2", Phone("a stranger's browser", number), alert("n")))
    for number, message in enumerate(ODD * answering.THREADS):
        phones.take(sent(number, "4", town.residents[4].phone, message))
    phones.take(sent(99, "3", town.residents[3].phone, alert("n")))
    assert [one.resident.index for one in until(lambda: phones.shown("n"))] == [3]
    with pytest.raises(DemoFailed, match=r"hone [24]"):
        phones.wait_for("n", 1, 30)


def test_whose_subscription_a_stranger_took_over_has_it_again_at_the_next_start(
    database_url: str, tmp_path: Path
) -> None:
    settings, town = load(SETTINGS | {"BURGERNET_DATA_DIR": str(tmp_path)}), Town(20)
    robbed = town.residents[3]
    with closing(Database(database_url)) as db:
        assert filling.fill(db, town, ORIGIN, settings, now()) == 20
        keys = Phone("a stranger's browser", 1).subscription(ORIGIN)["keys"]
        endpoint = robbed.phone.subscription(ORIGIN)["endpoint"]
        taken = subscriptions.usable(endpoint, keys["p256dh"], keys["auth"], (ORIGIN,))
        with db.write() as session:
            stranger = Newcomer(id=new_id())
            membership.join_many(session, [stranger], settings.secret_key, now())
            subscriptions.keep(session, stranger.id, taken, now())
        assert filling.fill(db, town, ORIGIN, settings, now()) == 0
        with db.read() as session:
            query = select(PushSubscription.participant_id, PushSubscription.p256dh)
            held = {row.participant_id: row.p256dh for row in session.execute(query)}
    assert set(held) == {one.id for one in town.residents}
    assert held[robbed.id] == robbed.phone.subscription(ORIGIN)["keys"]["p256dh"]
