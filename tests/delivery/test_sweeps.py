"""What time brings to one is no other's."""

from datetime import timedelta

from sqlalchemy import delete, select

from backend.delivery.sweeps import Sweeps
from backend.models import Action, Notice, WebProcess, new_id
from tests.delivery.conftest import MakeTown
from tests.factories import Town

HOUR = timedelta(hours=1)


def enlisted(town: Town, action: str) -> bool:
    return bool(town.progress(action)["selected"])


def next_looked_at(town: Town) -> str:
    """The running action that is the first one in a sweep."""
    query = select(Action.id).where(Action.status == "running", Action.expires_at > town.clock())
    with town.db.read() as session:
        return session.scalars(query).all()[0]


def test_what_goes_wrong_with_one_action_keeps_no_other_from_its_newcomers_and_its_end(
    make_town: MakeTown,
) -> None:
    town = make_town(ACTION_HOURS="0.5", CLOSE_HOURS="0.5")
    actions = {town.start(), town.start()}
    broken = next_looked_at(town)
    (sound,) = actions - {broken}
    dead = new_id()
    with town.db.write() as session:
        # Nothing that concerns it works any more.
        session.execute(delete(Notice).where(Notice.action_id == broken))
        session.add(WebProcess(id=dead, beat_at=town.clock() - HOUR))
    town.add(1, [])
    sweeps = Sweeps(town.db, town.bus, town.settings)
    sweeps.sweep(town.clock)
    assert enlisted(town, sound)
    with town.db.read() as session:
        assert session.get(WebProcess, dead) is None
    sweeps.sweep(lambda: town.clock() + 2 * HOUR)
    with town.db.read() as session:
        status = {id_: session.get_one(Action, id_).status for id_ in actions}
    assert status == {broken: "running", sound: "ended"}
