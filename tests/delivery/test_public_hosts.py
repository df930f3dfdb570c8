"""Which addresses a host that a client chose may lead to."""

import pytest

from backend.delivery.push.public_hosts import Forbidden, checked, is_public, system


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.0.9",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.251",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:10.1.2.3",
        "::ffff:127.0.0.1",
        "64:ff9b::10.1.2.3",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "push.example.com",
        "",
    ],
)
def test_an_address_that_is_not_anybodys_on_the_internet_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["17.57.144.1", "142.250.179.138", "2a00:1450:400e:80d::200a", "64:ff9b::8efa:b38a"]
)
def test_an_address_on_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("addresses", [["17.57.144.1", "10.0.0.1"], ["2a00:1450::1", "::1"], []])
def test_one_address_that_is_not_forbids_the_name(addresses: list[str]) -> None:
    with pytest.raises(Forbidden):
        checked("push.example.com", lambda _: addresses, is_public)


@pytest.mark.parametrize("literal", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1"])
def test_whatever_notation_of_this_machine_the_resolver_understands_is_forbidden(literal: str) -> None:
    with pytest.raises(Forbidden):
        checked(literal, system, is_public)
