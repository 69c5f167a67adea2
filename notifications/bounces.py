"""A mail that came back: flag the address, and tell those who can do something about it."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from booking.models import Invitation, Meeting, MeetingState, Series, SeriesSeat
from forums.queries import contact_persons
from notifications import notices
from notifications.itip import Incoming, read_bounce_address
from notifications.models import NoticeKind, OutboxMessage, OutboxState, Told


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
    _flag_address(message)
    _tell_those_concerned(message)
    return message


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


def original_of(mail: Incoming) -> OutboxMessage | None:
    """By the signed bounce address; else by our own Message-ID inside the report."""
    messages = OutboxMessage.objects.select_related(
        "told__seat__person", "invitation__person", "invitation__unit__party", "meeting__template", "series__caller"
    )
    for address in mail.to_addresses:
        key = read_bounce_address(address, settings.SECRET_KEY.encode())
        if key is not None:
            return messages.filter(pk=key).first()
    if mail.bounce is None or not mail.bounce.original_message_id:
        return None
    return messages.filter(message_id=mail.bounce.original_message_id).first()


def _flag_address(message: OutboxMessage) -> None:
    invitation, seat = message.invitation, message.told.seat if message.told else None
    row = seat.person if seat else (invitation.person or invitation.contact_point) if invitation else None
    if row is not None:
        row.address_bounced_at = timezone.now()
        row.save(update_fields=["address_bounced_at"])


def _tell_those_concerned(message: OutboxMessage) -> None:
    """The caller; and for a group the contact persons of the unit, who can correct an address."""
    meeting = message.meeting or _next_of(message.series)
    if meeting is None:
        return
    seat = message.told.seat if message.told else None
    about: Invitation | SeriesSeat | None = seat or message.invitation
    if meeting.caller is not None and (about is None or about.person_id != meeting.caller_id):
        notices.tell_person(NoticeKind.ADDRESS_BOUNCED, meeting, meeting.caller)
    # of a meeting about a person a contact person sees whom to assign, nothing more (domain rule 4)
    if about is not None and about.unit is not None and not meeting.is_individual:
        for person in contact_persons(about.unit.party, meeting.area).exclude(pk=about.person_id or 0):
            notices.tell_person(NoticeKind.ADDRESS_BOUNCED, meeting, person)


def _next_of(series: Series | None) -> Meeting | None:
    """A mail about a series is told of on the page of its next meeting."""
    if series is None:
        return None
    ahead = series.instances.filter(state=MeetingState.CALLED, starts_at__gt=timezone.now())
    return ahead.select_related("template", "caller", "area").order_by("starts_at").first()
