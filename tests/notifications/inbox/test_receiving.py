from __future__ import annotations

import datetime
import io
import json
import uuid
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from booking.meetings.actions.answering import answer_invitation
from booking.meetings.actions.changing import cancel_meeting, change_meeting, move_meeting
from booking.models import Answer, Invitation, Meeting
from forums.models import PersonAlias
from notifications.inbox.receiving import receive
from notifications.models import CalendarObject, InboundMail, OutboxMessage
from notifications.outbox.delivery import deliver_batch
from notifications.tasks import tell
from tests.factories import make_contact_point
from tests.factories.calls import call_forum, call_individual

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def local_mailbox(settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_URL = f"maildir://{tmp_path / 'mailbox'}"


@pytest.fixture
def meeting(cast: Any) -> Meeting:
    called = call_individual(cast)
    tell(called.pk)
    deliver_batch()
    return called


def reply(
    meeting: Meeting,
    *,
    sender: str = "bo@af.example",
    attendee: str = "",
    partstat: str = "ACCEPTED",
    sequence: int = 0,
    stamp: datetime.datetime | None = None,
    comment: str = "",
    uid: str = "",
    headers: str = "",
    method: str = "REPLY",
) -> bytes:
    """What a calendar sends back, with Outlook's habit of leaving the ORGANIZER out."""
    moment = (stamp or timezone.now() + datetime.timedelta(seconds=5)).astimezone(datetime.UTC)
    uid = uid or str(CalendarObject.objects.get(meeting=meeting).uid)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Example//EN",
        f"METHOD:{method}",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"SEQUENCE:{sequence}",
        f"DTSTAMP:{moment:%Y%m%dT%H%M%SZ}",
        f"ATTENDEE;PARTSTAT={partstat}:mailto:{attendee or sender}",
        *([f"COMMENT:{comment}"] if comment else []),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    head = (
        f"From: {sender}\r\nTo: samverk@lingon.example\r\nSubject: Accepterat\r\n{headers}"
        f"Message-ID: <{uuid.uuid4()}@af.example>\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: text/calendar; method={method}; charset="utf-8"\r\n\r\n'
    )
    return (head + "\r\n".join(lines) + "\r\n").encode()


def seat(meeting: Meeting, person: Any) -> Invitation:
    return meeting.invitations.get(person=person)


@pytest.mark.parametrize(
    ("partstat", "answer"), [("ACCEPTED", Answer.YES), ("TENTATIVE", Answer.TENTATIVE), ("DECLINED", Answer.NO)]
)
def test_an_answer_by_calendar_is_applied(cast: Any, meeting: Meeting, partstat: str, answer: str) -> None:
    outcome = receive(reply(meeting, partstat=partstat))

    assert outcome.result == "applied"
    assert seat(meeting, cast.bo).answer == answer


def test_an_answer_mails_nobody(cast: Any, meeting: Meeting) -> None:
    receive(reply(meeting, partstat="DECLINED"))

    before = OutboxMessage.objects.count()
    tell(meeting.pk)

    assert OutboxMessage.objects.count() == before


def test_the_same_mail_twice_is_done_once(cast: Any, meeting: Meeting) -> None:
    mail = reply(meeting)

    assert [receive(mail).result, receive(mail).reason] == ["applied", "duplicate"]
    assert InboundMail.objects.count() == 1


def test_an_answer_to_the_old_time_is_stale(cast: Any, meeting: Meeting) -> None:
    move_meeting(meeting, by=cast.anna, starts_at=meeting.starts_at + HOUR, ends_at=meeting.ends_at + HOUR)
    tell(meeting.pk)
    deliver_batch()

    outcome = receive(reply(meeting, sequence=0))

    assert (outcome.result, outcome.reason) == ("stale", "old_time")
    assert seat(meeting, cast.bo).answer == Answer.UNANSWERED


def test_an_answer_to_an_older_version_with_the_same_time_counts(cast: Any, meeting: Meeting) -> None:
    change_meeting(meeting, by=cast.anna, place="Blåbärssalen")
    tell(meeting.pk)

    assert receive(reply(meeting, sequence=0)).result == "applied"


def test_of_two_answers_the_later_counts_whichever_way_it_came(cast: Any, meeting: Meeting) -> None:
    answer_invitation(seat(meeting, cast.bo), answer="no", channel="link")

    outcome = receive(reply(meeting, stamp=timezone.now() - HOUR))

    # Inkommet may not say that the yes is registered
    assert (outcome.result, outcome.reason) == ("stale", "older_than_last")
    assert seat(meeting, cast.bo).answer == Answer.NO
    assert receive(reply(meeting)).result == "applied"
    assert seat(meeting, cast.bo).answer == Answer.YES


@pytest.mark.parametrize("name", ["", 'ATTENDEE;CN="Bo "Bosse" Ek";PARTSTAT=ACCEPTED:mailto:bo@af.example'])
def test_an_answer_of_nobody_that_can_be_read_is_not_said_to_come_from_a_stranger(
    cast: Any, meeting: Meeting, name: str
) -> None:
    sent = reply(meeting).replace(b"ATTENDEE;PARTSTAT=ACCEPTED:mailto:bo@af.example", name.encode())

    outcome = receive(sent)

    assert (outcome.reason, outcome.needs_person, outcome.meeting) == ("no_attendee", True, meeting)
    assert seat(meeting, cast.bo).answer == Answer.UNANSWERED


def test_an_answer_that_names_two_who_are_called_is_left_to_a_person(cast: Any, meeting: Meeting) -> None:
    two = reply(meeting).replace(
        b"END:VEVENT", b"ATTENDEE;PARTSTAT=DECLINED:mailto:" + cast.rut.email.encode() + b"\r\nEND:VEVENT"
    )

    outcome = receive(two)

    assert (outcome.reason, outcome.needs_person) == ("two_attendees", True)
    assert seat(meeting, cast.bo).answer == seat(meeting, cast.rut).answer == Answer.UNANSWERED


@pytest.mark.parametrize(
    ("sender", "reason"), [("sekreterare@af.example", "yes"), ("sekreterare@x.example", "other_sender")]
)
def test_somebody_who_answers_for_another_is_believed_at_the_same_place_of_work_alone(
    cast: Any, meeting: Meeting, sender: str, reason: str
) -> None:
    make_contact_point(seat(meeting, cast.bo).unit, mailbox="mottagning@af.example")
    sent = reply(meeting, sender=sender, attendee="bo@af.example")

    outcome = receive(sent.replace(b"ATTENDEE;", f'ATTENDEE;SENT-BY="mailto:{sender}";'.encode()))

    assert outcome.reason == reason


def test_nobody_answers_for_another_at_a_domain_that_is_not_known_as_the_partys(cast: Any, meeting: Meeting) -> None:
    """As at gmail.com, where anybody can have an account."""
    make_contact_point(seat(meeting, cast.rut).unit, mailbox="mottagning@af.example")
    sender = "sekreterare@af.example"
    sent = reply(meeting, sender=sender, attendee="bo@af.example")

    outcome = receive(sent.replace(b"ATTENDEE;", f'ATTENDEE;SENT-BY="mailto:{sender}";'.encode()))

    assert (outcome.reason, outcome.needs_person) == ("other_sender", True)


def test_answers_out_of_order_end_with_the_last_given(cast: Any, meeting: Meeting) -> None:
    now = timezone.now()
    receive(reply(meeting, partstat="ACCEPTED", stamp=now))

    outcome = receive(reply(meeting, partstat="DECLINED", stamp=now - HOUR))

    assert (outcome.result, outcome.reason) == ("stale", "older_than_last")
    assert seat(meeting, cast.bo).answer == Answer.YES


def test_a_sender_whose_clock_is_ahead_does_not_keep_later_answers_out(cast: Any, meeting: Meeting) -> None:
    receive(reply(meeting, partstat="ACCEPTED", stamp=timezone.now() + datetime.timedelta(days=400)))

    assert receive(reply(meeting, partstat="DECLINED")).result == "applied"
    assert seat(meeting, cast.bo).answer == Answer.NO


def test_a_sequence_that_was_never_sent_is_refused(meeting: Meeting) -> None:
    assert receive(reply(meeting, sequence=9)).result == "rejected"


def test_a_stranger_who_answers_a_forwarded_invitation_changes_nothing(meeting: Meeting) -> None:
    outcome = receive(reply(meeting, sender="stranger@elsewhere.example"))

    assert (outcome.result, outcome.reason) == ("unknown", "not_invited")
    assert meeting.invitations.count() == 3


def test_somebody_who_answers_in_anothers_name_is_not_believed(cast: Any, meeting: Meeting) -> None:
    outcome = receive(reply(meeting, sender="rut@vardcentralen.example", attendee="bo@af.example"))

    assert (outcome.result, outcome.reason) == ("unknown", "other_sender")
    assert seat(meeting, cast.bo).answer == Answer.UNANSWERED


def test_an_answer_that_the_server_does_not_vouch_for_is_kept_for_a_person(
    cast: Any, meeting: Meeting, settings: Any
) -> None:
    settings.AUTHSERV_ID = "mx.lingon.example"
    forged = "Authentication-Results: mx.lingon.example; dmarc=fail header.from=af.example\r\n"
    honest = "Authentication-Results: mx.lingon.example; dmarc=pass header.from=af.example\r\n"

    assert receive(reply(meeting, headers=forged)).reason == "unverified_sender"
    assert receive(reply(meeting, headers=honest)).result == "applied"


def test_an_answer_from_inside_the_mailboxs_own_tenant_is_believed_for_the_domains_that_are_named(
    cast: Any, meeting: Meeting, settings: Any
) -> None:
    inside = "Authentication-Results: dkim=none;dmarc=none action=none header.from=af.example\r\n"
    inside += "X-MS-Exchange-Organization-AuthAs: Internal\r\n"
    settings.AUTHSERV_ID = "exchange-online"
    assert receive(reply(meeting, headers=inside)).reason == "unverified_sender"
    settings.FEDERATION_MAIL = {"LINGON": {"AUTHSERV_TENANT_DOMAINS": "lingon.example, AF.example"}}

    assert receive(reply(meeting, headers=inside)).result == "applied"
    assert receive(reply(meeting, headers=inside, sender=cast.rut.email)).reason == "unverified_sender"


def test_an_answer_that_no_server_can_vouch_for_waits_for_a_person(cast: Any, meeting: Meeting, settings: Any) -> None:
    settings.AUTHSERV_ID = ""

    outcome = receive(reply(meeting))

    assert (outcome.result, outcome.reason, outcome.needs_person) == ("waiting", "nobody_vouches", True)
    assert seat(meeting, cast.bo).answer == Answer.UNANSWERED


def test_a_federation_whose_server_vouches_is_asked_by_its_own_name(meeting: Meeting, settings: Any) -> None:
    settings.AUTHSERV_ID = ""
    settings.FEDERATION_MAIL = {"LINGON": {"AUTHSERV_ID": "Trust-From"}}

    assert receive(reply(meeting)).result == "applied"


def test_an_answer_from_an_alias_is_the_persons_own(cast: Any, meeting: Meeting) -> None:
    PersonAlias.objects.create(person=cast.bo, email="bo.b@af.example")

    outcome = receive(reply(meeting, sender="bo.b@af.example", attendee="bo@af.example"))

    assert outcome.result == "applied"


def test_an_unknown_meeting_is_kept_for_a_person(meeting: Meeting) -> None:
    outcome = receive(reply(meeting, uid=str(uuid.uuid4())))

    assert outcome.result == "unknown"
    row = InboundMail.objects.get()
    assert (row.needs_person, row.words, row.from_address) == (True, "", "@af.example")


def test_a_call_from_outside_never_touches_a_meeting(cast: Any, meeting: Meeting) -> None:
    assert receive(reply(meeting, method="CANCEL")).result == "rejected"
    assert receive(reply(meeting, method="REQUEST")).result == "rejected"
    meeting.refresh_from_db()
    assert meeting.state == "called"


def test_an_answer_to_a_cancelled_meeting_is_stale(cast: Any, meeting: Meeting) -> None:
    cancel_meeting(meeting, by=cast.anna, reason="illness")

    assert receive(reply(meeting)).result == "stale"


def test_a_comment_that_comes_in_about_a_person_is_not_stored(cast: Any, meeting: Meeting) -> None:
    """Domain rule 2. The caller sees that there was one, and calls."""
    receive(reply(meeting, comment="Gäller 19811228-9874\\, ring 070-174 06 05"))

    assert (seat(meeting, cast.bo).comment, seat(meeting, cast.bo).answer_notes) == ("", ["unkept"])


def test_of_a_mail_about_a_person_no_word_is_kept_and_of_a_groups_without_numbers(cast: Any, meeting: Meeting) -> None:
    """Domain rule 2: what is kept of a mail is what it needs to show it; the original stays in the mailbox."""
    group = call_forum(cast)
    tell(group.pk)
    said = "Hej, Kanarie Fågelström 19800101-1231, 070-1234567, kan inte."
    for about in (meeting, group):
        ours = OutboxMessage.objects.filter(meeting=about, address="bo@af.example").latest("pk").message_id
        receive(plain_mail(f"In-Reply-To: {ours}", "Content-Type: text/plain; charset=utf-8", text=f"{said}\0"))

    case, groups = (InboundMail.objects.get(meeting=about) for about in (meeting, group))
    assert (case.needs_person, case.words) == (True, "")
    assert "Kanarie Fågelström [borttaget], [borttaget], kan inte." in groups.words
    stored = str(list(InboundMail.objects.values()))
    assert "1231" not in stored and "1234567" not in stored


def test_out_of_office_is_ignored(meeting: Meeting) -> None:
    raw = (
        b"From: bo@af.example\r\nTo: samverk@lingon.example\r\nAuto-Submitted: auto-replied\r\n"
        b"Message-ID: <ooo@af.example>\r\nSubject: Semester\r\n\r\nJag har semester."
    )

    assert receive(raw).result == "ignored"


def test_the_command_says_on_one_line_what_was_done(cast: Any, meeting: Meeting, monkeypatch: Any) -> None:
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(reply(meeting))))

    call_command("receive_mail", stdout=out)

    (line,) = out.getvalue().splitlines()
    assert json.loads(line)["result"] == "applied"


