"""Whoever calls what, alone or after other calls, never gets an answer the description does not tell of.

What a call answers to those it is meant for stands in test_openapi."""

from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, note, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from backend.domain.staff.accounts import ROLES
from backend.web.openapi import SECURITY
from tests.routes.test_openapi import CALLS, CHECKS
from tests.support.world import LEEUWARDEN, Caller, Colleague, Terminal, World, build, point, rfc

SEQUENCES, LENGTH = 12, 12
EXAMPLES = 3


Dress = dict[str, dict[str, str]]
"""Which headers and which cookies."""


def as_stranger(world: World) -> Dress:
    return {"headers": {}, "cookies": {}}


def as_participant(world: World) -> Dress:
    caller: Caller = world.join()
    caller.at(LEEUWARDEN)
    return {"headers": {"Authorization": f"Bearer {caller.token}"}, "cookies": {}}


def as_staff(role: str, region: str | None) -> Callable[[World], Dress]:
    def sign_in(world: World) -> Dress:
        colleague: Colleague = world.staff(role, region)
        cookie = colleague.client.get_cookie("burgernet_session")
        assert cookie is not None
        return {"headers": {}, "cookies": {"burgernet_session": cookie.value}}

    return sign_in


def as_kiosk(world: World) -> Dress:
    terminal: Terminal = world.kiosk()
    cookie = terminal.client.get_cookie("burgernet_kiosk")
    assert cookie is not None
    return {"headers": {}, "cookies": {"burgernet_kiosk": cookie.value}}


CALLERS = {
    "stranger": as_stranger,
    "participant": as_participant,
    "dispatcher": as_staff("dispatcher", "Fryslân"),
    "dispatcher of another region": as_staff("dispatcher", "Utrecht"),
    "supervisor": as_staff("supervisor", "Fryslân"),
    "administrator": as_staff("administrator", None),
    "kiosk": as_kiosk,
}


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> World:
    return build(sqlite_url, tmp_path)


@dataclass
class Everybody:
    """All callers at once, since making up calls costs more than making them."""

    described: Any
    dresses: dict[str, Dress]


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Everybody:
    directory = tmp_path_factory.mktemp("callers")
    file = directory / "burgernet.sqlite"
    file.write_bytes(sqlite_template.read_bytes())
    world = build(f"sqlite:///{file}", directory)
    described = schemathesis.openapi.from_wsgi("/v1/openapi.json", world.app)
    return Everybody(described, {name: dressed(world) for name, dressed in CALLERS.items()})


def test_every_way_to_be_known_is_among_the_callers() -> None:
    known = {name for name in SECURITY if name != "staff"} | {*ROLES, "stranger"}
    assert known <= CALLERS.keys()


@pytest.mark.parametrize("call", CALLS)
def test_no_call_of_anybody_gets_an_answer_that_is_not_described(everybody: Everybody, call: str) -> None:
    method, path = call.split()
    operation = everybody.described[path.replace("<", "{").replace(">", "}")][method]

    def conforms(case: Any) -> None:
        headers, body = case.headers, deepcopy(case.body)
        for caller, dress in everybody.dresses.items():
            note(caller)
            case.headers, case.body = headers, deepcopy(body)
            put_on(case, dress)
            case.call_and_validate(checks=CHECKS)

    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        # Some calls take nothing, so nothing can be wrong with them.
        with suppress(Unsatisfiable):
            bounded(EXAMPLES)(given(case=operation.as_strategy(generation_mode=mode))(conforms))()


@pytest.mark.parametrize("caller", CALLERS)
def test_no_sequence_of_calls_gets_an_answer_that_is_not_described(world: World, caller: str) -> None:
    """Each with what earlier ones answered; schemathesis finds by itself which answer leads to which call."""
    dispatcher = world.staff()
    running = dispatcher.start("running").get_json()["id"]
    dress = CALLERS[caller](world)
    described = schemathesis.openapi.from_wsgi("/v1/openapi.json", world.app)

    class Sequence(described.as_state_machine()):  # type: ignore[misc]
        def before_call(self, case: Any) -> None:
            put_on(case, dress)
            # What is made up hardly ever lies in the Netherlands or was seen just now: let most calls get further.
            if isinstance(case.body, dict):
                known = {"location": point(LEEUWARDEN), "lastSeenAt": rfc(world.now), "radius": 3000}
                case.body |= {name: value for name, value in known.items() if name in case.body}
                if isinstance(case.body.get("description"), dict):
                    case.body["description"] = dispatcher.report()["description"]
            if "action_id" in (case.path_parameters or {}) and len(case.path_parameters["action_id"]) != 22:
                case.path_parameters["action_id"] = running

        def validate_response(self, response: Any, case: Any, *_: Any, **__: Any) -> None:
            case.validate_response(response, checks=CHECKS)

    Sequence.run(settings=bounded(SEQUENCES, stateful_step_count=LENGTH))


def put_on(case: Any, dress: Dress) -> None:
    case.headers = {**(case.headers or {}), **dress["headers"]}
    case.cookies = dress["cookies"]


def bounded(examples: int, **further: Any) -> settings:
    return settings(
        max_examples=examples,
        deadline=timedelta(seconds=10),
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
        **further,
    )
