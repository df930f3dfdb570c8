"""A delivery becomes only what the table of its states says, by whatever function; and nobody else changes one."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from backend.delivery.outbox import leasing, retries, settling
from backend.delivery.outbox.rows import DeliveryKey, Settled
from backend.delivery.push.addresses import SUBSCRIPTIONS
from backend.domain.actions import lifecycle
from backend.domain.deliveries import receipts, states, waves
from backend.domain.deliveries.states import FOLLOWS
from backend.models import Action, Delivery, new_id
from backend.models.delivery import (
    FAILED,
    GONE,
    HANDED_OVER,
    RESULTS,
    RETRYING,
    UNREACHABLE,
    WAITING,
    WITHDRAWN,
)
from tests.support.town import Town, town


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Iterator[Town]:
    """A town where nobody sends."""
    made = town(database_url, tmp_path)
    yield made
    made.close()


Transitions = set[tuple[str, str]]
Act = Callable[["Stage"], None]


class Stage:
    """Deliveries of one alert, one in each state a delivery can be in: result, leased, unanswered, handed over."""

    def __init__(self, place: Town) -> None:
        self.town, self.now = place, place.clock()
        ways = list(product(RESULTS, (False, True), (False, True), (False, True)))
        self.people = [place.phones[token][0] for token in place.add(len(ways), [])]
        self.action = place.start()
        with place.db.write() as session:
            self.alert = waves.alert_of(session, self.action).id
            keys = select(Delivery.wave_id, Delivery.service_id, Delivery.seq).order_by(Delivery.seq)
            self.before: dict[DeliveryKey, str] = {}
            for row, (result, leased, unanswered, handed_over) in zip(
                session.execute(keys).all(), ways, strict=True
            ):
                self.before[DeliveryKey(*row)] = result
                session.execute(
                    update(Delivery)
                    .where(Delivery.seq == row.seq)
                    .values(
                        result=result,
                        leased_by=new_id() if leased and result == RETRYING else None,
                        unanswered=unanswered,
                        handed_over_at=self.now if handed_over or result == HANDED_OVER else None,
                        due_at=self.now if result == RETRYING else None,
                    ),
                    execution_options={"synchronize_session": False},
                )

    def play(self, act: Act) -> Transitions:
        """(before, after) of every delivery that is another after this."""
        with self.town.db.write() as self.session:
            act(self)
        with self.town.db.read() as session:
            rows = session.execute(
                select(Delivery.wave_id, Delivery.service_id, Delivery.seq, Delivery.result).where(
                    Delivery.notice_id == self.alert
                )
            )
            after = {DeliveryKey(*row[:3]): row[3] for row in rows}
        return {(was, after[key]) for key, was in self.before.items() if after[key] != was}

    def begin_all(self) -> None:
        self.session.execute(text("UPDATE stream SET next_seq = last_seq + 1"))


def settled_as(result: str, accepted: bool = False) -> Act:
    """The worker brings this of every delivery."""

    def settle(stage: Stage) -> None:
        first = Settled(DeliveryKey(0, 0, 0), stage.action, "", result, True, False, accepted=accepted)
        moments = {"began_at": stage.now, "answered_at": stage.now}
        due = stage.now + timedelta(seconds=5) if result == RETRYING else None
        rows = [replace(first, place=key, due_at=due, **moments) for key in stage.before]
        settling.settle(stage.session, SUBSCRIPTIONS, rows)

    return settle


def withdraws(stage: Stage) -> None:
    states.withdraw_unbegun(stage.session, stage.session.get_one(Action, stage.action))


def hands_over(stage: Stage) -> None:
    states.hand_over(stage.session, stage.alert, stage.people, stage.now)


def sees(stage: Stage) -> None:
    stage.begin_all()
    for person in stage.people:
        if not states.mark_seen_if_settled(stage.session, person, stage.alert, states.OPENED, stage.now):
            query = select(Delivery).where(Delivery.participant_id == person)
            delivery = stage.session.scalars(query).one()
            states.mark_seen(stage.session, delivery, states.OPENED, stage.now)


def hears(stage: Stage) -> None:
    stage.begin_all()
    query = select(Delivery.participant_id).where(Delivery.result != WITHDRAWN)
    for person in stage.session.scalars(query).all():
        receipts.record_receipt(stage.session, str(person), stage.alert, states.SHOWN, stage.now)


def retries_on_new_channel(stage: Stage) -> None:
    for person in stage.people:
        states.retry_on_new_channel(stage.session, person, stage.now)


def forgets(stage: Stage) -> None:
    states.forget_people(stage.session, stage.people)


def counts_as_unanswered(stage: Stage) -> None:
    states.count_as_unanswered(stage.session, stage.alert, stage.people)


def recovers_after_the_end(stage: Stage) -> None:
    stage.begin_all()
    stage.session.execute(text("UPDATE action SET status = 'ended', result = 'found', ended_at = started_at"))
    settling.recover(stage.session, stage.now)


def recovers(stage: Stage) -> None:
    stage.begin_all()
    settling.recover(stage.session, stage.now)


def gives_up(stage: Stage) -> None:
    stage.session.execute(text("UPDATE action SET expires_at = started_at"))
    retries.give_up(stage.session, stage.now + timedelta(hours=1))


def passes_over(stage: Stage) -> None:
    # Somebody who can be reached by push, as only they are passed over.
    stage.session.execute(
        text(
            "INSERT INTO push_service (id, origin, state, since) VALUES (7, 'https://p', 'ok', '2020-01-01 00:00:00')"
        )
    )
    stage.session.execute(
        text(
            "INSERT INTO push_subscription (participant_id, service_id, endpoint, endpoint_hash, p256dh, auth,"
            " confirmed_at) SELECT participant_id, 7, participant_id, participant_id, '', '', '2020-01-01 00:00:00'"
            " FROM delivery"
        )
    )
    stage.session.execute(text("UPDATE stream SET service_id = 7"))
    stage.session.execute(text("UPDATE delivery SET service_id = 7"))
    stage.before = {key._replace(service_id=7): was for key, was in stage.before.items()}
    first = next(iter(stage.before))
    leasing.pass_over(
        stage.session, SUBSCRIPTIONS, first, None, 10_000, stage.now, stage.now + timedelta(seconds=5)
    )


def ends(stage: Stage) -> None:
    """The whole of it, with the outcome that follows."""
    stage.town.staff = stage.session.merge(stage.town.staff, load=False)
    lifecycle.end(
        stage.session, stage.town.staff, stage.action, "found", None, stage.now, stage.town.settings
    )


PENDING = (WAITING, RETRYING)
ACTS: dict[str, tuple[Act, Transitions]] = {
    "withdraws": (withdraws, set(product(PENDING, (WITHDRAWN, FAILED)))),
    "ends": (ends, set(product(PENDING, (WITHDRAWN, FAILED)))),
    "hands over": (
        hands_over,
        set(product((RETRYING, FAILED, GONE, WITHDRAWN, UNREACHABLE), (HANDED_OVER,))),
    ),
    "hears": (hears, set(product((RETRYING, FAILED, GONE, UNREACHABLE), (HANDED_OVER,)))),
    "sees": (sees, set()),
    "counts as unanswered": (counts_as_unanswered, set()),
    "retries on a new channel": (
        retries_on_new_channel,
        set(product((FAILED, GONE, UNREACHABLE), (RETRYING,))),
    ),
    "forgets": (forgets, set(product(PENDING, (WITHDRAWN,)))),
    "recovers": (recovers, set()),
    "recovers after the end": (recovers_after_the_end, set(product(PENDING, (FAILED, HANDED_OVER)))),
    "gives up": (gives_up, {(RETRYING, FAILED)}),
    "passes over": (passes_over, {(WAITING, RETRYING)}),
    "settles what was accepted": (
        settled_as(HANDED_OVER, accepted=True),
        set(product(RESULTS, (HANDED_OVER,))) - {(HANDED_OVER, HANDED_OVER)},
    ),
    **{
        f"settles as {result}": (
            settled_as(result),
            set(product(PENDING, (result, HANDED_OVER))) - {(RETRYING, RETRYING)},
        )
        for result in (RETRYING, FAILED, GONE, UNREACHABLE, WITHDRAWN)
    },
}
TABLE = {(before, after) for before, some in FOLLOWS.items() for after in some}


@pytest.mark.parametrize("name", ACTS)
def test_every_function_makes_only_transitions_of_the_table(place: Town, name: str) -> None:
    act, expected = ACTS[name]
    made = Stage(place).play(act)
    assert made <= TABLE
    assert made == expected


def test_every_transition_of_the_table_is_made_by_some_function() -> None:
    assert set().union(*(made for _, made in ACTS.values())) == TABLE


def test_the_table_tells_of_each_result() -> None:
    assert tuple(sorted(FOLLOWS)) == tuple(sorted(RESULTS))
    assert set().union(*FOLLOWS.values()) <= set(RESULTS)


def ways(result: str, steps: int) -> Iterator[tuple[str, ...]]:
    """Everything that can become of a delivery in so many steps."""
    yield (result,)
    for following in FOLLOWS[result] if steps else ():
        for rest in ways(following, steps - 1):
            yield (result, *rest)


def test_whatever_becomes_of_it_a_message_that_arrived_has_arrived_and_nothing_is_in_line_twice() -> None:
    every = set(ways(WAITING, 6))
    assert len(every) > 100
    for way in every:
        assert WAITING not in way[1:]
        assert HANDED_OVER not in way[:-1]
        # What was taken back is not sent again.
        assert WITHDRAWN not in way[:-1] or way[-2:] == (WITHDRAWN, HANDED_OVER)
        # Nobody is ever beyond reach for good while the message matters.
        assert way[-1] == HANDED_OVER or HANDED_OVER in FOLLOWS[way[-1]]
