"""Bounces: flag the address, put it on hold, and notify those who can do something about it."""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from booking.models import Meeting, MeetingState, Series
from forums.actions.waiting import mark_dead
from forums.models import ContactPoint, Person
from notifications.itip import Incoming, read_bounce_address
from notifications.models import OutboxMessage, OutboxState, Told
from notifications.notices.bounces import spokespersons, tell_contact_person, tell_of_bounce
from notifications.telling.dead_addresses import address_now, flag, owner_of, seat_of


def take_bounce(mail: Incoming) -> OutboxMessage | None:
    """Process a delivery report: mark the message bounced, put its address on hold, notify caller and contact persons.

    A report of mere delay changes nothing. None when the report is about no mail of ours.
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
    """Flag an address that does not work at its owner, and notify those who can mend it.

    Also for an address that the server refuses at once; the mail's own state is the caller's business. Where mails
    about cases go to the address before, others may say yes to the new one from now on (domain rule 4).
    """
    row = owner_of(message)
    if row is None:
        return
    if address_now(row) == message.address:
        flag(row)
        _tell_those_concerned(message, row)
    elif mark_dead(row, message.address):
        _tell_those_concerned(message, row)


def original_of(mail: Incoming) -> OutboxMessage | None:
    """The message that a bounce is about: by the signed bounce address (VERP), else by our Message-ID in the report."""
    messages = with_receivers()
    for address in mail.to_addresses:
        key = read_bounce_address(address, settings.SECRET_KEY.encode())
        if key is not None:
            return messages.filter(pk=key).first()
    if mail.bounce is None or not mail.bounce.original_message_id:
        return None
    return messages.filter(message_id=mail.bounce.original_message_id).first()


def with_receivers() -> QuerySet[OutboxMessage]:
    """The queryset of mails joined with whom they went to, and who called."""
    return OutboxMessage.objects.select_related(
        "told__seat__person", "told__seat__unit__party", "notice__person", "series__caller", "meeting__caller"
    ).select_related("invitation__person", "invitation__unit__party", "invitation__contact_point__person")


def _hold(told_id: int) -> None:
    """Put the address on hold, and roll back what it was told to the message before the bounced one.

    "Försök igen" thereby sends again what came back, a cancellation as well.
    """
    told = Told.objects.select_for_update().get(pk=told_id)
    last = told.outbox.filter(state=OutboxState.SENT).order_by("-counter").first()
    told.is_held = True
    told.left_method, told.left_sequence = (last.method, last.sequence) if last else ("", 0)
    told.left_digest, told.left_starts_at = (last.digest, last.starts_at) if last else ("", None)
    told.save(update_fields=["is_held", "left_method", "left_sequence", "left_digest", "left_starts_at"])


def _tell_those_concerned(message: OutboxMessage, row: Person | ContactPoint) -> None:
    """Notify the caller, with the meeting, once a day at most; the unit's contact persons once, with the name alone."""
    meeting = message.meeting or _next_of(message.series)
    if meeting is None:
        return
    if meeting.caller is not None and row != meeting.caller:
        tell_of_bounce(meeting, meeting.caller, row, message.address)
    seat = seat_of(message)
    if seat is not None and seat.unit is not None:
        for person in spokespersons(seat.unit, meeting.area):
            if person not in (row, meeting.caller):
                tell_contact_person(meeting, person, row, message.address)


def _next_of(series: Series | None) -> Meeting | None:
    """The next meeting of a series, on whose page a bounce of the series' mails is shown."""
    if series is None:
        return None
    ahead = series.instances.filter(state=MeetingState.CALLED, starts_at__gt=timezone.now())
    return ahead.select_related("template", "caller", "area").order_by("starts_at").first()
