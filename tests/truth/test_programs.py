"""The programs that judge do what they were measured to do, with mails of ours; so what they agree on means something.

The table is the one that the rules for sending were made from. A row that comes out otherwise with a newer program is
news: the docstring of its driver and what is taken into account of it are to be looked at.
"""

from __future__ import annotations

import smtplib
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest

from booking.workdays import STOCKHOLM
from notifications.itip import CalendarFacts, Override, build_cancel, build_request
from tests.truth.drivers import Calendars, Shown

pytestmark = [pytest.mark.truth, pytest.mark.slow]
HOUR = timedelta(hours=1)
ADDRESS = "bo.exempel@af.example"


@pytest.fixture(params=["Evolution", "Cyrus"])
def program(request: pytest.FixtureRequest, programs: dict[str, Calendars]) -> Calendars:
    return programs[request.param]


@pytest.fixture
def address() -> Iterator[str]:
    """A person of the test's own, with an empty calendar."""
    yield f"{uuid.uuid4().hex[:8]}@af.example"


def facts(address: str, **changed) -> CalendarFacts:
    begins = datetime(2026, 10, 15, 9, 0, tzinfo=STOCKHOLM)
    made = CalendarFacts(
        uid=uuid.uuid5(uuid.NAMESPACE_URL, address),
        sequence=0,
        dtstamp=datetime(2026, 9, 1, 12, 0, tzinfo=STOCKHOLM),
        organizer_address="samverk@hoglandet.example",
        organizer_name="Samverk Sävsjö; ”nära, dig”",
        attendee_address=address,
        attendee_name="Bo Exempel",
        start=begins,
        end=begins + HOUR,
        summary="Möte i Sävsjö, Ånge; Örebro",
        location="Rådhuset, rum 4410",
    )
    return newer(made, made.sequence, **changed)


def newer(made: CalendarFacts, sequence: int, **changed) -> CalendarFacts:
    return replace(made, sequence=sequence, dtstamp=made.dtstamp + sequence * HOUR, **changed)


def series(address: str, **changed) -> CalendarFacts:
    """Four Thursdays at nine, with the autumn's clock change in the middle."""
    return facts(address, rrule="FREQ=WEEKLY;BYDAY=TH;UNTIL=20261105T080000Z", **changed)


def thursday(number: int) -> datetime:
    return datetime(2026, 10, 15, 9, 0, tzinfo=STOCKHOLM) + timedelta(weeks=number)


def moved(number: int) -> Override:
    begins = thursday(number) + timedelta(days=1, hours=2)
    return Override(recurrence_id=thursday(number), start=begins, end=begins + HOUR, summary="Ny dag", location="Rum 7")


def mail(calendar: bytes, method: str) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "samverk@hoglandet.example", "Kallelse"
    message["Message-ID"] = f"<{uuid.uuid4()}@hoglandet.example>"
    message.set_content("Du är kallad.")
    message.add_alternative(calendar, "text", "calendar", cte="base64", params={"method": method, "charset": "utf-8"})
    return message.as_bytes()


def request(made: CalendarFacts) -> bytes:
    return mail(build_request(made), "REQUEST")


def cancel(made: CalendarFacts) -> bytes:
    return mail(build_cancel(made), "CANCEL")


def line(made: CalendarFacts, number: int = 0) -> Shown:
    begins = int(thursday(number).timestamp())
    return Shown(str(made.uid), begins, begins, begins + 3600, made.location, made.summary)


def line_moved(made: CalendarFacts, number: int) -> Shown:
    one = moved(number)
    return Shown(
        uid=str(made.uid),
        recurrence=int(one.recurrence_id.timestamp()),
        start=int(one.start.timestamp()),
        end=int(one.end.timestamp()),
        place=one.location,
        summary=one.summary,
    )


def test_an_invitation_is_shown_to_the_instant(program: Calendars, address: str) -> None:
    program.receive(address, [request(made := facts(address))])

    assert program.shows(address) == {line(made)}


def test_an_update_takes_the_place_of_the_invitation(program: Calendars, address: str) -> None:
    made = facts(address, start=thursday(2), end=thursday(2) + HOUR)
    later = newer(made, 1, start=thursday(0), end=thursday(0) + HOUR, location="Rum 2")

    program.receive(address, [request(made), request(later)])

    assert program.shows(address) == {line(later)}


def test_a_cancelled_meeting_is_gone(program: Calendars, address: str) -> None:
    made = facts(address)
    program.receive(address, [request(made), cancel(newer(made, 1))])

    assert program.shows(address) == set()


def test_called_again_with_a_higher_sequence_it_is_back(program: Calendars, address: str) -> None:
    made = facts(address)
    program.receive(address, [request(made), cancel(newer(made, 1)), request(newer(made, 2))])

    assert program.shows(address) == {line(made)}


def test_the_same_mail_twice_changes_nothing(program: Calendars, address: str) -> None:
    made = facts(address)
    program.receive(address, [request(made), request(made)])
    assert program.shows(address) == {line(made)}

    program.receive(address, [cancel(newer(made, 1)), cancel(newer(made, 1))])
    assert program.shows(address) == set()


def test_persons_have_calendars_of_their_own(program: Calendars, address: str) -> None:
    program.receive(address, [request(facts(address))])

    assert program.shows("another." + address) == set()


def test_a_series_keeps_its_hour_through_the_clock_change(program: Calendars, address: str) -> None:
    program.receive(address, [request(made := series(address))])

    assert program.shows(address) == {line(made, number) for number in range(4)}


