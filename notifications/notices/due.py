"""A notice that is due: is it still wanted, what does it say. It is sent once."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from booking.meetings.actions.rules import address_of
from booking.meetings.queries import live_invitations
from booking.meetings.take_over import can_take_over
from booking.models import Answer, Invitation, MeetingState
from forums.models import ContactPoint, Person
from notifications.models import Notice, NoticeKind, OutboxMessage
from notifications.notices import declined_times
from notifications.notices.notices import BY_HAND, time_key, unit_key
from notifications.telling.codes import new_code
from notifications.telling.links import personal_link
from notifications.telling.messages import queue_notice
from notifications.telling.series_texts import SeriesWords
from notifications.telling.texts import MailText, MeetingWords, page_link

logger = logging.getLogger(__name__)
BATCH = 200
MOVE_AHEAD = datetime.timedelta(minutes=15)


def run_due(*meetings: UUID | str) -> int:
    """Settle what is due (about these meetings, or all): sent if still wanted. A row that fails is moved ahead."""
    due = Notice.objects.filter(settled_at__isnull=True, due_at__lte=timezone.now()).order_by("due_at", "pk")
    if meetings:
        due = due.filter(meeting__in=meetings)
    return sum(_settle(pk) for pk in list(due.values_list("pk", flat=True)[:BATCH]))


def _settle(pk: int) -> int:
    """How many mails became of it."""
    try:
        with transaction.atomic():
            notice = _lock(pk)
            if notice is None:
                return 0
            to_each = _one_for_each(notice) if notice.is_to_all else []
            sent = _send(notice) if not notice.is_to_all and _still_wanted(notice) else None
            notice.settled_at, notice.was_sent = timezone.now(), sent is not None
            notice.save(update_fields=["settled_at", "was_sent"])
    except Exception:
        logger.exception("notice failed", extra={"notice": pk})
        Notice.objects.filter(pk=pk).update(due_at=timezone.now() + MOVE_AHEAD)
        return 0
    return (sent is not None) + sum(_settle(each) for each in to_each)


def _one_for_each(notice: Notice) -> list[int]:
    """The rows of those who are called now and were before it was due; who was called later has just been told."""
    if not _ahead(notice) or not _same_time(notice):
        return []
    before = Q(invited_at__isnull=True) | Q(invited_at__lt=notice.due_at)
    same = {"kind": notice.kind, "meeting": notice.meeting, "occurrence": notice.occurrence}
    rows = [
        Notice(**same, invitation=one, due_at=notice.due_at) for one in live_invitations(notice.meeting).filter(before)
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    made = Notice.objects.filter(**same, invitation__isnull=False, settled_at__isnull=True)
    return list(made.order_by("pk").values_list("pk", flat=True))


def _lock(pk: int) -> Notice | None:
    return (
        Notice.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("meeting__template", "meeting__federation", "meeting__area", "meeting__forum")
        .select_related("meeting__caller", "meeting__calling_unit__party", "person")
        .select_related("invitation__person", "invitation__unit", "invitation__contact_point__person")
        .filter(pk=pk, settled_at__isnull=True)
        .first()
    )


# --- still wanted?


def _still_wanted(notice: Notice) -> bool:
    meeting = notice.meeting
    if meeting.no_mail or meeting.stripped_at:
        return False
    return WANTED[NoticeKind(notice.kind)](notice)


def _ahead(notice: Notice) -> bool:
    """The meeting stands and has not begun, and the one it is to still has the seat."""
    live = notice.invitation is None or notice.invitation.is_live
    return notice.meeting.is_called and not notice.meeting.has_started() and live


def _same_time(notice: Notice) -> bool:
    return notice.occurrence.endswith(time_key(notice.meeting)) or notice.occurrence.startswith(BY_HAND)


def _wants_assign(notice: Notice) -> bool:
    invitation = notice.invitation
    same_unit = invitation is not None and notice.occurrence.startswith(unit_key(invitation))
    return _ahead(notice) and _same_time(notice) and same_unit and not (invitation and invitation.is_assigned)


def _wants_answer(notice: Notice) -> bool:
    waiting = notice.invitation is not None and notice.invitation.answer in Answer.waiting()
    return _ahead(notice) and _same_time(notice) and waiting and _can_arrive(notice)


def _wants_reminder(notice: Notice) -> bool:
    """Everyone who may come: who has said no has no use for it."""
    coming = notice.invitation is not None and notice.invitation.answer != Answer.NO
    return _ahead(notice) and _same_time(notice) and coming and _can_arrive(notice)


def _can_arrive(notice: Notice) -> bool:
    """No reminder goes to an address that is known to bounce, unless somebody asks for one by hand."""
    by_hand = notice.occurrence.startswith(BY_HAND)
    return by_hand or notice.invitation is None or not notice.invitation.address_bounces


def _wants_outcome(notice: Notice) -> bool:
    """Held or cancelled? Asked until somebody has said; a meeting that was moved is asked about at its new time."""
    meeting = notice.meeting
    unsaid = meeting.is_called and meeting.has_started() and not hasattr(meeting, "outcome")
    return unsaid and _same_time(notice) and meeting.caller_id == notice.person_id


def _wants_follow_up(notice: Notice) -> bool:
    """Unless the next meeting of the chain has been called already."""
    return not notice.meeting.following.exclude(state=MeetingState.CANCELLED).exists()


def _wants_heir(notice: Notice) -> bool:
    return _ahead(notice) and notice.person is not None and can_take_over(notice.person, notice.meeting)


def _flagged(notice: Notice) -> Person | ContactPoint | None:
    """Whose address it is about, while it is still known to bounce."""
    kind, _sep, pk = notice.occurrence.split(" ")[0].partition(":")
    if kind == "person":
        return Person.objects.filter(pk=pk, address_bounced_at__isnull=False).first()
    return ContactPoint.objects.filter(pk=pk, address_bounced_at__isnull=False).first()


WANTED: dict[NoticeKind, Callable[[Notice], bool]] = {
    NoticeKind.ASSIGN: _wants_assign,
    NoticeKind.REMIND_UNANSWERED: _wants_answer,
    NoticeKind.REMIND_EVERYONE: _wants_reminder,
    NoticeKind.REMIND_OUTCOME: _wants_outcome,
    NoticeKind.FOLLOW_UP: _wants_follow_up,
    NoticeKind.UNIT_RELEASED: lambda notice: not notice.meeting.has_started(),
    NoticeKind.PASSED_ON: _ahead,
    NoticeKind.NEW_CALLER: _ahead,
    NoticeKind.SEAT_LEFT: _ahead,
    NoticeKind.CALLER_LEFT: _wants_heir,
    NoticeKind.ADDRESS_BOUNCED: _ahead,
    NoticeKind.COLLEAGUE_BOUNCED: lambda notice: _flagged(notice) is not None,
    NoticeKind.ACCESS_CODE: _ahead,
    NoticeKind.COUNTER_DECLINED: lambda notice: _ahead(notice) and declined_times.still_stands(notice),
}


# --- what they say


@dataclass(frozen=True)
class Receiver:
    address: str
    name: str


def _send(notice: Notice) -> OutboxMessage | None:
    receiver = _receiver(notice)
    if receiver is None:
        return None
    words = MeetingWords(notice.meeting)
    is_answer = notice.kind == NoticeKind.COUNTER_DECLINED
    return queue_notice(
        notice,
        words,
        address=receiver.address,
        name=receiver.name,
        text=_text(notice, words),
        calendar=declined_times.decline_part(notice, words, receiver.address) if is_answer else None,
        method=declined_times.METHOD if is_answer else "",
    )


def _receiver(notice: Notice) -> Receiver | None:
    if notice.person is not None:
        person = notice.person.present
        return Receiver(person.email, person.name) if person.email else None
    if notice.invitation is None:
        return None
    address = address_of(notice.invitation)
    return Receiver(address, str(notice.invitation)) if address else None


def _text(notice: Notice, words: MeetingWords) -> MailText:
    meeting, invitation, kind = notice.meeting, notice.invitation, notice.kind
    to_caller = _is_for_caller(notice)
    say = partial(words.notice, whom_to_ask=not to_caller)
    if kind == NoticeKind.UNIT_RELEASED:
        is_off = meeting.state == MeetingState.CANCELLED
        return words.ended("cancelled", meeting.starts_at, meeting.ends_at) if is_off else say(kind)
    if kind == NoticeKind.REMIND_OUTCOME:
        return say(kind, link=page_link("booking:outcome", meeting.pk), label="Registrera mötet")
    if kind == NoticeKind.FOLLOW_UP:
        on = datetime.date.fromisoformat(notice.occurrence)
        return words.follow_up(on, page_link("booking:meeting", meeting.pk))
    if kind == NoticeKind.PASSED_ON:
        return say(kind, link=page_link("booking:meeting", meeting.pk), label="Se mötet")
    if kind == NoticeKind.ADDRESS_BOUNCED:
        return say(kind, link=page_link("booking:meeting", meeting.pk), label="Se mötet")
    if kind == NoticeKind.SEAT_LEFT:
        event = meeting.events.filter(pk=notice.occurrence).first()
        what = event.what if event else "seat_ended"
        return say(what, link=page_link("booking:meeting", meeting.pk), label="Se mötet")
    if kind == NoticeKind.CALLER_LEFT:
        return say(kind, link=page_link("booking:take-over", meeting.pk), label="Ta över mötet")
    if kind == NoticeKind.COLLEAGUE_BOUNCED:
        return words.colleague_bounced(str(_flagged(notice) or ""))
    if kind == NoticeKind.ACCESS_CODE and invitation:
        return words.code(new_code(invitation))
    if kind == NoticeKind.ASSIGN or (kind != NoticeKind.NEW_CALLER and invitation and not invitation.is_assigned):
        what = "assign_moved" if kind == NoticeKind.ASSIGN and _was_asked_before(notice) else "assign"
        return say(what, link=_link(invitation), label="Välj vem som kommer")
    if kind == NoticeKind.COUNTER_DECLINED and (seat := declined_times.declined_seat(notice)):
        return SeriesWords(seat.series, meeting).declined_time(seat)
    if to_caller:
        return say(kind, link=page_link("booking:meeting", meeting.pk), label="Se mötet")
    return say(kind, link=_link(invitation), label="Svara eller ändra ditt svar")


def _is_for_caller(notice: Notice) -> bool:
    """Whoever called is not told to ask themselves, and sees the meeting rather than their own answer."""
    receiver = notice.person_id or (notice.invitation.person_id if notice.invitation else None)
    return receiver is not None and receiver == notice.meeting.caller_id


def _was_asked_before(notice: Notice) -> bool:
    """The same unit, about the time that the meeting had: another unit that a call was passed on to was not."""
    invitation = notice.invitation
    if invitation is None:
        return False
    earlier = invitation.notices.filter(kind=NoticeKind.ASSIGN, was_sent=True).exclude(pk=notice.pk)
    return earlier.filter(occurrence__startswith=unit_key(invitation)).exists()


def _link(invitation: Invitation | None) -> str:
    return personal_link(invitation) if invitation else ""
