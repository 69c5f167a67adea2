"""A meeting of a series that Exchange cannot hold there: an EXDATE in the series, and an entry of its own."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from booking.meetings.actions.answering import answer_invitation
from booking.meetings.actions.changing import cancel_meeting, change_meeting
from booking.models import Meeting, Series
from forums.models import Person
from notifications.feeds import addresses
from notifications.inbox.receiving import receive
from notifications.models import OutboxMessage, OutboxState, Told
from notifications.notices.reminders import REMIND_UNANSWERED
from notifications.tasks import tell_series
from notifications.telling.links import open_link, personal_link
from tests.factories.series import call_weekly
from tests.notifications.notices.reminding import due_mails, remind_days_before
from tests.notifications.telling.stories import DAY, HOUR, WEEK, instances, move, told_now
from tests.truth.mailboxes import Mail as Delivered
from tests.truth.mailboxes import calendar_reply
from tests.truth.reading import Mail

pytestmark = pytest.mark.django_db
BO = "bo@af.example"
Shown = dict[str, tuple[str, int, dict[datetime.datetime, datetime.datetime]]]


@pytest.fixture
def series(cast: Any) -> Series:
    called = call_weekly(cast)
    told_now()
    return called


def mails_to(address: str, mails: list[tuple[str, bytes]]) -> list[Mail]:
    """Those with a calendar part."""
    return [mail for mail in (Mail(raw) for to, raw in mails if to == address) if mail.events]


def shown_by(mails: list[Mail]) -> Shown:
    """UID → METHOD, SEQUENCE, and when each begins by when it would have."""
    return {
        str(mail.master["UID"]): (
            mail.method,
            int(mail.master["SEQUENCE"]),
            {at: line.start for at, line in mail.lines.items()} if mail.method == "REQUEST" else {},
        )
        for mail in mails
    }


def uid_of(about: Meeting | Series) -> str:
    return str(about.calendar_objects.get().uid)


def starts(meetings: list[Meeting]) -> dict[datetime.datetime, datetime.datetime]:
    return {one.recurrence_at: one.starts_at for one in meetings}  # type: ignore[misc]


def test_a_meeting_moved_past_its_neighbour_leaves_the_series_and_is_one_of_its_own(cast: Any, series: Series) -> None:
    move(instances(series)[1], 8 * DAY, cast)

    shown = shown_by(mails_to(BO, told_now()))

    own = instances(series)
    assert shown == {
        uid_of(series): ("REQUEST", 1, starts([own[0], *own[2:]])),
        uid_of(own[1]): ("REQUEST", 0, {own[1].starts_at: own[1].starts_at}),
    }
    assert told_now() == []


def test_both_mails_say_what_has_become_of_it(cast: Any, series: Series) -> None:
    move(instances(series)[1], 8 * DAY, cast)

    of_series, alone = mails_to(BO, told_now())

    assert "som en egen post i kalendern" in of_series.text and "Som egna poster i kalendern:" in of_series.text
    assert "Inget möte" not in of_series.text
    assert "/svar/" in alone.text and "/svar/serie/" not in alone.text
    assert of_series.subject.startswith("Ny tid ")


def test_a_meeting_on_its_neighbours_day_comes_back_to_the_series_when_it_is_moved_back(
    cast: Any, series: Series
) -> None:
    move(instances(series)[1], WEEK + HOUR, cast)
    told_now()

    move(instances(series)[1], -WEEK - HOUR, cast)
    shown = shown_by(mails_to(BO, told_now()))

    assert shown == {
        uid_of(series): ("REQUEST", 2, starts(instances(series))),
        uid_of(instances(series)[1]): ("CANCEL", 1, {}),
    }
    assert told_now() == []


def test_it_comes_back_as_well_when_it_is_the_neighbour_that_leaves(cast: Any, series: Series) -> None:
    second, third = instances(series)[1:3]
    move(second, WEEK, cast)
    told_now()

    move(third, 2 * DAY, cast)
    # as the doorbell has it told: nothing has changed in the second itself
    tell_series(series.pk)
    queued = OutboxMessage.objects.filter(address=BO, state=OutboxState.QUEUED)
    shown = shown_by([Mail(bytes(row.body)) for row in queued])

    assert shown[uid_of(second)][0] == "CANCEL"
    assert shown[uid_of(series)][2] == starts(instances(series))


def test_what_has_begun_stays_as_it_was_told_when_its_neighbour_is_moved(
    cast: Any, series: Series, time_machine: Any
) -> None:
    move(instances(series)[1], WEEK, cast)
    told_now()
    second, third, *_others, last = instances(series)[1:]
    time_machine.move_to(third.starts_at + HOUR)
    # corrected afterwards: there would have been room for the other
    Meeting.objects.filter(pk=third.pk).update(starts_at=third.starts_at + DAY, ends_at=third.ends_at + DAY)

    move(last, HOUR, cast)
    shown = shown_by(mails_to(BO, told_now()))

    assert set(shown) == {uid_of(series)}
    assert second.recurrence_at not in shown[uid_of(series)][2]


def test_an_answer_from_a_calendar_or_by_its_link_is_to_that_meeting(cast: Any, series: Series, settings: Any) -> None:
    settings.AUTHSERV_ID = "trust-from"
    move(instances(series)[1], 8 * DAY, cast)
    told_now()
    second = instances(series)[1]
    seat = second.invitations.get(person=cast.bo)
    sent = Delivered(BO, second.starts_at, "REQUEST", uid_of(second), 0, b"")

    outcome = receive(calendar_reply(sent, "Bo", "ACCEPTED", 1))

    seat.refresh_from_db()
    assert (outcome.result, seat.answer) == ("applied", "yes")
    assert [one.answer for one in cast.bo.invitations.exclude(pk=seat.pk)] == ["unanswered"] * 5
    assert open_link(personal_link(seat).rstrip("/").rpartition("/")[2]) == seat


def test_an_answer_to_the_whole_series_does_not_ask_again(cast: Any, series: Series) -> None:
    move(instances(series)[1], 8 * DAY, cast)
    told_now()
    answer_invitation(instances(series)[1].invitations.get(person=cast.bo), answer="yes", channel="link")

    change_meeting(instances(series)[1], by=cast.cilla, place="Rum Ängen")
    [mail] = mails_to(BO, told_now())

    assert "Det här har ändrats: plats. Du behöver inte svara igen." in mail.text
    assert str(mail.master["UID"]) == uid_of(instances(series)[1])


def test_called_off_it_is_cancelled_by_its_own_uid_and_the_series_is_as_it_was(cast: Any, series: Series) -> None:
    move(instances(series)[1], 8 * DAY, cast)
    told_now()

    cancel_meeting(instances(series)[1], by=cast.cilla, reason="illness")
    [mail] = mails_to(BO, told_now())

    assert (mail.method, str(mail.master["UID"])) == ("CANCEL", uid_of(instances(series)[1]))
    assert "Mötet är inställt." in mail.text


def test_a_person_with_nothing_else_in_the_series_is_told_of_a_new_time_and_not_that_it_is_over(cast: Any) -> None:
    series = call_weekly(cast, count=1)
    told_now()

    move(instances(series)[0], -DAY, cast)
    of_series, alone = mails_to(BO, told_now())

    assert of_series.method == "CANCEL" and "Mötena får en ny tid." in of_series.text
    assert alone.method == "REQUEST"


def test_feeds_have_it_as_the_mails_have_it(cast: Any, series: Series) -> None:
    move(instances(series)[1], 8 * DAY, cast)
    told_now()
    second = instances(series)[1]

    for feed in (feed_of(cast.bo), feed_of(cast.bo, forum=cast.lsg), feed_of(cast.bo, area=cast.area)):
        alone = [event for event in feed if str(event["UID"]) == uid_of(second)]
        assert [event.decoded("DTSTART") for event in alone] == [second.starts_at]
        assert "RRULE" not in alone[0]
        (rule,) = [event for event in feed if "RRULE" in event]
        assert rule["EXDATE"].dts[0].dt == second.recurrence_at


def feed_of(person: Person, **subject: Any) -> list[Any]:
    path = addresses.feed_address(addresses.subscribe(person, **subject)).removeprefix("https://samverk.example")
    return Calendar.from_ical(Client().get(path).content).walk("VEVENT")


def test_who_has_not_answered_it_is_reminded_in_the_thread_of_its_own_mail(
    cast: Any, series: Series, time_machine: Any
) -> None:
    move(instances(series)[1], 8 * DAY, cast)
    told_now()
    second = instances(series)[1]
    time_machine.move_to(remind_days_before(second, cast.lsg_template.remind_unanswered_days or 3))

    assert BO in due_mails(REMIND_UNANSWERED.name)
    assert Told.objects.filter(calendar_object__meeting=second, address=BO).count() == 1
