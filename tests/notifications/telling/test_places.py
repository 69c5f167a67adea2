"""What mails, calendars, feeds and links say of a place of a meeting about a person, and when its change is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from booking.meetings.actions.changing import change_meeting, move_meeting
from booking.models import Meeting
from forums.actions.places import correct_place, set_unit_address
from forums.models import Place
from notifications.models import OutboxMessage, Told
from notifications.outbox.delivery import deliver_batch
from notifications.tasks import reconcile_all, tell
from tests.factories.calls import allow_video, call_individual, lingonhuset, on_workday
from tests.notifications.notices.reminding import remind_days_before
from tests.notifications.pages.looking import details_of, link_of, logged_in, seat_of, text_of
from tests.notifications.telling.test_what_mails_say import calendar_in, everything_in, mail_to

pytestmark = pytest.mark.django_db
HIDDEN = "Platsen ser du när du har loggat in eller angett koden."


@pytest.fixture(autouse=True)
def local_mailbox(settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_URL = f"maildir://{tmp_path / 'mailbox'}"


def told(meeting: Meeting) -> Meeting:
    tell(meeting.pk)
    return meeting


def everywhere(cast: Any, meeting: Meeting) -> dict[str, str]:
    """What Bo, who is called, has without login: the mail, its calendar part, the link and its file; and after it."""
    link, bo = link_of(seat_of(meeting, cast.bo)), logged_in(cast.bo)
    mail = mail_to("bo@af.example")
    return {
        "mail": everything_in(mail),
        "calendar": str(calendar_in(mail).get("LOCATION", "")),
        "link": text_of(Client().get(link)),
        "file of the link": Client().get(f"{link}kalender.ics").content.decode(),
        "page": text_of(bo.get(f"/moten/{meeting.pk}/")),
        "list": text_of(bo.get("/")),
        "details": text_of(bo.get(details_of(seat_of(meeting, cast.bo)))),
    }


BEHIND_LOGIN = {"page", "list", "details"}


def test_a_place_that_was_typed_is_shown_only_after_login_or_code(cast: Any) -> None:
    """Domain rule 2."""
    meeting = told(call_individual(cast, place="Hemma hos Kanarie Fågelström"))

    shown = everywhere(cast, meeting)

    assert {where for where, text in shown.items() if "Kanarie" in text} == BEHIND_LOGIN
    assert HIDDEN in shown["mail"] and HIDDEN in shown["link"]
    assert shown["calendar"] == HIDDEN
    assert "Kanarie" not in "".join(row.text + row.subject for row in OutboxMessage.objects.all())


def test_a_place_of_the_list_is_in_the_mail(cast: Any) -> None:
    shown = everywhere(cast, told(call_individual(cast)))

    assert {where for where, text in shown.items() if "Lingonhuset, rum 3" in text.replace("\\,", ",")} == set(shown)


def test_a_place_or_a_unit_that_gives_the_care_away_is_shown_only_after_login_or_code(cast: Any) -> None:
    """Domain rule 2, also when its name has none of the words that tell it."""
    unit = set_unit_address(cast.school, by=cast.cilla, address="Storgatan 1")
    unit.reveals_care = True
    unit.save()
    place = Place.objects.create(area=cast.area, name="Trädgårdshuset", reveals_care=True)

    for fields, word in (({"at_place": place}, "Trädgårdshuset"), ({"at_unit": unit}, "Storgatan 1")):
        shown = everywhere(cast, told(call_individual(cast, **fields)))
        assert {where for where, text in shown.items() if word in text} == BEHIND_LOGIN
        assert shown["calendar"] == HIDDEN


@pytest.mark.parametrize(("kind", "in_calendar"), [("caller", "Meddelas av den som kallar"), ("digital", "Digitalt")])
def test_what_is_no_place_is_said(cast: Any, kind: str, in_calendar: str) -> None:
    shown = everywhere(cast, told(call_individual(cast, place_kind=kind)))

    assert shown["calendar"] == in_calendar
    assert in_calendar in shown["mail"] and in_calendar in shown["link"] and in_calendar in shown["page"]


def test_a_place_that_is_marked_later_goes_out_of_calendars_with_the_hourly_run(cast: Any) -> None:
    meeting = told(call_individual(cast))

    deliver_batch()
    correct_place(lingonhuset(cast), by=cast.cilla, reveals_care=True)
    reconcile_all()

    assert str(calendar_in(mail_to("bo@af.example"))["LOCATION"]) == HIDDEN
    assert Meeting.objects.get(pk=meeting.pk).place == "Lingonhuset, rum 3"


def test_another_place_is_told_also_when_neither_is_said(cast: Any) -> None:
    """Who has looked up the first one after login would go there."""
    meeting = told(call_individual(cast, place="Kullahuset"))
    deliver_batch()
    before = OutboxMessage.objects.filter(address="bo@af.example").count()

    told(change_meeting(meeting, by=cast.anna, place="Dalahuset"))

    mail = everything_in(mail_to("bo@af.example"))
    assert "Det här har ändrats: plats. " in mail and "huset" not in mail
    told(change_meeting(meeting, by=cast.anna, place="Dalahuset"))
    assert OutboxMessage.objects.filter(address="bo@af.example").count() == before + 1


@pytest.mark.parametrize("place", ["Kullahuset", ""])
def test_a_reminder_says_no_more_of_the_place_than_the_call(cast: Any, time_machine: Any, place: str) -> None:
    from notifications.tasks import run_notices

    meeting = told(call_individual(cast, place=place))
    time_machine.move_to(remind_days_before(meeting, meeting.template.remind_unanswered_days))

    run_notices()

    reminder = OutboxMessage.objects.filter(kind="remind_unanswered", address="bo@af.example").get()
    assert "Kullahuset" not in reminder.text
    assert (HIDDEN in reminder.text) == bool(place)


# --- the version before this one mailed places as they were written


def as_it_was(meeting: Meeting, place: str) -> None:
    """The meeting as the former version left it: place written, and mailed so, with a digest of that version."""
    Meeting.objects.filter(pk=meeting.pk).update(place_kind="", at_place=None, place=place)
    for row in Told.objects.all():
        row.queued_digest = row.left_digest = "2:" + row.left_digest.partition(":")[2].replace("=", "=0", 1)
        row.save()


def test_a_written_place_that_was_mailed_stays_as_sent_until_the_meeting_next_changes(cast: Any) -> None:
    meeting = told(call_individual(cast))
    deliver_batch()
    as_it_was(meeting, "Kullahuset")
    before = OutboxMessage.objects.count()

    reconcile_all()
    deliver_batch()

    assert OutboxMessage.objects.count() == before
    assert HIDDEN in text_of(Client().get(link_of(seat_of(meeting, cast.bo))))
    later = on_workday(30)
    moved = move_meeting(meeting, by=cast.anna, starts_at=later, ends_at=later + meeting.template.duration)
    told(moved)
    mail = everything_in(mail_to("bo@af.example"))
    assert HIDDEN in mail and "Kullahuset" not in mail
    assert moved.place == "Kullahuset"


def test_a_link_of_a_case_is_in_the_mail_and_not_in_a_feed(cast: Any) -> None:
    allow_video(cast)
    meeting = told(call_individual(cast, link="https://mote.example/rum-7"))

    assert "https://mote.example/rum-7" in everywhere(cast, meeting)["mail"]
