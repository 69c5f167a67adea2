"""Guard against SSRF: only network addresses of the public internet may be fetched from."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# Unicast of the public internet; mapped (::ffff:), NAT64 (64:ff9b:), local, link-local and multicast lie outside
GLOBAL_V6 = ip_network("2000::/3")
# Inside it, what leads to somewhere else: protocol assignments with Teredo, 6to4, and what is for documents only
ELSEWHERE_V6 = [ip_network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]
# The relay of 6to4, which Python has as global
ELSEWHERE_V4 = [ip_network("192.88.99.0/24")]


def is_public(text: str) -> bool:
    """Is this the address of a machine on the public internet? An address within an address is never followed."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return _is_public_v4(address)
    return _is_public_v6(address)


def _is_public_v4(address: IPv4Address) -> bool:
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    return not any(address in network for network in ELSEWHERE_V4)


def _is_public_v6(address: IPv6Address) -> bool:
    if address.scope_id is not None or not address.is_global:
        return False
    return address in GLOBAL_V6 and not any(address in network for network in ELSEWHERE_V6)
