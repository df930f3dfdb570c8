"""What becomes of a message is the push service's word: rule 5 of the contract, and what it means for an outcome."""

import time
from dataclasses import dataclass
from email.utils import formatdate
from math import inf
from typing import Any

import pytest
from sqlalchemy import select

from backend.delivery.push import clients
from backend.delivery.worker import attempts, worker
from backend.models import Delivery, PushService
from tests.delivery.conftest import Build, MakeService, MakeTown, Send
from tests.delivery.stage import (
    CREATED,
    Place,
    Service,
    at_once,
    by_kind,
    healthy,
    kind,
    messages,
    overloaded,
    tried,
    until,
)
from tests.support.push_service import Answer, Arrival, Odd, Response
from tests.support.town import Town
from tests.support.wires import WEB_PUSH, WIRES, Wire
from tests.support.worker_process import WorkerProcess

GONE = {"404": Response(404), "410": Response(410)}
REFUSED = {str(status): Response(status) for status in (400, 401, 403, 413)}
COME_BACK: dict[str, Answer] = {
    **{str(status): Response(status) for status in (406, 429, 500, 502, 503)},
    "cut": Odd.CLOSED,
    "garbage": Odd.GARBAGE,
}
PAUSED: dict[str, Answer] = {
    "in seconds": Response(429, {"Retry-After": "4"}),
    "as a date": Response(503, {"Retry-After": "a date"}),
}
FIRST: dict[str, Answer] = {"201": CREATED, **GONE, **REFUSED, **COME_BACK, **PAUSED, "silence": Odd.NEVER}
LIMIT = 1.0
"""Seconds an attempt may last where a test cannot wait for ten."""
NOTICED = 2.0
"""Seconds more than promised that a busy machine may take to send what is due."""


@pytest.fixture(scope="module", params=WIRES.values(), ids=WIRES)
def wire(request: pytest.FixtureRequest) -> Wire:
    """Everything here holds by whatever wire people are reached."""
    chosen: Wire = request.param
    return chosen


@dataclass
class Answered:
    """One phone a way of answering: the first message gets that answer, a second one is taken."""

    results: dict[str, str]
    subscribed: set[str]
    tries: dict[str, list[tuple[float, float]]]
    """Name of the answer → when each message came and when it was answered."""
    silent_since: float
    """When the message that gets no answer at all was begun, which is before it came."""


def answered_in_every_way(place: Place) -> Answered:
    (only,) = place.services
    names = dict(zip(place.tokens, FIRST, strict=True))
    seen: set[str] = set()

    def behave(arrival: Arrival) -> Answer:
        if arrival.token in seen:
            return CREATED
        seen.add(arrival.token)
        answer = FIRST[names[arrival.token]]
        if answer is PAUSED["as a date"]:
            return Response(503, {"Retry-After": formatdate(time.time() + 5, usegmt=True)})
        return answer

    only.behave = behave
    again = len(FIRST) - 1 - len(GONE) - len(REFUSED)
    with WorkerProcess(place.town):
        place.town.start()
        place.arrived(len(FIRST) + again)
        until(lambda: "retrying" not in _results(place, names).values(), "the last answer is stored")
    tries: dict[str, list[tuple[float, float]]] = {}
    for arrival in only.arrivals:
        tries.setdefault(names[arrival.token], []).append((arrival.monotonic, only.ended(arrival)))
    silent = next(arrival for arrival in only.arrivals if names[arrival.token] == "silence")
    with place.town.db.read() as session:
        of_silent = Delivery.participant_id == place.town.phones[silent.token][0]
        began_at = session.scalars(
            select(Delivery.began_at).where(of_silent, Delivery.began_at.is_not(None))
        ).one()
        silent_since = silent.monotonic - (silent.at - began_at.timestamp())
        holders = place.town.wire.reached(session)
    subscribed = {name for token, name in names.items() if place.town.phones[token][0] in holders}
    return Answered(_results(place, names), subscribed, tries, silent_since)


