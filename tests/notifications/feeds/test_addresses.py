"""The address of a calendar to subscribe to, and what a program that fetches is answered."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from booking.meetings.actions.changing import change_meeting
from booking.meetings.wording import group_title
from booking.models import Meeting
from booking.staffing.actions import leave_federation
from forums.actions.logins import end_login
from forums.models import Person, Placement
from notifications.feeds import addresses
from notifications.models import CalendarFeed, Told
from tests.cast import Cast
from tests.factories.calls import call_forum, call_individual
from tests.notifications.feeds.subscriptions import fetch, path_of, told
from tests.notifications.feeds.subscriptions import local_mailbox as local_mailbox

pytestmark = pytest.mark.django_db


# --- the address


def test_two_people_have_two_addresses_and_the_same_one_twice_is_one(cast: Cast) -> None:
    first = addresses.subscribe(cast.bo, forum=cast.lsg)

    assert addresses.subscribe(cast.bo, forum=cast.lsg) == first
    others = [
        addresses.subscribe(cast.rut, forum=cast.lsg),
        addresses.subscribe(cast.bo),
        addresses.subscribe(cast.bo, area=cast.area),
    ]
    assert len({addresses.feed_address(feed) for feed in [first, *others]}) == 4


def test_an_address_made_anew_ends_the_old_one_at_once(cast: Cast) -> None:
    told(call_individual(cast))
    old = addresses.subscribe(cast.bo)

    new = addresses.renew(old)

    assert fetch(old).status_code == 404
    assert fetch(new).status_code == 200


def test_made_up_and_removed_addresses_are_answered_alike(cast: Cast) -> None:
    told(call_individual(cast))
    feed = addresses.subscribe(cast.bo)
    path = path_of(feed)
    last = path[-5]
    # with another seal, and the same one spelt otherwise
    other, respelt = ("E" if last == "A" else "A"), chr(ord(last) + 1)
    made_up = ("å", "x" * 43, path[10:-5] + other, path[10:-5] + respelt, "abc")

    with CaptureQueriesContext(connection) as asked:
        answers = [Client().get(f"/kalender/{text}.ics") for text in made_up]
    read = [one["sql"] for one in asked.captured_queries if "FROM" in one["sql"]]
    addresses.unsubscribe(feed)
    answers.append(Client().get(path))

    assert {(answer.status_code, answer.content) for answer in answers} == {(404, b"Kalendern finns inte.\n")}
    # counted, and looked for nowhere
    assert read and all("forums_brake" in sql for sql in read)


@pytest.mark.parametrize("subject", ["own", "forum", "area"])
def test_who_is_no_longer_active_has_no_feed(cast: Cast, subject: str) -> None:
    wanted = {"own": {}, "forum": {"forum": cast.lsg}, "area": {"area": cast.area}}[subject]
    feed = addresses.subscribe(cast.bo, **wanted)
    Person.objects.filter(pk=cast.bo.pk).update(is_active=False)

    assert fetch(feed).status_code == 404


@pytest.mark.parametrize("subject", ["forum", "area"])
def test_who_has_left_the_federation_sees_no_more_of_its_groups(cast: Cast, subject: str) -> None:
    feed = addresses.subscribe(cast.kim, **{subject: cast.lsg if subject == "forum" else cast.area})
    assert fetch(feed).status_code == 200
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Placement.objects.filter(person=cast.kim).update(ends_on=yesterday)
    cast.kim.roles.update(ends_on=yesterday)

    assert fetch(feed).status_code == 404


def test_a_feed_ends_with_the_login_and_is_there_again_only_at_a_new_address(cast: Cast) -> None:
    feeds = [addresses.subscribe(cast.bo), addresses.subscribe(cast.bo, forum=cast.lsg)]
    cast.bo.set_password("ett långt lösenord")
    cast.bo.save()

    end_login(cast.bo, by=cast.cilla)

    assert [fetch(feed).status_code for feed in feeds] == [404, 404]
    assert fetch(addresses.subscribe(cast.bo)).status_code == 200
    assert fetch(feeds[0]).status_code == 404


def test_an_account_of_the_demonstration_has_a_feed_there_only(cast: Cast, settings: Any) -> None:
    Person.objects.filter(pk=cast.bo.pk).update(is_demo=True)
    feed = addresses.subscribe(cast.bo)

    assert fetch(feed).status_code == 404
    settings.DEMO = True
    assert fetch(feed).status_code == 200


def test_who_has_left_sees_for_some_weeks_what_their_calendar_has_to_take_away_and_no_more(cast: Cast) -> None:
    case, group = told(call_individual(cast)), told(call_forum(cast))
    past, taken_away = told(call_individual(cast)), told(call_individual(cast))
    feed = addresses.subscribe(cast.bo)
    assert case.reference and case.reference in fetch(feed).content.decode()
    Meeting.objects.filter(pk=past.pk).update(
        starts_at=timezone.now() - datetime.timedelta(days=2), ends_at=timezone.now() - datetime.timedelta(days=1)
    )

    leave_federation(cast.bo, by=cast.adam, on=timezone.localdate() - datetime.timedelta(days=1))
    for meeting in (case, group, taken_away):
        told(meeting)
    # would have been held by now
    days_ago = timezone.now() - datetime.timedelta(days=1)
    Told.objects.filter(calendar_object__meeting=taken_away).update(left_starts_at=days_ago)

    shown = fetch(feed)
    events = Calendar.from_ical(shown.content).walk("VEVENT")
    assert sorted((str(event["SUMMARY"]), str(event["STATUS"])) for event in events) == [
        ("Inställt möte", "CANCELLED"),
        (f"Inställt: {group_title(group)}", "CANCELLED"),
    ]
    text = shown.content.decode()
    assert not [secret for secret in (case.reference, past.reference, "/moten/") if secret and secret in text]
    with time_machine.travel(timezone.now() + datetime.timedelta(weeks=5)):
        assert Calendar.from_ical(fetch(feed).content).walk("VEVENT") == []


def test_a_feed_made_before_the_key_was_changed_still_answers(cast: Cast, settings: Any) -> None:
    path = path_of(addresses.subscribe(cast.bo))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "en ny nyckel"

    assert Client().get(path).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert Client().get(path).status_code == 404


def test_a_personal_link_opens_no_feed_and_a_feed_no_link(cast: Cast) -> None:
    from notifications.telling.links import link_token

    meeting = told(call_individual(cast))
    token = link_token(meeting.invitations.get(person=cast.bo))
    feed = path_of(addresses.subscribe(cast.bo)).removeprefix("/kalender/").removesuffix(".ics")

    assert Client().get(f"/kalender/{token}.ics").status_code == 404
    assert Client().get(f"/svar/{feed}/").status_code == 404


# --- how it is fetched


def test_a_program_is_told_that_nothing_has_changed(cast: Cast) -> None:
    meeting = told(call_forum(cast))
    feed = addresses.subscribe(cast.bo)
    first = fetch(feed)

    by_tag = fetch(feed, if_none_match=first["ETag"])
    by_date = fetch(feed, if_modified_since=first["Last-Modified"])

    assert (first.status_code, by_tag.status_code, by_date.status_code) == (200, 304, 304)
    assert by_tag.content == by_date.content == b""
    assert by_tag["ETag"] == first["ETag"] == fetch(feed)["ETag"]
    change_meeting(meeting, by=cast.cilla, place="Rådhuset")
    told(meeting)
    assert fetch(feed, if_none_match=first["ETag"]).status_code == 200


def test_what_falls_out_with_time_is_a_change_too(cast: Cast) -> None:
    meeting = told(call_forum(cast))
    feed = addresses.subscribe(cast.bo)
    first = fetch(feed)

    with time_machine.travel(meeting.starts_at + datetime.timedelta(weeks=6)):
        answer = fetch(feed, if_modified_since=first["Last-Modified"])

    assert answer.status_code == 200
    assert answer["Last-Modified"] != first["Last-Modified"]


def test_a_feed_is_private_and_only_read(cast: Cast) -> None:
    feed = addresses.subscribe(cast.bo)
    answer = fetch(feed)

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in answer["Cache-Control"] and "public" not in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies
    assert {getattr(Client(), method)(path_of(feed)).status_code for method in ("post", "put", "patch", "delete")} == {
        405
    }
    assert Client().head(path_of(feed)).status_code == 200


def test_that_it_was_fetched_is_noted_at_most_once_an_hour(cast: Cast, django_assert_num_queries: Any) -> None:
    feed = addresses.subscribe(cast.bo)
    fetch(feed)
    feed.refresh_from_db()
    noted = feed.fetched_at

    fetch(feed)

    feed.refresh_from_db()
    assert noted is not None and feed.fetched_at == noted


# --- asked for too often


def test_an_address_that_is_asked_for_too_often_is_told_when_to_come_back_and_costs_no_work(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    told(call_individual(cast))
    feed, other = addresses.subscribe(cast.bo), addresses.subscribe(cast.rut)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert [fetch(feed).status_code for _time in range(10)] == [200] * 10
        with django_assert_num_queries(1):
            refused = fetch(feed)
        assert (refused.status_code, refused["Retry-After"]) == (429, "60")
        assert refused["Cache-Control"] == "private, no-cache" and "60 sekunder" in refused.content.decode()
        assert fetch(other).status_code == 200

        clock.shift(datetime.timedelta(seconds=59))
        assert (fetch(feed).status_code, fetch(feed)["Retry-After"]) == (429, "1")
        clock.shift(datetime.timedelta(seconds=1))
        assert [fetch(feed).status_code for _time in range(2)] == [200, 429]
        clock.shift(datetime.timedelta(hours=1))
        assert [fetch(feed).status_code for _time in range(11)] == [200] * 10 + [429]


def test_a_program_that_asks_once_a_minute_is_never_refused(cast: Cast) -> None:
    feed = addresses.subscribe(cast.bo)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _minute in range(30):
            assert fetch(feed).status_code == 200
            clock.shift(datetime.timedelta(minutes=1))


def test_a_turn_that_another_request_took_meanwhile_is_gone(cast: Cast) -> None:
    feed = addresses.subscribe(cast.bo)
    read_before = addresses.find_feed(path_of(feed).removeprefix("/kalender/").removesuffix(".ics"))
    CalendarFeed.objects.update(full_at=timezone.now() + addresses.STOCK)

    assert read_before is not None and 0 < addresses.seconds_to_wait(read_before) <= 60
