"""What the simulated phones do with a push: decrypt it, show it, and tell the server so."""

import http.client
import threading
import time
from dataclasses import dataclass
from queue import SimpleQueue

import http_ece

from backend.demo.calls import Calls, DemoFailed
from backend.demo.push_service.service import Arrival
from backend.demo.town import Resident, Town
from backend.domain.participants.membership import token_for

THREADS = 8
TRIES = 4
WAKES_AFTER = 2.0
"""Seconds from the push to the receipt: a phone in a pocket wakes up first."""
# One in so many phones belongs to somebody who taps the notification at once.
OPENED_BY = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """A message on a phone's screen, with the arrival that brought it."""

    resident: Resident
    arrival: Arrival
    action: str | None
    notice: str
    kind: str


class Answering:
    """Threads that work from `start` until the process ends; `take` is the push service's `on_arrival`."""

    def __init__(self, town: Town, secret_key: str) -> None:
        self._town = town
        self._secret_key = secret_key
        self._arrivals: SimpleQueue[Arrival] = SimpleQueue()
        self._changed = threading.Condition()
        self._shown: list[Shown] = []
        self._receipts: dict[str, int] = {}
        self._problems: list[str] = []

    def take(self, arrival: Arrival) -> None:
        self._arrivals.put(arrival)

    def start(self, address: str) -> None:
        for _ in range(THREADS):
            threading.Thread(target=self._work, args=(address,), name="phones", daemon=True).start()

    def shown(self, notice: str) -> list[Shown]:
        """The screens that showed a notice, in order of arrival."""
        with self._changed:
            found = [one for one in self._shown if one.notice == notice]
        return sorted(found, key=lambda one: one.arrival.number)

    def wait_for(self, notice: str, count: int, timeout: float) -> list[Shown]:
        """What `shown` gives once so many phones showed it and told the server. Raises DemoFailed."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while not self._problems:
                told = self._receipts.get(notice, 0)
                if told >= count:
                    return self.shown(notice)
                if not self._changed.wait(deadline - time.monotonic()):
                    raise DemoFailed(
                        f"Only {told} of {count} phones showed message {notice} in {timeout:g} s."
                    )
            raise DemoFailed(self._problems[0])

    def _work(self, address: str) -> None:
        calls = Calls(address)
        while True:
            arrival = self._arrivals.get()
            time.sleep(max(0.0, arrival.monotonic + WAKES_AFTER - time.monotonic()))
            try:
                problem = self._answer(calls, arrival)
            except Exception as error:
                # Whatever it was, the next message is somebody else's.
                problem = f"What was sent to phone {arrival.token} was not dealt with: {error!r}."
            with self._changed:
                if problem:
                    self._problems.append(problem)
                self._changed.notify_all()

    def _answer(self, calls: Calls, arrival: Arrival) -> str | None:
        """Shows one message; answers what went wrong. What is sent to a stranger's phone is theirs to read."""
        resident = self._town.by_token.get(arrival.token)
        if resident is None:
            return None
        try:
            data = resident.phone.decrypt(arrival.body)["notification"]["data"]
        except (http_ece.ECEException, ValueError, KeyError) as error:
            return f"Phone {arrival.token} could not read what it was sent: {error!r}."
        with self._changed:
            one = Shown(resident, arrival, data["action"], data["notice"], data["kind"])
            self._shown.append(one)
        states = ["shown", "opened"] if resident.index % OPENED_BY == 0 else ["shown"]
        token = token_for(self._secret_key, resident.id)
        for state in states:
            body = {"notice": one.notice, "state": state}
            if problem := _tell(calls, token, body):
                return f"The receipt of phone {arrival.token} was not taken: {problem}."
        with self._changed:
            self._receipts[one.notice] = self._receipts.get(one.notice, 0) + 1
        return None


def _tell(calls: Calls, token: str, body: dict[str, str]) -> str | None:
    """Sends a receipt, which may be repeated; answers why it could not be sent."""
    problem = ""
    path, bearer = "/v1/participants/me/receipts", f"Bearer {token}"
    for attempt in range(TRIES):
        try:
            status, answer = calls.status("POST", path, body, Authorization=bearer)
        except (OSError, http.client.HTTPException) as error:
            # A connection that was idle may have been closed: a new one at once, then with a pause.
            problem = repr(error)
        else:
            if status == 204:
                return None
            problem = f"{status} {answer}"
            if status < 500 and status != 429:
                return problem
        if attempt:
            time.sleep(0.5 * attempt)
    return problem
