"""The socket of an open app, at a real server with a real worker, on both databases."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from websockets.exceptions import ConnectionClosed, InvalidStatus

from backend.domain.deliveries import enlisting
from backend.domain.participants import inbox
from backend.geo.rd_new import to_rd
from backend.models import Delivery, Notice, Socket
from tests.delivery.conftest import Build
from tests.delivery.stage import kind, leased, until
from tests.support.processes import Ear, Serving, listening, token_of
from tests.support.town import CENTRE, Town

pytestmark = pytest.mark.timeout(300)
EMBEDDED_SOCKETS = 192


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def serving(request: pytest.FixtureRequest, build: Build) -> Iterator[Serving]:
    """A server with nobody near it yet; each test brings its own people and takes them along."""
    place = build(request.param, 0)
    place.town.push = place.services[0]  # type: ignore[attr-defined]
    with Serving(place.town) as serving:
        yield serving
    if not place.town.db.embedded:
        with place.town.db.read() as session:
            query = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
            assert session.execute(text(query)).scalar_one() == 0


@pytest.fixture
def town(serving: Serving) -> Iterator[Town]:
    """The town of this server; whatever still runs is ended, so that no test hears of another's action."""
    town = serving.town
    yield town
    with town.db.read() as session:
        running = list(session.execute(text("SELECT id FROM action WHERE status = 'running'")).scalars())
    for action in running:
        town.end(action)
    left = {participant for participant, _ in town.phones.values()} if serving.web.poll() is None else set()
    town.phones.clear()
    # 401: who left within the test.
    assert {serving.call("DELETE", "/v1/participants/me", participant) for participant in left} <= {204, 401}


@pytest.fixture
def phone(town: Town) -> str:
    """Somebody without notifications: only a socket reaches them."""
    return town.add(1, [])[0]


def alert_of(town: Town, action: str) -> str:
    with town.db.read() as session:
        return session.scalars(select(Notice.id).where(Notice.action_id == action, Notice.number == 1)).one()


def counts(town: Town, action: str, **expected: int) -> None:
    until(lambda: expected.items() <= town.progress(action).items(), f"progress shows {expected}")


def test_an_alert_comes_flat_with_all_its_data_and_counts_as_handed_over(
    serving: Serving, town: Town, phone: str
) -> None:
    with listening(serving, phone) as ear:
        action = town.start()
        told = ear.hears("alert")
        counts(town, action, handed_over=1, unreachable=0, waiting=0, failed=0, accepted=0)
    assert told.keys() == {
        *(
            "type",
            "title",
            "body",
            "lang",
            "notice",
            "action",
            "number",
            "kind",
            "phone",
            "expiresAt",
            "exercise",
        )
    }
    assert (told["type"], told["title"], told["lang"]) == ("notice", "Meisje van 6 vermist", "nl")
    assert (told["action"], told["notice"], told["number"]) == (action, alert_of(town, action), 1)
    assert (told["phone"], told["exercise"]) == ("08000011", False)


def test_update_and_outcome_follow_in_order_and_each_comes_once(
    serving: Serving, town: Town, phone: str
) -> None:
    with listening(serving, phone) as ear:
        action = town.start()
        ear.hears("alert")
        town.update(action, text="Zij draagt nu een gele muts")
        ear.hears("update")
        town.end(action)
        ear.hears("outcome")
        with pytest.raises(TimeoutError):
            ear.next(1.5)
    assert [told["kind"] for told in ear.heard] == ["alert", "update", "outcome"]
    assert [told["number"] for told in ear.heard] == [1, 2, 3]


def test_who_has_both_gets_the_same_notice_both_ways_and_counts_once(serving: Serving, town: Town) -> None:
    push = town.push  # type: ignore[attr-defined]
    (phone,) = town.add(1, [push.origin])
    with listening(serving, phone) as ear:
        action = town.start()
        told = ear.hears("alert")
        (arrival,) = push.wait_for(1, that=lambda arrival: arrival.token == phone)
        counts(town, action, selected=1, handed_over=1, accepted=1)
    message = town.phones[phone][1].decrypt(arrival.body)
    assert message["notification"]["data"]["notice"] == told["notice"]
    assert kind(town, arrival) == "alert"


def test_a_receipt_over_the_socket_counts(serving: Serving, town: Town, phone: str) -> None:
    with listening(serving, phone) as ear:
        action = town.start()
        notice = ear.hears("alert")["notice"]
        for nonsense in (
            "{",
            "[]",
            '{"type":"receipt"}',
            '{"type":"receipt","notice":7,"state":"shown"}',
            '"x"',
        ):
            ear.says(nonsense)
        ear.says({"type": "receipt", "notice": "AAAAAAAAAAAAAAAAAAAAAA", "state": "shown"})
        ear.says({"type": "receipt", "notice": notice, "state": "opened"})
        counts(town, action, shown=1, opened=1)


