"""The caller is reminded in good time of the follow-up that was set when a meeting was registered."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext_lazy

from booking.meetings.chains import is_followed_up
from booking.models import Outcome
from booking.workdays import add_workdays, due_at, format_date, format_weekday
from forums.queries import today
from notifications.models import Notice
from notifications.notices.about import meeting_of
from notifications.notices.kinds import Due, Kind, Link, register
from notifications.telling.mailtext import MailText
from notifications.telling.texts import MeetingWords, page_link

LEAD_DAYS = 20


def rows() -> Iterator[Due]:
    """In time to call with the notice that templates ask for."""
    outcomes = Outcome.objects.filter(
        follow_up_on__gte=today(),
        follow_up_on__lte=add_workdays(today(), LEAD_DAYS),
        meeting__caller__isnull=False,
        meeting__stripped_at__isnull=True,
    ).select_related("meeting__caller")
    told = Notice.objects.filter(kind=FOLLOW_UP.name, meeting__outcome__in=outcomes)
    known = set(told.values_list("meeting", "occurrence"))
    for outcome in outcomes:
        occurrence = str(outcome.follow_up_on)
        if (outcome.meeting_id, occurrence) not in known:
            yield FOLLOW_UP.due(outcome.meeting, outcome.meeting.caller, occurrence, due_at(timezone.now(), 0))


def _is_waited_for(notice: Notice) -> bool:
    """Unless the next meeting of the chain has been begun, the day was taken away or moved, or consent withdrawn."""
    meeting = meeting_of(notice)
    if meeting.consent is not None and meeting.consent.withdrawn_at is not None:
        return False
    still_set = Outcome.objects.filter(meeting=meeting, follow_up_on=notice.occurrence).exists()
    return still_set and not is_followed_up(meeting)


def _text(notice: Notice, link: Link) -> MailText:
    """The date is the follow-up's, not the meeting's."""
    on = datetime.date.fromisoformat(notice.occurrence)
    words = MeetingWords(meeting_of(notice))
    subject, line = words.say("follow_up", weekday=format_weekday(on), date=format_date(on))
    return MailText(subject, f"Hej!\n\n{line}\n\n{link.label}: {link.address}\n", link.address, link.label)


FOLLOW_UP = Kind(
    name="follow_up",
    label=gettext_lazy("Dags för uppföljning"),
    wanted=_is_waited_for,
    link=lambda notice: Link(page_link("booking:call-next", meeting_of(notice).pk), "Kalla till uppföljningen"),
    text=_text,
)
register(FOLLOW_UP, sweep=rows)
