"""An identity provider that lies as it is told to. The real one is in tests/identity."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from django.http import HttpResponse
from django.test import Client

from config.ground.providers import IdentityProvider

OURS, STRANGERS = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _key in range(2))
LOGIN, CALLBACK = "/logga-in/hos/af/", "/logga-in/hos/af/svar/"


class Fake(ThreadingHTTPServer):
    """`claims` are put on top of what is right in the ID token, `info` in the answer about the person; None removes.
    `instead` answers a path with a status and octets of its own."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.claims: dict[str, Any] = {}
        self.info: dict[str, Any] = {}
        self.config: dict[str, Any] = {}
        self.instead: dict[str, tuple[int, bytes]] = {}
        self.wait: dict[str, float] = {}
        self.key, self.algorithm, self.kid = OURS, "RS256", "k1"
        self.asked: dict[str, str] = {}  # the last way here
        self.seen: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def provider(self, **more: Any) -> IdentityProvider:
        given: dict[str, Any] = {
            "slug": "af", "label": "Arbetsförmedlingen", "federation": "lingon", "party": "Arbetsförmedlingen",
            "issuer": self.url, "client_id": "samverk", "client_secret": "hemligt",
            "domains": frozenset({"af.example"}), "unit_claim": "department",
            "units": {"AF-L": "Arbetsförmedlingen Lingonby", "AF-X": "Nedlagda"},
            "strong_acr": ("urn:tva",), "strong_amr": ("mfa",),
        }  # fmt: skip
        return IdentityProvider(**given | more)

    def says(self, subject: str, **person: Any) -> None:
        """Who is logged in there."""
        self.claims["sub"] = subject
        self.info = {"sub": subject, "email_verified": True, **person}

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.url, "authorization_endpoint": f"{self.url}/auth", "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks", "userinfo_endpoint": f"{self.url}/me",
        } | self.config  # fmt: skip

    def id_token(self) -> str:
        now = int(time.time())
        right = {
            "iss": self.url, "aud": "samverk", "sub": "s", "iat": now, "exp": now + 300, "auth_time": now,
            "nonce": self.asked.get("nonce"),
        }  # fmt: skip
        claims = {name: value for name, value in (right | self.claims).items() if value is not None}
        headers = {"kid": self.kid} if self.kid else {}
        if self.algorithm == "none":
            return jwt.encode(claims, None, algorithm="none", headers=headers)
        return jwt.encode(claims, self.key, algorithm=self.algorithm, headers=headers)

    def jwks(self) -> dict[str, Any]:
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(OURS.public_key()))
        return {"keys": [key | {"kid": "k1", "use": "sig", "alg": "RS256"}]}


class Handler(BaseHTTPRequestHandler):
    server: Fake

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/me":
            assert self.headers["Authorization"] == "Bearer an-access-token"
        self.answer(path)

    def do_POST(self) -> None:
        form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == self.server.asked["code_challenge"]
        assert form["redirect_uri"] == f"https://samverk.example{CALLBACK}"
        basic = base64.b64encode(b"samverk:hemligt").decode()
        assert self.headers["Authorization"] == f"Basic {basic}"
        self.answer(urlsplit(self.path).path)

    def answer(self, path: str) -> None:
        fake = self.server
        fake.seen.append(path)
        time.sleep(fake.wait.get(path, 0))
        bodies = {
            "/.well-known/openid-configuration": fake.discovery,
            "/jwks": fake.jwks,
            "/me": lambda: fake.info,
            "/token": lambda: {"access_token": "an-access-token", "token_type": "Bearer", "id_token": fake.id_token()},
        }
        status, body = fake.instead.get(path) or (200, json.dumps(bodies[path]()).encode())
        self.send_response(status)
        if status == 302:
            self.send_header("Location", f"{fake.url}/elsewhere")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass

    def log_message(self, *arguments: object) -> None:
        pass


@contextmanager
def running() -> Iterator[Fake]:
    with Fake() as fake:
        thread = threading.Thread(target=fake.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield fake
        finally:
            fake.shutdown()
            thread.join()


def asked_in(page: HttpResponse) -> dict[str, str]:
    """The parameters of the address that a page leads on to."""
    found = re.search(r'<meta http-equiv="refresh" content="0;url=([^"]+)"', page.content.decode())
    assert found, page.content.decode()
    query = parse_qs(urlsplit(html.unescape(found[1])).query)
    assert all(len(values) == 1 for values in query.values())
    return {name: values[0] for name, values in query.items()}


def go(client: Client, fake: Fake, path: str = LOGIN, **fields: str) -> dict[str, str]:
    page = client.post(path, fields)
    assert page.status_code == 200
    fake.asked = asked_in(page)
    return fake.asked


def come_back(client: Client, fake: Fake, **query: str) -> HttpResponse:
    return client.get(CALLBACK, {"code": "a-code", "state": fake.asked["state"], **query})


def log_in_there(client: Client, fake: Fake, **fields: str) -> HttpResponse:
    go(client, fake, **fields)
    return come_back(client, fake)
