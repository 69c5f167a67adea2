"""What each address's calendar should show now. Read from the meeting, never from what was sent."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from booking.models import Answer, Invitation, Meeting, MeetingState
from booking.queries import live_invitations
from forums.models import Federation
from notifications.itip.build import Partstat

PARTSTATS: dict[str, Partstat] = {
    Answer.UNANSWERED: "NEEDS-ACTION",
    Answer.TENTATIVE: "TENTATIVE",
    Answer.YES: "ACCEPTED",
    Answer.YES_REMOTE: "ACCEPTED",
    Answer.NO: "DECLINED",
    Answer.SUBSTITUTE: "DECLINED",
}


@dataclass(frozen=True)
class Entry:
    """One address and the seat that it has the meeting by."""

    address: str
    invitation: Invitation

    @property
    def partstat(self) -> Partstat:
        return PARTSTATS[self.invitation.answer]


def organizer_of(federation: Federation) -> str:
    """The role mailbox that the machine reads; every invitation of the federation comes from it."""
    return (federation.role_mailbox or settings.MAIL_ADDRESS).lower()


def is_shown(meeting: Meeting, now: datetime.datetime | None = None) -> bool:
    """Is the meeting in anybody's calendar? Called, with mail, and not begun."""
    return (
        meeting.state == MeetingState.CALLED and not meeting.no_mail and not meeting.has_started(now or timezone.now())
    )


def calendar_entries(meeting: Meeting) -> dict[str, Entry]:
    """Lower-case address → entry, for everybody who should have this meeting in their calendar.

    A unit that has not said who comes has none. Two seats with the same address are one thing told once;
    the organizer's own address is never invited.
    """
    if not is_shown(meeting):
        return {}
    entries: dict[str, Entry] = {}
    for invitation in live_invitations(meeting).filter(person__isnull=False):
        address = (invitation.person.email or "").lower()  # type: ignore[union-attr]
        if address and address != organizer_of(meeting.federation):
            entries.setdefault(address, Entry(address, invitation))
    return entries
