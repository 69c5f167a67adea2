"""What a notice is about, and what follows from that alone: by whose mail server it goes, to whom, until when."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from booking.meetings.actions.rules import address_at, address_of
from booking.models import Invitation, Meeting
from forums.models import Federation
from notifications.models import Notice
from notifications.telling.dead_addresses import address_now
from notifications.telling.texts import sender_name_of


@dataclass(frozen=True)
class Receiver:
    address: str
    name: str


@dataclass(frozen=True)
class Sender:
    """A federation, and the name that its mail comes from."""

    federation: Federation
    name: str


def meeting_of(notice: Notice) -> Meeting:
    assert notice.meeting is not None
    return notice.meeting


def invitation_of(notice: Notice) -> Invitation:
    assert notice.invitation is not None
    return notice.invitation


def receiver_of(notice: Notice) -> Receiver | None:
    """The one it is to, at the address that holds now; None for who has none."""
    if notice.invitation is not None:
        address = address_of(notice.invitation)
        return Receiver(address, str(notice.invitation)) if address else None
    row = notice.person.present if notice.person is not None else notice.contact_point
    if row is None:
        return None
    address = address_at(notice.meeting, row) if notice.meeting is not None else address_now(row)
    return Receiver(address, str(row)) if address else None


def sender_of(notice: Notice) -> Sender:
    """Whom it concerns; a kind about a person or a login says itself who that is."""
    if notice.meeting is not None:
        return Sender(notice.meeting.federation, sender_name_of(notice.meeting))
    if notice.series is not None:
        return Sender(notice.series.federation, notice.series.federation.name)
    if notice.agreement is not None:
        area = notice.agreement.area
        return Sender(area.federation, area.collaboration_name)
    assert notice.unit is not None
    federation = notice.unit.party.federation
    return Sender(federation, federation.name)


def is_silent(notice: Notice) -> bool:
    """Is it about a meeting that nobody is mailed about?"""
    return notice.meeting is not None and (notice.meeting.no_mail or notice.meeting.stripped_at is not None)


def until_it_begins(notice: Notice) -> datetime.datetime | None:
    """A meeting that has begun is no end: what is sent then is about how it went."""
    meeting = notice.meeting
    return None if meeting is None or meeting.has_started() else meeting.starts_at


def is_ahead(notice: Notice) -> bool:
    """The meeting stands and has not begun, and the one it is to still has the seat."""
    live = notice.invitation is None or notice.invitation.is_live
    meeting = meeting_of(notice)
    return meeting.is_called and not meeting.has_started() and live
