"""Where a request comes from: the network source that limits count by, and which proxies are believed about it."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# a proxy that is reached by a socket of the file system has no address: it is on this machine
THIS_MACHINE = ipaddress.IPv4Address("127.0.0.1")
# what one home, office or host is given of IPv6: addresses in it are changed at will
IPV6_SOURCE = 64
# of an address in the log: enough to see that a network is at it, too little to say who
LOGGED = {4: 24, 6: 48}


def source_of(request: HttpRequest) -> str:
    """The source of a request: an IPv4 address, or the /64 of an IPv6 one; empty when there is no address at all.

    What stands in X-Forwarded-For is believed as far as trusted proxies (`TRUSTED_PROXIES`) have written it.
    """
    peer, forwarded = request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", "")
    address = client_address(peer, forwarded.split(","), settings.TRUSTED_PROXIES)
    return "" if address is None else source_from(address)


def source_from(address: Address) -> str:
    if address.version == 4:
        return str(address)
    return str(ipaddress.IPv6Network((address, IPV6_SOURCE), strict=False))


def shortened(source: str) -> str:
    """A source as the log may say it: the /24 of an IPv4 address, the /48 of an IPv6 one."""
    if not source:
        return ""
    network = ipaddress.ip_network(source)
    return str(network.supernet(new_prefix=LOGGED[network.version]))


def client_address(peer: str, forwarded: Sequence[str], trusted: Iterable[Network]) -> Address | None:
    """Walk X-Forwarded-For from the right, as long as the hop is trusted: the first that is not is the client.

    Everything to the left of that was written by the client. A hop that is no address ends the walk at the proxy that
    wrote it.
    """
    trusted = tuple(trusted)
    address = read_address(peer) if peer else THIS_MACHINE
    for hop in reversed(forwarded):
        if address is None or not is_trusted(address, trusted):
            break
        before = read_address(hop)
        if before is None:
            break
        address = before
    return address


def is_from_proxy(request: HttpRequest) -> bool:
    """Is who speaks to this server a trusted proxy, whose headers hold?"""
    return _is_proxy(request.META.get("REMOTE_ADDR", ""), tuple(settings.TRUSTED_PROXIES))


@lru_cache(maxsize=256)
def _is_proxy(peer: str, trusted: tuple[Network, ...]) -> bool:
    address = read_address(peer) if peer else THIS_MACHINE
    return address is not None and is_trusted(address, trusted)


def is_trusted(address: Address, trusted: Iterable[Network]) -> bool:
    return any(address in network for network in trusted)


def read_address(text: str) -> Address | None:
    """Parse an address as proxies write it, with or without a port; an IPv4 address within IPv6 is the IPv4 one."""
    written = text.strip()
    if written.startswith("["):
        written = written[1:].partition("]")[0]
    elif written.count(":") == 1:
        written = written.partition(":")[0]
    try:
        address = ipaddress.ip_address(written.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