@pytest.mark.parametrize("number", range(4))
def test_an_instance_is_cancelled_by_exdate(program: Calendars, address: str, number: int) -> None:
    made = series(address)
    program.receive(address, [request(made), request(newer(made, 1, exdates=(thursday(number),)))])

    assert program.shows(address) == {line(made, other) for other in range(4) if other != number}


@pytest.mark.parametrize("number", range(4))
def test_an_instance_is_moved_by_master_and_override(program: Calendars, address: str, number: int) -> None:
    made = series(address)
    program.receive(address, [request(made), request(newer(made, 1, overrides=(moved(number),)))])

    still = {line(made, other) for other in range(4) if other != number}
    assert program.shows(address) == still | {line_moved(made, number)}


def test_a_moved_instance_that_is_then_cancelled_is_gone(program: Calendars, address: str) -> None:
    made = series(address)
    versions = [made, newer(made, 1, overrides=(moved(2),)), newer(made, 2, exdates=(thursday(2),))]
    program.receive(address, [request(version) for version in versions])

    rest = {line(made, other) for other in (0, 1, 3)}
    assert program.shows(address) == program.expected(address, rest) == rest | stays_in_cyrus(program, made, 2)


def test_a_series_that_ends_earlier_loses_its_last_instances(program: Calendars, address: str) -> None:
    made = series(address)
    shorter = newer(made, 1, rrule="FREQ=WEEKLY;BYDAY=TH;UNTIL=20261022T070000Z")
    program.receive(address, [request(made), request(shorter)])

    assert program.shows(address) == {line(made, number) for number in (0, 1)}


def test_a_cancelled_series_is_gone_with_its_moved_instance(program: Calendars, address: str) -> None:
    made = series(address)
    program.receive(address, [request(made), request(newer(made, 1, overrides=(moved(2),)))])
    program.receive(address, [cancel(newer(made, 2))])

    assert program.shows(address) == set()


def test_a_later_request_without_the_override_moves_it_back(program: Calendars, address: str) -> None:
    made = series(address)
    program.receive(address, [request(made), request(newer(made, 1, overrides=(moved(2),))), request(newer(made, 2))])

    rest = {line(made, other) for other in (0, 1, 3)}
    # which is why an instance that was told as an override is told as one for good
    assert program.shows(address) == rest | (stays_in_cyrus(program, made, 2) or {line(made, 2)})


def test_a_series_that_ends_before_its_moved_instance(program: Calendars, address: str) -> None:
    made = series(address)
    shorter = newer(made, 2, rrule="FREQ=WEEKLY;BYDAY=TH;UNTIL=20261022T070000Z")
    program.receive(address, [request(made), request(newer(made, 1, overrides=(moved(2),))), request(shorter)])

    rest = {line(made, other) for other in (0, 1)}
    assert program.shows(address) == program.expected(address, rest) == rest | stays_in_cyrus(program, made, 2)


def test_an_override_that_is_told_at_its_old_time_moves_it_back(program: Calendars, address: str) -> None:
    made = series(address)
    versions = [made, newer(made, 1, overrides=(moved(2),)), newer(made, 2, overrides=(back(made, 2),))]
    program.receive(address, [request(version) for version in versions])

    assert program.shows(address) == {line(made, number) for number in range(4)}


def test_a_series_called_again_after_its_cancellation(program: Calendars, address: str) -> None:
    made = series(address)
    program.receive(address, [request(made), request(newer(made, 1, overrides=(moved(2),)))])
    program.receive(address, [cancel(newer(made, 2)), request(newer(made, 3, overrides=(back(made, 2),)))])

    whole = {line(made, number) for number in range(4)}
    assert program.shows(address) == program.expected(address, whole) == whole


def test_an_override_that_is_off_stays_in_cyrus_whatever_is_sent(program: Calendars, address: str) -> None:
    """An EXDATE leaves it, also when it was told at its old time first, and STATUS:CANCELLED in it is refused."""
    made = series(address)
    off = newer(made, 3, exdates=(thursday(2),))
    versions = [made, newer(made, 1, overrides=(moved(2),)), newer(made, 2, overrides=(back(made, 2),)), off]
    program.receive(address, [request(version) for version in versions])
    rest = {line(made, other) for other in (0, 1, 3)}
    stays = {line(made, 2)} if program.name == "Cyrus" else set()
    assert program.shows(address) == program.expected(address, rest) == rest | stays

    before, _id, after = build_request(newer(made, 4, overrides=(back(made, 2),))).partition(b"RECURRENCE-ID")
    cancelled = before + _id + after.replace(b"STATUS:CONFIRMED", b"STATUS:CANCELLED")
    if program.name == "Cyrus":
        with pytest.raises(smtplib.SMTPDataError):
            program.receive(address, [mail(cancelled, "REQUEST")])


def back(made: CalendarFacts, number: int) -> Override:
    """The override that says what the master says."""
    begins = thursday(number)
    return replace(moved(number), start=begins, end=begins + HOUR, summary=made.summary, location=made.location)


def stays_in_cyrus(program: Calendars, made: CalendarFacts, number: int) -> set[Shown]:
    return {line_moved(made, number)} if program.name == "Cyrus" else set()


def test_a_request_that_comes_late_wins_so_the_order_must_be_ours(program: Calendars, address: str) -> None:
    made = facts(address)
    program.receive(address, [request(newer(made, 1, location="Rum 2")), request(made)])

    assert program.shows(address) == {line(made)}


def test_a_cancellation_that_overtakes_its_invitation_leaves_it_standing(program: Calendars, address: str) -> None:
    made = facts(address)
    program.receive(address, [cancel(newer(made, 1)), request(made)])

    assert program.shows(address) == {line(made)}
