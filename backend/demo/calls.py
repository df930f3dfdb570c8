"""JSON calls to the server over one kept connection."""

import http.client
import json
from typing import Any


class DemoFailed(Exception):
    """What went wrong, in a sentence for whoever started the demo."""


class Calls:
    """`address` is host:port. One thread at a time."""

    def __init__(self, address: str, *, timeout: float = 30, headers: dict[str, str] | None = None) -> None:
        self._connection = http.client.HTTPConnection(address, timeout=timeout)
        self.headers = headers or {}
        self.cookie = ""

    def close(self) -> None:
        self._connection.close()

    def status(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        """(status, what the JSON says). Raises OSError, http.client.HTTPException."""
        sent = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            sent["Content-Type"] = "application/json"
        if self.cookie:
            sent["Cookie"] = self.cookie
        try:
            self._connection.request(method, path, json.dumps(body) if body is not None else None, sent)
            response = self._connection.getresponse()
            text = response.read()
        except BaseException:
            self._connection.close()
            raise
        if given := response.getheader("Set-Cookie"):
            self.cookie = given.partition(";")[0]
        return response.status, json.loads(text) if text.startswith((b"{", b"[")) else None

    def __call__(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        """What a call that succeeds answers. Raises DemoFailed when it does not."""
        # A kept connection may have been closed meanwhile, and not every call can be repeated.
        self._connection.close()
        try:
            status, answer = self.status(method, path, body, **headers)
        except (OSError, http.client.HTTPException) as error:
            raise DemoFailed(f"{method} {path} was not answered: {error!r}.") from error
        if not 200 <= status < 300:
            raise DemoFailed(f"{method} {path} was answered with {status}: {json.dumps(answer)}")
        return answer
