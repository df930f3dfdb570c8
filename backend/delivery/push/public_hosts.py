"""Where a host that a client chose may lead: to public addresses only. Called before anything is sent there.

An endpoint is a participant's to name, so a worker that followed every name could be sent into its own network."""

import ipaddress
import socket
from collections.abc import Callable

Resolve = Callable[[str], list[str]]
"""Host → its addresses, the best one first. Raises OSError."""
Allowed = Callable[[str], bool]

GLOBAL_V6 = ipaddress.ip_network("2000::/3")
# Tunnels and documentation: what answers there is not who it seems to be, or nobody.
NOT_GLOBAL_V6 = [
    ipaddress.ip_network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
]
# The last 32 bits are an IPv4 address that is reached in its stead.
CARRIES_V4 = [ipaddress.ip_network(text) for text in ("::ffff:0:0/96", "64:ff9b::/96")]


class Forbidden(Exception):
    """The name leads to an address that nobody may be sent to."""


def system(host: str) -> list[str]:
    """What this machine's resolver says, in its order of preference."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether this address is anybody's on the internet: not this machine's, its network's, or a group's."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return found.is_global and not (found.is_multicast or found.is_reserved)
    if any(found in network for network in CARRIES_V4):
        return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
    return found in GLOBAL_V6 and not any(found in network for network in NOT_GLOBAL_V6)


def checked(host: str, resolve: Resolve, allowed: Allowed) -> list[str]:
    """Its addresses, when every one of them is allowed. Raises OSError, or Forbidden."""
    addresses = resolve(host)
    if not addresses or not all(allowed(address) for address in addresses):
        raise Forbidden
    return addresses
