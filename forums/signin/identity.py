"""Who a party's identity provider says it is, read from its claims: pure, and nothing is believed that is not text."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from config.ground.providers import IdentityProvider

LONGEST = 254
END_OF_TIME = 2**40


@dataclass(frozen=True)
class Identity:
    """A login at a provider. `address` is empty unless the provider vouches for it; `units` are names of the party's;
    `at`: when somebody showed there who they are, as seconds since 1970, None where that is not told."""

    provider: IdentityProvider
    subject: str
    address: str = ""
    is_verified: bool = False
    name: str = ""
    units: tuple[str, ...] = ()
    is_strong: bool = False
    at: float | None = None


def identity_of(provider: IdentityProvider, claims: Mapping[str, Any], more: Mapping[str, Any]) -> Identity:
    """`claims` are those of the signed token, which say how the login went; `more` says of the person besides."""
    person = {**claims, **more}
    address = _text(person.get("email")).lower()
    # whether an address is verified is said by whoever says the address
    verified = (more if "email" in more else claims).get("email_verified")
    is_verified = verified in (True, "true") or (verified is None and provider.addresses_verified)
    names = [_text(person.get(part)) for part in ("given_name", "family_name")]
    return Identity(
        provider=provider,
        subject=claims["sub"],
        address=address,
        is_verified=bool(address) and is_verified,
        name=_text(person.get("name")) or " ".join(name for name in names if name),
        units=_units(provider, person.get(provider.unit_claim)) if provider.unit_claim else (),
        is_strong=_is_strong(provider, claims),
        at=_moment(claims.get("auth_time")),
    )


def _text(value: object) -> str:
    text = value.strip() if isinstance(value, str) else ""
    return text if text.isprintable() and len(text) <= LONGEST else ""


def _units(provider: IdentityProvider, said: object) -> tuple[str, ...]:
    words = said if isinstance(said, list) else [said]
    found = [provider.units[word] for word in map(_text, words) if word in provider.units]
    return tuple(dict.fromkeys(found))


def _is_strong(provider: IdentityProvider, claims: Mapping[str, Any]) -> bool:
    methods = claims.get("amr")
    named = methods if isinstance(methods, list) else []
    return claims.get("acr") in provider.strong_acr or any(word in provider.strong_amr for word in named)


def _moment(value: object) -> float | None:
    """Never in the future, which would make a proof last."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < END_OF_TIME:
        return None
    return min(float(value), time.time())
