"""A published calendar is read over real HTTPS, and nothing leads the reader anywhere else or holds it up."""

from __future__ import annotations

import gzip
import logging
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from booking.models import CalendarProblem
from config import checks
from config.ground.errors import RuleError
from notifications.published import fetching
from notifications.published.fetching import MAX_OCTETS, Unfetched, fetch
from tests.notifications.published.calendar_server import CalendarServer, Talk, running

CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


@pytest.fixture(scope="module")
def one_server(tmp_path_factory: Any) -> Iterator[CalendarServer]:
    with running(tmp_path_factory.mktemp("calendar")) as server:
        yield server


@pytest.fixture
def server(one_server: CalendarServer, settings: Any, monkeypatch: Any) -> CalendarServer:
    settings.CALENDAR_LOOPBACK_PORTS = [one_server.port]
    monkeypatch.setenv("SSL_CERT_FILE", str(one_server.authority))
    one_server.requests.clear()
    one_server.names.clear()
    one_server.sent = 0
    return one_server


def fetched(url: str) -> bytes:
    return fetch(url, b"".join)


def problem_of(url: str) -> CalendarProblem:
    with pytest.raises(Unfetched) as refused:
        fetched(url)
    return refused.value.problem


def test_a_calendar_is_read_with_the_name_in_tls_and_in_host(server: CalendarServer) -> None:
    server.reply = lambda talk: talk.answer("200 OK", CALENDAR)

    assert fetched(server.url) == CALENDAR
    assert server.names == ["localhost"]
    lines = server.requests[0].split("\r\n")
    assert lines[0] == "GET /kalender.ics?nyckel=hemlig HTTP/1.1"
    assert f"Host: localhost:{server.port}" in lines
    assert not [line for line in lines if line.lower().startswith(("cookie", "authorization", "referer"))]


def test_the_name_is_looked_up_once_so_that_it_cannot_change_in_between(
    server: CalendarServer, monkeypatch: Any
) -> None:
    server.reply = lambda talk: talk.answer("200 OK", CALENDAR)
    answers = iter(["127.0.0.1", "10.0.0.1"])
    asked = []

    def look_up(host: str, port: int, **_kwargs: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)

    assert fetched(server.url) == CALENDAR
    assert asked == ["localhost"]


@pytest.mark.parametrize(
    "found",
    [
        ["10.0.0.1"],
        ["127.0.0.1"],
        ["169.254.169.254"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::a00:1"],
        ["8.8.8.8", "10.0.0.1"],
        ["2a00:1450:400f::200e", "fe80::1"],
    ],
)
def test_a_name_with_any_address_that_is_not_public_is_never_connected_to(found: list[str], monkeypatch: Any) -> None:
    rows = [(socket.AF_INET6 if ":" in ip else socket.AF_INET, 1, 6, "", (ip, 443)) for ip in found]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: rows)
    monkeypatch.setattr(fetching, "open_socket", lambda *_args: pytest.fail("connected"))

    assert problem_of("https://kalender.example/a.ics") == CalendarProblem.UNREACHABLE


@pytest.mark.parametrize("host", ["kalender.example", "kalender.example:443"])
def test_the_judged_address_and_no_other_is_connected_to(host: str, monkeypatch: Any) -> None:
    connected = []

    def connect(ip: str, port: int, _seconds: float) -> None:
        connected.append((ip, port))
        raise ConnectionRefusedError

    rows = [(socket.AF_INET, 1, 6, "", (ip, 443)) for ip in ("8.8.8.8", "8.8.4.4")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: rows)
    monkeypatch.setattr(fetching, "open_socket", connect)

    assert problem_of(f"https://{host}/a.ics") == CalendarProblem.UNREACHABLE
    assert connected == [("8.8.8.8", 443), ("8.8.4.4", 443)]


def test_a_name_that_is_not_found_is_answered_as_one_that_is_not_public(monkeypatch: Any) -> None:
    def look_up(*_args: Any, **_kwargs: Any) -> list[Any]:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)

    assert problem_of("https://kalender.example/a.ics") == CalendarProblem.UNREACHABLE


def test_a_look_up_that_never_ends_holds_nobody_up(monkeypatch: Any) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.2)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: time.sleep(1) or [])
    began = time.monotonic()

    assert problem_of("https://kalender.example/a.ics") == CalendarProblem.TOO_SLOW
    assert time.monotonic() - began < 0.9


