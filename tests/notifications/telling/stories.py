"""What happens to meetings and series, as stories: each step by the real actions, and then everybody is told."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from booking.meetings.actions.answering import answer_invitation, name_substitute
from booking.meetings.actions.changing import cancel_meeting, change_meeting, move_meeting
from booking.meetings.actions.seats import remove_invitation
from booking.models import Meeting, Series
from booking.series.actions import extend_series
from booking.series.following import change_following, end_following, move_following
from booking.staffing.members import end_member, replace_member
from forums.queries import today
from notifications.models import OutboxMessage
from notifications.notices.due import run_due
from notifications.tasks import tell, tell_series
from tests.factories.calls import allow_video, call_forum, call_individual
from tests.factories.series import call_weekly
from tests.notifications.telling.rows import leave

HOUR, DAY, WEEK = (datetime.timedelta(**{unit: 1}) for unit in ("hours", "days", "weeks"))
STOCKHOLM = ZoneInfo("Europe/Stockholm")
# as long as a link to a meeting in Teams
LONG_LINK = "https://mote.example/l/meetup-join/19%3ameeting_" + "MzY1OTQ4YjItZDM0OS00" * 11 + "/0?context=lingon"
Story = Callable[[Any], Iterator[None]]
STORIES: dict[str, Story] = {}


def story(tell: Story) -> Story:
    STORIES[tell.__name__] = tell
    return tell


def mails_of(name: str, cast: Any) -> list[tuple[str, bytes]]:
    """The mails of a story, each with the address that it goes to, in their order."""
    found: list[tuple[str, bytes]] = []
    for _step in STORIES[name](cast):
        found += told_now()
    return found


def told_now() -> list[tuple[str, bytes]]:
    """Tell everybody, and say what is on its way; it has left then."""
    before = set(OutboxMessage.objects.values_list("pk", flat=True))
    for series in Series.objects.order_by("called_at", "pk"):
        tell_series(series.pk)
    for meeting in Meeting.objects.exclude(state="draft").order_by("starts_at", "pk"):
        tell(meeting.pk)
    run_due()
    rows = OutboxMessage.objects.exclude(pk__in=before).order_by("created_at", "address", "pk")
    found = [(row.address, bytes(row.body)) for row in rows]
    leave()
    return found


def instances(series: Series) -> list[Meeting]:
    return list(series.instances.order_by("recurrence_at"))


def move(meeting: Meeting, by: datetime.timedelta, cast: Any) -> None:
    assert meeting.starts_at is not None and meeting.ends_at is not None
    # by the clock on the wall
    start, end = (
        (at.astimezone(STOCKHOLM).replace(tzinfo=None) + by).replace(tzinfo=STOCKHOLM).astimezone(datetime.UTC)
        for at in (meeting.starts_at, meeting.ends_at)
    )
    move_meeting(meeting, by=meeting.caller or cast.cilla, starts_at=start, ends_at=end)


# --- meetings about a person


@story
def case_moved_and_cancelled(cast: Any) -> Iterator[None]:
    meeting = call_individual(cast)
    yield
    move(meeting, DAY, cast)
    yield
    cancel_meeting(Meeting.objects.get(pk=meeting.pk), by=cast.anna, reason="illness")
    yield


@story
def case_in_another_place(cast: Any) -> Iterator[None]:
    allow_video(cast)
    meeting = call_individual(cast)
    answer_invitation(meeting.invitations.get(person=cast.bo), answer="yes", channel="link")
    yield
    change_meeting(meeting, by=cast.anna, place="Hemma hos Kanarie Fågelström")
    yield
    change_meeting(meeting, by=cast.anna, place_kind="digital", link="https://mote.example/rum-7")
    yield


@story
def case_handed_over_and_left(cast: Any) -> Iterator[None]:
    meeting = call_individual(cast)
    yield
    name_substitute(meeting.invitations.get(person=cast.bo), name="Kim", email="kim@af.example", channel="link")
    remove_invitation(meeting.invitations.get(person=cast.rut), by=cast.anna)
    yield


# --- single meetings of groups


@story
def group_with_new_title_link_and_end(cast: Any) -> Iterator[None]:
    meeting = call_forum(cast)
    answer_invitation(meeting.invitations.get(person=cast.bo), answer="yes", channel="link")
    yield
    change_meeting(meeting, by=cast.cilla, title="Tema: unga vuxna")
    yield
    change_meeting(meeting, by=cast.cilla, link=LONG_LINK)
    yield
    change_meeting(meeting, by=cast.cilla, place="", link="", title="")
    yield
    meeting.refresh_from_db()
    move_meeting(meeting, by=cast.cilla, starts_at=meeting.starts_at, ends_at=meeting.ends_at + HOUR)
    yield


@story
def group_with_long_agenda(cast: Any) -> Iterator[None]:
    call_forum(cast, agenda=[f"Punkt {number}, som har ett långt namn och är viktig" for number in range(100)])
    yield


@story
def group_handed_over(cast: Any) -> Iterator[None]:
    meeting = call_forum(cast)
    yield
    name_substitute(meeting.invitations.get(person=cast.bo), name="Kim", email="kim@af.example", channel="link")
    yield


# --- series


@story
def series_with_one_in_another_room(cast: Any) -> Iterator[None]:
    series = call_weekly(cast)
    yes_to_all(series, cast.bo)
    yield
    change_meeting(instances(series)[2], by=cast.cilla, place="Rum Ängen")
    yield
    change_meeting(instances(series)[2], by=cast.cilla, place="Sessionssalen")
    yield
    change_meeting(instances(series)[0], by=cast.cilla, title="Bara första gången", place="Lilla rummet bakom köket")
    yield
    change_meeting(instances(series)[3], by=cast.cilla, place="", link=LONG_LINK)
    yield


@story
def series_with_one_moved_and_back_and_one_off(cast: Any) -> Iterator[None]:
    series = call_weekly(cast)
    yield
    move(instances(series)[2], DAY, cast)
    yield
    move(instances(series)[2], -DAY, cast)
    yield
    cancel_meeting(instances(series)[1], by=cast.cilla, reason="illness")
    yield
    move(instances(series)[4], HOUR, cast)
    change_meeting(instances(series)[4], by=cast.cilla, place="Rum Ängen")
    yield


@story
def series_that_goes_on(cast: Any) -> Iterator[None]:
    series = call_weekly(cast)
    yes_to_all(series, cast.bo)
    yield
    extend_series(series, by=cast.cilla, last_on=series.last_on + 6 * WEEK + DAY)
    yield


@story
def series_in_another_room_from_here_on(cast: Any) -> Iterator[None]:
    series = call_weekly(cast)
    yield
    change_following(instances(series)[2], by=cast.cilla, place="Rum Skogen", title="Vårens möten")
    yield
    change_following(instances(series)[0], by=cast.cilla, link="https://mote.example/rum-7")
    yield


@story
def series_split_and_ended(cast: Any) -> Iterator[None]:
    series = call_weekly(cast)
    yield
    third = instances(series)[2]
    on = timezone.localdate(third.starts_at) + DAY
    new = move_following(third, by=cast.cilla, first_on=on, starts=datetime.time(13), length_minutes=90)
    yield
    end_following(instances(new)[2], by=cast.cilla, reason="no_longer_needed")
    end_following(instances(series)[0], by=cast.cilla, reason="no_longer_needed")
    yield


@story
def series_with_another_member(cast: Any) -> Iterator[None]:
    """Bo's seat goes to Kim from the third on, Rut's to nobody from the second on, Frida's at once."""
    series = call_weekly(cast)
    yield
    on = timezone.localdate(instances(series)[2].starts_at) - DAY
    replace_member(cast.lsg.memberships.get(person=cast.bo), by=cast.cilla, person=cast.kim, on=on)
    end_member(cast.lsg.memberships.get(person=cast.rut), by=cast.cilla, on=on - WEEK)
    end_member(cast.lsg.memberships.get(person=cast.frida), by=cast.cilla, on=today())
    yield