def _results(place: Place, names: dict[str, str]) -> dict[str, str]:
    with place.town.db.read() as session:
        rows = session.execute(select(Delivery.participant_id, Delivery.result)).all()
    found = {row.participant_id: row.result for row in rows}
    return {name: found[place.town.phones[token][0]] for token, name in names.items()}


@pytest.fixture(scope="module")
def answered(build: Build) -> list[Answered]:
    """On either database."""
    places = [build(database, len(FIRST), healthy) for database in ("sqlite", "postgresql")]
    return at_once(answered_in_every_way, places)


def test_404_and_410_and_nothing_else_remove_the_subscription(answered: list[Answered]) -> None:
    assert [set(FIRST) - one.subscribed for one in answered] == [set(GONE)] * 2


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_has_failed_and_is_not_tried_again(answered: list[Answered], name: str) -> None:
    assert [(one.results[name], len(one.tries[name])) for one in answered] == [("failed", 1)] * 2


@pytest.mark.parametrize("name", COME_BACK)
def test_what_may_be_tried_again_is_after_one_to_two_seconds(answered: list[Answered], name: str) -> None:
    for one in answered:
        (_, ended), (again, _) = one.tries[name]
        assert 1.0 <= again - ended <= 2.0 + NOTICED


def test_two_seconds_hold_the_wait_until_what_is_due_is_looked_for_as_well() -> None:
    pauses = [attempts.pause_after(0) for _ in range(1_000)]
    assert 1.0 <= min(pauses) <= max(pauses) <= 2.0 - worker.LOOK_EVERY


@pytest.mark.parametrize("name", PAUSED)
def test_a_push_service_that_names_a_pause_gets_it(answered: list[Answered], name: str) -> None:
    for one in answered:
        (_, ended), (again, _) = one.tries[name]
        # A date has no fractions of a second.
        assert 4.0 - 0.05 <= again - ended <= 5.0 + NOTICED


def test_an_attempt_without_any_answer_ends_after_ten_seconds(answered: list[Answered]) -> None:
    for one in answered:
        (came, _), (again, _) = one.tries["silence"]
        assert again - one.silent_since >= 10.0 + 1.0 - 0.05
        assert again - came <= 10.0 + 2.0 + NOTICED


@pytest.mark.parametrize("name", [*COME_BACK, *PAUSED, "silence"])
def test_what_was_tried_again_is_handed_over(answered: list[Answered], name: str) -> None:
    assert [one.results[name] for one in answered] == ["handed-over"] * 2


@pytest.mark.parametrize("wire", [WEB_PUSH], indirect=True)
@pytest.mark.parametrize("status", [201, 410])
def test_an_answer_after_thirty_seconds_comes_too_late_to_count(
    monkeypatch: pytest.MonkeyPatch, make_town: MakeTown, service: MakeService, send: Send, status: int
) -> None:
    """In a tenth of the time: an attempt is cut off after one second in place of ten, and answered after three."""
    monkeypatch.setattr(clients, "ATTEMPT_SECONDS", LIMIT)
    late = service(lambda arrival: CREATED if arrival.number else Response(status, delay=3 * LIMIT))
    prompt = service()
    town = make_town(late, prompt)
    # Whoever lives farthest away has the first turn.
    town.add(1, [late.origin], distances=[2_000.0])
    town.add(60, [prompt.origin], distances=[1_000.0] * 60)
    send(town)
    action = town.start()
    (first,) = late.wait_for(1)
    others = prompt.wait_for(60)
    assert others[-1].monotonic - first.monotonic <= 2.0 + NOTICED
    until(lambda: "retrying" in _all_results(town), "the attempt is cut off")
    assert late.ended(first) == inf
    with town.db.read() as session:
        assert list(session.scalars(select(Delivery.unanswered).where(Delivery.unanswered))) == [True]
    _, again = late.wait_for(2)
    assert LIMIT + 1.0 - 0.05 <= again.monotonic - first.monotonic <= LIMIT + 2.0 + NOTICED
    until(lambda: late.ended(first) < inf and town.progress(action)["handed_over"] == 61, "both are answered")
    town.end(action)
    # It still has its subscription, and hears each message once more at most.
    assert [kind(town, arrival) for arrival in late.wait_for(3)] == ["alert", "alert", "outcome"]
    until(lambda: _told(town, action), "the outcome is handed over")
    assert len(late.arrivals) == 3