def test_a_mail_that_cannot_be_taken_now_goes_back_to_the_queue_of_the_mail_server(db: None, monkeypatch: Any) -> None:
    """Any other end than 75 and the server sends the answer back to who gave it."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Subject: Svar\r\n\r\n")))
    monkeypatch.setattr("notifications.management.commands.receive_mail.receive", _no_database)

    with pytest.raises(CommandError) as refused:
        call_command("receive_mail")

    assert refused.value.returncode == 75


def _no_database(raw: bytes) -> None:
    raise OperationalError("the database is away")


@pytest.mark.parametrize("raw", [b"", b"\x00" * 100, b"A" * 5_000_000, b"From: a\r\nTo: b\r\n\r\n\xff\xfe"])
def test_a_mail_that_cannot_be_read_is_kept_and_never_a_traceback(db: None, raw: bytes, monkeypatch: Any) -> None:
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))

    call_command("receive_mail", stdout=out)

    assert json.loads(out.getvalue())["result"] in {"rejected", "unknown"}
    assert InboundMail.objects.get().needs_person


def plain_mail(*headers: str, text: str = "Jag kommer gärna.") -> bytes:
    head = ["From: bo@af.example", "To: samverk@lingon.example", f"Message-ID: <{uuid.uuid4()}@af.example>", *headers]
    return "\r\n".join([*head, "", text, ""]).encode()


def test_a_mail_written_as_an_answer_to_the_call_is_shown_at_its_meeting(cast: Any, meeting: Meeting) -> None:
    ours = OutboxMessage.objects.get(address="bo@af.example").message_id

    outcome = receive(plain_mail(f"In-Reply-To: {ours}"))

    assert (outcome.result, outcome.reason, outcome.meeting) == ("unknown", "no_calendar", meeting)
    assert InboundMail.objects.get().needs_person


def test_an_out_of_office_is_shown_at_the_meeting_and_waits_for_nobody(cast: Any, meeting: Meeting) -> None:
    ours = OutboxMessage.objects.get(address="bo@af.example").message_id

    outcome = receive(plain_mail("Auto-Submitted: auto-replied", f"References: <other@x> {ours}"))

    row = InboundMail.objects.get()
    assert (outcome.result, row.meeting, row.needs_person, row.words) == ("ignored", meeting, False, "")


@pytest.mark.parametrize("headers", [("Auto-Submitted: auto-replied",), ("Subject: Autosvar: Kallelse",), ()])
def test_what_comes_to_where_a_mail_would_come_back_is_shown_at_its_meeting(
    cast: Any, meeting: Meeting, headers: tuple[str, ...]
) -> None:
    """Vacation programs write there, and not all say which mail they answer."""
    back_to = OutboxMessage.objects.get(address="bo@af.example").envelope_from

    outcome = receive(plain_mail(*headers).replace(b"samverk@lingon.example", back_to.encode()))

    assert (outcome.meeting, outcome.needs_person) == (meeting, not headers)


@pytest.mark.parametrize("mark", ["List-Id: <samverk.lingon.example>", "Precedence: list"])
def test_a_person_who_answers_by_a_list_is_read_by_somebody(cast: Any, meeting: Meeting, mark: str) -> None:
    """Where the role mailbox is a list, all that comes to it has the marks of one."""
    ours = OutboxMessage.objects.get(address="bo@af.example").message_id

    by_hand, to_many = receive(plain_mail(mark, f"In-Reply-To: {ours}")), receive(plain_mail(mark))

    assert (by_hand.reason, by_hand.meeting, by_hand.needs_person) == ("no_calendar", meeting, True)
    assert (to_many.result, to_many.reason, to_many.needs_person) == ("ignored", "list", False)


def test_a_refused_calendar_about_a_known_meeting_is_shown_to_its_caller(cast: Any, meeting: Meeting) -> None:
    outcome = receive(reply(meeting, method="CANCEL"))

    assert (outcome.result, outcome.meeting) == ("rejected", meeting)