def test_a_receipt_said_together_with_the_hello_is_heard(serving: Serving, town: Town, phone: str) -> None:
    with listening(serving, phone) as ear:
        action = town.start()
        notice = ear.hears("alert")["notice"]
    with listening(serving, phone, since=notice) as again:
        again.says({"type": "receipt", "notice": notice, "state": "shown"})
        counts(town, action, shown=1)


def test_who_could_not_be_reached_is_told_on_a_new_socket(serving: Serving, town: Town, phone: str) -> None:
    action = town.start()
    counts(town, action, unreachable=1)
    with listening(serving, phone) as ear:
        ear.hears("alert")
        counts(town, action, unreachable=0, handed_over=1)


def test_since_brings_what_was_missed_and_not_what_is_there(serving: Serving, town: Town, phone: str) -> None:
    with listening(serving, phone) as ear:
        action = town.start()
        first = ear.hears("alert")["notice"]
        counts(town, action, handed_over=1)
    until(lambda: not any_socket(town), "the socket is gone")
    town.update(action, text="Zij draagt nu een gele muts")
    until(lambda: serving.call("GET", "/v1/participants/me/alerts", town.phones[phone][0]) == 200, "read")
    with listening(serving, phone, since=first) as back:
        assert back.hears("update")["number"] == 2
        with pytest.raises(TimeoutError):
            back.next(1.5)
    with listening(serving, phone, since="AAAAAAAAAAAAAAAAAAAAAA") as lost:
        assert [lost.next(10)["kind"], lost.next(10)["kind"]] == ["alert", "update"]


def test_two_screens_of_one_participant_each_catch_up_from_where_they_are(
    serving: Serving, town: Town, phone: str
) -> None:
    with listening(serving, phone) as ear:
        action = town.start()
        newest = ear.hears("alert")["notice"]
        counts(town, action, handed_over=1)
    with ExitStack() as stack:
        # Six at the same moment, so that several are looked at in one go.
        token = token_of(town, town.phones[phone][0])
        lines = [stack.enter_context(Ear(serving.address, token, hello=False)) for _ in range(6)]
        for number, line in enumerate(lines):
            since = newest if number % 2 else "AAAAAAAAAAAAAAAAAAAAAA"
            line.says({"type": "hello", "token": token, "since": since})
        assert [line.next(10)["notice"] for line in lines[::2]] == [newest] * 3
        town.update(action, text="Zij draagt nu een gele muts")
        assert [line.next(10)["number"] for line in lines] == [2] * 6


def test_a_message_told_after_an_extension_says_the_new_end(serving: Serving, town: Town, phone: str) -> None:
    (late,) = town.add(1, [])
    with listening(serving, phone) as ear:
        action = town.start()
        before = datetime.fromisoformat(ear.hears("alert")["expiresAt"])
        counts(town, action, handed_over=1, unreachable=1)
        town.update(action, extend_minutes=60)
        with listening(serving, late) as other:
            after = datetime.fromisoformat(other.hears("alert")["expiresAt"])
    assert after - before == timedelta(hours=1)


def any_socket(town: Town) -> int:
    with town.db.read() as session:
        return session.scalar(select(func.count()).select_from(Socket)) or 0


def test_an_alert_that_was_stopped_is_not_told_any_more(serving: Serving, town: Town, phone: str) -> None:
    action = town.start()
    counts(town, action, unreachable=1)
    town.end(action)
    with listening(serving, phone) as ear, pytest.raises(TimeoutError):
        ear.next(2.0)


def test_what_is_halted_is_neither_told_nor_read_until_that_ends(
    serving: Serving, town: Town, phone: str
) -> None:
    participant = town.phones[phone][0]

    def listed() -> int:
        with town.db.read() as session:
            return len(inbox.page(session, participant, "nl", town.clock())[0])

    with listening(serving, phone) as ear:
        halt = town.halt()
        action = town.start()
        until(lambda: leased(town, "alert"), "its turn came")
        with pytest.raises(TimeoutError):
            ear.next(1.5)
        assert listed() == 0
        town.resume(halt)
        ear.hears("alert")
        counts(town, action, handed_over=1)
        halt = town.halt(region="Fryslân")
        town.end(action)
        until(lambda: leased(town, "outcome"), "the turn of its outcome came")
        with pytest.raises(TimeoutError):
            ear.next(1.5)
        town.resume(halt)
        ear.hears("outcome")
        assert listed() == 1


@pytest.mark.parametrize(
    ("first", "code"),
    [
        ({"type": "hello", "token": "A" * 43}, 4401),
        ({"type": "hello", "token": "no token at all"}, 4401),
        ({"type": "hello"}, 4401),
        ({"type": "hello", "token": 7}, 4401),
        ("{", 4408),
        ({"type": "receipt"}, 4408),
    ],
)
def test_without_a_good_hello_the_socket_is_closed(serving: Serving, first: Any, code: int) -> None:
    with Ear(serving.address, "", hello=False) as ear:
        ear.says(first)
        assert ear.closed() == code


