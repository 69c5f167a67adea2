"""The npm package oidc-provider as a process on loopback, and somebody who logs in there."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from http.cookiejar import CookieJar
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from scripts.machine import free_port

HERE = Path(__file__).resolve().parent
CLIENT, SECRET = "samverk", "a-long-secret-word-for-tests-alone"


class Between(ThreadingHTTPServer):
    """Passes everything on to the provider and back, and `change`s an answer on its way: what comes is the provider's
    own, but for what a test says."""

    daemon_threads = True

    def __init__(self, behind: int) -> None:
        super().__init__(("127.0.0.1", 0), Passing)
        self.behind = behind
        self.change: dict[str, Callable[[int, bytes], tuple[int, bytes]]] = {}


class Passing(BaseHTTPRequestHandler):
    server: Between

    def do_GET(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        connection = http.client.HTTPConnection("127.0.0.1", self.server.behind, timeout=10)
        try:
            connection.request(self.command, self.path, sent, dict(self.headers.items()))
            answer = connection.getresponse()
            status, body = answer.status, answer.read()
        except OSError:
            self.close_connection = True
            return
        finally:
            connection.close()
        change = self.server.change.get(urlsplit(self.path).path)
        if change is not None:
            status, body = change(status, body)
        self.send_response(status)
        for name, value in answer.getheaders():
            if name.lower() not in ("content-length", "transfer-encoding", "connection", "date"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *arguments: object) -> None:
        pass


class RealProvider:
    """Runs in its folder; `people` by the name that they log in with may change while it runs."""

    def __init__(self, folder: Path, callback: str) -> None:
        self.folder, self.port = folder, free_port()
        self.between = Between(self.port)
        self.url = f"http://127.0.0.1:{self.between.server_port}"
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        private = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key))
        self.given: dict[str, Any] = {
            "issuer": self.url, "port": self.port, "client_id": CLIENT, "client_secret": SECRET, "callback": callback,
            "key": private | {"kid": "k1", "use": "sig", "alg": "RS256"}, "people": {},
        }  # fmt: skip
        self.process: subprocess.Popen[bytes] | None = None

    def knows(self, **people: dict[str, Any]) -> None:
        self.given["people"] |= people
        (self.folder / "given.json").write_text(json.dumps(self.given))

    def start(self) -> None:
        with (self.folder / "provider.log").open("ab") as log:
            self.process = subprocess.Popen(
                ["node", "provider.mjs", "given.json"], cwd=self.folder, stdout=log, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + 30
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/.well-known/openid-configuration", timeout=2).close()
                return
            except OSError:
                text = (self.folder / "provider.log").read_text()
                assert self.process.poll() is None and time.monotonic() < deadline, text[-3000:]
                time.sleep(0.1)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.process = None


@contextmanager
def real_provider(folder: Path, callback: str) -> Iterator[RealProvider]:
    """Installed from the registry that npm is set to, in a folder of its own: nothing of it lies in the repository."""
    for name in ("package.json", "provider.mjs"):
        shutil.copy(HERE / name, folder)
    quiet = ["--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error"]
    done = subprocess.run(["npm", "install", *quiet], cwd=folder, capture_output=True, timeout=300)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    provider = RealProvider(folder, callback)
    provider.knows()
    passing = threading.Thread(target=provider.between.serve_forever, kwargs={"poll_interval": 0.01})
    passing.start()
    try:
        provider.start()
        yield provider
    finally:
        provider.stop()
        provider.between.shutdown()
        passing.join()
        provider.between.server_close()


class There:
    """Somebody's browser at the provider, with its cookies."""

    def __init__(self) -> None:
        self.open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), _StopAtOurs()).open

    def log_in(self, url: str, name: str) -> str:
        """Follow the way, and log in where one is asked. The address that the provider sends the browser back to."""
        try:
            with self.open(url, timeout=10) as page:
                action = re.search(r'action="([^"]+)"', page.read().decode())
                assert action, page.geturl()
                form = {"name": name} if name else {"cancel": "1"}
                where = f"{page.geturl().partition('/login/')[0]}{unescape(action[1])}"
                self.open(where, urlencode(form).encode(), timeout=10).close()
        except _Ours as ours:
            return ours.url
        raise AssertionError("the provider did not send the browser back")


class _Ours(Exception):
    def __init__(self, url: str) -> None:
        self.url = url


class _StopAtOurs(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, request: Any, _file: Any, _code: int, _text: str, _headers: Any, url: str) -> Any:
        if "/logga-in/hos/" in url:
            raise _Ours(url)
        return urllib.request.Request(url)
