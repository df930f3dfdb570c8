"""How often who may call, and that one caller's limit is not another's."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable

import pytest

from backend.domain.refusals import TooMany
from backend.web import rate_limits
from backend.web.rate_limits import Limits
from tests.support.redis_server import RedisServer
from tests.support.world import PASSWORD, World

BUILD = Callable[..., World]
JOIN = {"language": "nl", "consent": True}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Limits are counted beside the database."""
    return sqlite_url


def sign_in(world: World, name: str, password: str, address: str = "192.0.2.1") -> int:
    body = {"username": name, "password": password}
    return world.call(
        "POST", "/v1/sessions", json=body, environ_overrides={"REMOTE_ADDR": address}
    ).status_code


def test_the_sixth_guess_of_a_password_waits_whoever_makes_it(build_world: BUILD) -> None:
    world = build_world(RATE_LIMITS="on")
    name, other = world.staff().name, world.staff().name
    for number in range(5):
        assert sign_in(world, name, "guess", f"192.0.2.{number}") == 401
    body = {"username": name, "password": PASSWORD}
    answer = world.call("POST", "/v1/sessions", json=body)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60 + 1
    assert answer.mimetype == "application/problem+json"
    assert sign_in(world, other, PASSWORD) == 201


def test_a_name_that_does_not_exist_is_counted_alike(build_world: BUILD) -> None:
    world = build_world(RATE_LIMITS="on")
    assert [sign_in(world, "nobody", "guess", f"192.0.2.{number}") for number in range(6)] == [401] * 5 + [
        429
    ]


def test_signing_in_neither_counts_nor_forgives(build_world: BUILD) -> None:
    world = build_world(RATE_LIMITS="on")
    name = world.staff().name
    for _ in range(4):
        sign_in(world, name, "guess")
    assert sign_in(world, name, PASSWORD) == 201
    assert sign_in(world, name, "guess") == 401
    assert sign_in(world, name, PASSWORD) == 429


def test_an_address_signs_in_twenty_times_a_minute(build_world: BUILD) -> None:
    world = build_world(RATE_LIMITS="on")
    assert [sign_in(world, f"name {number}", "guess") for number in range(21)] == [401] * 20 + [429]
    assert sign_in(world, "name 0", "guess", "192.0.2.2") == 401


def test_an_address_joins_sixty_times_a_minute(build_world: BUILD) -> None:
    world = build_world(RATE_LIMITS="on")
    answers = [world.call("POST", "/v1/participants", json=JOIN).status_code for _ in range(61)]
    assert answers == [201] * 60 + [429]


def test_a_token_calls_120_times_a_minute_and_another_is_free(build_world: BUILD) -> None:
    world = build_world(RATE_LIMITS="on")
    one, other = world.join(), world.join()
    assert [one("GET").status_code for _ in range(121)] == [200] * 120 + [429]
    assert other("GET").status_code == 200


def test_off_means_off(build_world: BUILD) -> None:
    world = build_world(RATE_LIMITS="off")
    assert {sign_in(world, "nobody", "guess") for _ in range(7)} == {401}


def test_only_trusted_proxies_tell_the_address(build_world: BUILD) -> None:
    direct, behind = build_world(RATE_LIMITS="on"), build_world(RATE_LIMITS="on", TRUSTED_PROXIES="1")
    for world, expected in ((direct, 429), (behind, 201)):
        for number in range(61):
            headers = {"X-Forwarded-For": f"203.0.113.7, 198.51.100.{number}"}
            status = world.call("POST", "/v1/participants", json=JOIN, headers=headers).status_code
        assert status == expected


def test_without_its_redis_it_counts_by_itself() -> None:
    counts = Limits(enabled=True, redis_url="redis://127.0.0.1:1/0")
    for _ in range(20):
        counts.count(rate_limits.CODES, "codes", "192.0.2.1")
    with pytest.raises(TooMany):
        counts.count(rate_limits.CODES, "codes", "192.0.2.1")


COUNT = """
import sys
from backend.domain.refusals import TooMany
from backend.web import rate_limits
from backend.web.rate_limits import Limits

counts = Limits(True, sys.argv[1])
for _ in sys.stdin:
    try:
        counts.count(rate_limits.CODES, "codes", "192.0.2.1")
        print("taken", flush=True)
    except TooMany:
        print("refused", flush=True)
"""


class Counting:
    """A process that counts with this Redis, one try a line."""

    def __init__(self, url: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", COUNT, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def tries(self, times: int) -> Counter[str]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        found: Counter[str] = Counter()
        for _ in range(times):
            self.process.stdin.write("try\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
            while line.strip() not in ("taken", "refused"):
                # What it logs stands in between.
                line = self.process.stdout.readline()
            found[line.strip()] += 1
        return found

    def end(self) -> None:
        self.process.communicate(timeout=10)


def test_two_processes_share_a_limit_and_count_alone_once_redis_is_gone() -> None:
    with RedisServer() as redis:
        one, other = Counting(redis.url), Counting(redis.url)
        try:
            assert one.tries(12) == {"taken": 12}
            assert other.tries(12) == {"taken": 8, "refused": 4}
            redis.stop()
            assert one.tries(21) == {"taken": 20, "refused": 1}
            assert other.tries(21) == {"taken": 20, "refused": 1}
        finally:
            one.end()
            other.end()
