"""A whole town joins at once, and each of them can sign in with the token that belongs to the id."""

from pathlib import Path

from sqlalchemy import func, select

from backend.domain.participants.membership import Newcomer, join_many, token_for
from backend.domain.participants.subscriptions import usable
from backend.geo.rd_new import to_rd
from backend.models import PushService, PushSubscription, new_id
from tests.support.world import AUTH, LEEUWARDEN, P256DH, Caller, build


def test_a_town_joins(database_url: str, tmp_path: Path) -> None:
    world = build(database_url, tmp_path)
    people = [
        Newcomer(
            new_id(),
            "en" if number % 10 == 0 else "nl",
            to_rd(*LEEUWARDEN) if number % 2 else None,
            usable(f"https://push.example.com/{number}", P256DH, AUTH, ()) if number % 3 else None,
        )
        for number in range(30)
    ]
    with world.db.write() as session:
        assert join_many(session, people, world.settings.secret_key, world.now) == 30
    with world.db.read() as session:
        assert session.scalar(select(func.count()).select_from(PushSubscription)) == 20
        assert session.scalars(select(PushService.origin)).all() == ["https://push.example.com"]
    me = Caller(world, people[1].id, token_for(world.settings.secret_key, people[1].id)).me()
    assert me["municipality"]["code"] == "GM0080"
    assert set(me["places"]) == {"home"}
    assert me["push"] is not None
    world.db.close()
