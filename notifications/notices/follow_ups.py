"""The caller is reminded in good time of the follow-up that was set when a meeting was registered."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from booking.models import MeetingState, Outcome
from booking.workdays import add_workdays, due_at, format_date, format_weekday
from forums.models import Federation
from forums.queries import today
from notifications.models import Notice
from notifications.notices.about import meeting_of
from notifications.notices.kinds import Due, Kind, Link, register
from notifications.telling.mailtext import MailText
from notifications.telling.texts import MeetingWords, page_link

LEAD_DAYS = 10
LAST_WEEK = datetime.timedelta(days=7)


def rows() -> Iterator[Due]:
    """A follow-up so far off that the meeting is stripped before it is reminded of while its reference is known."""
    soon = Q(follow_up_on__lte=add_workdays(today(), LEAD_DAYS))
    for federation in Federation.objects.all():
        days = datetime.timedelta(days=federation.case_retention_days)
        soon |= Q(meeting__federation=federation, meeting__ends_at__lt=timezone.now() + LAST_WEEK - days)
    outcomes = Outcome.objects.filter(
        soon, follow_up_on__gte=today(), meeting__caller__isnull=False, meeting__stripped_at__isnull=True
    ).exclude(meeting__notices__kind=FOLLOW_UP.name)
    for outcome in outcomes.select_related("meeting__caller"):
        yield FOLLOW_UP.due(
            outcome.meeting, outcome.meeting.caller, str(outcome.follow_up_on), due_at(timezone.now(), 0)
        )


def _is_not_called(notice: Notice) -> bool:
    """Unless the next meeting of the chain has been called already."""
    return not meeting_of(notice).following.exclude(state=MeetingState.CANCELLED).exists()


def _text(notice: Notice, link: Link) -> MailText:
    """The date is the follow-up's, not the meeting's."""
    on = datetime.date.fromisoformat(notice.occurrence)
    words = MeetingWords(meeting_of(notice))
    subject, line = words.say("follow_up", weekday=format_weekday(on), date=format_date(on))
    return MailText(subject, f"Hej!\n\n{line}\n\n{link.label}: {link.address}\n", link.address, link.label)


FOLLOW_UP = Kind(
    name="follow_up",
    label=gettext_lazy("Dags för uppföljning"),
    wanted=_is_not_called,
    link=lambda notice: Link(page_link("booking:meeting", meeting_of(notice).pk), "Kalla till uppföljningen"),
    text=_text,
)
register(FOLLOW_UP, sweep=rows)
