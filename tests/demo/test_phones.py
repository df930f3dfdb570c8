"""A phone of the demo reads what is sent to it, also after a second start, and nothing that is not."""

import http_ece
import pytest
from pywebpush import WebPusher

from tests.support.push_service import Phone

ORIGIN = "http://127.0.0.1:1"


def test_a_phone_reads_what_was_encrypted_for_it() -> None:
    body = WebPusher(Phone("seed", 3).subscription(ORIGIN)).encode(b'{"a":"\xc3\xab"}')["body"]
    assert Phone("seed", 3).decrypt(body) == {"a": "ë"}
    with pytest.raises(http_ece.ECEException):
        Phone("seed", 4).decrypt(body)


def test_phones_are_the_same_at_every_start_and_differ_from_each_other() -> None:
    assert Phone("seed", 3).subscription(ORIGIN) == Phone("seed", 3).subscription(ORIGIN)
    keys = {Phone(seed, index).subscription(ORIGIN)["keys"]["p256dh"] for seed in "ab" for index in range(3)}
    assert len(keys) == 6