def test_a_server_with_another_certificate_is_not_believed(server: CalendarServer, monkeypatch: Any) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")

    assert problem_of(server.url) == CalendarProblem.CERTIFICATE
    assert server.requests == []


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        ("500 Internal Server Error", CalendarProblem.FAILED),
        ("503 Service Unavailable", CalendarProblem.FAILED),
        ("429 Too Many Requests", CalendarProblem.FAILED),
        ("204 No Content", CalendarProblem.FAILED),
        ("304 Not Modified", CalendarProblem.FAILED),
        ("401 Unauthorized", CalendarProblem.GONE),
        ("403 Forbidden", CalendarProblem.GONE),
        ("404 Not Found", CalendarProblem.GONE),
        ("410 Gone", CalendarProblem.GONE),
    ],
)
def test_what_a_server_says_is_said_to_the_person(server: CalendarServer, status: str, problem: Any) -> None:
    server.reply = lambda talk: talk.answer(status, b"BEGIN:VCALENDAR")

    assert problem_of(server.url) == problem


@pytest.mark.parametrize(
    "octets", [b"", b"hej\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200 + b"\r\n"]
)
def test_what_is_no_http_is_no_answer(server: CalendarServer, octets: bytes) -> None:
    server.reply = lambda talk: talk.send(octets)

    assert problem_of(server.url) == CalendarProblem.UNREACHABLE


def test_a_calendar_that_breaks_off_is_not_taken_for_the_whole(server: CalendarServer) -> None:
    server.reply = lambda talk: talk.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + CALENDAR)

    assert problem_of(server.url) == CalendarProblem.UNREACHABLE


# --- redirects


def redirect(location: str) -> Any:
    return lambda talk: talk.answer("302 Found", b"", f"Location: {location}")


def test_a_redirect_to_another_place_of_the_same_kind_is_followed(server: CalendarServer) -> None:
    def reply(talk: Talk) -> None:
        moved = "GET /ny.ics" in talk.request
        talk.answer("200 OK", CALENDAR) if moved else redirect("/ny.ics")(talk)

    server.reply = reply

    assert fetched(server.url) == CALENDAR
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "location",
    [
        *("http://localhost:{port}/a", "https://127.0.0.1:{port}/a", "https://[::1]/a", "https://10.0.0.1/a"),
        *("https://169.254.169.254/latest/meta-data/", "https://localhost/a", "https://localhost:1/a", "//127.0.0.1/a"),
        *("file:///etc/passwd", "ftp://kalender.example/a", "https://anna@kalender.example/a", "gopher://x.example/"),
        *("https://kalender.example:8080/a", "https://0x7f000001/a", "https://kalender.example/å", "https://[::1"),
    ],
)
def test_a_redirect_to_anywhere_else_ends_the_reading(server: CalendarServer, location: str, monkeypatch: Any) -> None:
    server.reply = redirect(location.replace("{port}", str(server.port)))
    asked = []
    real = socket.getaddrinfo

    def look_up(host: str, *args: Any, **kwargs: Any) -> Any:
        asked.append(host)
        return real(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)

    assert problem_of(server.url) == CalendarProblem.REDIRECTED
    assert (len(server.requests), asked) == (1, ["localhost"])


def test_a_redirect_to_a_name_of_the_inner_network_is_not_connected_to(
    server: CalendarServer, monkeypatch: Any
) -> None:
    server.reply = redirect("https://inre.example/a")
    real = socket.getaddrinfo

    def look_up(host: str, *args: Any, **kwargs: Any) -> Any:
        return real("127.0.0.1" if host == "inre.example" else host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)

    assert problem_of(server.url) == CalendarProblem.UNREACHABLE
    assert len(server.requests) == 1


def test_a_circle_of_redirects_ends(server: CalendarServer) -> None:
    server.reply = redirect("/igen")

    assert problem_of(server.url) == CalendarProblem.REDIRECTED
    assert len(server.requests) == 4


def test_a_redirect_that_names_no_place_goes_round_and_ends(server: CalendarServer) -> None:
    server.reply = lambda talk: talk.answer("302 Found")

    assert problem_of(server.url) == CalendarProblem.REDIRECTED


# --- size


def test_a_file_of_two_gigabytes_is_refused_by_its_length(server: CalendarServer) -> None:
    server.reply = lambda talk: talk.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2147483648\r\n\r\nBEGIN:VCALENDAR\r\n")

    assert problem_of(server.url) == CalendarProblem.TOO_LARGE


