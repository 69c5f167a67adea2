"""An address that is known to bounce: marked where it stands, at the person or the way in, and forgotten there."""

from __future__ import annotations

import datetime

from django.utils import timezone

from booking.models import Invitation, SeriesSeat
from forums.models import ContactPoint, Person
from notifications.models import LOGIN_MAIL, OutboxMessage, Told


def seat_of(message: OutboxMessage) -> Invitation | SeriesSeat | None:
    """By which seat somebody got a mail: in a series, or at one meeting."""
    return (message.told.seat if message.told is not None else None) or message.invitation


def whose(message: OutboxMessage) -> Person | ContactPoint | None:
    """Who has the address that a mail went to; None when they are reached at another one by now."""
    seat = seat_of(message)
    row: Person | ContactPoint | None = seat.person if seat is not None else None
    if row is None and message.invitation is not None:
        row = message.invitation.contact_point
    if row is None and message.notice is not None:
        row = message.notice.person
    if row is None and message.kind == LOGIN_MAIL:
        row = Person.objects.filter(email=message.address).first()
    return row if row is not None and _address_of(row) == message.address else None


def flag(row: Person | ContactPoint) -> None:
    row.address_bounced_at = timezone.now()
    row.save(update_fields=["address_bounced_at"])


def forget(message: OutboxMessage) -> None:
    """A person says that the address works: it is a hole no more."""
    row = whose(message)
    if row is not None and row.address_bounced_at is not None:
        row.address_bounced_at = None
        row.save(update_fields=["address_bounced_at"])


def is_corrected(told: Told, set_at: datetime.datetime | None) -> bool:
    """Was the address set anew after the last mail to it? What failed before that holds no longer."""
    return set_at is not None and (told.dtstamp is None or set_at > told.dtstamp)


def _address_of(row: Person | ContactPoint) -> str:
    if isinstance(row, Person):
        return row.email or ""
    return (row.mailbox or (row.person.email if row.person else "") or "").lower()
