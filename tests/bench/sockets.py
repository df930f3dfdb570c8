"""Five thousand open apps over the web processes of one `serve`: how soon each is told, and what it takes to hold them.

Then the same beside a third that has stopped reading, and whose lines are full to the last byte."""

import resource
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from sqlalchemy import text

from backend.domain.participants.membership import token_for
from tests.bench.child import resident
from tests.bench.failure import BenchFailed
from tests.bench.grounds import INSIDE, spread, vacuum
from tests.bench.listeners import Listeners
from tests.bench.report import Row
from tests.bench.setting import Setting
from tests.bench.sink import wait_until
from tests.support.processes import Serving
from tests.support.town import Town

SOON, KILOBYTES = 1.5, 64
WARM = 100
KNOWN_WITHIN, HEARD_WITHIN = 120.0, 60.0
SPARE_FILES = 1_000
MOST_BEFORE_FULL, FULL_AFTER = 100, 3.0
Measured = tuple[list[float], list[float]]


def measure(setting: Setting) -> None:
    """All sockets are opened once; then action after action."""
    many = setting.many(5_000, 500)
    _allow_files(many + WARM + SPARE_FILES)
    with ExitStack() as part:
        town = setting.grounds(part, "sockets", inside=0).town
        town.add(many + WARM, [], distances=spread(many + WARM, *INSIDE))
        vacuum(town)
        people = {token_for(town.settings.secret_key, who): who for who, _ in town.phones.values()}
        tokens = list(people)
        serving = part.enter_context(Serving(town))
        phones = part.enter_context(Listeners(serving.address))
        # What the first of them cost is the server's, not a socket's.
        phones.open(tokens[:WARM])
        _await_known(town, WARM)
        before = _memory(serving)
        phones.open(tokens[WARM:])
        _await_known(town, len(tokens))
        processes = len(serving.web_processes())
        each = (_memory(serving) - before) / many / 1024
        setting.say(f"sockets: {many:,} open, {each:.1f} kB each")
        awake: Measured = [], []
        _rounds(setting, town, phones, people, tokens, awake)
        frozen, others = tokens[::3], [token for number, token in enumerate(tokens) if number % 3]
        phones.freeze(frozen)
        taken = _jam(town, [people[token] for token in frozen])
        setting.say(
            f"sockets: {len(frozen):,} stopped reading, and took {taken} notices before nothing went any more"
        )
        beside: Measured = [], []
        _rounds(setting, town, phones, people, others, beside)
        if lost := phones.lost():
            setting.report.remarks.append(f"{lost} sockets were closed by the server meanwhile.")
    where = f"{len(tokens):,} sockets over {processes} web processes"
    setting.report.rows += [
        Row(f"{where}: memory a socket", [each], " kB", at_most=KILOBYTES),
        Row("… from a place's turn until its phone was told, the last one", awake[0], " s", at_most=SOON),
        Row("… from the start of the action until everybody was told", awake[1], " s"),
        Row("… the last one's, while a third has stopped reading and is full", beside[0], " s", at_most=SOON),
        Row("… from the start until everybody else was told", beside[1], " s"),
    ]


def _rounds(
    setting: Setting,
    town: Town,
    phones: Listeners,
    people: dict[str, str],
    awake: list[str],
    measured: Measured,
) -> None:
    for number in range(1, setting.rounds + 1):
        phones.heard(forget=True)
        began = town.clock().timestamp()
        town.start()
        wait_until(
            lambda: phones.heard().keys() >= set(awake), HEARD_WITHIN, "notices at all phones", every=0.2
        )
        heard = phones.heard()
        with town.db.read() as session:
            turns = {
                row[0]: row[1].timestamp()
                for row in session.execute(text("SELECT participant_id, answered_at FROM delivery"))
            }
        late = [heard[token] - turns[people[token]] for token in awake]
        measured[0].append(max(late))
        measured[1].append(max(heard.values()) - began)
        setting.say(
            f"sockets, round {number}/{setting.rounds}: {len(awake):,} told, the last {max(late):.2f} s after its turn"
        )
        _clear(town)
        vacuum(town)


def _jam(town: Town, frozen: list[str]) -> int:
    """Action after action for these alone, until the system takes no more for them; answers how many it took."""
    with _others_paused(town, frozen):
        for number in range(MOST_BEFORE_FULL):
            town.start(description=_long(town))
            try:
                wait_until(lambda: _handed_over(town) == len(frozen), FULL_AFTER, "written notices")
            except BenchFailed:
                return number
            finally:
                _clear(town)
    raise BenchFailed(f"Phones that do not read took {MOST_BEFORE_FULL} notices.")


def _long(town: Town) -> dict[str, Any]:
    """A description with every field as long as it may be: fewer are needed to fill a line."""
    told: dict[str, Any] = town.form()["description"]
    person = {
        field: f"{field} ".ljust(60, "x") for field in ("build", "hair", "face", "clothing", "belongings")
    }
    return told | {"summary": "Meisje van 6 vermist ".ljust(80, "x"), "person": told["person"] | person}


@contextmanager
def _others_paused(town: Town, people: list[str]) -> Iterator[None]:
    query = text(
        "UPDATE participant SET paused_until = CASE WHEN :paused THEN now() + interval '1 day' END"
        " WHERE NOT id = ANY(:people)"
    )

    def pause(paused: bool) -> None:
        with town.db.write() as session:
            session.execute(query, {"paused": paused, "people": people})

    pause(True)
    try:
        yield
    finally:
        pause(False)


def _handed_over(town: Town) -> int:
    with town.db.read() as session:
        return session.scalar(text("SELECT count(*) FROM delivery WHERE handed_over_at IS NOT NULL")) or 0


def _clear(town: Town) -> None:
    with town.db.write() as session:
        session.execute(text("DELETE FROM action"))


def _await_known(town: Town, count: int) -> None:
    def known() -> bool:
        with town.db.read() as session:
            return (session.scalar(text("SELECT count(*) FROM socket")) or 0) >= count

    wait_until(known, KNOWN_WITHIN, f"{count:,} sockets that are known")


def _memory(serving: Serving) -> int:
    return sum(map(resident, serving.web_processes()))


def _allow_files(count: int) -> None:
    """Inherited by the processes that are started from here."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < count:
        raise BenchFailed(f"A process may open {hard:,} files here; {count:,} are needed (ulimit -n).")
    if soft != resource.RLIM_INFINITY and soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))
