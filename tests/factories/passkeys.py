"""A passkey in software: what a browser and its authenticator answer, by WebAuthn level 2, chapters 6 and 7."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Passkey:
    """`host` is what it is made for; `verifies` whether it asks for a finger or a PIN."""

    host: str = "localhost"
    origin: str = "http://localhost"
    verifies: bool = True
    handle: str = ""
    secret: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def register(self, options: dict[str, Any]) -> str:
        """The answer to the options that a page has for adding a key."""
        asked = options["publicKey"]
        self.handle = asked["user"]["id"]
        client = self._client("webauthn.create", asked["challenge"])
        known = AttestedCredentialData.create(
            Aaguid.NONE, self.id, ES256.from_cryptography_key(self.secret.public_key())
        )
        data = AuthenticatorData.create(self._host_hash(), self._flags() | ATTESTED, 0, known)
        answer = {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(bytes(AttestationObject.create("none", data, {}))),
        }
        return self._credential(answer, {"credProps": {"rk": True}})

    def answer(self, options: dict[str, Any], **changed: str) -> str:
        """The answer to the options that a login or a proof has. `changed` replaces parts of it."""
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        data = bytes(AuthenticatorData.create(self._host_hash(), self._flags(), 1))
        signature = self.secret.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        answer = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
            "userHandle": self.handle,
        }
        return self._credential(answer | changed, {})

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _flags(self) -> int:
        return PRESENT | (VERIFIED if self.verifies else 0)

    def _host_hash(self) -> bytes:
        return hashlib.sha256(self.host.encode()).digest()

    def _credential(self, response: dict[str, str], results: dict[str, Any]) -> str:
        identity = websafe_encode(self.id)
        whole = {"type": "public-key", "id": identity, "rawId": identity, "response": response}
        return json.dumps({**whole, "clientExtensionResults": results})


def own_passkey(person: Any, key: Passkey | None = None, name: str = "Telefonen") -> Authenticator:
    """A row as it is after somebody has added the key."""
    key = key or Passkey()
    handle = websafe_encode(str(person.pk).encode())
    credential = json.loads(
        key.register({"publicKey": {"user": {"id": handle}, "challenge": websafe_encode(b"x" * 32)}})
    )
    return Authenticator.objects.create(
        user=person, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": credential}
    )
