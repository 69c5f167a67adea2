""" "Vem kommer?": a unit is asked to choose who comes, again at a new time, and told when it need not any more."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy

from booking.models import Invitation, InvitationState, MeetingState
from notifications.models import Notice
from notifications.notices.about import invitation_of, is_ahead, meeting_of
from notifications.notices.kinds import Batch, Due, Kind, Link, register
from notifications.notices.times import is_same_time, time_key
from notifications.notices.wording import say, to_choice
from notifications.telling.mailtext import MailText
from notifications.telling.texts import MeetingWords
from notifications.telling.truth import Call

MOVED = {
    "subject": "Ny tid. Vem kommer? Kallelse {date} kl. {time}",
    "line": "Mötet har fått en ny tid. Er verksamhet är kallad {weekday} {date} kl. {time}. "
    "Välj vem som kommer eller lämna vidare.",
}
RELEASED = {
    "subject": "Er verksamhet är inte längre kallad: {what} {date}",
    "line": "Er verksamhet är inte längre kallad.",
}


def rows(batch: Batch) -> Iterator[Due]:
    """A unit that has not said who comes gets a plain mail, again for a new time; and one more when it is released."""
    for meeting, live in batch.values():
        if meeting.is_called and not meeting.has_started():
            for call in live:
                if call.person_id is None:
                    yield ASSIGN.due(meeting, call, f"{unit_key(call)}{time_key(meeting)}")
    for invitation in _released(batch):
        yield UNIT_RELEASED.due(batch[invitation.meeting_id][0], invitation)


def _released(batch: Batch) -> QuerySet[Invitation]:
    """Units that have been asked who comes, have not said, and whose call has ended."""
    asked = Notice.objects.filter(kind=ASSIGN.name, was_sent=True, invitation=OuterRef("pk"))
    over = Q(meeting__state=MeetingState.CANCELLED) | Q(state=InvitationState.REMOVED)
    return Invitation.objects.filter(over, Exists(asked), meeting__in=batch, person__isnull=True).order_by("pk")


def unit_key(invitation: Call | Invitation) -> str:
    """Another each time a call is passed on, also when it comes back to a unit that has had it."""
    return f"{invitation.unit_id} v{invitation.link_version} "


def _is_to_choose(notice: Notice) -> bool:
    seat = invitation_of(notice)
    same_unit = notice.occurrence.startswith(unit_key(seat))
    return is_ahead(notice) and is_same_time(notice) and same_unit and not seat.is_assigned


def _asks(notice: Notice, link: Link) -> MailText:
    """The same unit may have been asked before, about the time that the meeting had."""
    earlier = invitation_of(notice).notices.filter(kind=ASSIGN.name, was_sent=True).exclude(pk=notice.pk)
    if earlier.filter(occurrence__startswith=unit_key(invitation_of(notice))).exists():
        return say(notice, link, "assign_moved", MOVED)
    return say(notice, link, "assign")


def _releases(notice: Notice, link: Link) -> MailText:
    meeting = meeting_of(notice)
    if meeting.state == MeetingState.CANCELLED:
        return MeetingWords(meeting).ended("cancelled", meeting.starts_at, meeting.ends_at)
    return say(notice, link, "unit_released", RELEASED)


ASSIGN = Kind(name="assign", label=gettext_lazy("Vem kommer?"), wanted=_is_to_choose, text=_asks, link=to_choice)
UNIT_RELEASED = Kind(
    name="unit_released",
    label=gettext_lazy("Enheten är inte längre kallad"),
    wanted=lambda notice: not meeting_of(notice).has_started(),
    text=_releases,
)
register(ASSIGN, UNIT_RELEASED, of_meetings=rows)
