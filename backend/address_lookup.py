"""Dutch addresses, asked from PDOK's Locatieserver: where a postcode and house number lie. Called by the look-up
route, and for the name of the neighbourhood of an action.

The one file that knows PDOK: its successor, the Location API, would be written here. An answer is believed only as
far as it says what was asked: the search is fuzzy, and takes a neighbour for an address that it does not know."""

import http.client
import re
import socket
import threading
import time
from collections import OrderedDict
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from typing import Any, TypedDict
from urllib.parse import urlencode, urlsplit

import structlog

from backend import strict_json
from backend.domain.messages.sentences import clean
from backend.domain.refusals import Unavailable
from backend.geo import gazetteer

PATIENCE = 2.0
"""Seconds for a whole question, names and connection included: a resident stands waiting."""
LARGEST_ANSWER = 256 * 1024
AT_ONCE = 32
KEPT = 24 * 3600.0
MOST_KEPT = 2_000
"""Postcodes; each about 20 addresses."""
MOST_ANSWERS = 100
"""The Locatieserver gives no more at once."""
FIELDS = "weergavenaam postcode huisnummer huis_nlt gemeentecode gemeentenaam centroide_ll"
KINDS = "gemeente woonplaats weg postcode adres hectometerpaal buurt"
LONGEST_LABEL = 120
ROWS = 10
POINT = re.compile(r"POINT\((-?[0-9]{1,3}(?:\.[0-9]+)?) (-?[0-9]{1,3}(?:\.[0-9]+)?)\)")
CODE = re.compile(r"(?:GM)?([0-9]{4})")
HOUSE_NUMBER = re.compile(r"([0-9]{1,5})(.*)")
log = structlog.get_logger()


class Found(TypedDict):
    """An address or place; `location` is (lon, lat)."""

    label: str
    location: tuple[float, float]
    municipality: gazetteer.MunicipalityName | None


Doc = dict[str, Any]


