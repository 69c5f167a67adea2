"""An answer from an address that is nobody's: who may decide says whose it is; and rooms, which are no strangers."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from booking.models import Answer, Meeting
from forums.actions.aliases import answers_as, end_alias
from forums.actions.people import person_by_address
from forums.models import AuditEntry, Person, PersonAlias, Place
from notifications.inbox.accepting import accept_as, can_remember, whose_it_may_be
from notifications.inbox.receiving import receive
from notifications.models import InboundMail, InboundResult
from notifications.tasks import tell
from tests.factories import make_area, make_federation
from tests.factories.calls import call_forum, call_individual
from tests.notifications.inbox.test_receiving import HOUR, reply, seat
from tests.notifications.inbox.test_receiving import local_mailbox as local_mailbox
from tests.notifications.inbox.test_receiving import meeting as meeting
from tests.notifications.pages.looking import logged_in, text_of

pytestmark = pytest.mark.django_db
NEW = "bo.ny@af.example"


@pytest.fixture
def group(cast: Any) -> Meeting:
    called = call_forum(cast)
    tell(called.pk)
    return called


def arrived(raw: bytes) -> InboundMail:
    receive(raw)
    return InboundMail.objects.latest("pk")


def post(by: Person, mail: InboundMail, **data: Any) -> Any:
    return logged_in(by).post(f"/inkommet/{mail.pk}/", {"remember": "1", **data}, follow=True)


def test_the_caller_says_whose_it_is_and_the_answer_and_the_address_are_kept(cast: Any, meeting: Meeting) -> None:
    mail = arrived(reply(meeting, sender=NEW, attendee="bo@af.example"))
    assert (mail.reason, whose_it_may_be(mail)) == ("other_sender", [cast.bo])
    page = text_of(logged_in(cast.anna).get(f"/inkommet/{mail.pk}/"))
    assert "Det är Bo Bäverhjälm – ta svaret och kom ihåg adressen" in page
    assert "Svaret: Ja, jag kommer" in page

    post(cast.anna, mail, person=cast.bo.pk)

    mail.refresh_from_db()
    assert seat(meeting, cast.bo).answer == Answer.YES
    assert (mail.result, mail.needs_person, mail.handled_by, mail.waiting) == ("applied", False, cast.anna, None)
    assert PersonAlias.objects.get(email=NEW).added_by == cast.anna
    assert AuditEntry.objects.filter(what="alias_added", about_id=cast.bo.pk, who_id=cast.anna.pk).exists()
    assert receive(reply(meeting, sender=NEW, attendee=NEW, partstat="DECLINED")).result == "applied"


def test_of_a_stranger_one_chooses_among_those_who_are_called(cast: Any, meeting: Meeting) -> None:
    mail = arrived(reply(meeting, sender=NEW))
    assert mail.reason == "not_invited"
    assert whose_it_may_be(mail) == [cast.bo, cast.rut]

    assert post(cast.anna, mail, person=cast.frida.pk).status_code == 422
    assert not PersonAlias.objects.exists()
    post(cast.anna, mail, person=cast.bo.pk)

    assert seat(meeting, cast.bo).answer == Answer.YES


@pytest.mark.parametrize("who", ["bo", "cilla", "david", "adam", "eva"])
def test_who_may_not_change_the_meeting_decides_nothing(cast: Any, meeting: Meeting, who: str) -> None:
    mail = arrived(reply(meeting, sender=NEW, attendee="bo@af.example"))
    person = getattr(cast, who)

    assert not can_remember(person, mail)
    with pytest.raises(PermissionDenied):
        accept_as(mail, by=person, person=cast.bo)
    assert not PersonAlias.objects.exists()


@pytest.mark.parametrize(
    ("sender", "attendee"), [("rut@vardcentralen.example", "bo@af.example"), ("eva@other.example", "bo@af.example")]
)
def test_an_address_that_is_somebodys_is_never_offered_as_anothers(
    cast: Any, meeting: Meeting, sender: str, attendee: str
) -> None:
    Person.objects.filter(pk=cast.eva.pk).update(email="eva@other.example")

    mail = arrived(reply(meeting, sender=sender, attendee=attendee))

    assert (mail.reason, mail.waiting) == ("other_sender", None)
    assert not can_remember(cast.anna, mail)


def test_what_is_known_to_be_forged_is_not_offered(cast: Any, meeting: Meeting, settings: Any) -> None:
    settings.AUTHSERV_ID = "mx.lingon.example"
    header = "Authentication-Results: mx.lingon.example; dmarc={} header.from=af.example\r\n"

    forged = arrived(reply(meeting, sender=NEW, headers=header.format("fail")))
    genuine = arrived(reply(meeting, sender=NEW, headers=header.format("pass")))

    assert (can_remember(cast.anna, forged), can_remember(cast.anna, genuine)) == (False, True)


def test_the_address_takes_no_mail_and_names_nobody(cast: Any, meeting: Meeting) -> None:
    """Else who holds a group could have a stranger's address lead to themselves, and be called to a case by it."""
    accept_as(arrived(reply(meeting, sender=NEW)), by=cast.anna, person=cast.bo)

    assert answers_as(NEW) == cast.bo
    assert person_by_address(NEW) is None
    assert Person.objects.get(pk=cast.bo.pk).email == "bo@af.example"


