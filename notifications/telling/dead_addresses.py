"""Dead addresses: one that bounces is flagged at its owner, the person or the contact point, and heals by itself.

It heals when the address answers, when its person logs in, when a later mail to it arrives, and when somebody corrects
it or says that it works. What was held for it is told by the next run over everything ahead.
"""

from __future__ import annotations

import datetime

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from booking.models import Invitation, SeriesSeat
from forums.actions.addresses import address_works
from forums.models import ContactPoint, Person
from notifications.models import OutboxMessage, OutboxState, Told

# a server that takes a mail and sends it back does so within minutes, seldom within a day
ARRIVED_AFTER = datetime.timedelta(days=2)


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
    if row is not None:
        address_works(row)


def heal(address: str) -> None:
    """Remove the flags of an address that has shown that it works: it answered, or a mail to it arrived."""
    if not address:
        return
    for person in Person.objects.filter(email=address, address_bounced_at__isnull=False):
        address_works(person)
    own = Q(mailbox__iexact=address) | Q(mailbox="", person__email=address)
    for point in ContactPoint.objects.filter(own, address_bounced_at__isnull=False):
        address_works(point)


def heal_those_reached() -> int:
    """Heal the flags of addresses that have taken a later mail: it was handed over two days ago and has not come back.

    The number of addresses healed.
    """
    reached = [address for address in _reached(Person.objects.all(), "email") if address]
    reached += [address for address in _reached(ContactPoint.objects.exclude(mailbox=""), "mailbox") if address]
    for address in reached:
        heal(address.lower())
    return len(reached)


def _reached(rows: QuerySet[Person] | QuerySet[ContactPoint], name: str) -> list[str]:
    """Addresses of flagged rows whose last mail since the flag has stayed where it was handed over."""
    later = OutboxMessage.objects.filter(address=OuterRef(name), sent_at__gt=OuterRef("address_bounced_at"))
    flagged = rows.filter(address_bounced_at__isnull=False).annotate(
        state=Subquery(later.order_by("-sent_at").values("state")[:1]),
        sent_at=Subquery(later.order_by("-sent_at").values("sent_at")[:1]),
    )
    until = timezone.now() - ARRIVED_AFTER
    found = flagged.filter(state=OutboxState.SENT, sent_at__lt=until, sent_at__gt=F("address_bounced_at"))
    return list(found.order_by().values_list(name, flat=True).distinct())


def is_corrected(told: Told, set_at: datetime.datetime | None) -> bool:
    """Was the address set after the last mail to it (DTSTAMP)? Earlier failures do not count then."""
    return set_at is not None and (told.dtstamp is None or set_at > told.dtstamp)


def address_now(row: Person | ContactPoint) -> str:
    """Where a person, or a way in, is reached; empty when nowhere."""
    if isinstance(row, Person):
        return row.email or ""
    return (row.mailbox or (row.person.email if row.person else "") or "").lower()
