"""The socket of an open app: notices at once, receipts back. Who it is says its first message, never the address."""

from collections.abc import Callable, Iterable
from typing import Any

import h11
import simple_websocket
from flask import Flask, Response, g
from flask_sock import Sock
from werkzeug.exceptions import ServiceUnavailable
from wsproto.utilities import RemoteProtocolError

from backend.delivery.sockets.hub import Hub
from backend.domain.refusals import TooMany
from backend.ids import TOKEN, digest
from backend.web import rate_limits
from backend.web.auth import Guard, require_own_page
from backend.web.blueprint import Blueprint
from backend.web.problems import problem
from backend.web.rate_limits import Limits
from backend.web.services import services

blp = Blueprint("stream", __name__, url_prefix="/v1", description="Notices as they come.")
sock = Sock()
NO_HANDSHAKE = (
    RemoteProtocolError,
    simple_websocket.ConnectionError,
    h11.ProtocolError,
    UnicodeError,
    OSError,
)
"""What the library raises over a handshake: it reads some headers otherwise than everybody before it."""
LARGEST_MESSAGE = 4096
RETRY_AFTER = 30


def _admit() -> None:
    """From our own page or from no page at all, and only while there is room: later there is no answer to give."""
    require_own_page()
    if not services().hub.reserve():
        raise ServiceUnavailable(
            "Too many sockets are open here; ask for the list instead.", retry_after=RETRY_AFTER
        )
    g.slot = services().hub


class Door:
    """What the hub asks about whoever says hello."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def digest(self, token: str) -> str | None:
        return digest(token) if TOKEN.fullmatch(token) else None

    def allows(self, token_hash: str) -> bool:
        try:
            self._limits.count(rate_limits.PARTICIPANT, "participant", token_hash)
        except TooMany:
            return False
        return True


@sock.route("/stream", bp=blp)
@Guard("anyone", _admit)
@blp.refuses(403)
def stream(ws: Any) -> None:
    """A WebSocket: hello first, then notices and pings this way, receipts that way."""
    here = services()
    here.hub.serve(ws, Door(here.limits))


def _refuse(error: Exception) -> Response:
    """Also whoever names another version of the protocol: RFC 6455 wants ours told."""
    hint = getattr(error, "event_hint", None)
    answer = problem(
        hint.status_code if hint else 400, "This is no WebSocket handshake as in RFC 6455.", "no-handshake"
    )
    for name, value in hint.headers if hint else ():
        answer.headers[name.decode()] = value.decode()
    return answer


for reason in NO_HANDSHAKE:
    blp.register_error_handler(reason, _refuse)


def init_app(app: Flask) -> None:
    """Frames stay small, compression stays off, and a slot is given back however its call ends."""
    app.config["SOCK_SERVER_OPTIONS"] = {"max_message_size": LARGEST_MESSAGE, "thread_class": Hub.reader}
    app.wsgi_app = without_extensions(app.wsgi_app)  # type: ignore[method-assign]
    app.teardown_request(_release)


def _release(_: BaseException | None) -> None:
    if hub := g.pop("slot", None):
        hub.release()


def without_extensions(wsgi: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Refuses deflate, which costs a hundred kilobytes a socket: the library accepts it whenever it is offered."""

    def layer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        return wsgi(environ, start_response)

    return layer
