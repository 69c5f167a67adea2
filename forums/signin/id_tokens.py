"""ID tokens: what an identity provider says of a login, believed when it is signed, for us, of now and of this login.

The library trusts TLS for the signature, knows no nonce and asks for no end; here each is checked (OpenID Connect Core
1.0, 3.1.3.7, and 5.3.2 for what is asked for afterwards).
"""

from __future__ import annotations

import hmac
from typing import Any

import jwt

from config.ground.providers import LONGEST_SUBJECT, IdentityProvider
from forums.signin.asking import Trouble, fetch_json

# asymmetric ones alone: a key that everybody may read must not be taken for a shared secret
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
KINDS_OF_KEY = ("RSA", "EC", "OKP")
CLOCKS_DIFFER_SECONDS = 60
CLAIMS = ["iss", "sub", "aud", "exp", "iat"]


def read_id_token(token: object, provider: IdentityProvider, keys_url: str, *, nonce: str) -> dict[str, Any]:
    """The claims of an ID token. Raises `Trouble` for a wrong signature, issuer, audience, nonce or time."""
    if not isinstance(token, str):
        raise Trouble("token")
    try:
        header = jwt.get_unverified_header(token)
        algorithm = header.get("alg")
        if algorithm not in ALGORITHMS:
            raise Trouble("token")
        claims: dict[str, Any] = jwt.decode(
            token,
            key=_key(fetch_json(keys_url), algorithm, header.get("kid")),
            algorithms=[algorithm],
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=CLOCKS_DIFFER_SECONDS,
            options={"require": CLAIMS, "enforce_minimum_key_length": True},
        )
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError):
        raise Trouble("token") from None
    audience, party = claims["aud"], claims.get("azp")
    if party not in (None, provider.client_id) or (isinstance(audience, list) and len(audience) > 1 and party is None):
        raise Trouble("token")
    said = claims.get("nonce")
    if not nonce or not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce.encode()):
        raise Trouble("nonce")
    subject = claims["sub"]
    if not isinstance(subject, str) or not subject.isprintable() or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise Trouble("subject")
    return claims


def read_user_info(config: dict[str, Any], access_token: str, claims: dict[str, Any]) -> dict[str, Any]:
    """What the provider says of the person besides, where it has an address for that. Refused of another subject."""
    url = config.get("userinfo_endpoint")
    if url is None:
        return {}
    found = fetch_json(url, {"Authorization": f"Bearer {access_token}"})
    if found.get("sub") != claims["sub"]:
        raise Trouble("subject")
    return found


def _key(found: dict[str, Any], algorithm: str, kid: object) -> jwt.PyJWK:
    """The one key of the provider's that this signature can be of."""
    listed = found.get("keys")
    keys = [key for key in listed if isinstance(key, dict)] if isinstance(listed, list) else []
    fitting = [
        key
        for key in keys
        if key.get("use", "sig") == "sig"
        and key.get("kty") in KINDS_OF_KEY
        and key.get("alg", algorithm) == algorithm
        and (kid is None or key.get("kid") == kid)
    ]
    if len(fitting) != 1:
        raise Trouble("token")
    return jwt.PyJWK(fitting[0], algorithm=algorithm)
