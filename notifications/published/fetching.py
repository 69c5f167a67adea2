"""Fetching one calendar over HTTPS from a URL that a person gave, guarded against SSRF.

The name is looked up once, every address it has must be public, and the connection goes to exactly that address with
the name in TLS and in Host. At most three redirects, each checked anew; twenty megabytes, unpacked too; twenty seconds.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import SplitResult, urljoin, urlsplit

from booking.models import CalendarProblem
from booking.taken.times import HTTPS_PORT, clean_calendar_address, is_test_server
from config.ground.errors import RuleError
from notifications.published.addresses import is_public

SECONDS = 20.0
MAX_OCTETS = 20 * 1024 * 1024
MAX_REDIRECTS = 3
MAX_TRIED = 3
CHUNK = 64 * 1024
REDIRECTS = (301, 302, 303, 307, 308)
NOT_THERE = (401, 403, 404, 410)
Read = TypeVar("Read")


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


def fetch(address: str, read: Callable[[Iterator[bytes]], Read]) -> Read:
    """Give the octets behind the URL to `read` while they come, and return what it makes of them.

    Raises `Unfetched`. What it raises and logs never holds the URL.
    """
    deadline = Deadline.after(SECONDS)
    with ExitStack() as opened:
        with _told():
            response = _follow(address, deadline, opened)
        return read(_octets(response, deadline))


@contextmanager
def _told() -> Iterator[None]:
    """What goes wrong on the network, as its person is told."""
    try:
        yield
    except (TimeoutError, BlockingIOError):
        raise Unfetched(CalendarProblem.TOO_SLOW) from None
    except ssl.SSLCertVerificationError:
        raise Unfetched(CalendarProblem.CERTIFICATE) from None
    except (OSError, http.client.HTTPException, ValueError):
        raise Unfetched(CalendarProblem.UNREACHABLE) from None


def _follow(address: str, deadline: Deadline, opened: ExitStack) -> http.client.HTTPResponse:
    parts = urlsplit(clean_calendar_address(address))
    for _redirect in range(MAX_REDIRECTS + 1):
        connection = opened.enter_context(closing(_connect(parts, deadline)))
        response = opened.enter_context(closing(_ask(connection, parts)))
        if response.status not in REDIRECTS:
            return response
        parts = _next(parts, response)
        opened.close()
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


def _octets(response: http.client.HTTPResponse, deadline: Deadline) -> Iterator[bytes]:
    """The octets of the answer, unpacked, a chunk at a time."""
    if response.status in NOT_THERE:
        raise Unfetched(CalendarProblem.GONE)
    if response.status != 200:
        raise Unfetched(CalendarProblem.FAILED)
    length = response.headers.get("Content-Length", "")
    if length.isdecimal() and int(length[:20]) > MAX_OCTETS:
        raise Unfetched(CalendarProblem.TOO_LARGE)
    unpack = _unpacker(response.headers.get("Content-Encoding", ""))
    came = unpacked = 0
    while chunk := _next_chunk(response, deadline):
        came += len(chunk)
        for piece in unpack(chunk):
            deadline.left()
            unpacked += len(piece)
            if came > MAX_OCTETS or unpacked > MAX_OCTETS:
                raise Unfetched(CalendarProblem.TOO_LARGE)
            yield piece
    if response.length:
        raise Unfetched(CalendarProblem.UNREACHABLE)


def _next_chunk(response: http.client.HTTPResponse, deadline: Deadline) -> bytes:
    deadline.left()
    with _told():
        return response.read1(CHUNK)


def _unpacker(encoding: str) -> Callable[[bytes], Iterator[bytes]]:
    """The decoder of a Content-Encoding. None was asked for; what is compressed all the same comes in small pieces."""
    if encoding.strip().lower() in ("", "identity"):
        return lambda chunk: iter((chunk,))
    if encoding.strip().lower() not in ("gzip", "x-gzip"):
        raise Unfetched(CalendarProblem.UNREADABLE)
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def unpack(chunk: bytes) -> Iterator[bytes]:
        while chunk:
            try:
                piece = unpacking.decompress(chunk, CHUNK)
            except zlib.error:
                raise Unfetched(CalendarProblem.UNREADABLE) from None
            if piece:
                yield piece
            chunk = unpacking.unconsumed_tail

    return unpack
