"""Fetching one calendar over HTTPS from a URL that a person gave, guarded against SSRF.

The name is looked up once, every address it has must be public, and the connection goes to exactly that address with
the name in TLS and in Host. At most three redirects, each checked anew; two megabytes, unpacked too; ten seconds.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
import zlib
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from booking.models import CalendarProblem
from booking.taken.times import HTTPS_PORT, clean_calendar_address, is_test_server
from config.ground.errors import RuleError
from notifications.published.addresses import is_public

SECONDS = 10.0
MAX_OCTETS = 2 * 1024 * 1024
MAX_REDIRECTS = 3
MAX_TRIED = 3
CHUNK = 64 * 1024
REDIRECTS = (301, 302, 303, 307, 308)
NOT_THERE = (401, 403, 404, 410)


class Unfetched(Exception):
    """The calendar could not be had; `problem` is what its person is told."""

    def __init__(self, problem: CalendarProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True)
class Deadline:
    at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        return cls(time.monotonic() + seconds)

    def left(self) -> float:
        left = self.at - time.monotonic()
        if left <= 0:
            raise Unfetched(CalendarProblem.TOO_SLOW)
        return left


def fetch(address: str) -> bytes:
    """Fetch the octets behind the URL, or raise `Unfetched`. What it raises and logs never holds the URL."""
    deadline = Deadline.after(SECONDS)
    try:
        return _follow(address, deadline)
    except (TimeoutError, BlockingIOError):
        raise Unfetched(CalendarProblem.TOO_SLOW) from None
    except ssl.SSLCertVerificationError:
        raise Unfetched(CalendarProblem.CERTIFICATE) from None
    except (OSError, http.client.HTTPException, ValueError):
        raise Unfetched(CalendarProblem.UNREACHABLE) from None


def _follow(address: str, deadline: Deadline) -> bytes:
    parts = urlsplit(clean_calendar_address(address))
    for _redirect in range(MAX_REDIRECTS + 1):
        with closing(_connect(parts, deadline)) as connection, closing(_ask(connection, parts)) as response:
            if response.status not in REDIRECTS:
                return _read(response, deadline)
            parts = _next(parts, response)
    raise Unfetched(CalendarProblem.REDIRECTED)


def _next(parts: SplitResult, response: http.client.HTTPResponse) -> SplitResult:
    """Resolve a redirect, under the same rules as the URL itself."""
    try:
        return urlsplit(clean_calendar_address(urljoin(parts.geturl(), response.headers.get("Location", ""))))
    except (RuleError, ValueError):
        raise Unfetched(CalendarProblem.REDIRECTED) from None


# --- the connection


class Connection(http.client.HTTPSConnection):
    """A connection pinned to one checked address: SNI, the certificate and Host are the name's."""

    def __init__(self, host: str, ip: str, port: int, deadline: Deadline) -> None:
        super().__init__(host, port, timeout=deadline.left())
        self.ip = ip
        self.deadline = deadline

    def connect(self) -> None:
        context = ssl.create_default_context()
        context.sslsocket_class = Impatient
        plain = open_socket(self.ip, self.port, self.deadline.left())
        try:
            plain.settimeout(self.deadline.left())
            wrapped: Any = context.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise
        wrapped.deadline = self.deadline
        self.sock = wrapped


def open_socket(ip: str, port: int, seconds: float) -> socket.socket:
    """Connect to this address. No name is looked up here."""
    plain = socket.socket(socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM)
    try:
        plain.settimeout(seconds)
        plain.connect((ip, port))
    except BaseException:
        plain.close()
        raise
    return plain


class Impatient(ssl.SSLSocket):
    """A socket with a deadline for all reads together: a server that drips its answer gains no time."""

    deadline: Deadline | None = None

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        if self.deadline is not None:
            self.settimeout(self.deadline.left())
        return super().recv_into(*args, **kwargs)


def _connect(parts: SplitResult, deadline: Deadline) -> Connection:
    host, port = parts.hostname or "", parts.port or HTTPS_PORT
    failed: OSError = ConnectionError()
    for ip in _look_up(host, port, deadline)[:MAX_TRIED]:
        connection = Connection(host, ip, port, deadline)
        try:
            connection.connect()
            return connection
        except (ssl.SSLError, TimeoutError):
            raise
        except OSError as error:
            failed = error
    raise failed


def _look_up(host: str, port: int, deadline: Deadline) -> list[str]:
    """Resolve the name once. One address that is not public refuses them all.

    Not found and not public are one answer, so that nobody learns what the inner network has.
    """
    found = _resolve(host, port, deadline)
    if not is_test_server(host, port) and not all(map(is_public, found)):
        raise Unfetched(CalendarProblem.UNREACHABLE)
    return found


def _resolve(host: str, port: int, deadline: Deadline) -> list[str]:
    """Resolve in a thread that is left behind at the deadline: the system's resolver has no time limit."""
    answers: list[str] = []

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
        except (OSError, UnicodeError):
            return
        answers.extend(dict.fromkeys(str(row[4][0]) for row in rows))

    thread = threading.Thread(target=ask, name="look-up", daemon=True)
    thread.start()
    thread.join(deadline.left())
    if thread.is_alive():
        raise Unfetched(CalendarProblem.TOO_SLOW)
    if not answers:
        raise Unfetched(CalendarProblem.UNREACHABLE)
    return answers


# --- request and answer


def _ask(connection: Connection, parts: SplitResult) -> http.client.HTTPResponse:
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    headers = {
        "Accept": "text/calendar",
        "Accept-Encoding": "identity",
        "Connection": "close",
        "User-Agent": "Samverk",
    }
    connection.request("GET", target, headers=headers)
    return connection.getresponse()


def _read(response: http.client.HTTPResponse, deadline: Deadline) -> bytes:
    if response.status in NOT_THERE:
        raise Unfetched(CalendarProblem.GONE)
    if response.status != 200:
        raise Unfetched(CalendarProblem.FAILED)
    length = response.headers.get("Content-Length", "")
    if length.isdecimal() and int(length[:20]) > MAX_OCTETS:
        raise Unfetched(CalendarProblem.TOO_LARGE)
    unpack = _unpacker(response.headers.get("Content-Encoding", ""))
    body = bytearray()
    came = 0
    while chunk := response.read1(CHUNK):
        deadline.left()
        came += len(chunk)
        body += unpack(chunk)
        if came > MAX_OCTETS or len(body) > MAX_OCTETS:
            raise Unfetched(CalendarProblem.TOO_LARGE)
    if response.length:
        raise Unfetched(CalendarProblem.UNREACHABLE)
    return bytes(body)


def _unpacker(encoding: str) -> Any:
    """The decoder of a Content-Encoding. None was asked for; what is compressed all the same is bounded as well."""
    if encoding.strip().lower() in ("", "identity"):
        return bytes
    if encoding.strip().lower() not in ("gzip", "x-gzip"):
        raise Unfetched(CalendarProblem.UNREADABLE)
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def unpack(chunk: bytes) -> bytes:
        try:
            return unpacking.decompress(chunk, MAX_OCTETS + 1)
        except zlib.error:
            raise Unfetched(CalendarProblem.UNREADABLE) from None

    return unpack
