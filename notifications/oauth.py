"""OAuth 2 for mail: a token by client credentials, and XOAUTH2 to log in with it over SMTP and IMAP.

Exchange Online takes no passwords for IMAP; others let an administrator choose. A token is kept in memory until shortly
before its end, and one that the mail server refuses is fetched anew once.
"""

from __future__ import annotations

import json
import logging
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlencode, urlsplit

from django.conf import settings

logger = logging.getLogger(__name__)
# not the last minute of a token's life: a batch of mail takes a while, and two clocks differ
MARGIN_SECONDS = 60
LIFE_WHEN_UNTOLD = 600
ANSWER_AT_MOST = 64 * 1024
NOT_NOW = (408, 429)
LOOPBACK = ("127.0.0.1", "::1", "localhost")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class OAuthClient:
    """Who asks for tokens, and where. The secret is in no representation, so that no log can hold it."""

    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str = ""


class TokenError(Exception):
    """No token: `code` is "token-denied" (wrong id, secret or scope) or "token-away"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class _Token:
    text: str
    ends: float  # by the clock that never jumps


_tokens: dict[OAuthClient, _Token] = {}
_asking = threading.Lock()


def access_token(client: OAuthClient) -> str:
    """A token that lasts for a while yet. One thread asks, the others wait for its answer."""
    with _asking:
        token = _tokens.get(client)
        if token is None or token.ends <= time.monotonic():
            token = _tokens[client] = _fetch(client)
        return token.text


def with_token(client: OAuthClient, log_in: Callable[[str], Answer], refused: type[Exception]) -> Answer:
    """Log in with the token at hand, and once more with a new one when the mail server says `refused`."""
    token = access_token(client)
    try:
        return log_in(token)
    except refused:
        _forget(client, token)
        return log_in(access_token(client))


def xoauth2(user: str, token: str) -> str:
    """The one line of SASL XOAUTH2, before base64."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def sasl_answer(user: str, token: str) -> Callable[..., str]:
    """For `smtplib.SMTP.auth` and `imaplib.IMAP4.authenticate`: the line first, then nothing.

    A server that refuses tells why in a second challenge and waits for an empty answer before it says no.
    """
    lines = iter([xoauth2(user, token)])
    return lambda challenge=None: next(lines, "")


def _forget(client: OAuthClient, token: str) -> None:
    with _asking:
        held = _tokens.get(client)
        if held is not None and held.text == token:
            del _tokens[client]


def _fetch(client: OAuthClient) -> _Token:
    parts = urlsplit(client.token_url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise TokenError("token-denied")
    form = {
        "grant_type": "client_credentials",
        "client_id": client.client_id,
        "client_secret": client.client_secret,
        **({"scope": client.scope} if client.scope else {}),
    }
    asked = time.monotonic()
    try:
        with _opener.open(_request(client.token_url, form), timeout=settings.EMAIL_TIMEOUT) as answer:
            found = json.loads(answer.read(ANSWER_AT_MOST))
        text, seconds = found["access_token"], float(found.get("expires_in") or LIFE_WHEN_UNTOLD)
    except urllib.error.HTTPError as error:
        # the answer's text may repeat what was sent: only its number is told
        logger.warning("token refused", extra={"code": error.code})
        error.close()
        denied = 400 <= error.code < 500 and error.code not in NOT_NOW
        raise TokenError("token-denied" if denied else "token-away") from None
    except (OSError, ValueError, KeyError, TypeError):
        logger.warning("token endpoint unreachable")
        raise TokenError("token-away") from None
    if not isinstance(text, str) or not text.isprintable():
        raise TokenError("token-away")
    return _Token(text, asked + max(seconds - MARGIN_SECONDS, seconds / 2))


def _request(url: str, form: dict[str, str]) -> urllib.request.Request:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    return urllib.request.Request(url, urlencode(form).encode(), headers)  # noqa: S310 -- the caller has looked


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The secret goes to the address that an operator wrote, and nowhere else."""

    def redirect_request(self, *arguments: object) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect)