@story
def series_with_a_substitute_once(cast: Any) -> Iterator[None]:
    series = call_weekly(cast)
    yield
    second = instances(series)[1]
    name_substitute(second.invitations.get(person=cast.bo), name="Kim", email="kim@af.example", channel="link")
    remove_invitation(instances(series)[3].invitations.get(person=cast.rut), by=cast.cilla)
    yield


@story
def series_with_moves_that_exchange_cannot_hold(cast: Any) -> Iterator[None]:
    """Past a neighbour, to a neighbour's day, before the first; then back, one answered and one called off."""
    series = call_weekly(cast)
    yield
    move(instances(series)[1], 8 * DAY, cast)
    move(instances(series)[3], WEEK + HOUR, cast)
    move(instances(series)[5], -6 * WEEK, cast)
    yield
    answer_invitation(instances(series)[1].invitations.get(person=cast.bo), answer="yes", channel="link")
    change_meeting(instances(series)[1], by=cast.cilla, place="Rum Ängen")
    yield
    move(instances(series)[1], -8 * DAY, cast)
    cancel_meeting(instances(series)[3], by=cast.cilla, reason="illness")
    yield


def yes_to_all(series: Series, person: Any) -> None:
    for meeting in instances(series):
        answer_invitation(meeting.invitations.get(person=person), answer="yes", channel="link")
