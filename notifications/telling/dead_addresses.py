"""Dead addresses: one that bounces is flagged at its owner, the person or the contact point, and can be unflagged."""

from __future__ import annotations

import datetime

from django.utils import timezone

from booking.models import Invitation, SeriesSeat
from forums.models import ContactPoint, Person
from notifications.models import OutboxMessage, Told


def seat_of(message: OutboxMessage) -> Invitation | SeriesSeat | None:
    """The seat that a mail went to: in a series, or at one meeting."""
    return (message.told.seat if message.told is not None else None) or message.invitation


def whose(message: OutboxMessage) -> Person | ContactPoint | None:
    """The owner of the address that a mail went to; None when they have another address by now."""
    row = owner_of(message)
    return row if row is not None and address_now(row) == message.address else None


def owner_of(message: OutboxMessage) -> Person | ContactPoint | None:
    """Whom a mail was to, whichever address they had then."""
    seat = seat_of(message)
    row: Person | ContactPoint | None = seat.person if seat is not None else None
    if row is None and message.invitation is not None:
        row = message.invitation.contact_point
    if row is None and message.notice is not None:
        row = message.notice.person or message.notice.contact_point
    if row is None and message.meeting_id is None:
        # a mail about logging in: to whoever has the address, if anybody has
        row = Person.objects.filter(email=message.address).first()
    return row


def flag(row: Person | ContactPoint) -> None:
    """Flag the owner's address as bouncing."""
    row.address_bounced_at = timezone.now()
    row.save(update_fields=["address_bounced_at"])


def forget(message: OutboxMessage) -> None:
    """Remove the flag of the mail's address, since a person says that it works."""
    row = whose(message)
    if row is not None and row.address_bounced_at is not None:
        row.address_bounced_at = None
        row.save(update_fields=["address_bounced_at"])


def is_corrected(told: Told, set_at: datetime.datetime | None) -> bool:
    """Was the address set after the last mail to it (DTSTAMP)? Earlier failures do not count then."""
    return set_at is not None and (told.dtstamp is None or set_at > told.dtstamp)


def address_now(row: Person | ContactPoint) -> str:
    """Where a person, or a way in, is reached; empty when nowhere."""
    if isinstance(row, Person):
        return row.email or ""
    return (row.mailbox or (row.person.email if row.person else "") or "").lower()
