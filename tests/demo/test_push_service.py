"""The push service of demo and tests is as strict as those outside."""

import base64
import http.client
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.support.push_service import Odd, PushServiceThread, Response

KEY = ec.derive_private_key(12345, ec.SECP256R1())
OTHER = ec.derive_private_key(54321, ec.SECP256R1())


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def public(key: ec.EllipticCurvePrivateKey) -> str:
    return b64(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def vapid(audience: str, *, signer: ec.EllipticCurvePrivateKey = KEY, **changes: Any) -> str:
    claims = {"aud": audience, "exp": int(time.time()) + 3600, "sub": "mailto:a@b.example"} | changes
    signed = ".".join(b64(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
    r, s = decode_dss_signature(signer.sign(signed.encode(), ec.ECDSA(SHA256())))
    return f"vapid t={signed}.{b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}, k={public(KEY)}"


@pytest.fixture
def service() -> Iterator[PushServiceThread]:
    service = PushServiceThread()
    yield service
    service.stop()


class Sender:
    """One kept connection to the service."""

    def __init__(self, service: PushServiceThread) -> None:
        self._service = service
        self.connection = http.client.HTTPConnection(service.origin.removeprefix("http://"), timeout=5)

    def __enter__(self) -> "Sender":
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def post(self, token: str = "1", body: bytes = b"x", **changes: str | None) -> http.client.HTTPResponse:
        headers = {
            "TTL": "60",
            "Topic": "abc",
            "Urgency": "high",
            "Content-Encoding": "aes128gcm",
            "Authorization": vapid(self._service.origin),
        } | {name.replace("_", "-"): value for name, value in changes.items()}
        given = {name: value for name, value in headers.items() if value is not None}
        self.connection.request("POST", f"/push/{token}", body, given)
        response = self.connection.getresponse()
        response.read()
        return response


def test_a_message_is_taken_and_kept_as_it_came(service: PushServiceThread) -> None:
    with Sender(service) as sender:
        response = sender.post("7", b"secret")
    assert (response.status, response.headers["TTL"]) == (201, "60")
    assert response.headers["Location"]
    (arrival,) = service.arrivals
    assert (arrival.token, arrival.body, arrival.topic, arrival.ttl, arrival.urgency) == (
        "7",
        b"secret",
        "abc",
        60,
        "high",
    )


@pytest.mark.parametrize(
    ("status", "changes"),
    [
        (400, {"TTL": None}),
        (400, {"TTL": "-1"}),
        (400, {"Urgency": "urgent"}),
        (400, {"Topic": "x" * 33}),
        (400, {"Content_Encoding": "aesgcm"}),
        (403, {"Authorization": None}),
        (403, {"Authorization": "Bearer x"}),
    ],
)
def test_what_the_standard_asks_is_required(
    service: PushServiceThread, status: int, changes: dict[str, str | None]
) -> None:
    with Sender(service) as sender:
        assert sender.post(**changes).status == status
        assert sender.post().status == 201
    assert len(service.arrivals) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "https://elsewhere.example"},
        {"exp": int(time.time()) + 25 * 3600},
        {"exp": int(time.time()) - 1},
        {"exp": "soon"},
        {"sub": "someone"},
        {"signer": OTHER},
    ],
)
def test_a_vapid_header_for_another_or_by_another_is_refused(
    service: PushServiceThread, changes: dict[str, Any]
) -> None:
    with Sender(service) as sender:
        assert sender.post(Authorization=vapid(**{"audience": service.origin} | changes)).status == 403
    assert not service.arrivals


def test_only_the_key_that_phones_subscribed_with_is_taken() -> None:
    service = PushServiceThread(public_key=public(OTHER))
    with Sender(service) as sender:
        assert sender.post().status == 403
    service.stop()


def test_too_large_a_message_is_refused_and_the_connection_stays(service: PushServiceThread) -> None:
    with Sender(service) as sender:
        assert sender.post(body=b"x" * 4097).status == 413
        assert sender.post(body=b"x" * 4096).status == 201


def test_unknown_and_gone_phones_are_told_apart() -> None:
    service = PushServiceThread(known={"1", "2"})
    service.service.gone.add("2")
    with Sender(service) as sender:
        assert [sender.post(token).status for token in ("1", "2", "3")] == [201, 410, 404]
    service.stop()


def test_the_log_is_in_order_of_arrival(service: PushServiceThread) -> None:
    with Sender(service) as one, Sender(service) as two:
        for number in range(50):
            (one if number % 2 else two).post(str(number))
    assert [arrival.token for arrival in service.wait_for(50)] == [str(number) for number in range(50)]
    times = [arrival.monotonic for arrival in service.arrivals]
    assert times == sorted(times)


def test_a_test_decides_what_is_answered(service: PushServiceThread) -> None:
    async def later() -> Response:
        return Response(429, {"Retry-After": "3"}, delay=0.01)

    service.respond = lambda arrival: later() if arrival.number == 0 else Response(500)
    with Sender(service) as sender:
        first = sender.post()
        assert (first.status, first.headers["Retry-After"]) == (429, "3")
        assert sender.post().status == 500


@pytest.mark.parametrize("odd", [Odd.CLOSED, Odd.GARBAGE])
def test_a_push_service_may_misbehave(service: PushServiceThread, odd: Odd) -> None:
    service.respond = lambda _: odd
    with Sender(service) as sender, pytest.raises(http.client.HTTPException):
        sender.post()
    assert len(service.arrivals) == 1


def test_a_push_service_may_never_answer(service: PushServiceThread) -> None:
    service.respond = lambda _: Odd.NEVER
    with Sender(service) as sender:
        sender.connection.timeout = 0.2
        with pytest.raises(TimeoutError):
            sender.post()
    assert len(service.arrivals) == 1


def test_waiting_in_vain_says_how_many_came(service: PushServiceThread) -> None:
    with pytest.raises(TimeoutError, match="0 of 1 messages"):
        service.wait_for(1, timeout=0.05)
