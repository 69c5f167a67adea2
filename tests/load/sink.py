"""A mail server that does nothing but accept, in a process of its own: `python -m tests.load.sink PORT MILLISECONDS`.

It answers the final dot after that many milliseconds, as a relay does that first puts the message on its disk, and
offers PIPELINING, as relays do (smtplib by itself makes no use of it). `XCOUNT` tells how many it has, `XDUMP path`
writes them down, so that the same bytes can be sent again.
"""

from __future__ import annotations

import asyncio
import contextlib
import pickle
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from scripts.machine import accepts, free_port

Mail = tuple[str, str, bytes]
MAILS: list[Mail] = []
ROOT = Path(__file__).resolve().parents[2]


class Session(asyncio.Protocol):
    delay = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.buffer, self.is_data, self.sender, self.recipient = b"", False, "", ""
        self.is_busy = False
        self.say("220 sink")

    def say(self, line: str) -> None:
        if not self.transport.is_closing():
            self.transport.write(line.encode() + b"\r\n")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        self.go_on()

    def go_on(self) -> None:
        """Whatever has come, in order: a text may bring the commands for the next one with it."""
        while not self.is_busy:
            if self.is_data:
                text, dot, rest = self.buffer.partition(b"\r\n.\r\n")
                if not dot:
                    return
                MAILS.append((self.sender, self.recipient, text + b"\r\n"))
                self.buffer, self.is_data = rest, False
                self.answer_dot()
            else:
                line, end, rest = self.buffer.partition(b"\r\n")
                if not end:
                    return
                self.buffer = rest
                self.obey(line.decode())

    def answer_dot(self) -> None:
        if self.delay:
            self.is_busy = True
            asyncio.get_running_loop().call_later(self.delay, self.take)
        else:
            self.take()

    def take(self) -> None:
        self.is_busy = False
        self.say("250 taken")
        self.go_on()

    def obey(self, line: str) -> None:
        verb, _space, rest = line.partition(" ")
        verb = verb.upper()
        if verb == "DATA":
            self.is_data = True
            self.say("354 go on")
        elif verb == "MAIL":
            self.sender = rest[rest.index("<") + 1 : rest.index(">")]
            self.say("250 ok")
        elif verb == "RCPT":
            self.recipient = rest[rest.index("<") + 1 : rest.index(">")]
            self.say("250 ok")
        elif verb == "XCOUNT":
            self.say(f"250 {len(MAILS)}")
        elif verb == "XDUMP":
            Path(rest).write_bytes(pickle.dumps(MAILS))
            self.say("250 ok")
        elif verb == "EHLO":
            self.say("250-sink\r\n250 PIPELINING")
        elif verb == "QUIT":
            self.say("221 bye")
            self.transport.close()
        else:
            self.say("250 ok")


class Sink:
    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"smtp://127.0.0.1:{port}"

    def ask(self, command: str) -> str:
        with smtplib.SMTP("127.0.0.1", self.port) as connection:
            return connection.docmd(command)[1].decode()

    def dump(self, path: Path) -> list[Mail]:
        self.ask(f"XDUMP {path}")
        return pickle.loads(path.read_bytes())


@contextlib.contextmanager
def sink(milliseconds: int) -> Iterator[Sink]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.load.sink", str(port), str(milliseconds)], cwd=ROOT)
    try:
        while not accepts(port):
            time.sleep(0.05)
        yield Sink(port)
    finally:
        process.terminate()
        process.wait()


async def serve(port: int, milliseconds: int) -> None:
    Session.delay = milliseconds / 1000
    server = await asyncio.get_running_loop().create_server(Session, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
