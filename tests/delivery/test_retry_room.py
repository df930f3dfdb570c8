"""How many retries may be in flight: never more than the W of a wave leaves, half of that at one service."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.delivery.outbox.rows import DeliveryKey, Leased
from backend.delivery.worker import retry_room
from backend.delivery.worker.retry_room import RetryRoom, Stream
from backend.delivery.worker.wave_run import WaveRun
from tests.delivery.stage import a_wave

ONE, TWO = 1, 2
SMALL = (11, 12, 13)
W = 32
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def taken(room: RetryRoom, *streams: Stream) -> Counter[Stream]:
    """As many of each as there is room for, in turn."""
    found: Counter[Stream] = Counter()
    while some := [stream for stream in streams if room.left(stream, W, found) > 0]:
        found[some[0]] += 1
    return found


def test_a_wave_that_is_all_retries_has_all_its_w_for_them_and_half_at_one_service() -> None:
    room = RetryRoom(Counter({(1, ONE): 4}), {})
    assert taken(room, (1, ONE)) == {(1, ONE): W // 2 - 4}
    assert taken(room, (1, ONE), (1, TWO)).total() == W - 4


def run(unsettled: int, *, had_retries: bool = True) -> WaveRun:
    made = WaveRun(a_wave({ONE: 0, TWO: 1}, width=W, small=frozenset(SMALL)))
    leased = [Leased(DeliveryKey(1, ONE, seq), str(seq), "nl", 0, False, None) for seq in range(unsettled)]
    made.receive(ONE, leased, 100)
    made.had_retries = had_retries
    return made


@pytest.mark.parametrize(("unsettled", "room"), [(0, W // 4), (W - 3, 3), (W, 0)])
def test_a_wave_on_its_way_has_its_reserve_and_no_more_than_first_attempts_leave(
    unsettled: int, room: int
) -> None:
    made = retry_room.make(Counter(), {1: run(unsettled)})
    assert taken(made, (1, ONE), (1, TWO)).total() == room


def test_without_a_reserve_there_is_no_room_until_the_next_exchange() -> None:
    assert taken(retry_room.make(Counter(), {1: run(0, had_retries=False)}), (1, ONE)).total() == 0


def test_many_services_that_few_use_take_no_more_than_one_that_many_use() -> None:
    made = retry_room.make(Counter(), {1: run(0)})
    assert taken(made, *((1, service) for service in SMALL)).total() == W // 8


def test_the_table_is_of_the_moment_it_was_made() -> None:
    in_flight, waves = Counter[Stream](), {1: run(0)}
    made = retry_room.make(in_flight, waves)
    in_flight[(1, ONE)] += W
    waves[1].receive(ONE, [Leased(DeliveryKey(1, ONE, 9), "9", "nl", 0, False, None)] * W, 100)
    assert taken(made, (1, ONE), (1, TWO)).total() == W // 4


@given(
    st.integers(0, W), st.booleans(), st.dictionaries(st.sampled_from([ONE, TWO, *SMALL]), st.integers(0, 3))
)
def test_retries_and_what_is_leased_beside_them_never_exceed_w(
    unsettled: int, had_retries: bool, in_flight: dict[int, int]
) -> None:
    made = run(unsettled, had_retries=had_retries)
    out = Counter({(1, service): count for service, count in in_flight.items()})
    made.retrying = min(out.total(), W - unsettled)
    room = retry_room.make(out, {1: made})
    leased = sum(one.count for one in made.next_leases(NOW, Counter()))
    more = taken(room, *((1, service) for service in (ONE, TWO, *SMALL))).total()
    assert unsettled + made.retrying + leased <= W
    assert more == 0 or unsettled + out.total() + more + leased <= W
    assert more == 0 or out.total() + more <= made.reserve


def test_asking_a_wave_changes_nothing() -> None:
    made = run(4)
    before = (made.reserve, made.recorded, made.unsettled.copy())
    made.window.waited = 1.0
    assert made.next_leases(NOW, Counter()) == made.next_leases(NOW, Counter())
    assert made.spent_more()
    assert made.spent_more()
    assert (made.reserve, made.recorded, made.unsettled) == before
