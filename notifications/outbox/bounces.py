"""A mail that came back: flag the address, and tell those who can do something about it."""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from booking.models import Meeting, MeetingState, Series
from forums.models import ContactPoint, Person
from notifications.itip import Incoming, read_bounce_address
from notifications.models import OutboxMessage, OutboxState, Told
from notifications.notices import notices
from notifications.telling.dead_addresses import flag, seat_of, whose


def take_bounce(mail: Incoming) -> OutboxMessage | None:
    """Mark the message that a delivery report is about, hold its address, and tell the caller and the contact persons.

    A report that the mail is only late changes nothing. None when the report is about no mail of ours.
    """
    message = original_of(mail)
    if message is None or mail.bounce is None or not mail.bounce.is_permanent:
        return message
    message.state = OutboxState.BOUNCED
    message.save(update_fields=["state"])
    if message.told_id is not None:
        _hold(message.told_id)
    note_bad_address(message)
    return message


def note_bad_address(message: OutboxMessage) -> None:
    """The address that a mail went to does not work: flagged where it stands, and those who can mend it are told.

    Also when the server refuses it at once; the mail's own fate is noted by whoever saw it.
    """
    row = whose(message)
    if row is not None:
        flag(row)
        _tell_those_concerned(message, row)


def original_of(mail: Incoming) -> OutboxMessage | None:
    """By the signed bounce address; else by our own Message-ID inside the report."""
    messages = with_receivers()
    for address in mail.to_addresses:
        key = read_bounce_address(address, settings.SECRET_KEY.encode())
        if key is not None:
            return messages.filter(pk=key).first()
    if mail.bounce is None or not mail.bounce.original_message_id:
        return None
    return messages.filter(message_id=mail.bounce.original_message_id).first()


def with_receivers() -> QuerySet[OutboxMessage]:
    """Mails with whom they went to, and who called."""
    return OutboxMessage.objects.select_related(
        "told__seat__person", "told__seat__unit__party", "notice__person", "series__caller", "meeting__caller"
    ).select_related("invitation__person", "invitation__unit__party", "invitation__contact_point__person")


def _hold(told_id: int) -> None:
    """Nothing more goes there, and what came back has not been told: the address has what came before it, if anything.

    So whoever says "försök igen" sends again what came back, a cancellation as well.
    """
    told = Told.objects.select_for_update().get(pk=told_id)
    last = told.outbox.filter(state=OutboxState.SENT).order_by("-counter").first()
    told.is_held = True
    told.left_method, told.left_sequence = (last.method, last.sequence) if last else ("", 0)
    told.left_digest, told.left_starts_at = (last.digest, last.starts_at) if last else ("", None)
    told.save(update_fields=["is_held", "left_method", "left_sequence", "left_digest", "left_starts_at"])


def _tell_those_concerned(message: OutboxMessage, row: Person | ContactPoint) -> None:
    """The caller, with the meeting, once a day at most; the unit's contact persons, with the name alone, once."""
    meeting = message.meeting or _next_of(message.series)
    if meeting is None:
        return
    if meeting.caller is not None and row != meeting.caller:
        notices.tell_of_bounce(meeting, meeting.caller, row, message.address)
    seat = seat_of(message)
    if seat is not None and seat.unit is not None:
        for person in notices.spokespersons(seat.unit, meeting.area):
            if person not in (row, meeting.caller):
                notices.tell_contact_person(meeting, person, row, message.address)


def _next_of(series: Series | None) -> Meeting | None:
    """A mail about a series is told of on the page of its next meeting."""
    if series is None:
        return None
    ahead = series.instances.filter(state=MeetingState.CALLED, starts_at__gt=timezone.now())
    return ahead.select_related("template", "caller", "area").order_by("starts_at").first()
