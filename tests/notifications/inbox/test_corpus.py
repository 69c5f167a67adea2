"""What real clients and servers send, taken by the whole way in: each mail has its end, and words for it."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest

from booking.meetings.queries import open_delegations, open_proposals
from booking.models import Answer, Meeting
from notifications.inbox.receiving import receive
from notifications.models import CalendarObject, InboundMail, OutboxMessage
from notifications.pages.wording import INBOUND_REASONS
from notifications.tasks import tell
from tests.factories import make_contact_point
from tests.factories.calls import call_individual
from tests.notifications.pages.looking import logged_in, seat_of, text_of

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).parents[2] / "data" / "mail"
UID = uuid.UUID("3c6cdd2d-3f22-4b6c-9a54-6a4e31f4bb10")
# what becomes of each: result, reason, and whether somebody has to look at it
ENDS = {
    "apple-accept": ("applied", "yes", False),
    "attachment-octet-stream": ("applied", "yes", False),
    "attachment-only": ("applied", "yes", False),
    "bounce-qmail": ("bounce", "report_unknown", True),
    "broken-lines": ("applied", "yes", False),
    "byte-order-mark": ("applied", "yes", False),
    "calendars-disagree": ("unknown", "calendars_disagree", True),
    "cancel-from-outside": ("rejected", "method", True),
    "delegated": ("applied", "delegated", False),
    "dsn-exchange-failed": ("bounce", "report_unknown", True),
    "dsn-postfix-delayed": ("bounce", "report_unknown", True),
    "dsn-postfix-failed": ("bounce", "report_unknown", True),
    "dsn-relayed": ("ignored", "report_arrived", False),
    "forwarded": ("unknown", "no_calendar", True),
    "gmail-accept": ("applied", "yes", False),
    "instance-by-date": ("rejected", "instance_date", True),
    "lower-case": ("applied", "yes", False),
    "method-mismatch": ("rejected", "method_mismatch", True),
    "nextcloud-instances": ("unknown", "not_invited", True),
    "no-event": ("unknown", "no_event", True),
    "no-method": ("rejected", "method", True),
    "no-partstat": ("rejected", "no_answer", False),
    "null-sender": ("bounce", "report_unknown", True),
    "out-of-office-exchange": ("ignored", "automatic", False),
    "out-of-office-subject-only": ("ignored", "automatic", False),
    "out-of-office-vacation": ("ignored", "automatic", False),
    "outlook-accept": ("applied", "yes", False),
    "outlook-counter": ("applied", "proposed", False),
    "outlook-decline-comment": ("applied", "no", False),
    "outlook-forward-notice": ("ignored", "forward_notice", False),
    "outlook-instance": ("rejected", "unknown_instance", True),
    "outlook-old-no-sequence": ("applied", "yes", False),
    "person-writes-of-absence": ("unknown", "no_calendar", True),
    "person-writes": ("unknown", "no_calendar", True),
    "read-receipt": ("ignored", "receipt", False),
    "refresh": ("ignored", "sent_lately", False),
    "request-from-outside": ("rejected", "method", True),
    "sent-by": ("applied", "yes", False),
    "several-uids": ("unknown", "several_uids", True),
    "thunderbird-tentative": ("applied", "tentative", False),
    "two-senders": ("unknown", "other_sender", True),
    "unknown-charset": ("applied", "yes", False),
    "unknown-partstat": ("rejected", "no_answer", False),
    "unknown-zone-alone": ("rejected", "instance_zone", True),
    "unknown-zone": ("rejected", "unknown_instance", True),
    "utf-16": ("applied", "yes", False),
    "whole-mail": ("applied", "yes", False),
    "whole-series-from-here": ("rejected", "instance_range", True),
    "windows-1252": ("applied", "yes", False),
    "winmail": ("unknown", "winmail", True),
    "wrong-charset": ("applied", "yes", False),
}


@pytest.fixture
def meeting(cast: Any, time_machine: Any) -> Meeting:
    """The meeting that the mails answer, on the day that they were written: its second version has been told."""
    time_machine.move_to("2026-11-03T08:00:00Z")
    answering = {
        cast.bo: "bo.exempel@af.example",
        cast.rut: "carin.exempel@vard.example",
        cast.frida: "erik.exempel@fk.example",
        cast.alma: "dora.exempel@kommun.example",
    }
    for person, address in answering.items():
        person.email = address
        person.save()
    make_contact_point(cast.bo.placements.get().unit, mailbox="mottagning@af.example")
    called = call_individual(cast, *answering)
    tell(called.pk)
    as_told = CalendarObject.objects.get(meeting=called)
    as_told.ended_at = called.called_at
    as_told.save()
    known = CalendarObject.objects.create(uid=UID, meeting=called, organizer=as_told.organizer, sequence=1)
    as_told.told.update(calendar_object=known)
    OutboxMessage.objects.filter(address=cast.bo.email).update(message_id="<first@hoglandet.example>")
    return called


def test_every_mail_of_the_collection_is_expected() -> None:
    assert {path.stem for path in FOLDER.glob("*.eml")} == set(ENDS)


@pytest.mark.parametrize("name", sorted(ENDS))
def test_every_mail_has_its_end_and_words_for_it(cast: Any, meeting: Meeting, name: str) -> None:
    outcome = receive((FOLDER / f"{name}.eml").read_bytes())

    assert (outcome.result, outcome.reason, outcome.needs_person) == ENDS[name]
    assert outcome.reason in INBOUND_REASONS or outcome.reason in Answer.values
    row = InboundMail.objects.get()
    assert (row.result, row.reason, row.needs_person, row.words) == (*ENDS[name], "")
    unchanged = Meeting.objects.get(pk=meeting.pk)
    assert (unchanged.starts_at, unchanged.place, unchanged.state) == (meeting.starts_at, meeting.place, "called")
    assert meeting.invitations.count() == 5


def test_an_outlook_proposal_is_seen_by_the_caller_with_its_time(cast: Any, meeting: Meeting) -> None:
    receive((FOLDER / "outlook-counter.eml").read_bytes())

    assert open_proposals(meeting).count() == 1
    assert "föreslår en annan tid" in text_of(logged_in(cast.anna).get(f"/moten/{meeting.pk}/"))
    assert "Ta ställning på mötets sida." in text_of(logged_in(cast.anna).get("/inkommet/"))


def test_an_outlook_comment_is_not_kept_and_the_caller_alone_sees_that_there_was_one(
    cast: Any, meeting: Meeting
) -> None:
    receive((FOLDER / "outlook-decline-comment.eml").read_bytes())

    seat = seat_of(meeting, cast.bo)
    assert (seat.comment, seat.answer_notes) == ("", ["unkept"])
    said = "Skrev något som inte sparas – ring"
    assert said in text_of(logged_in(cast.anna).get(f"/moten/{meeting.pk}/"))
    for other in (cast.bo, cast.rut):
        assert said not in text_of(logged_in(other).get(f"/moten/{meeting.pk}/"))


def test_a_delegation_as_clients_write_it_names_one_person(cast: Any, meeting: Meeting) -> None:
    receive((FOLDER / "delegated.eml").read_bytes())

    assert open_delegations(meeting).get().email == "gun.exempel@af.example"
