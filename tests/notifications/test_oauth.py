"""Logging in to mail servers with a token: fetched from a real endpoint over HTTP, kept, and renewed once."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest

from notifications import oauth
from notifications.mail_settings import mail_settings
from notifications.oauth import OAuthClient, TokenError, access_token, sasl_answer, with_token
from scripts.machine import free_port


class Endpoint(HTTPServer):
    """Gives out token-1, token-2, … or whatever `answer` says."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[dict[str, list[str]]] = []
        self.status, self.answer, self.wait = 200, b"", 0.0
        self.life: Any = 3600

    @property
    def client(self) -> OAuthClient:
        return OAuthClient(f"http://127.0.0.1:{self.server_port}/token", "id", "hemlig", "https://mail/.default")


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        endpoint: Any = self.server
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        endpoint.asked.append(parse_qs(form))
        time.sleep(endpoint.wait)
        token = {"access_token": f"token-{len(endpoint.asked)}", "expires_in": endpoint.life}
        self.send_response(endpoint.status)
        if endpoint.status == 302:
            self.send_header("Location", "/other")
        self.end_headers()
        self.wfile.write(endpoint.answer or json.dumps(token).encode())

    def do_GET(self) -> None:
        raise AssertionError("the redirect was followed")

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    oauth._tokens.clear()
    with Endpoint() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_token_is_asked_for_with_the_clients_own_credentials(endpoint: Endpoint) -> None:
    assert access_token(endpoint.client) == "token-1"

    assert endpoint.asked == [
        {
            "grant_type": ["client_credentials"],
            "client_id": ["id"],
            "client_secret": ["hemlig"],
            "scope": ["https://mail/.default"],
        }
    ]


def test_a_token_is_kept_until_shortly_before_its_end(endpoint: Endpoint) -> None:
    assert [access_token(endpoint.client) for _again in range(3)] == ["token-1"] * 3
    held = oauth._tokens[endpoint.client]
    assert 3590 - oauth.MARGIN_SECONDS < held.ends - time.monotonic() <= 3600 - oauth.MARGIN_SECONDS

    oauth._tokens[endpoint.client] = oauth._Token(held.text, time.monotonic())

    assert access_token(endpoint.client) == "token-2"


@pytest.mark.parametrize("life", [None, 0, "3600"])
def test_a_token_whose_life_is_told_oddly_is_kept_all_the_same(endpoint: Endpoint, life: Any) -> None:
    endpoint.life = life

    assert [access_token(endpoint.client), access_token(endpoint.client)] == ["token-1", "token-1"]


def test_many_that_need_a_token_at_once_ask_for_one(endpoint: Endpoint) -> None:
    endpoint.wait = 0.1
    threads = [threading.Thread(target=access_token, args=[endpoint.client]) for _number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(endpoint.asked) == 1


def test_a_refused_token_is_fetched_anew_once(endpoint: Endpoint) -> None:
    used: list[str] = []

    def log_in(token: str) -> None:
        used.append(token)
        raise PermissionError

    access_token(endpoint.client)
    with pytest.raises(PermissionError):
        with_token(endpoint.client, log_in, PermissionError)

    assert used == ["token-1", "token-2"]


def test_a_login_with_a_new_token_succeeds_and_its_answer_comes_back(endpoint: Endpoint) -> None:
    def log_in(token: str) -> str:
        if token == "token-1":
            raise PermissionError
        return f"in with {token}"

    assert with_token(endpoint.client, log_in, PermissionError) == "in with token-2"
    assert with_token(endpoint.client, log_in, PermissionError) == "in with token-2"


@pytest.mark.parametrize(
    ("status", "code"), [(400, "token-denied"), (401, "token-denied"), (429, "token-away"), (503, "token-away")]
)
def test_an_endpoint_that_says_no_is_told_by_a_code(endpoint: Endpoint, status: int, code: str) -> None:
    endpoint.status = status

    with pytest.raises(TokenError, match=code):
        access_token(endpoint.client)


@pytest.mark.parametrize("answer", [b"<html>", b"[]", b"{}", b'{"access_token": "a\\r\\nb"}', b'{"access_token": 7}'])
def test_an_answer_that_is_no_token_is_no_token(endpoint: Endpoint, answer: bytes) -> None:
    endpoint.answer = answer

    with pytest.raises(TokenError, match="token-away"):
        access_token(endpoint.client)


def test_the_secret_follows_no_redirect(endpoint: Endpoint) -> None:
    endpoint.status = 302

    with pytest.raises(TokenError):
        access_token(endpoint.client)

    assert len(endpoint.asked) == 1


@pytest.mark.parametrize("url", ["http://login.example/token", "ftp://127.0.0.1/token", "file:///etc/passwd"])
def test_the_secret_never_goes_out_in_the_clear(url: str) -> None:
    with pytest.raises(TokenError, match="token-denied"):
        access_token(OAuthClient(url, "id", "hemlig"))


def test_an_endpoint_that_is_away_is_told_as_unreachable() -> None:
    with pytest.raises(TokenError, match="token-away"):
        access_token(OAuthClient(f"http://127.0.0.1:{free_port()}/", "id", "hemlig"))


def test_a_secret_is_in_no_text_about_the_client(endpoint: Endpoint) -> None:
    assert "hemlig" not in repr(endpoint.client)


def test_xoauth2_says_its_line_once_and_then_nothing() -> None:
    answer = sasl_answer("samverk@lingon.example", "abc")

    assert answer(None) == "user=samverk@lingon.example\x01auth=Bearer abc\x01\x01"
    assert answer(b"the server's reason") == ""


# --- which settings are whose


def test_a_federation_has_its_own_mail_settings_and_the_defaults_for_the_rest(settings: Any) -> None:
    settings.IMAP_URL = "imaps://alla@imap.example"
    settings.MAIL_OAUTH_TOKEN_URL = "https://login.example/token"
    settings.FEDERATION_MAIL = {
        "NORRA_LINGON": {
            "EMAIL_URL": "smtps://norra@relay.example",
            "MAIL_OAUTH_CLIENT_ID": "norra",
            "MAIL_OAUTH_CLIENT_SECRET": "hemlig",
        }
    }

    own, other = mail_settings("norra-lingon"), mail_settings("lingon")

    assert (own.relay_url, own.imap_url) == ("smtps://norra@relay.example", "imaps://alla@imap.example")
    assert own.oauth == OAuthClient("https://login.example/token", "norra", "hemlig", "")
    assert (other.relay_url, other.imap_url) == (settings.EMAIL_URL, "imaps://alla@imap.example")
    assert "hemlig" not in repr(own)


def test_without_a_token_endpoint_there_is_no_oauth() -> None:
    assert mail_settings("lingon").oauth is None
