"""Everything an installation of many processes has, on loopback: PostgreSQL, Redis, web processes on gevent, workers,
a push service, and nginx before it all. `make cluster` starts it and prints its addresses; Ctrl-C ends it.

with Fleet(folder) as fleet:
    fleet.call("GET", "/v1/actions")
"""

import json
import secrets
import signal
import ssl
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from backend.db.migrations import migrate
from backend.domain.staff import accounts
from tests.delivery.stage import Service
from tests.support.nginx import Nginx
from tests.support.postgresql import Cluster
from tests.support.processes import Serving
from tests.support.redis_server import RedisServer
from tests.support.town import Town, town

DISPATCHER, REGION = "centralist-1", "Fryslân"
AROUND = """
  map $http_upgrade $upgrading {{ default upgrade; '' ''; }}
  proxy_cache_path {directory}/public keys_zone=public:1m;
  upstream web {{ server {address}; keepalive 32; }}
"""
INSIDE = """
    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header Connection $upgrading;
    proxy_set_header Upgrade $http_upgrade;
    # A socket says something every 25 s.
    proxy_read_timeout 60s;
    location / { proxy_pass http://web; }
    # The same for everybody, and asked for by everybody at once when something happens: one call a second reaches us.
    location ~ ^/(v1/actions|v1/municipalities|acties|gemeenten|feeds|uitleg|privacy|toegankelijkheid)(/|$) {
      proxy_cache public;
      proxy_cache_key $scheme$host$request_uri$http_accept;
      proxy_ignore_headers Cache-Control Expires;
      proxy_cache_valid 200 1s;
      proxy_cache_lock on;
      proxy_cache_use_stale updating error timeout http_502 http_503;
      proxy_no_cache $http_authorization $http_cookie;
      proxy_cache_bypass $http_authorization $http_cookie;
      add_header X-Cache $upstream_cache_status always;
      proxy_pass http://web;
    }
"""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Any
    body: Any


class Fleet:
    """Runs from entering to leaving."""

    def __init__(self, folder: Path, cluster: Cluster | None = None, *, workers: int = 2) -> None:
        self._folder, self._given, self._workers = folder, cluster, workers
        self.password = secrets.token_urlsafe(12)

    def __enter__(self) -> Self:
        with ExitStack() as starting:
            cluster = self._given or starting.enter_context(Cluster())
            name = f"fleet_{secrets.token_hex(4)}"
            cluster.create_database(name)
            starting.callback(cluster.drop_database, name)
            migrate(cluster.url(name))
            redis = starting.enter_context(RedisServer())
            self.push = Service()
            starting.callback(self.push.thread.stop)
            self.town = self._town(cluster.url(name), redis.url)
            starting.callback(self.town.close)
            self.serving = Serving(self.town, workers=self._workers)
            around = AROUND.format(directory=self._folder, address=self.serving.address)
            self.nginx = starting.enter_context(Nginx(inside=INSIDE, around=around))
            self.address = f"localhost:{self.nginx.port}"
            self.tls = ssl.create_default_context(cafile=self.nginx.ca_file)
            self.town.settings = replace(self.town.settings, public_url=f"https://{self.address}")
            self.serving.use(self.town.settings)
            starting.enter_context(self.serving)
            self._ending = starting.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.close()

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Through nginx."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        data = None
        if body is not None:
            sent["Content-Type"], data = "application/json", json.dumps(body).encode()
        request = urllib.request.Request(f"https://{self.address}{path}", data, sent, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20, context=self.tls) as answer:
                text = answer.read()
                return Answer(
                    answer.status, answer.headers, json.loads(text) if text.startswith((b"{", b"[")) else text
                )
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())

    def sign_in(self) -> dict[str, str]:
        """Headers of a dispatcher who has signed in."""
        answer = self.call("POST", "/v1/sessions", {"username": DISPATCHER, "password": self.password})
        assert answer.status == 201, answer.body
        return {"Cookie": answer.headers["Set-Cookie"].partition(";")[0]}

    def _town(self, url: str, redis: str) -> Town:
        made = town(
            url,
            self._folder,
            origins=[self.push.origin],
            REDIS_URL=redis,
            RATE_LIMITS="on",
            TRUSTED_PROXIES="1",
        )
        with made.db.write() as session:
            accounts.add(session, DISPATCHER, "dispatcher", REGION, self.password, made.clock())
        return made


def main() -> int:
    """Starts it, says where it is, and waits for Ctrl-C."""
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    with tempfile.TemporaryDirectory(prefix="burgernet-fleet-") as folder, Fleet(Path(folder)) as fleet:
        for what, where in (
            ("Burgernet", f"https://{fleet.address}"),
            ("its authority", str(fleet.nginx.ca_file)),
            ("behind nginx", f"http://{fleet.serving.address}"),
            ("database", fleet.town.settings.database_url),
            ("Redis", fleet.town.settings.redis_url),
            ("push service", fleet.push.origin),
            ("web processes", " ".join(map(str, fleet.serving.web_processes()))),
            ("workers", " ".join(str(worker.pid) for worker in fleet.serving.workers)),
            ("dispatcher", f"{DISPATCHER}, password {fleet.password}"),
        ):
            print(f"{what:<16}{where}", flush=True)
        print("Ctrl-C stops everything.", flush=True)
        while not over.wait(0.5):
            if fleet.serving.web.poll() is not None:
                print("The server has ended.", file=sys.stderr)
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
