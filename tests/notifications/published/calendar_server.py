"""A server of published calendars on this machine: HTTPS with a certificate of its own, which answers as it is told."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import trustme

Answer = Callable[["Talk"], None]


class Talk:
    """One connection: what was asked, and how many octets the other side took."""

    def __init__(self, server: CalendarServer, connection: ssl.SSLSocket) -> None:
        self.server = server
        self.connection = connection
        self.request = ""

    def read(self) -> None:
        data = b""
        while b"\r\n\r\n" not in data:
            chunk = self.connection.recv(4096)
            if not chunk:
                return
            data += chunk
        self.request = data.decode("ascii")

    def send(self, octets: bytes) -> None:
        self.connection.sendall(octets)
        self.server.sent += len(octets)

    def answer(self, status: str, body: bytes = b"", *headers: str) -> None:
        head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
        self.send("\r\n".join([*head, "", ""]).encode() + body)


class CalendarServer:
    """`reply` is called with every connection; `requests` and `names` are what came and for which name (SNI)."""

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        self.authority = folder / "authority.pem"
        authority.cert_pem.write_to_path(str(self.authority))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(context)
        context.sni_callback = lambda _socket, name, _context: self.names.append(name)
        self.context = context
        self.requests: list[str] = []
        self.names: list[str] = []
        self.sent = 0
        self.reply: Answer = lambda talk: talk.answer("200 OK")
        self.closing = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}/kalender.ics?nyckel=hemlig"

    def _serve(self) -> None:
        while True:
            try:
                plain, _address = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=[plain], daemon=True).start()

    def _talk(self, plain: socket.socket) -> None:
        with contextlib.suppress(OSError), self.context.wrap_socket(plain, server_side=True) as connection:
            talk = Talk(self, connection)
            talk.read()
            self.requests.append(talk.request)
            self.reply(talk)

    def close(self) -> None:
        self.closing.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(5)


@contextlib.contextmanager
def running(folder: Path) -> Iterator[CalendarServer]:
    server = CalendarServer(folder)
    try:
        yield server
    finally:
        server.close()
