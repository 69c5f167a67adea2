from __future__ import annotations

import email
import email.policy
from typing import Any

import icalendar
import pytest

from booking.meetings.actions.changing import cancel_meeting, move_meeting
from booking.meetings.actions.seats import add_invitation
from booking.models import Meeting
from booking.workdays import format_when
from notifications.models import OutboxMessage
from notifications.outbox.delivery import deliver_batch
from notifications.tasks import tell
from notifications.telling.links import open_link, personal_link
from tests.factories.calls import call_forum, call_individual

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def local_mailbox(settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_URL = f"maildir://{tmp_path / 'mailbox'}"


def mail_to(address: str) -> Any:
    """The last mail to an address, parsed by the standard library."""
    row = OutboxMessage.objects.filter(address=address).order_by("created_at").last()
    return email.message_from_bytes(bytes(row.body), policy=email.policy.default)


def everything_in(mail: Any) -> str:
    """Headers and all parts in clear."""
    parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    return "\n".join([f"{name}: {value}" for name, value in mail.items()] + parts)


def calendar_in(mail: Any) -> icalendar.Event:
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    (event,) = icalendar.Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
    return event


def told(meeting: Meeting) -> Meeting:
    tell(meeting.pk)
    return meeting


def test_a_mail_about_an_individual_says_when_where_who_calls_and_how_to_answer(cast: Any) -> None:
    meeting = told(call_individual(cast))

    text = everything_in(mail_to("bo@af.example"))

    when = format_when(meeting.starts_at, meeting.ends_at)
    for said in (*when.split(" kl. ")[0].split(), "Lingonhuset, rum 3", "Anna Andlykt", cast.anna.phone):
        assert said in text
    assert meeting.reference in text
    assert personal_link(meeting.invitations.get(person=cast.bo)) in text


def test_a_mail_about_an_individual_names_no_other_invited_no_type_and_no_purpose(cast: Any) -> None:
    meeting = call_individual(cast, cast.bo, cast.rut, cast.frida)
    meeting.purposes = cast.samverksmote.choices["purposes"][:1]
    meeting.prepare = cast.samverksmote.choices["prepare"][:1]
    meeting.save()
    told(meeting)

    text = everything_in(mail_to("bo@af.example")).casefold()

    for secret in (
        "rut",
        "frida",
        "vårdcentral",
        "försäkringskassan",
        "samverksmöte",
        *meeting.purposes,
        *meeting.prepare,
    ):
        assert secret.casefold() not in text


@pytest.mark.parametrize("change", ["moved", "cancelled"])
def test_later_mails_are_as_silent_as_the_first(cast: Any, change: str) -> None:
    meeting = told(call_individual(cast))
    deliver_batch()
    if change == "moved":
        later = {
            "starts_at": meeting.starts_at + meeting.template.duration,
            "ends_at": meeting.ends_at + meeting.template.duration,
        }
        move_meeting(meeting, by=cast.anna, **later)
    else:
        cancel_meeting(meeting, by=cast.anna, reason="consent_withdrawn")
    told(meeting)

    text = everything_in(mail_to("bo@af.example")).casefold()

    for secret in ("rut", "vårdcentral", "samverksmöte", "samtycke"):
        assert secret not in text


def test_the_calling_unit_is_not_named_when_it_gives_the_care_away(cast: Any) -> None:
    cast.kommun_unit.reveals_care = True
    cast.kommun_unit.save()

    told(call_individual(cast))

    text = everything_in(mail_to("bo@af.example"))
    assert "Ekonomiskt bistånd" not in text
    assert "Lingonby kommun" in text


def test_a_place_that_gives_the_care_away_is_not_in_the_mail(cast: Any) -> None:
    called_unit = cast.psychiatry
    called_unit.address = "Lasarettsgatan 2"
    called_unit.save()

    told(call_individual(cast, at_unit=called_unit))

    assert "psykiatrin" not in everything_in(mail_to("bo@af.example")).casefold()


def test_the_calendar_entry_has_one_attendee_and_the_neutral_subject(cast: Any) -> None:
    meeting = told(call_individual(cast))

    event = calendar_in(mail_to("bo@af.example"))

    assert str(event["SUMMARY"]) == f"Kallelse till samverkan ({meeting.reference})"
    assert str(event["ATTENDEE"]) == "mailto:bo@af.example"
    assert str(event["ORGANIZER"]) == "mailto:samverk@lingon.example"
    assert event["DTSTART"].dt == meeting.starts_at


def test_the_mail_comes_from_the_role_mailbox_and_goes_to_one_address(cast: Any) -> None:
    told(call_individual(cast))

    mail = mail_to("bo@af.example")

    assert mail["From"].addresses[0].addr_spec == "samverk@lingon.example"
    assert mail["From"].addresses[0].display_name == "Samverk Lingonby"
    assert [one.addr_spec for one in mail["To"].addresses] == ["bo@af.example"]
    assert mail["Cc"] is None


def test_a_cancelled_mail_never_says_why(cast: Any) -> None:
    meeting = told(call_individual(cast))
    deliver_batch()
    cancel_meeting(meeting, by=cast.anna, reason="illness")
    told(meeting)

    text = everything_in(mail_to("bo@af.example"))

    assert "Mötet är inställt." in text
    assert "sjuk" not in text.casefold()


def test_who_is_added_later_is_told_invited_and_not_updated(cast: Any) -> None:
    meeting = told(call_individual(cast))
    meeting.consent.parties.add(cast.fk)

    add_invitation(meeting, by=cast.anna, person=cast.frida)
    told(meeting)

    assert mail_to("frida@fk.example")["Subject"].startswith("Kallelse till samverkan")


def test_a_group_mail_says_what_and_with_which_agenda(cast: Any) -> None:
    meeting = told(call_forum(cast))

    mail = mail_to("bo@af.example")

    assert mail["Subject"].startswith("Kallelse: LSG Lingonby")
    assert "– Laget runt" in everything_in(mail)
    assert str(calendar_in(mail)["SUMMARY"]) == "LSG Lingonby"
    assert str(calendar_in(mail)["LOCATION"]) == meeting.place


def test_a_group_meeting_with_a_title_says_whose_it_is(cast: Any) -> None:
    told(call_forum(cast, title="Vårmöte"))

    mail = mail_to("bo@af.example")

    assert mail["Subject"].startswith("Kallelse: LSG Lingonby: Vårmöte")
    assert str(calendar_in(mail)["SUMMARY"]) == "LSG Lingonby: Vårmöte"


def test_a_moved_mail_says_the_old_and_the_new_time(cast: Any) -> None:
    meeting = told(call_individual(cast))
    deliver_batch()
    hour = meeting.template.duration
    move_meeting(meeting, by=cast.anna, starts_at=meeting.starts_at + hour, ends_at=meeting.ends_at + hour)
    told(meeting)

    text = everything_in(mail_to("bo@af.example"))

    assert "kl. 09.00 till" in text
    assert "kl. 10.00–11.00" in text
    assert "Svara på nytt" in text


def test_the_stored_copy_keeps_no_personal_link_once_it_has_left(cast: Any) -> None:
    told(call_individual(cast))
    deliver_batch()

    for row in OutboxMessage.objects.all():
        assert bytes(row.body) == b""
        assert "/svar/" not in row.text


def test_a_link_is_the_same_in_every_mail_and_revoked_with_the_seat(cast: Any) -> None:
    meeting = told(call_individual(cast))
    seat = meeting.invitations.get(person=cast.bo)
    token = personal_link(seat).rstrip("/").rpartition("/")[2]

    assert open_link(token) == seat
    seat.link_version += 1
    seat.save()
    assert open_link(token) is None