class Addresses:
    """Look-ups at one address of the Locatieserver. Every function raises Unavailable when it does not answer well."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)
        self._free = threading.BoundedSemaphore(AT_ONCE)
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[float, list[Doc]]] = OrderedDict()

    def at(self, postcode: str, number: str) -> list[Found]:
        """What lies at a postcode such as 8911AB and a house number such as 12, 12a or 12-1; mostly one, or none.

        Without its letter, a number that only exists with letters gives all of those."""
        wanted = _house(number)
        there = [doc for doc in self._in(postcode, number) if str(doc.get("huisnummer")) == wanted[0]]
        exact = [doc for doc in there if _house(_text(doc, "huis_nlt") or wanted[0]) == wanted]
        return _unique(exact or ([] if wanted[1] else there))

    def like(self, query: str) -> list[Found]:
        """Places, streets and addresses that resemble a text, best first; without PDOK, places of our own list."""
        kinds = " OR ".join(KINDS.split())
        # What is left out are the signs the search language gives a meaning to.
        words = " ".join(re.findall(r"[\w'.,/-]+", query))
        try:
            return _unique(self._ask({"q": words, "fq": f"type:({kinds})", "rows": ROWS})) if words else []
        except Unavailable:
            listed = [_listed(*place) for place in gazetteer.beginning(query)[:ROWS]]
            if not listed:
                raise
            return listed

    def neighbourhood(self, lon: float, lat: float) -> str | None:
        """The name of the buurt a point lies in."""
        query = {"lat": lat, "lon": lon, "type": "buurt", "rows": 1}
        found = [clean(_text(doc, "buurtnaam"))[:80] for doc in self._ask(query, "reverse", "buurtnaam")]
        return next((name for name in found if name), None)

    def _in(self, postcode: str, number: str) -> list[Doc]:
        """All addresses of a postcode: asked whole, the neighbours' answers are known too, and nobody outside learns
        which house it was about. Only where there are more than one answer holds, the number is asked for."""
        with self._lock:
            until, kept = self._kept.get(postcode, (0.0, []))
        if until > time.monotonic():
            return kept
        filters = ["type:adres", f"postcode:{postcode}"]
        query = {"q": postcode, "fq": filters, "rows": MOST_ANSWERS}
        found = self._ask(query)
        there = _of(postcode, found)
        if len(found) >= MOST_ANSWERS:
            house = f"huisnummer:{_house(number)[0]}"
            return _of(postcode, self._ask({**query, "q": f"{postcode} {number}", "fq": [*filters, house]}))
        if there:
            self._keep(postcode, there)
        return there

    def _keep(self, postcode: str, found: list[Doc]) -> None:
        with self._lock:
            self._kept[postcode] = (time.monotonic() + KEPT, found)
            self._kept.move_to_end(postcode)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)

    def _ask(self, query: dict[str, Any], service: str = "free", fields: str = FIELDS) -> list[Doc]:
        path = f"{self._url.path}/{service}?{urlencode({**query, 'fl': fields}, doseq=True)}"
        try:
            return _docs(self._within(path))
        except (OSError, http.client.HTTPException, TimeoutError, ValueError) as error:
            # Never what was asked: that is where somebody lives.
            log.warning("addresses unavailable", error=type(error).__name__)
            raise Unavailable("Addresses cannot be looked up right now.", "no-addresses") from error

    def _within(self, path: str) -> bytes:
        """The body, or TimeoutError: a socket's own patience is for each read, and begins after the name is found.

        In a thread, under gevent a greenlet: the HTTP client that the worker has would cost each web process 18 MB, and
        block one of the few threads of `offload`, which passwords and photos wait for."""
        if not self._free.acquire(blocking=False):
            raise TimeoutError("Too many questions wait for an answer.")
        secure = self._url.scheme == "https"
        connect = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = connect(self._url.hostname or "", self._url.port, timeout=PATIENCE)
        question = _Question(connection, path)
        threading.Thread(target=self._fetch, args=(question,), daemon=True).start()
        try:
            return question.answer.result(PATIENCE)
        except TimeoutError:
            question.give_up()
            raise

    def _fetch(self, question: "_Question") -> None:
        try:
            question.put()
        finally:
            self._free.release()


class _Question:
    """One question on a connection of its own."""

    def __init__(self, connection: http.client.HTTPConnection, path: str) -> None:
        self.answer: Future[bytes] = Future()
        self._connection, self._path = connection, path
        self._socket: socket.socket | None = None

    def put(self) -> None:
        """Waits for the answer, or for giving up."""
        try:
            body = self._read()
            with suppress(InvalidStateError):
                self.answer.set_result(body)
        except Exception as error:  # whatever it is, whoever asked is the one to hear of it
            with suppress(InvalidStateError):
                self.answer.set_exception(error)
        finally:
            self._connection.close()

    def give_up(self) -> None:
        """Nobody waits any more: ends the connection, however little it takes for the other side to hold it."""
        self.answer.cancel()
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def _read(self) -> bytes:
        self._connection.connect()
        self._socket = self._connection.sock
        if self.answer.cancelled():
            return b""
        headers = {"Accept": "application/json", "User-Agent": "burgernet"}
        self._connection.request("GET", self._path, headers=headers)
        with self._connection.getresponse() as response:
            body = response.read(LARGEST_ANSWER + 1)
            if response.status != http.HTTPStatus.OK or len(body) > LARGEST_ANSWER:
                raise ValueError("Not an answer of the Locatieserver.")
            return body


def _docs(body: bytes) -> list[Doc]:
    """What the answer lists. Raises ValueError for anything that is not the documented shape."""
    try:
        docs = strict_json.parse(body)["response"]["docs"]
    except (KeyError, TypeError) as error:
        raise ValueError("Not an answer of the Locatieserver.") from error
    if not isinstance(docs, list):
        raise ValueError("Not an answer of the Locatieserver.")
    return [doc for doc in docs if isinstance(doc, dict)]


def _of(postcode: str, docs: list[Doc]) -> list[Doc]:
    return [doc for doc in docs if _text(doc, "postcode").replace(" ", "").upper() == postcode]


def _unique(docs: list[Doc]) -> list[Found]:
    found = {place["label"]: place for doc in docs if (place := _found(doc))}
    return list(found.values())


def _listed(name: str, municipality: gazetteer.MunicipalityName, location: tuple[float, float]) -> Found:
    label = name if name == municipality["name"] else f"{name}, {municipality['name']}"
    return Found(label=label, location=location, municipality=municipality)


def _found(doc: Doc) -> Found | None:
    label = clean(_text(doc, "weergavenaam"))[:LONGEST_LABEL]
    point = POINT.fullmatch(_text(doc, "centroide_ll"))
    if not label or not point:
        return None
    code, name = CODE.fullmatch(_text(doc, "gemeentecode")), clean(_text(doc, "gemeentenaam"))[:80]
    municipality = gazetteer.MunicipalityName(code=f"GM{code[1]}", name=name) if code and name else None
    return Found(label=label, location=(float(point[1]), float(point[2])), municipality=municipality)


def _house(number: str) -> tuple[str, str]:
    """12 a, 12a and 12-A → (12, A)."""
    parts = HOUSE_NUMBER.fullmatch(number.strip())
    return (str(int(parts[1])), re.sub(r"[\W_]", "", parts[2]).upper()) if parts else ("", "")


def _text(doc: Doc, name: str) -> str:
    value = doc.get(name)
    return value if isinstance(value, str) else ""
