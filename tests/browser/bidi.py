"""A small client of WebDriver BiDi (https://w3c.github.io/webdriver-bidi/): commands over one WebSocket, one at a time.

with Bidi("ws://127.0.0.1:9222/session") as bidi:
    bidi("browsingContext.navigate", context=..., url=..., wait="complete")
"""

import json
from contextlib import ExitStack
from itertools import count
from types import TracebackType
from typing import Any, Self

from websockets.sync.client import connect

PATIENCE = 60.0
"""Seconds for one command; navigation and scripts that wait included."""
LARGEST = 64 * 2**20


class BidiError(Exception):
    """The browser answered with an error, or a script threw; the message holds what it said."""


class Bidi:
    """One thread at a time. Raises OSError when nothing listens at `url`."""

    def __init__(self, url: str) -> None:
        # Firefox refuses whoever says to be a web page.
        self._until_closed = ExitStack()
        self._socket = self._until_closed.enter_context(
            connect(url, origin=None, max_size=LARGEST, proxy=None)
        )
        self._numbers = count(1)
        self("session.new", capabilities={})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __call__(self, method: str, **parameters: Any) -> dict[str, Any]:
        """What the command answers; events that come in between are nobody's. Raises BidiError, TimeoutError."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv(PATIENCE))
            if message.get("id") != number:
                continue
            if message["type"] == "error":
                raise BidiError(f"{method}: {message['error']}: {message['message']}")
            result: dict[str, Any] = message["result"]
            return result

    def run(self, context: str, function: str, *arguments: object) -> Any:
        """What the JavaScript function (awaited when it is async) answers, as JSON; arguments go as JSON too."""
        # As text, because BiDi's own way to write values says the type of each.
        declaration = f"async (given) => JSON.stringify(await ({function})(...JSON.parse(given)) ?? null)"
        answer = self(
            "script.callFunction",
            functionDeclaration=declaration,
            arguments=[{"type": "string", "value": json.dumps(arguments)}],
            target={"context": context},
            awaitPromise=True,
            userActivation=True,
        )
        if answer["type"] == "exception":
            raise BidiError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def close(self) -> None:
        self._until_closed.close()
