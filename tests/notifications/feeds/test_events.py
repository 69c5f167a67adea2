"""Calendars to subscribe to: what stands in them and for whom; and one meeting as a file."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from booking.meetings.actions.answering import answer_invitation, name_substitute
from booking.meetings.actions.calling import edit_draft
from booking.meetings.actions.changing import cancel_meeting, move_meeting
from booking.meetings.actions.seats import remove_invitation
from forums.models import Place
from notifications.feeds import addresses
from notifications.models import OutboxMessage, Told
from tests.cast import Cast
from tests.factories import make_forum, make_meeting, make_membership
from tests.factories.calls import allow_video, call_forum, call_individual, draft_individual, on_workday
from tests.notifications.feeds.subscriptions import events_of, fetch, path_of, told
from tests.notifications.feeds.subscriptions import local_mailbox as local_mailbox

pytestmark = pytest.mark.django_db


# --- one's own meetings


def test_ones_own_meetings_have_the_uid_and_sequence_of_the_mails(cast: Cast) -> None:
    meeting = told(call_individual(cast))
    move_meeting(meeting, by=cast.anna, starts_at=on_workday(25), ends_at=on_workday(25, 10))
    told(meeting)

    (event,) = events_of(cast.bo)

    row = Told.objects.get(address=cast.bo.email)
    mail = OutboxMessage.objects.filter(told=row).latest("counter")
    assert (str(event["UID"]), event["SEQUENCE"]) == (str(row.calendar_object_id), mail.sequence)
    assert mail.sequence == 1
    assert event["DTSTART"].dt == on_workday(25)
    assert event["LAST-MODIFIED"].dt >= row.dtstamp


def test_a_meeting_about_a_person_is_its_neutral_subject_and_time_and_nothing_else(cast: Cast) -> None:
    allow_video(cast)
    place = Place.objects.create(area=cast.area, name="Beroendemottagningen", room="rum 3")
    meeting = told(call_individual(cast, at_place=place, link="https://mote.example/hemlig"))

    (event,) = events_of(cast.bo)

    assert str(event["SUMMARY"]) == f"Kallelse till samverkan ({meeting.reference})"
    assert str(event["DESCRIPTION"]).endswith(f"/moten/{meeting.pk}/")
    assert event["CLASS"] == "PRIVATE"
    assert not {"LOCATION", "URL", "ATTENDEE", "ORGANIZER", "COMMENT"} & set(event)
    text = fetch(addresses.subscribe(cast.bo)).content.decode()
    for secret in ("Samverksmöte", "Beroende", "hemlig", "Andlykt", "Rut", "Ekonomiskt", "/svar/", cast.anna.phone):
        assert secret not in text


def test_a_groups_meeting_stands_by_name_with_place_and_link(cast: Cast) -> None:
    told(call_forum(cast, link="https://mote.example/lsg"))

    (event,) = events_of(cast.bo)

    assert str(event["SUMMARY"]) == "LSG Lingonby"
    assert str(event["LOCATION"]) == "Sessionssalen, https://mote.example/lsg"


def test_a_meeting_that_goes_without_mail_is_in_no_feed(cast: Cast) -> None:
    call_individual(cast, no_mail=True)

    assert events_of(cast.bo) == events_of(cast.anna) == []


def test_a_draft_is_in_no_feed(cast: Cast) -> None:
    draft_individual(cast)

    assert events_of(cast.bo) == events_of(cast.anna) == []


def test_the_caller_has_the_meeting_too(cast: Cast) -> None:
    told(call_individual(cast))

    assert len(events_of(cast.anna)) == 1


def test_others_meetings_are_in_nobodys_feed(cast: Cast) -> None:
    told(call_individual(cast))

    for person in (cast.alma, cast.frida, cast.kim, cast.cilla, cast.david, cast.adam, cast.eva):
        assert events_of(person) == []


def test_what_one_has_said_no_to_stays_and_takes_no_time(cast: Cast) -> None:
    meeting = told(call_individual(cast))
    answer_invitation(meeting.invitations.get(person=cast.bo), answer="no", channel="link")

    assert [event["TRANSP"] for event in events_of(cast.bo)] == ["TRANSPARENT"]
    assert [event["TRANSP"] for event in events_of(cast.rut)] == ["OPAQUE"]


def test_a_cancelled_meeting_stays_some_weeks_as_cancelled_with_a_higher_sequence(cast: Cast) -> None:
    meeting = told(call_individual(cast))
    cancel_meeting(meeting, by=cast.anna, reason="illness")
    told(meeting)

    (event,) = events_of(cast.bo)

    assert (event["STATUS"], event["SEQUENCE"], event["TRANSP"]) == ("CANCELLED", 1, "TRANSPARENT")
    with time_machine.travel(timezone.now() + datetime.timedelta(weeks=5)):
        assert events_of(cast.bo) == []


def test_who_is_no_longer_called_sees_it_as_cancelled_at_the_time_they_were_told(cast: Cast) -> None:
    meeting = told(call_individual(cast, cast.bo, cast.rut, cast.frida))
    first = meeting.starts_at
    remove_invitation(meeting.invitations.get(person=cast.bo), by=cast.anna)
    told(meeting)
    move_meeting(meeting, by=cast.anna, starts_at=on_workday(25), ends_at=on_workday(25, 10))
    told(meeting)

    (event,) = events_of(cast.bo)

    assert (event["STATUS"], event["DTSTART"].dt, event["SEQUENCE"]) == ("CANCELLED", first, 1)


def test_what_has_been_stripped_is_in_no_feed(cast: Cast) -> None:
    meeting = told(call_individual(cast))
    remove_invitation(meeting.invitations.get(person=cast.bo), by=cast.anna)
    told(meeting)

    meeting.stripped_at = timezone.now()
    meeting.save(update_fields=["stripped_at"])

    assert events_of(cast.bo) == events_of(cast.rut) == events_of(cast.anna) == []


def test_the_substitute_has_the_meeting_and_the_first_one_has_it_cancelled(cast: Cast) -> None:
    meeting = told(call_individual(cast))
    name_substitute(meeting.invitations.get(person=cast.bo), name=cast.kim.name, email=cast.kim.email, channel="page")
    told(meeting)

    assert [event["STATUS"] for event in events_of(cast.bo)] == ["CANCELLED"]
    assert [event["STATUS"] for event in events_of(cast.kim)] == ["CONFIRMED"]


def test_a_meeting_that_has_been_stays_some_weeks(cast: Cast) -> None:
    meeting = told(call_individual(cast))

    with time_machine.travel(meeting.starts_at + datetime.timedelta(weeks=3)):
        assert len(events_of(cast.bo)) == 1
    with time_machine.travel(meeting.starts_at + datetime.timedelta(weeks=5)):
        assert events_of(cast.bo) == []


@pytest.mark.parametrize("count", [1, 3])
def test_a_feed_asks_as_much_however_many_meetings(cast: Cast, django_assert_num_queries: Any, count: int) -> None:
    for week in range(count):
        told(call_individual(cast, starts_at=on_workday(20 + week)))
    feed = addresses.find_feed(path_of(addresses.subscribe(cast.bo)).removeprefix("/kalender/").removesuffix(".ics"))

    with django_assert_num_queries(9):
        addresses.fetch(feed)


# --- groups and areas


def test_a_groups_feed_has_its_meetings_and_no_other_groups(cast: Cast) -> None:
    told(call_forum(cast))
    told(call_individual(cast))
    other = make_forum(cast.area, name="Arbetsgruppen", convener=cast.cilla)
    make_membership(other, cast.bo)
    told(make_meeting(cast.lsg_template, cast.cilla, forum=other, revision=1, revised_at=timezone.now()))

    assert [str(event["SUMMARY"]) for event in events_of(cast.bo, forum=cast.lsg)] == ["LSG Lingonby"]


def test_an_areas_feed_has_all_its_groups_and_never_a_meeting_about_a_person(cast: Cast) -> None:
    told(call_forum(cast))
    told(call_individual(cast))
    elsewhere = make_forum(cast.neighbour, name="LSG Blåbärsby", convener=cast.cilla)
    told(make_meeting(cast.lsg_template, cast.cilla, forum=elsewhere, area=cast.neighbour, revision=1))

    for person in (cast.anna, cast.bo, cast.cilla, cast.david):
        assert [str(event["SUMMARY"]) for event in events_of(person, area=cast.area)] == ["LSG Lingonby"]


def test_the_way_into_a_groups_digital_meeting_is_for_those_who_may_open_its_page(cast: Cast) -> None:
    told(call_forum(cast, link="https://mote.example/lsg"))

    (member,) = events_of(cast.bo, forum=cast.lsg)
    (colleague,) = events_of(cast.kim, forum=cast.lsg)

    assert str(member["LOCATION"]) == "Sessionssalen, https://mote.example/lsg"
    assert (str(colleague["SUMMARY"]), str(colleague["LOCATION"])) == ("LSG Lingonby", "Sessionssalen")
    assert not {"URL", "DESCRIPTION"} & set(colleague)


def test_a_groups_feed_says_nothing_of_who_comes_and_what_they_have_answered(cast: Cast) -> None:
    meeting = told(call_forum(cast, agenda=["Laget runt"]))
    answer_invitation(meeting.invitations.get(person=cast.bo), answer="no", channel="link")

    text = fetch(addresses.subscribe(cast.rut, forum=cast.lsg)).content.decode()

    for secret in ("Bäverhjälm", "bo@af.example", "Laget runt", "ATTENDEE", "ORGANIZER", "PARTSTAT"):
        assert secret not in text


# --- one meeting as a file


def test_a_meeting_is_saved_with_the_uid_of_the_mail(cast: Cast) -> None:
    allow_video(cast)
    meeting = told(call_individual(cast, link="https://mote.example/x"))
    client = Client()
    client.force_login(cast.bo)

    answer = client.get(f"/moten/{meeting.pk}/kalender.ics")

    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert str(event["UID"]) == str(Told.objects.get(address=cast.bo.email).calendar_object_id)
    assert str(event["LOCATION"]) == "Lingonhuset\\, rum 3, https://mote.example/x".replace("\\", "")
    assert answer["Content-Disposition"] == 'attachment; filename="samverk.ics"'
    assert not {b"METHOD", b"ATTENDEE", b"ORGANIZER"} & set(answer.content.replace(b":", b"\r\n").split(b"\r\n"))


def test_a_place_that_gives_care_away_is_not_in_the_file_either(cast: Cast) -> None:
    meeting = told(call_individual(cast, place="Beroendemottagningen"))
    client = Client()
    client.force_login(cast.bo)

    (event,) = Calendar.from_ical(client.get(f"/moten/{meeting.pk}/kalender.ics").content).walk("VEVENT")

    assert "LOCATION" not in event


def test_the_file_of_a_meeting_is_for_those_who_may_open_its_page(cast: Cast) -> None:
    meeting = told(call_individual(cast))
    path = f"/moten/{meeting.pk}/kalender.ics"
    codes = {}
    for name in ("anna", "bo", "alma", "frida", "kim", "cilla", "david", "adam", "eva"):
        client = Client()
        client.force_login(getattr(cast, name))
        codes[name] = client.get(path).status_code

    assert codes == dict.fromkeys(codes, 404) | {"anna": 200, "bo": 200}
    assert Client().get(path).status_code == 302


def test_there_is_no_file_of_what_goes_without_mail_or_is_a_draft(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.anna)

    for meeting in (call_individual(cast, no_mail=True), draft_individual(cast)):
        assert client.get(f"/moten/{meeting.pk}/kalender.ics").status_code == 404


def test_who_has_answered_by_link_saves_the_meeting_by_the_same_link(cast: Cast) -> None:
    from notifications.telling.links import link_token

    meeting = told(call_individual(cast))
    seat = meeting.invitations.get(person=cast.bo)
    path = f"/svar/{link_token(seat)}/kalender.ics"

    answer = Client().get(path)

    assert answer.status_code == 200
    assert meeting.reference in answer.content.decode()
    assert "/svar/" not in answer.content.decode()
    answer_invitation(seat, answer="yes", channel="link")
    assert path in Client().get(f"/svar/{link_token(seat)}/").content.decode()
    remove_invitation(seat, by=cast.anna)
    assert Client().get(path).status_code == 404


def test_changing_a_draft_changes_no_feed(cast: Cast) -> None:
    draft = draft_individual(cast)
    before = fetch(addresses.subscribe(cast.anna))["ETag"]

    edit_draft(draft, by=cast.anna, place="Rådhuset")

    assert fetch(addresses.subscribe(cast.anna))["ETag"] == before