def test_in_a_case_only_what_its_own_caller_has_remembered_counts(cast: Any, meeting: Meeting, group: Meeting) -> None:
    """Who keeps a group vouches for nobody in a case; the case's caller is asked herself."""
    accept_as(arrived(reply(group, sender=NEW, attendee="bo@af.example")), by=cast.cilla, person=cast.bo)
    assert receive(reply(group, sender=NEW, attendee=NEW, partstat="DECLINED")).result == "applied"

    mail = arrived(reply(meeting, sender=NEW, attendee="bo@af.example"))

    assert (mail.reason, seat(meeting, cast.bo).answer) == ("other_sender", Answer.UNANSWERED)
    accept_as(mail, by=cast.anna, person=cast.bo)
    assert seat(meeting, cast.bo).answer == Answer.YES
    other = call_individual(cast)
    tell(other.pk)
    assert receive(reply(other, sender=NEW, attendee="bo@af.example")).result == "applied"


def test_it_is_shown_and_ended_on_the_persons_page_and_by_the_api(cast: Any, meeting: Meeting) -> None:
    accept_as(arrived(reply(meeting, sender=NEW)), by=cast.anna, person=cast.bo)
    alias = PersonAlias.objects.get()
    assert NEW in text_of(logged_in(cast.cilla).get(f"/personer/{cast.bo.pk}/"))
    assert NEW in text_of(logged_in(cast.bo).get("/mina-uppgifter/"))

    assert logged_in(cast.anna).post(f"/adresser/{alias.pk}/avsluta/").status_code == 404
    logged_in(cast.cilla).post(f"/adresser/{alias.pk}/avsluta/")

    assert not PersonAlias.objects.exists()
    assert AuditEntry.objects.filter(what="alias_ended", about_id=cast.bo.pk).count() == 1
    assert receive(reply(meeting, sender=NEW)).reason == "not_invited"


def test_one_may_end_ones_own_and_nobody_anothers(cast: Any, meeting: Meeting) -> None:
    accept_as(arrived(reply(meeting, sender=NEW)), by=cast.anna, person=cast.bo)
    with pytest.raises(PermissionDenied):
        end_alias(PersonAlias.objects.get(), by=cast.rut)

    end_alias(PersonAlias.objects.get(), by=cast.bo)

    assert not PersonAlias.objects.exists()


def test_a_mail_that_somebody_has_decided_about_is_decided_once(cast: Any, meeting: Meeting) -> None:
    mail = arrived(reply(meeting, sender=NEW, attendee="bo@af.example"))
    accept_as(mail, by=cast.anna, person=cast.bo)

    assert accept_as(mail, by=cast.anna, person=cast.bo) is None


# --- rooms

ROOM = "rum.akern@kommun.example"


@pytest.fixture
def room(cast: Any) -> Place:
    return Place.objects.create(area=cast.area, name="Kommunhuset", room="Åkern", mailbox=ROOM)


