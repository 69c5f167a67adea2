"""From an address to "upptagen", over a real connection: what is kept, and what happens when it cannot be read."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from booking.meetings.actions.rules import call_warnings
from booking.models import BusyTime, CalendarProblem, PublishedCalendar
from booking.taken.actions import give_calendar
from notifications.models import Told
from notifications.published import fetching, refresh
from notifications.published.refresh import read_due_calendars
from notifications.tasks import read_calendars, tell, tell_series
from tests.canary.test_where_it_shows import everything_stored
from tests.cast import Cast
from tests.factories.calls import call_individual, draft_individual, on_workday
from tests.factories.series import call_weekly
from tests.notifications.pages.looking import logged_in, text_of
from tests.notifications.published.calendar_server import CalendarServer, running

pytestmark = pytest.mark.django_db
SECRETS = ["Operation", "Sankt Göran", "Zebrafink", "zebra@privat.example", "provsvar"]


@pytest.fixture(scope="module")
def one_server(tmp_path_factory: Any) -> Iterator[CalendarServer]:
    with running(tmp_path_factory.mktemp("calendar")) as server:
        yield server


@pytest.fixture
def server(one_server: CalendarServer, settings: Any, monkeypatch: Any) -> CalendarServer:
    settings.CALENDAR_LOOPBACK_PORTS = [one_server.port]
    monkeypatch.setenv("SSL_CERT_FILE", str(one_server.authority))
    one_server.requests.clear()
    return one_server


def event(start: datetime.datetime, minutes: int = 60, uid: str = "a@b", more: str = "") -> str:
    lines = ["BEGIN:VEVENT", f"UID:{uid}", f"DTSTART:{start.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"]
    lines += [f"DURATION:PT{minutes}M", "SUMMARY:Operation", "LOCATION:Sankt Göran", "DESCRIPTION:provsvar"]
    lines += ["ATTENDEE;CN=Zebrafink:mailto:zebra@privat.example", *([more] if more else []), "END:VEVENT"]
    return "\r\n".join(lines)


def publishes(server: CalendarServer, *events: str) -> None:
    body = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *events, "END:VCALENDAR", ""]).encode()
    server.reply = lambda talk: talk.answer("200 OK", body, "Content-Type: text/calendar")


def spans() -> list[tuple[datetime.datetime, datetime.datetime]]:
    return [(row.starts_at, row.ends_at) for row in BusyTime.objects.all()]


def test_only_times_are_kept_and_who_calls_is_told_so(cast: Cast, server: CalendarServer) -> None:
    start = on_workday()
    hour = datetime.timedelta(hours=1)
    publishes(
        server, event(start, 30), event(start + hour / 2, 30, "b"), event(start + 3 * hour, more="TRANSP:TRANSPARENT")
    )
    give_calendar(cast.bo, address=server.url)

    read_calendars()

    assert spans() == [(start, start + hour)]
    draft = draft_individual(cast, starts_at=start)
    assert [remark.message for remark in call_warnings(draft) if remark.code == "busy"] == [
        "Upptagen den tiden: Bo Bäverhjälm."
    ]


@pytest.mark.sqlite_only
def test_no_title_place_or_person_of_a_calendar_is_stored_logged_or_shown(
    cast: Cast, server: CalendarServer, caplog: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    publishes(server, event(on_workday()))
    give_calendar(cast.bo, address=server.url)

    read_calendars()

    page = text_of(logged_in(cast.bo).get("/min-kalender/"))
    assert BusyTime.objects.count() == 1
    for secret in SECRETS:
        assert secret not in everything_stored() + caplog.text + page
    assert "nyckel=hemlig" not in caplog.text + page


def test_a_calendar_of_many_megabytes_is_read(cast: Cast, server: CalendarServer) -> None:
    old = event(on_workday() - datetime.timedelta(days=2000), more="X-LONG:" + "a" * 900)
    publishes(server, *[old] * 5000, event(on_workday()))
    give_calendar(cast.bo, address=server.url)

    read_calendars()

    assert PublishedCalendar.objects.get().problem == ""
    assert spans() == [(on_workday(), on_workday() + datetime.timedelta(hours=1))]


def test_what_the_person_declined_by_any_of_their_addresses_is_free(cast: Cast, server: CalendarServer) -> None:
    cast.bo.aliases.create(email="bo.fore@kommun.example")
    start = on_workday()
    publishes(
        server,
        event(start, uid="a", more=f"ATTENDEE;PARTSTAT=DECLINED:mailto:{cast.bo.email}"),
        event(start, uid="b", more="ATTENDEE;PARTSTAT=DECLINED:mailto:Bo.Fore@kommun.example"),
        event(start + datetime.timedelta(hours=3), uid="c", more="ATTENDEE;PARTSTAT=DECLINED:mailto:x@kommun.example"),
        event(start + datetime.timedelta(hours=5), uid="d", more="RRULE:FREQ=DAILY;BYHOUR=9"),
    )
    give_calendar(cast.bo, address=server.url)

    read_calendars()

    assert list(BusyTime.objects.values_list("kind", flat=True)) == ["unknown", "busy"]
    assert start + datetime.timedelta(hours=3) in [row.starts_at for row in BusyTime.objects.all()]


def test_one_of_our_own_meetings_is_known_as_that_meeting(cast: Cast, server: CalendarServer) -> None:
    meeting = call_individual(cast)
    tell(meeting.pk)
    uid = Told.objects.get(address=cast.bo.email).calendar_object_id
    publishes(server, event(meeting.starts_at, 60, str(uid)), event(meeting.starts_at, 60, "annat"))
    give_calendar(cast.bo, address=server.url)

    read_calendars()

    assert {row.meeting for row in BusyTime.objects.all()} == {meeting, None}


def test_a_meeting_of_one_of_our_series_is_known_as_that_meeting(cast: Cast, server: CalendarServer) -> None:
    series = call_weekly(cast)
    tell_series(series.pk)
    first = series.instances.order_by("recurrence_at")[0]
    uid = Told.objects.get(address=cast.bo.email).calendar_object_id
    publishes(server, event(first.starts_at, 60, str(uid), "RRULE:FREQ=WEEKLY;COUNT=6"))
    give_calendar(cast.bo, address=server.url)

    read_calendars()

    expected = set(series.instances.values_list("pk", flat=True))
    assert {row.meeting_id for row in BusyTime.objects.all()} == expected


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (lambda talk: talk.answer("500 Internal Server Error"), CalendarProblem.FAILED),
        (lambda talk: talk.answer("404 Not Found"), CalendarProblem.GONE),
        (lambda talk: talk.answer("200 OK", b"<html><title>Logga in</title>"), CalendarProblem.NOT_A_CALENDAR),
        (lambda talk: talk.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2147483648\r\n\r\n"), CalendarProblem.TOO_LARGE),
        (lambda talk: talk.server.closing.wait(2), CalendarProblem.TOO_SLOW),
    ],
)
def test_a_calendar_that_cannot_be_read_is_tried_again_and_its_person_is_told_why(
    cast: Cast, server: CalendarServer, monkeypatch: Any, reply: Any, problem: CalendarProblem
) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.5)
    publishes(server, event(on_workday()))
    give_calendar(cast.bo, address=server.url)
    read_calendars()
    PublishedCalendar.objects.update(next_at=timezone.now())
    server.reply = reply

    read_calendars()

    calendar = PublishedCalendar.objects.get()
    assert (calendar.problem, calendar.failures) == (problem, 1)
    assert calendar.next_at > timezone.now()
    assert len(spans()) == 1
    page = text_of(logged_in(cast.bo).get("/min-kalender/"))
    assert str(problem.label) in page and "Nästa försök görs" in page


def test_a_fault_of_ours_stops_no_other_calendar_and_logs_no_word_of_it(
    cast: Cast, server: CalendarServer, monkeypatch: Any, caplog: Any
) -> None:
    publishes(server, event(on_workday()))
    give_calendar(cast.bo, address=server.url)
    give_calendar(cast.rut, address=server.url)
    real, calls = refresh.read_taken, []

    def once_broken(*args: Any) -> Any:
        calls.append(args)
        if len(calls) == 1:
            raise KeyError("Operation, Sankt Göran")
        return real(*args)

    monkeypatch.setattr(refresh, "read_taken", once_broken)

    assert read_due_calendars() == 2
    assert sorted(PublishedCalendar.objects.values_list("problem", flat=True)) == ["", CalendarProblem.UNREADABLE]
    assert "Operation" not in caplog.text and "hemlig" not in caplog.text


def test_one_run_takes_a_bounded_time_and_leaves_the_rest_to_the_next(
    cast: Cast, server: CalendarServer, monkeypatch: Any
) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.3)
    monkeypatch.setattr(refresh, "SECONDS", 0.3)
    monkeypatch.setattr(refresh, "AT_MOST_SECONDS", 0.7)
    server.reply = lambda talk: talk.server.closing.wait(1)
    for person in (cast.anna, cast.bo, cast.rut, cast.frida):
        give_calendar(person, address=server.url)

    assert 1 <= read_due_calendars() < 4
    assert PublishedCalendar.objects.filter(failures=0, lease_token=None).exists()
