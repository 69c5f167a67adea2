"""Secret tokens that are derived, not stored: a row's id and an HMAC over it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from functools import cache
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare

KEY_OCTETS = SEAL_OCTETS = 16


def make_token(purpose: str, key: UUID, version: int) -> str:
    """The URL-safe token of a row; one purpose's token is none of another's, and a new version revokes it."""
    return _written(key.bytes + _seal(purpose, key, version, settings.SECRET_KEY))


def read_token(token: str) -> tuple[UUID, bytes] | None:
    """Parse what may be a token into id and HMAC; untrusted until `is_genuine` has said so."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    # base64's last letter has spare bits: only the canonical spelling is valid
    if len(raw) != KEY_OCTETS + SEAL_OCTETS or _written(raw) != token:
        return None
    return UUID(bytes=raw[:KEY_OCTETS]), raw[KEY_OCTETS:]


def is_genuine(purpose: str, key: UUID, version: int, seal: bytes) -> bool:
    """Verify the HMAC in constant time; keys that have been rotated out (`SECRET_KEY_FALLBACKS`) are still good."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(_seal(purpose, key, version, secret), seal) for secret in keys)


def _written(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def _seal(purpose: str, key: UUID, version: int, secret: str) -> bytes:
    return hmac.digest(_key(purpose, secret), f"{key}:{version}".encode(), "sha256")[:SEAL_OCTETS]


@cache
def _key(purpose: str, secret: str) -> bytes:
    """A derived key for each purpose, as Django's `salted_hmac` makes it."""
    return hashlib.sha256((purpose + secret).encode()).digest()