def test_the_pause_doubles(sqlite_town: MakeTown, service: MakeService, send: Send) -> None:
    only = service(overloaded)
    town = sqlite_town(only)
    town.add(1, [only.origin])
    send(town)
    town.start()
    first, second, third = only.wait_for(3)
    assert 1.0 <= second.monotonic - first.monotonic <= 2.0 + NOTICED
    assert 2.0 <= third.monotonic - second.monotonic <= 4.0 + NOTICED


@pytest.mark.parametrize("wire", [WEB_PUSH], indirect=True)
def test_an_endpoint_that_is_no_address_after_all_has_failed_and_was_not_tried(
    sqlite_town: MakeTown, send: Send
) -> None:
    town = sqlite_town()
    (token,) = town.add(1, [])
    town.subscribe(token, "https://xn--a.com")
    send(town)
    action = town.start()
    until(lambda: town.progress(action)["failed"] == 1, "it has failed")
    town.end(action)
    assert town.progress(action)["outcome"]["selected"] == 0


def state(town: Town, service: Service) -> str:
    with town.db.read() as session:
        query = select(PushService.state).where(PushService.origin == service.origin)
        return session.scalars(query).one()


@dataclass
class Broken:
    """A push service that cut every connection until its breaker was open, beside one that was well."""

    people: int
    before: list[Arrival]
    """What it got until then."""
    after: list[Arrival]
    trial_answered: float
    others: int
    """Messages that its neighbour took until then."""
    states: list[str]


@pytest.fixture(scope="module")
def broken(build: Build) -> Broken:
    people = 200
    place = build("sqlite", 0, lambda _: Odd.CLOSED, healthy)
    town, (cut, well) = place.town, place.services
    town.add(people, [cut.origin])
    town.add(people, [well.origin], seed=2)
    with WorkerProcess(town):
        action = town.start()
        tried(town)
        until(lambda: state(town, cut) == "open", "the breaker is open")
        before, others = cut.arrivals, len(well.arrivals)
        cut.behave = lambda arrival: Response(delay=0.5 if arrival.number == len(before) else 0)
        until(lambda: state(town, cut) == "ok", "the breaker is closed")
        until(lambda: town.progress(action)["handed_over"] == 2 * people, "everybody has it")
        states = [state(town, well), state(town, cut)]
    after = cut.arrivals[len(before) :]
    return Broken(people, before, after, cut.ended(after[0]), others, states)


def test_what_is_in_flight_when_it_opens_is_all_that_still_arrives(broken: Broken) -> None:
    # One of two push services has at most half of W = 32 in flight.
    assert len(broken.before) <= 16


def test_an_open_breaker_concerns_nobody_else(broken: Broken) -> None:
    assert broken.others == broken.people


def test_the_first_trial_comes_after_five_seconds(broken: Broken) -> None:
    assert broken.after[0].monotonic - broken.before[-1].monotonic >= 5.0 - 0.05


def test_the_trial_is_a_single_one(broken: Broken) -> None:
    assert broken.after[1].monotonic > broken.trial_answered


