"""A database that the former version made: this one starts on it, shows what is in it, and tells nobody anything twice.

`tests/data/former-version.sql` is the whole SQLite database of version 0.1 as of commit fb7b3e1, written by its own
actions on made-up people: a case that Anna has called (Bo has answered, Rut has not), a group meeting that was moved a
moment ago, a series, a meeting that has been, Anna's session and her forgotten password. It was left at half past seven
on 12 January 2027, half an hour before Rut was to be reminded, by a process that died while it was sending a mail.
"""

from __future__ import annotations

import http.client
import re
import sqlite3
import urllib.parse
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.servers import Product, SmtpSink

DUMP = Path(__file__).parent.parent / "data" / "former-version.sql"
SECRET_KEY = "gammal nyckel för prov " * 5
JUST_AFTER_EIGHT = "2027-01-12T07:01:00+00:00"
CASE = "SV-2J8X-7N"
CASE_PATH = "/moten/be4b21e5-186c-4e1e-bdb2-f02827a59d92/"
GROUP_PATH = "/moten/15468063-9296-48af-b1d5-7bd8657b1f0d/"
SERIES_PATH = "/serier/d5a68f13-7fb4-4783-a91c-d8c75290a537/"
ANNAS_SESSION = "anna" * 8
NEW_TIME = "Ny tid: LSG Lingonby 2 februari 2027 kl. 14.00"
MEMBERS = ["anna@bistand.example", "bo@af.example", "cilla@lingon.example", "frida@fk.example"]
RUT = "rut@vardcentralen.example"
TOLD = [
    *[(address, NEW_TIME) for address in [*MEMBERS, RUT]],
    (RUT, "Påminnelse: svara på kallelsen 19 januari 2027"),
    ("anna@bistand.example", "Välj nytt lösenord till Samverk"),
]

# the hourly run, now
LOOK_AT_ALL = "from notifications.tasks import reconcile_all, run_notices; reconcile_all(); run_notices()"

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_only]


def set_clock(folder: Path, moment: str) -> str:
    """A folder for PYTHONPATH in which Python starts at that moment, and goes on from there."""
    folder.mkdir()
    text = f"import datetime, time_machine\ntime_machine.travel(datetime.datetime.fromisoformat({moment!r})).start()\n"
    (folder / "sitecustomize.py").write_text(text)
    return str(folder)


@pytest.fixture
def relay() -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        yield sink


@pytest.fixture
def product(tmp_path: Path, relay: SmtpSink) -> Iterator[Product]:
    """`manage.py serve`, as `make run` starts it, on the former version's data."""
    (tmp_path / "data").mkdir()
    database = sqlite3.connect(tmp_path / "data/db.sqlite3")
    database.executescript(DUMP.read_text())
    database.close()
    clock = set_clock(tmp_path / "clock", JUST_AFTER_EIGHT)
    given = {"DEMO": "0", "SECRET_KEY": SECRET_KEY, "EMAIL_URL": relay.url, "PYTHONPATH": clock}
    with Product(tmp_path, **given) as product:
        product.wait_until("/health/ready", 120)
        yield product


class Browser:
    """Asks for pages with the cookies that it was given."""

    def __init__(self, product: Product, **cookies: str) -> None:
        self.product, self.cookies = product, cookies

    def ask(self, method: str, path: str, **form: str) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(http.client.HTTPConnection("127.0.0.1", self.product.port, timeout=30)) as connection:
            connection.request(method, path, urllib.parse.urlencode(form) or None, headers)
            answer = connection.getresponse()
            for set_cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _is, value = set_cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.read().decode()

    def log_in(self, email: str, password: str) -> int:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.ask("GET", "/logga-in/")[1])
        assert token is not None
        form = {"csrfmiddlewaretoken": token[1], "login": email, "password": password}
        return self.ask("POST", "/logga-in/", **form)[0]


def test_what_the_former_version_left_is_shown_and_told_once(product: Product, relay: SmtpSink) -> None:
    anna = Browser(product, session=ANNAS_SESSION)
    pages = {path: anna.ask("GET", path) for path in ("/", CASE_PATH, GROUP_PATH, SERIES_PATH)}
    assert {path: status for path, (status, _text) in pages.items()} == dict.fromkeys(pages, 200)
    assert CASE in pages["/"][1] and CASE in pages[CASE_PATH][1]
    assert Browser(product).log_in("anna@bistand.example", "Fyra ord i en rad") == 302

    relay.wait_for(len(TOLD), 60)
    compared = product.manage("shell", "-c", LOOK_AT_ALL)
    product.stop()
    product.start()
    product.wait_until("/health/ready", 120)

    assert compared.returncode == 0, compared.stderr.decode()
    assert sorted((mail.recipients[0], str(mail.message["Subject"])) for mail in relay.received) == sorted(TOLD)
