"""Failures of mail, at once or by a bounce: of three kinds, each told to those who can do something about it.

The address: it is flagged, and on hold. The mailbox or the mail (full, too large, not let in), and time that ran out:
nobody is flagged, the next mail is tried, and reminders go on. When several addresses of one domain fail alike it is us
or the domain, not the people: the administrators are told once.
"""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from booking.models import Meeting, MeetingState, Series
from forums.actions.waiting import mark_dead
from forums.models import ContactPoint, Person
from notifications.itip import Incoming, read_bounce_address
from notifications.models import FailureKind, OutboxMessage, OutboxState, Told
from notifications.notices.bounces import spokespersons, tell_contact_person, tell_of_bounce, tell_of_failure
from notifications.notices.domains import tell_administrators
from notifications.telling.dead_addresses import address_now, flag, owner_of, seat_of


def take_bounce(mail: Incoming) -> OutboxMessage | None:
    """Process a delivery report: mark the message bounced, with the kind of failure, and notify those concerned.

    A report of mere delay changes nothing, nor does a second one. None when the report is about no mail of ours.
    """
    message = original_of(mail)
    if message is None or mail.bounce is None or not mail.bounce.is_permanent:
        return message
    is_new = message.state not in (OutboxState.BOUNCED, OutboxState.FAILED)
    message.state, message.failure = OutboxState.BOUNCED, mail.bounce.failure
    message.failed_at = timezone.now() if is_new or message.failed_at is None else message.failed_at
    message.save(update_fields=["state", "failure", "failed_at"])
    if message.told_id is not None:
        _roll_back(message.told_id, is_held=mail.bounce.failure == "address")
    note_failure(message)
    return message


def note_failure(message: OutboxMessage) -> None:
    """Tell those concerned that a mail did not arrive, and flag the address at its owner when it is that.

    Also for an address that the server refuses at once; the mail's own state is the caller's business. Where mails
    about cases go to the address before, others may say yes to the new one from now on (domain rule 4).
    """
    row = owner_of(message)
    if message.failure != FailureKind.ADDRESS:
        tell_administrators(message)
        meeting = message.meeting or _next_of(message.series)
        if row is not None and meeting is not None and meeting.caller is not None and row != meeting.caller:
            tell_of_failure(meeting, meeting.caller, row, message.address)
        return
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


def _roll_back(told_id: int, *, is_held: bool) -> None:
    """Roll back what has left to the message before the one that came back; with `is_held` nothing more goes there.

    "Försök igen" thereby sends again what came back, a cancellation as well; and the next version says all that the
    one that came back said.
    """
    told = Told.objects.select_for_update().get(pk=told_id)
    last = told.outbox.filter(state=OutboxState.SENT).order_by("-counter").first()
    told.is_held = told.is_held or is_held
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