@pytest.mark.parametrize("chunked", [False, True])
def test_a_file_that_does_not_say_how_long_it_is_is_left_at_twenty_megabytes(
    server: CalendarServer, chunked: bool
) -> None:
    def endless(talk: Talk) -> None:
        talk.send(b"HTTP/1.1 200 OK\r\n" + (b"Transfer-Encoding: chunked\r\n" if chunked else b"") + b"\r\n")
        block = b"X-A:" + b"a" * 65_530 + b"\r\n"
        while True:
            talk.send(b"%x\r\n%s\r\n" % (len(block), block) if chunked else block)

    server.reply = endless

    assert problem_of(server.url) == CalendarProblem.TOO_LARGE
    time.sleep(0.1)
    assert server.sent < 2 * MAX_OCTETS


@pytest.mark.slow
def test_what_is_packed_counts_as_unpacked(server: CalendarServer) -> None:
    bomb = gzip.compress(b"BEGIN:VCALENDAR\r\n" + b"a" * (200 * 1024 * 1024))
    server.reply = lambda talk: talk.answer("200 OK", bomb, "Content-Encoding: gzip")

    assert len(bomb) < MAX_OCTETS
    assert problem_of(server.url) == CalendarProblem.TOO_LARGE


def test_no_more_is_unpacked_than_may_be_kept() -> None:
    """A thousandfold is what gzip packs: 64 kB that came would be 64 MB before anybody counts."""
    bomb = gzip.compress(b"a" * (64 * 1024 * 1024))

    assert max(map(len, fetching._unpacker("gzip")(bomb[: fetching.CHUNK]))) <= fetching.CHUNK


def test_a_calendar_that_is_packed_unasked_is_read(server: CalendarServer) -> None:
    server.reply = lambda talk: talk.answer("200 OK", gzip.compress(CALENDAR), "Content-Encoding: gzip")

    assert fetched(server.url) == CALENDAR


@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip"])
def test_what_cannot_be_unpacked_is_unreadable(server: CalendarServer, encoding: str) -> None:
    server.reply = lambda talk: talk.answer("200 OK", CALENDAR, f"Content-Encoding: {encoding}")

    assert problem_of(server.url) == CalendarProblem.UNREADABLE


# --- time


def drip_header(talk: Talk) -> None:
    talk.send(b"HTTP/1.1 200 OK\r\n")
    while not talk.server.closing.wait(0.05):
        talk.send(b"X-A: b\r\n"[:1])


def drip_body(talk: Talk) -> None:
    talk.send(b"HTTP/1.1 200 OK\r\n\r\n")
    while not talk.server.closing.wait(0.05):
        talk.send(b"B")


@pytest.mark.parametrize("reply", [lambda talk: talk.server.closing.wait(2), drip_header, drip_body])
def test_a_server_that_never_answers_or_drips_is_left_in_time(
    server: CalendarServer, reply: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.6)
    server.reply = reply
    began = time.monotonic()

    assert problem_of(server.url) == CalendarProblem.TOO_SLOW
    assert time.monotonic() - began < 1.5


def test_a_server_that_takes_the_connection_and_says_nothing_in_tls_is_left_in_time(
    settings: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.4)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        settings.CALENDAR_LOOPBACK_PORTS = [port]

        assert problem_of(f"https://localhost:{port}/a") == CalendarProblem.TOO_SLOW


# --- this machine


def test_this_machine_is_read_from_by_tests_alone(server: CalendarServer, settings: Any, tmp_path: Path) -> None:
    settings.CALENDAR_LOOPBACK_PORTS = []

    with pytest.raises(RuleError):
        fetched(server.url)
    assert server.requests == []


def test_a_site_that_may_read_from_itself_does_not_pass_the_checks(settings: Any) -> None:
    assert checks.no_address_of_this_machine_is_read() == []

    settings.CALENDAR_LOOPBACK_PORTS = [8443]

    assert [found.id for found in checks.no_address_of_this_machine_is_read()] == ["config.E001"]


def test_the_address_is_in_no_log_and_in_no_error(server: CalendarServer, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    server.reply = redirect("https://[::1")

    with pytest.raises(Unfetched) as refused:
        fetched(server.url)

    assert "hemlig" not in caplog.text + repr(refused.value) + repr(refused.value.__cause__)
