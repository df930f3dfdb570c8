"""A Locatieserver we own, with the documented shape of answers, and every way in which the real one may fail."""

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

Doc = dict[str, Any]
NOWHERE = "http://127.0.0.1:9/search"
"""Nothing answers there: no test leaves this machine."""
PATH = "/bzk/locatieserver/search/v3_1"


def address(
    street: str,
    number: int,
    addition: str = "",
    *,
    postcode: str = "8911AB",
    town: str = "Leeuwarden",
    municipality: tuple[str, str] = ("0080", "Leeuwarden"),
    point: str = "POINT(5.7909 53.2008)",
) -> Doc:
    return {
        "type": "adres",
        "weergavenaam": f"{street} {number}{addition}, {postcode} {town}",
        "straatnaam": street,
        "huisnummer": number,
        "huis_nlt": f"{number}{addition}",
        "postcode": postcode,
        "woonplaatsnaam": town,
        "gemeentecode": municipality[0],
        "gemeentenaam": municipality[1],
        "centroide_ll": point,
        "centroide_rd": "POINT(182000 579000)",
        "score": 12.3,
    }


ADDRESSES = [
    address("Zuiderplein", 12),
    address("Zuiderplein", 12, "A"),
    address("Zuiderplein", 14, "-1"),
    address("Zuiderplein", 14, "-2"),
    address(
        "Markt",
        1,
        postcode="2611GP",
        town="Delft",
        municipality=("0503", "Delft"),
        point="POINT(4.3593 52.0116)",
    ),
]


def listed(docs: list[Doc]) -> bytes:
    """An answer as documented."""
    response = {"numFound": len(docs), "start": 0, "maxScore": 12.3, "numFoundExact": True, "docs": docs}
    return json.dumps({"response": response}).encode()


Way = Callable[["Pdok", BaseHTTPRequestHandler, str], None]


def right(_: "Pdok", call: BaseHTTPRequestHandler, asked: str) -> None:
    """Finds what was asked, and as the real one does, what looks like it."""
    words = asked.upper().replace(",", " ").split()
    near = [doc for doc in ADDRESSES if any(word in doc["weergavenaam"].upper() for word in words)]
    send(call, listed(near))


def wrong(_: "Pdok", call: BaseHTTPRequestHandler, asked: str) -> None:
    """The neighbours: another number, another postcode."""
    send(call, listed([address("Zuiderplein", 13), address("Zuiderplein", 12, postcode="8911AC")]))


def empty(_: "Pdok", call: BaseHTTPRequestHandler, asked: str) -> None:
    send(call, listed([]))


def slow(pdok: "Pdok", call: BaseHTTPRequestHandler, asked: str) -> None:
    """Says nothing until the test is over."""
    pdok.over.wait(30)


def dripping(pdok: "Pdok", call: BaseHTTPRequestHandler, asked: str) -> None:
    """Always one more byte, so that no single read takes long."""
    call.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    with suppress(OSError):
        while not pdok.over.wait(0.05):
            call.wfile.write(b" ")
            call.wfile.flush()
    pdok.hung_up.set()


def saying(body: bytes, status: int = 200, **headers: str) -> Way:
    """The same answer to everything."""
    return lambda _, call, asked: send(call, body, status, **headers)


def send(call: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    call.send_response(status)
    for name, value in {
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        **headers,
    }.items():
        call.send_header(name, value)
    call.end_headers()
    with suppress(OSError):
        call.wfile.write(body)


@dataclass
class Pdok:
    """Runs from entering to leaving, on a free port."""

    way: Way = right
    asked: list[str] = field(default_factory=list)
    neighbourhood: str = ""
    points: list[dict[str, list[str]]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    hung_up: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}{PATH}"

    def __enter__(self) -> Self:
        pdok = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                if parts.path == f"{PATH}/reverse":
                    pdok.points.append(parse_qs(parts.query))
                    docs = [{"type": "buurt", "buurtnaam": pdok.neighbourhood}] if pdok.neighbourhood else []
                    return send(self, listed(docs))
                assert parts.path == f"{PATH}/free"
                pdok.asked.append(parse_qs(parts.query)["q"][0])
                return pdok.way(pdok, self, pdok.asked[-1])

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.over.set()
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()