def test_when_it_succeeds_everybody_passed_over_is_tried(broken: Broken) -> None:
    assert {a.token for a in broken.before} < {a.token for a in broken.after}
    assert broken.states == ["ok", "ok"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_answers_that_ask_to_come_back_open_no_breaker(
    sqlite_town: MakeTown, service: MakeService, send: Send, status: int
) -> None:
    only = service(lambda _: Response(status))
    town = sqlite_town(only)
    town.add(60, [only.origin])
    send(town)
    town.start()
    # Sixty first attempts and no pause among them: an open breaker would have passed most of them over.
    tried(town)
    assert (len({arrival.token for arrival in only.arrivals}), state(town, only)) == (60, "ok")


@pytest.mark.parametrize(("people", "expected"), [(19, "ok"), (20, "refusing")])
def test_twenty_refused_in_a_row_raise_the_alarm(
    sqlite_town: MakeTown, service: MakeService, send: Send, people: int, expected: str
) -> None:
    only = service(lambda _: Response(403))
    town = sqlite_town(only)
    town.add(people, [only.origin])
    send(town)
    action = town.start()
    until(lambda: town.progress(action)["failed"] == people, "all have failed")
    assert state(town, only) == expected


def test_one_message_that_is_taken_ends_the_alarm(
    sqlite_town: MakeTown, service: MakeService, send: Send
) -> None:
    only = service(lambda _: Response(403))
    town = sqlite_town(only)
    town.add(20, [only.origin])
    send(town)
    town.start()
    until(lambda: state(town, only) == "refusing", "the alarm is raised")
    only.behave = healthy
    town.add(1, [only.origin])
    until(lambda: state(town, only) == "ok", "the alarm is over")


@dataclass
class Ended:
    """An outcome given after the first answer: one phone had its alert, the other got `answer` instead."""

    progress: dict[str, Any]
    told: set[str]


@pytest.fixture
def end_after(make_town: MakeTown, service: MakeService, send: Send) -> Any:
    def end(answer: Answer, *, in_flight: bool = False) -> tuple[str, str, Ended]:
        services = [service(), service(lambda _: answer)]
        town = make_town(*services)
        (alerted,), (other,) = (town.add(1, [one.origin]) for one in services)
        send(town)
        action = town.start()
        services[1].wait_for(1)
        until(lambda: town.progress(action)["handed_over"] == 1, "the first has its alert")
        if not in_flight:
            until(lambda: "retrying" in _all_results(town), "the answer is stored")
        services[1].behave = healthy
        town.end(action)
        until(lambda: _told(town, action), "the outcome is handed over")
        told = {arrival.token for arrival in by_kind(town, messages(services))["outcome"]}
        return alerted, other, Ended(town.progress(action), told)

    return end


def _all_results(town: Town) -> list[str]:
    with town.db.read() as session:
        return list(session.scalars(select(Delivery.result)))


def _told(town: Town, action: str) -> bool:
    progress = town.progress(action)
    outcome = progress["outcome"]
    return bool(progress["waiting"] == 0 and 0 < outcome["selected"] == outcome["handed_over"])


def test_whoever_surely_got_no_alert_is_withdrawn_and_hears_no_outcome(end_after: Any) -> None:
    alerted, _, ended = end_after(Response(503, {"Retry-After": "600"}))
    assert (ended.progress["withdrawn"], ended.told) == (1, {alerted})


def test_the_same_when_that_answer_comes_after_the_outcome(end_after: Any) -> None:
    alerted, _, ended = end_after(Response(503, {"Retry-After": "600"}, delay=1.0), in_flight=True)
    assert (ended.progress["withdrawn"], ended.told) == (1, {alerted})


def test_whoever_may_have_got_the_alert_ends_as_failed_and_hears_the_outcome(end_after: Any) -> None:
    alerted, other, ended = end_after(Odd.CLOSED)
    assert (ended.progress["failed"], ended.told) == (1, {alerted, other})


def test_an_alert_taken_after_the_outcome_is_followed_by_it(end_after: Any) -> None:
    alerted, other, ended = end_after(Response(delay=1.0), in_flight=True)
    assert (ended.progress["handed_over"], ended.told) == (2, {alerted, other})


def test_the_outcome_waits_for_an_attempt_under_way(
    make_town: MakeTown, service: MakeService, send: Send
) -> None:
    only = service(lambda arrival: Response(delay=1.0) if arrival.number else Odd.CLOSED)
    town = make_town(only)
    town.add(1, [only.origin])
    send(town)
    action = town.start()
    _, again = only.wait_for(2)
    town.end(action)
    outcome = only.wait_for(3)[2]
    assert outcome.monotonic > only.ended(again)