@pytest.mark.parametrize(
    ("partstat", "reason", "shown", "waits"),
    [
        ("ACCEPTED", "room_booked", "Rummet är bokat.", False),
        ("DECLINED", "room_declined", "Rummet har avböjt och är inte bokat.", True),
        ("TENTATIVE", "room_tentative", "Rummet är preliminärt bokat.", False),
    ],
)
def test_a_rooms_answer_is_shown_as_the_rooms(
    cast: Any, meeting: Meeting, room: Place, partstat: str, reason: str, shown: str, waits: bool
) -> None:
    outcome = receive(reply(meeting, sender=ROOM, partstat=partstat))

    assert (outcome.result, outcome.reason, outcome.needs_person) == (InboundResult.ROOM, reason, waits)
    page = text_of(logged_in(cast.anna).get("/inkommet/"))
    assert "Kommunhuset, Åkern" in page and shown in page
    assert set(meeting.invitations.values_list("answer", flat=True)) <= {"unanswered", "yes"}
    assert seat(meeting, cast.bo).answer == Answer.UNANSWERED


def test_who_answers_in_a_rooms_name_and_a_room_of_another_federation_are_strangers(
    cast: Any, meeting: Meeting, room: Place, settings: Any
) -> None:
    assert receive(reply(meeting, sender="x@y.example", attendee=ROOM)).reason == "other_sender"
    settings.AUTHSERV_ID = "mx.lingon.example"
    forged = "Authentication-Results: mx.lingon.example; dmarc=fail header.from=kommun.example\r\n"
    assert receive(reply(meeting, sender=ROOM, headers=forged)).reason == "unverified_sender"
    settings.AUTHSERV_ID = "trust-from"
    room.area = make_area(make_federation())
    room.save()

    assert receive(reply(meeting, sender=ROOM)).reason == "not_invited"


def test_whoever_is_called_is_no_room(cast: Any, meeting: Meeting, room: Place) -> None:
    Place.objects.filter(pk=room.pk).update(mailbox="bo@af.example")

    assert receive(reply(meeting)).result == "applied"


def test_a_room_is_marked_on_its_page_and_by_the_api(cast: Any, room: Place) -> None:
    form = {"name": "Kommunhuset", "room": "Åkern", "mailbox": "Rum Åkern <RUM.Ny@kommun.example>"}

    logged_in(cast.cilla).post(f"/platser/{room.pk}/", form)

    room.refresh_from_db()
    assert room.mailbox == "rum.ny@kommun.example"
    wrong = logged_in(cast.cilla).post(f"/platser/{room.pk}/", form | {"mailbox": "rum@"})
    assert "Skriv e-postadressen som namn@kommun.se." in text_of(wrong)
    assert "rum.ny@kommun.example" in text_of(logged_in(cast.cilla).get(f"/omraden/{cast.area.pk}/platser/"))


# --- right words


def test_a_decline_with_a_proposal_is_shown_as_no_and_the_time(cast: Any, meeting: Meeting) -> None:
    other = f"DTSTART:{meeting.starts_at + HOUR:%Y%m%dT%H%M%SZ}\r\nEND:VEVENT"
    raw = reply(meeting, method="COUNTER", partstat="DECLINED").replace(b"END:VEVENT", other.encode())

    outcome = receive(raw)

    assert (outcome.result, outcome.reason) == ("applied", "declined_proposed")
    assert seat(meeting, cast.bo).answer == Answer.NO
    assert "Nej, föreslår " in text_of(logged_in(cast.anna).get("/inkommet/"))
    assert "Nej, föreslår en annan tid" in text_of(logged_in(cast.anna).get(f"/moten/{meeting.pk}/"))


def test_an_abuse_report_is_not_called_a_receipt(cast: Any, meeting: Meeting) -> None:
    raw = (
        b"From: abuse@provider.example\r\nTo: samverk@lingon.example\r\nMessage-ID: <arf@provider.example>\r\n"
        b'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=feedback-report; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain\r\n\r\nThis is an abuse report.\r\n"
        b"--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\n\r\n--b--\r\n"
    )

    assert receive(raw, cast.federation).reason == "abuse_report"
    assert "anmält ett mejl från oss som skräppost" in text_of(logged_in(cast.adam).get("/inkommet/"))