def test_who_says_nothing_is_closed_after_ten_seconds(serving: Serving) -> None:
    began = time.monotonic()
    with Ear(serving.address, "", hello=False) as ear:
        assert ear.closed(within=30) == 4408
    assert time.monotonic() - began > 9


def test_who_leaves_is_closed(serving: Serving, town: Town, phone: str) -> None:
    with listening(serving, phone) as ear:
        assert serving.call("DELETE", "/v1/participants/me", town.phones[phone][0]) == 204
        assert ear.closed() == 4401


def test_another_sites_page_is_refused_and_our_own_is_not(serving: Serving, town: Town, phone: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        Ear(serving.address, "", hello=False, origin="https://elsewhere.example")
    assert refused.value.response.status_code == 403
    assert json.loads(refused.value.response.body or b"")["status"] == 403
    with listening(serving, phone, origin=town.settings.public_url) as ear:
        town.start()
        ear.hears("alert")


def test_deflate_is_refused_though_it_is_offered(serving: Serving) -> None:
    with Ear(serving.address, "", hello=False, compression="deflate") as ear:
        assert ear.socket.protocol.extensions == []


def test_a_message_beyond_all_bounds_ends_only_its_own_socket(
    serving: Serving, town: Town, phone: str
) -> None:
    with listening(serving, phone) as ear, Ear(serving.address, "", hello=False) as loud:
        loud.says("x" * 100_000)
        assert loud.closed() in (1006, 1009)
        town.start()
        ear.hears("alert")


def test_an_open_socket_makes_reachable(serving: Serving, town: Town, phone: str) -> None:
    def reachable() -> int:
        with town.db.read() as session:
            return enlisting.count(session, *to_rd(*CENTRE), 3_000, False, town.clock(), town.settings)[1]

    assert reachable() == 0
    with listening(serving, phone):
        assert reachable() == 1
    until(lambda: reachable() == 0, "the socket is gone")


def test_a_self_test_comes_over_the_socket_alone_and_nobody_else_is_told_it(
    serving: Serving, town: Town, phone: str
) -> None:
    participant = town.phones[phone][0]
    assert serving.call("POST", "/v1/participants/me/self-tests", participant) == 409
    with listening(serving, phone) as ear:
        assert serving.call("POST", "/v1/participants/me/self-tests", participant) == 202
        assert ear.hears("self-test")["action"] is None
        assert serving.call("DELETE", "/v1/participants/me", participant) == 204
    # Embedded, the number of the erased message's wave is used again.
    with listening(serving, town.add(1, [])[0]) as other:
        town.start()
        assert other.next(20)["kind"] == "alert"


# Only PostgreSQL tells who holds what.
@pytest.mark.parametrize("serving", ["postgresql"], indirect=True)
def test_idle_sockets_hold_no_database_session(serving: Serving, town: Town) -> None:
    phones = town.add(40, [])
    with ExitStack() as open_:
        for phone in phones:
            open_.enter_context(Ear(serving.address, token_of(town, town.phones[phone][0])))
        until(lambda: any_socket(town) == 40, "all are known")

        def held() -> int:
            with town.db.read() as session:
                query = "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"
                return int(session.execute(text(query)).scalar_one())

        until(lambda: held() == 0, "nobody holds a transaction")


@pytest.mark.parametrize("serving", ["sqlite"], indirect=True)
def test_embedded_the_192nd_socket_is_the_last(serving: Serving, town: Town) -> None:
    with ExitStack() as open_:
        ears: list[Ear] = []

        def filled() -> bool:
            # Those of other tests may still be saying goodbye.
            with suppress(InvalidStatus):
                while len(ears) < EMBEDDED_SOCKETS:
                    ears.append(open_.enter_context(Ear(serving.address, "", hello=False)))
            return len(ears) == EMBEDDED_SOCKETS

        until(filled, "192 are open")
        last = ears[-1]
        with pytest.raises(InvalidStatus) as refused:
            Ear(serving.address, "", hello=False)
        assert refused.value.response.status_code == 503
        assert "Retry-After" in refused.value.response.headers
        last.says("goodbye")
        assert last.closed() == 4408
        until(lambda: serving.call("GET", "/healthz") == 200, "calls are still answered")


def test_a_server_that_is_told_to_end_says_goodbye_and_forgets_nothing(
    serving: Serving, town: Town, phone: str
) -> None:
    """The last test of this server."""
    with listening(serving, phone) as ear, Ear(serving.address, "", hello=False) as silent:
        action = town.start()
        ear.hears("alert")
        began = time.monotonic()
        serving.web.terminate()
        assert (ear.closed(), silent.closed()) == (1001, 1001)
        serving.web.wait(15)
        assert time.monotonic() - began < 15
    assert town.progress(action)["handed_over"] == 1
    with town.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Socket)) == 0
        assert session.scalar(select(Delivery.result).where(Delivery.notice_id == alert_of(town, action)))
    with pytest.raises((ConnectionClosed, OSError)):
        Ear(serving.address, "", hello=False)
