"""Nothing private leaves: secrets are planted everywhere, and every public answer, log line, metric and audit entry
is walked without finding one."""

import base64
import json
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from structlog.testing import capture_logs

from backend.domain.staff import second_factor
from backend.geo.rd_new import to_rd
from backend.models import AuditEntry, Delivery, Participant, Photo, PushSubscription, Staff
from backend.models.delivery import HANDED_OVER
from backend.web.auth import Guard
from backend.web.blueprint import guard_of
from tests.routes.test_photos import picture
from tests.support.world import P256DH, Caller, Colleague, World, point

HOME, LIVE = (5.791234, 53.201987), (5.798765, 53.199123)
SCENE = (5.793571, 53.202468)
ENDPOINT = "https://push.example.com/endpoint-nobody-may-know"
AUTH_SECRET = "c2VjcmV0LW9mLXBob25lIQ"
ENDED = "gestreepte sjaal van de vermiste"
PLATE = "XX-99-YY"
PRACTICE = "oefenpop met paarse hoed"
ADDED = "zij stapte in de witte bus"
CALLED_IN = "de buurvrouw van nummer 9 zag haar"
TEXTS = (ENDED, PLATE, PRACTICE, ADDED, CALLED_IN, "Vermist meisje van 6", "Zuiderplein")


def walk(client: FlaskClient, start: list[str]) -> Iterator[tuple[str, str]]:
    """(address, status line, headers and body) of everything that can be reached from `start` by its own links."""
    waiting, seen = list(start), set(start)
    while waiting:
        path = waiting.pop()
        answer = client.get(path)
        yield path, f"{answer.status}\n{answer.headers}\n{answer.text}"
        for found in re.findall(r'(?:href|src)="(?:http://localhost:8000)?(/[^"#]*)"', answer.text):
            address = found.replace("&amp;", "&")
            if address not in seen and not address.startswith(("/assets", "/icons", "/meedoen")):
                seen.add(address)
                waiting.append(address)


def open_routes(world: World, action: str) -> list[str]:
    """Every GET that anyone may make."""
    found = []
    for rule in world.app.url_map.iter_rules():
        guard = guard_of(world.app, rule.endpoint)
        if isinstance(guard, Guard) and guard.name == "anyone" and "GET" in (rule.methods or set()):
            found.append(re.sub(r"<[^>]+>", action, rule.rule))
    return found


def spellings(position: tuple[float, float]) -> list[str]:
    """How a position could be told by accident: degrees and RD metres, to about ten metres."""
    east, north = to_rd(*position)
    return [f"{position[0]:.4f}", f"{position[1]:.4f}", f"{east:.0f}", f"{north:.0f}"]


@pytest.fixture
def someone(world: World) -> Caller:
    someone = world.join(places={"home": point(HOME)})
    someone.at(LIVE)
    subscription = {"endpoint": ENDPOINT, "keys": {"p256dh": P256DH, "auth": AUTH_SECRET}}
    assert someone("PUT", "/push-subscription", json=subscription).status_code == 204
    someone("PATCH", json={"exercises": True})
    return someone


def play(world: World, dispatcher: Colleague) -> tuple[str, str, list[str]]:
    """An action that has ended and an exercise that runs, with texts and a photo nobody may see; answers their ids
    and the photo's names."""
    report = dispatcher.report()
    person = report["description"]["person"]
    description = report["description"] | {
        "person": person | {"clothing": ENDED},
        "vehicle": {"type": "auto", "plate": PLATE},
    }
    ended = dispatcher.start("k1", description=description, location=point(SCENE)).get_json()["id"]
    headers = {"Idempotency-Key": "u"}
    dispatcher("POST", f"/v1/actions/{ended}/updates", json={"text": ADDED}, headers=headers)
    tip = {"text": CALLED_IN, "via": "0800-0011", "location": point(SCENE)}
    assert dispatcher("POST", f"/v1/actions/{ended}/tips", json=tip).status_code == 201
    photo = {"data": picture(), "content_type": "image/jpeg"}
    assert dispatcher("PUT", f"/v1/actions/{ended}/photo", **photo).status_code == 204
    with world.db.write() as session:
        kept = session.scalars(select(Photo)).one()
        names = [kept.name, kept.small_name]
        session.execute(update(Delivery).values(result=HANDED_OVER, handed_over_at=world.now))
    assert dispatcher("POST", f"/v1/actions/{ended}/outcome", json={"result": "found"}).status_code == 201
    description = report["description"] | {"person": person | {"clothing": PRACTICE}}
    exercise = dispatcher.start("k2", description=description, exercise=True).get_json()["id"]
    return ended, exercise, names


def test_a_walk_over_everything_public_finds_nothing_private(
    world: World, dispatcher: Colleague, someone: Caller
) -> None:
    with capture_logs() as lines:
        ended, exercise, photo = play(world, dispatcher)
        unredeemed = world.kiosk().begin(places={"home": point(HOME)})["linkCode"]
        with world.db.write() as session:
            member = session.scalars(select(Staff)).one()
            factor, _, recovery = second_factor.hand_out(session, member, world.now)
        world.later(seconds=1)
        with world.db.read() as session:
            stored = session.scalars(select(Participant)).one()
            member = session.scalars(select(Staff)).one()
            subscription = session.scalars(select(PushSubscription)).one()
        secret = [
            someone.token,
            someone.id,
            stored.token_hash,
            ENDPOINT,
            "endpoint-nobody-may-know",
            AUTH_SECRET,
            subscription.endpoint_hash,
            dispatcher.name,
            member.id,
            member.password_hash,
            exercise,
            world.settings.secret_key,
            world.settings.vapid_private_key,
            base64.urlsafe_b64encode(world.settings.secret_key.encode()).decode(),
            *photo,
            unredeemed,
            factor,
            *recovery,
            *TEXTS,
            *(word for position in (HOME, LIVE, SCENE) for word in spellings(position)),
        ]
        visited = 0
        for path, answer in walk(world.app.test_client(), open_routes(world, ended)):
            visited += 1
            found = [word for word in secret if word in answer]
            assert not found, (path, found)
    assert visited > 40
    private = [word for word in secret if word not in (exercise, member.id)]
    told = "\n".join(json.dumps(line, default=str) for line in lines)
    assert [word for word in private if word in told] == []
    with world.db.read() as session:
        trail = "\n".join(
            json.dumps([one.actor, one.act, one.subject, one.detail])
            for one in session.scalars(select(AuditEntry))
        )
    assert trail
    # Staff are named by their id there, and an exercise is an act like any other.
    assert [word for word in private if word in trail] == []


def test_the_walk_would_find_what_is_public_while_it_runs(world: World, dispatcher: Colleague) -> None:
    dispatcher.start()
    answers = dict(walk(world.app.test_client(), ["/acties", "/feeds/actions.atom", "/v1/actions"]))
    assert "rode jas" in answers["/acties"]
    assert "rode jas" in answers["/feeds/actions.atom"]
    assert "Zuiderplein" in answers["/v1/actions"]
