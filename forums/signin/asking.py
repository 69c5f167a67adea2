"""HTTP requests to identity providers: the only place where signing in asks something of another server.

Addresses come from whoever runs the server, and from the discovery document of the issuer that they wrote: over TLS,
except to this machine where the issuer itself is there. No redirect is followed and no proxy used; an answer has five
seconds and a quarter of a megabyte, and anything but 200 is no answer.
"""

from __future__ import annotations

import ssl
import threading
import time
from typing import Any

import requests
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from requests.adapters import HTTPAdapter

from config.ground.providers import IdentityProvider, is_on_this_machine, is_web_address

SECONDS = 5.0
OCTETS = 256 * 1024
CHUNK = 16 * 1024
# how long a discovery document is kept, and how long a provider that did not answer is not asked again
KEPT_SECONDS, LEFT_ALONE_SECONDS = 300, 15
PATH = "/.well-known/openid-configuration"
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class Trouble(OAuth2Error):
    """A provider has not answered as it should. `code` is for the log and for `doctor`; it holds nothing of the answer:
    "away", "slow", "large", "status", "nonsense", "address", "issuer", "token", "nonce", "subject"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Session(requests.Session):
    """The library's session for its requests. Neither proxies nor passwords are taken from the environment."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.headers.update({"User-Agent": "Samverk", "Accept": "application/json", "Accept-Encoding": "identity"})
        self.mount("https://", _SystemTrust())

    def request(self, method: Any, url: Any, *args: Any, **options: Any) -> requests.Response:
        """Ask, in a thread that is left behind when the time is up: neither a look-up nor a dripping answer has a limit
        of its own. Raises `Trouble`."""
        if not is_web_address(url, plain=True):
            raise Trouble("address")
        options |= {"timeout": SECONDS, "allow_redirects": False, "stream": True}
        answers: list[requests.Response | Trouble] = []
        deadline = time.monotonic() + SECONDS

        def ask() -> None:
            try:
                answers.append(_read(super(Session, self).request(method, url, *args, **options), deadline))
            except Trouble as trouble:
                answers.append(trouble)
            except requests.Timeout:
                answers.append(Trouble("slow"))
            except (requests.RequestException, OSError, ValueError):
                answers.append(Trouble("away"))

        thread = threading.Thread(target=ask, name="identity-provider", daemon=True)
        thread.start()
        thread.join(SECONDS)
        answer = answers[0] if answers else Trouble("slow")
        if isinstance(answer, Trouble):
            raise answer
        return answer


class _SystemTrust(HTTPAdapter):
    """Certificates that this machine trusts hold as well: many providers are of an inner network."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, ssl_context=ssl.create_default_context(), **options)


def _read(response: requests.Response, deadline: float) -> requests.Response:
    """Read the body, bounded, so that the library finds it there."""
    try:
        if response.status_code != 200:
            raise Trouble("status")
        body = bytearray()
        while chunk := response.raw.read1(CHUNK, decode_content=True):
            body += chunk
            if len(body) > OCTETS:
                raise Trouble("large")
            if time.monotonic() > deadline:
                raise Trouble("slow")
    finally:
        response.close()
    response._content = bytes(body)
    response.headers.setdefault("content-type", "")
    return response


def fetch_json(url: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """A JSON object. Raises `Trouble` for anything else."""
    with Session() as session:
        response = session.request("GET", url, headers=headers)
    try:
        found = response.json()
    except (ValueError, RecursionError):
        raise Trouble("nonsense") from None
    if not isinstance(found, dict):
        raise Trouble("nonsense")
    return found


_kept: dict[str, tuple[float, dict[str, Any] | Trouble]] = {}


def discovery(provider: IdentityProvider) -> dict[str, Any]:
    """The provider's discovery document, cached for five minutes. A provider that was away is left alone for a while:
    who waits at the login page for it keeps nobody else waiting. Raises `Trouble`."""
    until, found = _kept.get(provider.issuer, (0.0, Trouble("away")))
    if until < time.monotonic():
        try:
            found, seconds = fetch_discovery(provider), KEPT_SECONDS
        except Trouble as trouble:
            found, seconds = trouble, LEFT_ALONE_SECONDS
        _kept[provider.issuer] = (time.monotonic() + seconds, found)
    if isinstance(found, Trouble):
        raise Trouble(found.code)
    return found


def forget_discovery() -> None:
    _kept.clear()


def fetch_discovery(provider: IdentityProvider) -> dict[str, Any]:
    """Ask for the discovery document (OpenID Connect Discovery 1.0, 4). Raises `Trouble` where it is not the issuer's
    own, or leads out of TLS."""
    found = fetch_json(provider.issuer.rstrip("/") + PATH)
    if found.get("issuer") != provider.issuer:
        raise Trouble("issuer")
    addresses = [found.get(name) for name in NEEDED] + [found.get("userinfo_endpoint", provider.issuer)]
    if not all(is_web_address(address, plain=is_on_this_machine(provider.issuer)) for address in addresses):
        raise Trouble("address")
    methods = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if not isinstance(methods, list):
        raise Trouble("nonsense")
    return found | {"token_endpoint_auth_methods_supported": methods}
