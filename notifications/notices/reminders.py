"""Reminders: to answer, before the meeting, and afterwards to register it. Due at eight, by the template's days."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy

from booking.meetings.queries import live_invitations
from booking.models import Answer, Meeting
from booking.workdays import reminder_plan
from notifications.models import Notice
from notifications.notices.about import invitation_of, is_ahead, meeting_of
from notifications.notices.kinds import KINDS, Batch, Due, Kind, Link, register
from notifications.notices.times import is_by_hand, is_same_time, time_key
from notifications.notices.wording import say, says, to_answer, to_choice, waits_for_choice
from notifications.telling.mailtext import MailText
from notifications.telling.texts import page_link


def rows(batch: Batch) -> Iterator[Due]:
    for meeting, _live in batch.values():
        yield from _rows_of(meeting)


def _rows_of(meeting: Meeting) -> Iterator[Due]:
    if not meeting.is_called or meeting.starts_at is None or meeting.timed_at is None:
        return
    template, key = meeting.template, time_key(meeting)
    plan = reminder_plan(
        meeting.timed_at,
        meeting.starts_at,
        unanswered=template.remind_unanswered_days,
        everyone=template.remind_everyone_days,
        outcome_after=template.outcome_after_days,
    )
    if plan.unanswered:
        yield REMIND_UNANSWERED.due(meeting, None, key, plan.unanswered)
    if plan.everyone:
        yield REMIND_EVERYONE.due(meeting, None, key, plan.everyone)
    if plan.outcome and meeting.caller_id:
        # by its number: nearly all meetings are as they were told, and nobody's row is read for them
        caller = ("person", meeting.caller_id)
        yield Due(REMIND_OUTCOME.name, ("meeting", meeting.pk), caller, key, plan.outcome)


def _each(notice: Notice) -> Iterator[Due]:
    """Those who are called now and were before it was due; who was called later has just been told."""
    if not is_ahead(notice) or not is_same_time(notice):
        return
    meeting = meeting_of(notice)
    before = Q(invited_at__isnull=True) | Q(invited_at__lt=notice.due_at)
    for one in live_invitations(meeting).filter(before):
        yield KINDS[notice.kind].due(meeting, one, notice.occurrence, notice.due_at)


def _is_to_answer(notice: Notice) -> bool:
    return _can_be_reminded(notice) and invitation_of(notice).answer in Answer.waiting()


def _may_come(notice: Notice) -> bool:
    """Who has said no has no use for it."""
    return _can_be_reminded(notice) and invitation_of(notice).answer != Answer.NO


def _can_be_reminded(notice: Notice) -> bool:
    """No reminder goes to an address that is known to bounce, unless somebody asks for one by hand."""
    arrives = is_by_hand(notice) or not invitation_of(notice).address_bounces
    return is_ahead(notice) and is_same_time(notice) and arrives


def _is_unsaid(notice: Notice) -> bool:
    """Held or cancelled? Asked until somebody has said; a meeting that was moved is asked about at its new time."""
    meeting = meeting_of(notice)
    unsaid = meeting.is_called and meeting.has_started() and not hasattr(meeting, "outcome")
    return unsaid and is_same_time(notice) and meeting.caller_id == notice.person_id


def _link(notice: Notice) -> Link:
    return to_choice(notice) if waits_for_choice(notice) else to_answer(notice)


def _text(notice: Notice, link: Link) -> MailText:
    """A unit that has not chosen is reminded of that, whatever the others are reminded of."""
    return say(notice, link, "assign" if waits_for_choice(notice) else notice.kind)


REMIND_UNANSWERED = Kind(
    name="remind_unanswered",
    label=gettext_lazy("Påminnelse att svara"),
    wanted=_is_to_answer,
    each=_each,
    link=_link,
    text=_text,
)
REMIND_EVERYONE = Kind(
    name="remind_everyone",
    label=gettext_lazy("Påminnelse före mötet"),
    wanted=_may_come,
    each=_each,
    link=_link,
    text=_text,
)
REMIND_OUTCOME = Kind(
    name="remind_outcome",
    label=gettext_lazy("Registrera mötet"),
    wanted=_is_unsaid,
    link=lambda notice: Link(page_link("booking:outcome", meeting_of(notice).pk), "Registrera mötet"),
    text=says("remind_outcome"),
)
register(REMIND_UNANSWERED, REMIND_EVERYONE, REMIND_OUTCOME, of_meetings=rows)
