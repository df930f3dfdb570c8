"""The description of the API is true: calls made up from it never get an answer that it does not tell of."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from tests.routes.test_alerts import turn_has_come
from tests.routes.test_guards import GUARDS
from tests.routes.test_subscriptions import given as subscription
from tests.support.pdok import Pdok
from tests.support.world import LEEUWARDEN, World, build, point, rfc

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]
EXAMPLES = 60
"""Of each mode: what fits the description, and what does not."""
COSTLY = {"POST /v1/dispatch/second-factor": 5}
"""It takes nothing, and hashes ten recovery codes each time."""
# What is private to the kiosk's own page is left out, and what would sign out the caller of all others. Those that read
# come first: their answers are checked line by line, and the others make them long.
CALLS = sorted(
    (
        call
        for call in GUARDS
        if "/v1/" in call
        and not call.endswith(("/openapi.json", "/docs"))
        and "/kiosk-sessions/current" not in call
        and call not in ("DELETE /v1/participants/me", "DELETE /v1/sessions/current")
    ),
    key=lambda call: not call.startswith("GET"),
)


class Scene:
    """A running and an ended action, a participant with an alert, and staff, for calls to run into."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.dispatcher = world.staff()
        participant = world.join()
        participant.at(LEEUWARDEN)
        participant("PUT", "/push-subscription", json=subscription())
        self.token, self.turn = participant.token, 0
        running = self.dispatcher.start("running").get_json()
        ended = self.dispatcher.start("ended").get_json()
        self.dispatcher("POST", f"/v1/actions/{ended['id']}/outcome", json={"result": "found"})
        self.actions = (running["id"], ended["id"])
        turn_has_come(world)
        self.notice = participant("POST", "/self-tests").get_json()["notice"]
        cookie = self.dispatcher.client.get_cookie("burgernet_session")
        assert cookie is not None
        self.cookie = cookie.value

    def dress(self, case: Any) -> None:
        """Lets a made-up call pass its guard, and every other one name what exists and lies in the Netherlands."""
        self.turn += 1
        headers = dict(case.headers or {})
        needs = {name for need in case.operation.definition.raw.get("security", []) for name in need}
        if "participant" in needs:
            headers["Authorization"] = f"Bearer {self.token}"
        if "staff" in needs:
            case.cookies = {"burgernet_session": self.cookie}
        case.headers = headers
        if self.turn % 2:
            return
        for name, known in (("action_id", self.actions), ("place", ("home",)), ("notice_id", (self.notice,))):
            if name in (case.path_parameters or {}):
                case.path_parameters[name] = known[self.turn // 2 % len(known)]
        if isinstance(case.body, dict):
            known_values = {"location": point(LEEUWARDEN), "lastSeenAt": rfc(self.world.now), "radius": 3000}
            case.body |= {name: value for name, value in known_values.items() if name in case.body}
            if isinstance(case.body.get("description"), dict):
                case.body["description"] = self.dispatcher.report()["description"]


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Scene]:
    directory = tmp_path_factory.mktemp("openapi")
    file = directory / "burgernet.sqlite"
    file.write_bytes(sqlite_template.read_bytes())
    with Pdok() as pdok:
        yield Scene(build(f"sqlite:///{file}", directory, {"PDOK_URL": pdok.url}))


@pytest.fixture(scope="session")
def described(scene: Scene) -> Any:
    return schemathesis.openapi.from_wsgi("/v1/openapi.json", scene.world.app)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("call", CALLS)
def test_no_call_gets_an_answer_that_is_not_described(
    call: str, mode: GenerationMode, scene: Scene, described: Any
) -> None:
    method, path = call.split()
    operation = described[path.replace("<", "{").replace(">", "}")][method]

    @settings(
        max_examples=COSTLY.get(call, EXAMPLES),
        deadline=timedelta(seconds=10),
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def conforms(case: Any) -> None:
        scene.dress(case)
        case.call_and_validate(checks=CHECKS)

    # Some calls take nothing, so nothing can be wrong with them.
    with suppress(Unsatisfiable):
        conforms()
