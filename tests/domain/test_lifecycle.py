"""What may be done to an action in each of its states: what the table says, and nothing else."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from backend.domain.refusals import Conflict
from backend.domain.vocabulary import ENDED, EXPIRED, RUNNING, STATUSES, TRANSITIONS
from backend.models import Action
from tests.support.town import Town, town

ACTS: dict[str, Callable[[Town, str], None]] = {
    "update": lambda place, action: place.update(action, text="Zij draagt nu een blauwe jas."),
    "end": lambda place, action: place.end(action),
}


def bring(place: Town, action: str, state: str) -> None:
    if state == EXPIRED:
        with place.db.write() as session:
            session.execute(update(Action).values(expires_at=place.clock() - timedelta(seconds=1)))
    elif state == ENDED:
        place.end(action)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", TRANSITIONS)
def test_an_act_leads_where_the_table_says_or_is_refused(
    database_url: str, tmp_path: Path, state: str, act: str
) -> None:
    place = town(database_url, tmp_path)
    action = place.start()
    bring(place, action, state)
    before = RUNNING if state == EXPIRED else state
    following = TRANSITIONS[state].get(act)
    with pytest.raises(Conflict) if following is None else nullcontext():
        ACTS[act](place, action)
    with place.db.read() as session:
        assert session.get_one(Action, action).status == (following or before)
    place.close()


def test_the_table_is_that_of_the_contract() -> None:
    """An addition to what runs only; an outcome until there is one."""
    allowed = {(state, act): status for state, some in TRANSITIONS.items() for act, status in some.items()}
    assert allowed == {(RUNNING, "update"): RUNNING, (RUNNING, "end"): ENDED, (EXPIRED, "end"): ENDED}
    assert set(STATUSES) == set(TRANSITIONS) - {EXPIRED}
