"""Mails that a person asks for now: a reminder to those who have not answered, a code for the personal link."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from booking.meetings.access import can_change
from booking.meetings.actions.recording import lock_invitation, lock_meeting
from booking.meetings.queries import live_invitations
from booking.models import Answer, Invitation, Meeting
from forums.access import require
from forums.models import Person
from notifications import refusals
from notifications.notices.codes import ACCESS_CODE
from notifications.notices.due import run_due
from notifications.notices.planning import make
from notifications.notices.reminders import REMIND_UNANSWERED
from notifications.notices.times import BY_HAND

REMIND_AGAIN = datetime.timedelta(hours=1)
CODE_WINDOW = datetime.timedelta(hours=1)
CODES_AT_MOST = 3


def remind_unanswered(meeting: Meeting, *, by: Person) -> int:
    """The caller reminds those who have not answered, now; how many. Whoever was reminded by hand within the hour is
    left alone, however often one presses."""
    require(can_change(by, meeting))
    if not meeting.is_called or meeting.has_started() or meeting.no_mail:
        raise refusals.no_reminder()
    now = timezone.now()
    with transaction.atomic():
        lock_meeting(meeting)
        lately = meeting.notices.filter(
            kind=REMIND_UNANSWERED.name, occurrence__startswith=BY_HAND, due_at__gt=now - REMIND_AGAIN
        )
        waiting = live_invitations(meeting).filter(answer__in=Answer.waiting()).exclude(person=meeting.caller)
        occurrence = f"{BY_HAND} {now:%Y-%m-%dT%H:%M}"
        rows = [
            REMIND_UNANSWERED.due(meeting, invitation, occurrence, now)
            for invitation in waiting.exclude(pk__in=lately.values("invitation"))
        ]
        make(rows)
    run_due(meeting.pk)
    return len(rows)


def send_code(invitation: Invitation) -> None:
    """Mail a code to the invited address, now: with it the personal link shows who else comes.

    Asked for again within the minute it sends nothing more. Raises `RuleError` after three in an hour, and when the
    meeting is off, has begun, or the seat is no longer called.
    """
    now = timezone.now()
    with transaction.atomic():
        meeting, invitation = lock_invitation(invitation)
        if not meeting.is_called or meeting.has_started(now) or not invitation.is_live:
            raise refusals.not_called("code")
        lately = invitation.notices.filter(kind=ACCESS_CODE.name, due_at__gt=now - CODE_WINDOW)
        minute = f"{now:%Y-%m-%dT%H:%M}"
        if lately.filter(occurrence=minute).exists():
            return
        if lately.count() >= CODES_AT_MOST:
            raise refusals.too_many_codes()
        make([ACCESS_CODE.due(meeting, invitation, minute, now)])
    run_due(meeting.pk)
