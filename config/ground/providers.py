"""Identity providers: parties' own login services by OpenID Connect, as whoever runs the server has configured them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "::1", "localhost")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# the library's columns, which the issuer and the subject are kept in
LONGEST_ISSUER, LONGEST_SUBJECT = 200, 191


@dataclass(frozen=True)
class IdentityProvider:
    """`party` is the name of a party in the federation with this slug. `units` leads from what `unit_claim` says to the
    name of a unit of the party. A login is strong when `acr` or `amr` says one of the words here."""

    slug: str
    label: str
    federation: str
    party: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    domains: frozenset[str]
    addresses_verified: bool = False
    unit_claim: str = ""
    units: Mapping[str, str] = field(default_factory=dict, hash=False)
    scopes: tuple[str, ...] = ()
    strong_acr: tuple[str, ...] = ()
    strong_amr: tuple[str, ...] = ()


def is_web_address(address: object, *, plain: bool) -> bool:
    """Whether it is an https URL that names a host and no user; with `plain` also one of http on this machine."""
    if not isinstance(address, str) or not address.isascii() or not address.isprintable() or " " in address:
        return False
    try:
        parts = urlsplit(address)
        has_port = parts.port != 0
    except ValueError:
        return False
    if not has_port or not parts.hostname or "@" in parts.netloc or parts.fragment:
        return False
    return parts.scheme == "https" or (plain and parts.scheme == "http" and parts.hostname in LOOPBACK)


def is_on_this_machine(address: str) -> bool:
    return urlsplit(address).hostname in LOOPBACK
