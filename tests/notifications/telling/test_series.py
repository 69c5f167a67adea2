"""A series is one entry in each calendar: what people are told when some of it changes."""

from __future__ import annotations

import datetime
import mailbox
import re
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from booking.meetings.actions.answering import answer_invitation, name_substitute
from booking.meetings.actions.changing import cancel_meeting, move_meeting
from booking.meetings.actions.seats import add_invitation, remove_invitation
from booking.models import InvitationState, Meeting, Series
from booking.series.actions import extend_series
from booking.series.following import change_following, end_following, move_following
from booking.workdays import at_local
from notifications.itip import key_of
from notifications.models import CalendarObject, OutboxMessage, OutboxState, Told
from notifications.outbox.delivery import deliver_due
from notifications.tasks import tell_series
from notifications.telling.reconcile import series_ahead
from tests.factories.series import call_weekly
from tests.notifications.itip.expand import expand

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
WEEK = datetime.timedelta(weeks=1)
MEMBERS = ("anna@bistand.example", "bo@af.example", "frida@fk.example", "rut@vardcentralen.example")
EVERYBODY = {*MEMBERS, "cilla@lingon.example"}


@pytest.fixture(autouse=True)
def local_mailbox(settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_URL = f"maildir://{tmp_path / 'mailbox'}"


def told(*series: Series) -> set[tuple[str, str, str, int]]:
    """Queue, deliver, and say what left now: address, kind, METHOD, SEQUENCE."""
    before = set(OutboxMessage.objects.values_list("pk", flat=True))
    for one in series:
        tell_series(one.pk)
    deliver_due()
    rows = OutboxMessage.objects.filter(state=OutboxState.SENT, method__gt="").exclude(pk__in=before)
    return {(row.address, row.kind, row.method, row.sequence) for row in rows}


def calendar_of(address: str, series: Series | None = None) -> dict[datetime.datetime, Any]:
    """What the last message to the address left in its calendar: recurrence moment → start, end, place."""
    rows = Told.objects.filter(address=address, seat__isnull=False)
    row = rows.get(calendar_object__series=series) if series else rows.get()
    return expand(calendar_part(row.outbox.latest("counter")))


def instances(series: Series) -> list[Meeting]:
    return list(series.instances.order_by("recurrence_at"))


def times(meetings: list[Meeting]) -> list[datetime.datetime]:
    return [one.starts_at for one in meetings if one.starts_at]


def starts_in(address: str, series: Series | None = None) -> list[datetime.datetime]:
    return sorted(start for start, _end, _place in calendar_of(address, series).values())


def test_a_series_is_one_mail_to_each_member_and_nothing_the_second_time(cast: Any) -> None:
    series = call_weekly(cast)

    assert told(series) == {(address, "invitation", "REQUEST", 0) for address in EVERYBODY}
    assert starts_in("bo@af.example") == times(instances(series))
    assert told(series) == set()
    assert CalendarObject.objects.filter(series=series).count() == 1


def test_the_call_to_a_series_says_its_rhythm_place_agenda_and_whose_time_it_is(cast: Any) -> None:
    series = call_weekly(cast)
    told(series)

    text = OutboxMessage.objects.get(address="bo@af.example", kind="invitation").text

    assert "När: Varje torsdag kl. 09.00–10.00" in text and "svensk tid" in text
    assert "Var: Sessionssalen" in text
    assert "– Laget runt" in text


def test_a_moved_instance_is_one_mail_each_and_an_exception_at_its_own_place(cast: Any) -> None:
    series = call_weekly(cast)
    told(series)
    third = instances(series)[2]

    move_meeting(third, by=cast.cilla, starts_at=third.starts_at + HOUR, ends_at=third.ends_at + HOUR)

    assert told(series) == {(address, "moved", "REQUEST", 1) for address in EVERYBODY}
    assert calendar_of("bo@af.example")[third.recurrence_at][0] == third.starts_at + HOUR
    assert starts_in("bo@af.example") == times(instances(series))


def test_a_cancelled_instance_is_an_exdate_in_a_request(cast: Any) -> None:
    series = call_weekly(cast)
    told(series)

    cancel_meeting(instances(series)[0], by=cast.cilla, reason="illness")

    assert told(series) == {(address, "changed", "REQUEST", 1) for address in EVERYBODY}
    assert starts_in("bo@af.example") == times(instances(series)[1:])


def test_a_series_that_is_called_off_before_it_began_leaves_every_calendar(cast: Any) -> None:
    series = call_weekly(cast)
    told(series)

    end_following(instances(series)[0], by=cast.cilla, reason="no_longer_needed")

    assert told(series) == {(address, "cancelled", "CANCEL", 1) for address in EVERYBODY}
    # with the start and the rule that it was called with: without them a program keeps all but the first
    request, cancel = (calendar_part(one) for one in OutboxMessage.objects.filter(address="bo@af.example"))
    for name in (b"DTSTART", b"RRULE"):
        (line,) = re.findall(rb"(?<=END:VTIMEZONE\r\n).*?(\r\n" + name + rb"[^\r]*)", request, re.DOTALL)
        assert line in cancel


def test_all_that_is_left_of_a_series_goes_over_to_a_new_one_and_leaves_the_old(cast: Any) -> None:
    then = monday(-3)
    with time_machine.travel(then, tick=False):
        old = call_weekly(cast, first=then.date() + datetime.timedelta(days=3))
        told(old)
    been = [one for one in instances(old) if one.has_started()]
    first = instances(old)[len(been)]

    new = move_following(
        first, by=cast.cilla, first_on=timezone.localdate(first.starts_at), starts=datetime.time(14), length_minutes=60
    )

    assert not [one for one in instances(old) if not one.has_started()]
    assert old in series_ahead()
    split = {(address, "split", "REQUEST", 1) for address in EVERYBODY}
    assert told(old, new) == split | {(address, "invitation", "REQUEST", 0) for address in EVERYBODY}
    assert starts_in("bo@af.example", old) == times(been)
    assert starts_in("bo@af.example", new) == times(instances(new))


def test_a_series_that_went_over_to_another_and_that_to_a_third_leaves_every_calendar(cast: Any) -> None:
    first = call_weekly(cast)
    told(first)
    start = instances(first)[0]
    for clock in (datetime.time(14), datetime.time(15)):
        day = timezone.localdate(start.starts_at)
        last = move_following(start, by=cast.cilla, first_on=day, starts=clock, length_minutes=60)
        start = instances(last)[0]

    assert first in series_ahead()
    assert told(first) == {(address, "split", "CANCEL", 1) for address in EVERYBODY}
    assert told(last) == {(address, "invitation", "REQUEST", 0) for address in EVERYBODY}


def test_a_series_that_ends_early_keeps_what_has_been(cast: Any) -> None:
    then = monday(-3)
    with time_machine.travel(then, tick=False):
        series = call_weekly(cast, first=then.date() + datetime.timedelta(days=3))
        told(series)
    been = [one for one in instances(series) if one.has_started()]

    end_following(instances(series)[len(been)], by=cast.cilla, reason="no_longer_needed")

    assert told(series) == {(address, "cancelled", "REQUEST", 1) for address in EVERYBODY}
    assert starts_in("bo@af.example") == times(been)
    assert len(been) > 1


def test_nothing_is_told_about_an_instance_that_has_begun(cast: Any) -> None:
    then = monday(-3)
    with time_machine.travel(then, tick=False):
        series = call_weekly(cast, first=then.date() + datetime.timedelta(days=3))
        told(series)

    cancel_meeting(instances(series)[0], by=cast.cilla, reason="illness")

    assert told(series) == set()


@pytest.mark.parametrize("late", ["called off", "not called"])
def test_what_is_said_afterwards_of_an_instance_that_has_begun_takes_it_from_no_calendar(cast: Any, late: str) -> None:
    """Every version carries the whole: the next one may not leave out what everybody was at."""
    then = monday(-3)
    with time_machine.travel(then, tick=False):
        series = call_weekly(cast, first=then.date() + datetime.timedelta(days=3))
        told(series)
    first, *_others, last = instances(series)
    if late == "called off":
        cancel_meeting(first, by=cast.cilla, reason="illness")
    else:
        seat = first.invitations.filter(person=cast.bo)
        seat.update(state=InvitationState.REMOVED, ended_at=first.starts_at + datetime.timedelta(hours=1))

    move_meeting(last, by=cast.cilla, starts_at=last.starts_at + HOUR, ends_at=last.ends_at + HOUR)

    assert ("bo@af.example", "moved", "REQUEST", 1) in told(series)
    assert first.starts_at in starts_in("bo@af.example")


def test_another_hour_from_here_on_is_a_new_series_and_the_old_one_ends_before_it(cast: Any) -> None:
    series = call_weekly(cast)
    told(series)
    fourth = instances(series)[3]

    new = move_following(
        fourth,
        by=cast.cilla,
        first_on=fourth.starts_at.date() + datetime.timedelta(days=1),
        starts=datetime.time(13),
        length_minutes=90,
    )

    assert told(series, new) == {
        *((address, "changed", "REQUEST", 1) for address in EVERYBODY),
        *((address, "invitation", "REQUEST", 0) for address in EVERYBODY),
    }
    assert CalendarObject.objects.get(series=new).uid != CalendarObject.objects.get(series=series).uid
    assert [len(instances(series)), len(instances(new))] == [3, 3]
    assert starts_in("bo@af.example", series) == times(instances(series))
    assert starts_in("bo@af.example", new) == times(instances(new))
    assert {one.moved_count for one in instances(new)} == {1}
    assert (
        move_following(instances(new)[0], by=cast.cilla, first_on=new.first_on, starts=new.starts, length_minutes=90)
        == new
    )


def test_another_place_from_here_on_asks_nobody_again(cast: Any) -> None:
    series = call_weekly(cast)
    told(series)
    second = instances(series)[1]
    answer_invitation(second.invitations.get(person=cast.bo), answer="yes", channel="link")

    change_following(second, by=cast.cilla, place="Blåbärssalen")

    assert told(series) == {(address, "changed", "REQUEST", 1) for address in EVERYBODY}
    assert [place for _s, _e, place in calendar_of("bo@af.example").values()] == ["Sessionssalen"] + [
        "Blåbärssalen"
    ] * 5
    assert second.invitations.get(person=cast.bo).answer == "yes"


def test_who_is_called_to_one_instance_only_gets_it_as_a_meeting_of_its_own(cast: Any) -> None:
    series = call_weekly(cast)
    told(series)
    second = instances(series)[1]

    add_invitation(second, by=cast.cilla, person=cast.kim, unit=cast.af_unit)

    assert told(series) == {("kim@af.example", "invitation", "REQUEST", 0)}
    assert CalendarObject.objects.get(told__address="kim@af.example").meeting == second


def test_who_is_removed_from_one_instance_loses_only_that(cast: Any) -> None:
    series = call_weekly(cast)
    told(series)
    second = instances(series)[1]

    remove_invitation(second.invitations.get(person=cast.bo), by=cast.cilla)

    assert told(series) == {("bo@af.example", "changed", "REQUEST", 1)}
    assert starts_in("bo@af.example") == times([one for one in instances(series) if one != second])


def test_a_substitute_at_one_instance_has_it_alone_and_the_member_a_gap(cast: Any) -> None:
    series = call_weekly(cast)
    told(series)
    second = instances(series)[1]

    name_substitute(second.invitations.get(person=cast.bo), name="Kim", email="kim@af.example", channel="link")

    assert told(series) == {("bo@af.example", "changed", "REQUEST", 1), ("kim@af.example", "invitation", "REQUEST", 0)}
    assert len(starts_in("bo@af.example")) == 5


def test_a_series_that_goes_on_longer_is_one_more_version(cast: Any) -> None:
    series = call_weekly(cast)
    told(series)

    extend_series(series, by=cast.cilla, last_on=series.last_on + WEEK * 2)

    assert told(series) == {(address, "changed", "REQUEST", 1) for address in EVERYBODY}
    assert starts_in("bo@af.example") == times(instances(series))
    assert len(instances(series)) == 8


def test_an_answer_to_an_earlier_time_of_one_instance_is_known_by_its_sequence(cast: Any) -> None:
    series = call_weekly(cast)
    told(series)
    third = instances(series)[2]

    move_meeting(third, by=cast.cilla, starts_at=third.starts_at + HOUR, ends_at=third.ends_at + HOUR)
    told(series)

    row = Told.objects.get(address="bo@af.example")
    assert (row.time_sequence, row.instance_sequences) == (0, {key_of(third.recurrence_at): 1})


def test_a_new_address_gets_the_whole_series_and_the_old_one_is_cancelled(cast: Any) -> None:
    series = call_weekly(cast)
    told(series)
    cast.bo.email = "bo.ny@af.example"
    cast.bo.save()

    assert told(series) == {
        ("bo@af.example", "removed", "CANCEL", 1),
        ("bo.ny@af.example", "invitation", "REQUEST", 2),
    }


def test_a_moved_instance_of_a_long_series_is_a_small_mail(cast: Any) -> None:
    series = call_weekly(cast, count=52)
    told(series)
    third = instances(series)[2]

    move_meeting(third, by=cast.cilla, starts_at=third.starts_at + HOUR, ends_at=third.ends_at + HOUR)
    tell_series(series.pk)

    assert {len(row.body) <= 12_000 for row in OutboxMessage.objects.filter(kind="moved")} == {True}


def monday(weeks: int) -> datetime.datetime:
    today = timezone.localdate()
    return at_local(today - datetime.timedelta(days=today.weekday()) + WEEK * weeks, datetime.time(8))


def calendar_part(message: OutboxMessage) -> bytes:
    box = mailbox.Maildir(settings.EMAIL_URL.removeprefix("maildir://"))
    mail = next(one for one in box if one["Message-ID"] == message.message_id)
    return next(part.get_payload(decode=True) for part in mail.walk() if part.get_content_type() == "text/calendar")
