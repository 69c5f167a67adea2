"""Mails that are no calendar entries: "vem kommer?", reminders, news to the caller.

Rules look at the meeting and make rows; a row is asked "still wanted?" when it is due, and sent once.
"""

from __future__ import annotations

import datetime
import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from booking.access import can_change, can_take_over
from booking.actions.recording import lock_invitation, lock_meeting
from booking.actions.rules import address_of
from booking.models import Answer, Invitation, InvitationState, Meeting, MeetingEvent, MeetingState, Outcome
from booking.queries import live_invitations
from booking.workdays import add_workdays, due_at, reminder_plan
from config.errors import RuleError
from forums.models import Area, ContactPoint, Federation, Person, Unit
from forums.queries import contact_persons, staff_of, today
from notifications import counters
from notifications.codes import new_code
from notifications.links import personal_link
from notifications.messages import queue_notice
from notifications.models import Notice, NoticeKind, OutboxMessage
from notifications.series_texts import SeriesWords
from notifications.texts import MailText, MeetingWords, page_link

logger = logging.getLogger(__name__)
BATCH = 200
MOVE_AHEAD = datetime.timedelta(minutes=15)
FOLLOW_UP_LEAD_DAYS = 10
CODE_WINDOW = datetime.timedelta(hours=1)
CODES_AT_MOST = 3
BY_HAND = "by hand"
REMIND_AGAIN = datetime.timedelta(hours=1)
LAST_WEEK = datetime.timedelta(days=7)
SEAT_EVENTS = ("seat_to_unit", "seat_to_colleague", "seat_without_contact", "seat_ended")
NEWS_TO_CALLER = {"passed_on": NoticeKind.PASSED_ON, **dict.fromkeys(SEAT_EVENTS, NoticeKind.SEAT_LEFT)}


def plan_notices(meeting_id: UUID | str) -> None:
    """Make the rows that this meeting calls for now. A new time makes its reminders anew; nothing is made twice."""
    meeting = Meeting.objects.select_related("template", "caller").filter(pk=meeting_id).first()
    if meeting is not None:
        plan_together([(meeting, list(live_invitations(meeting)))])


def plan_together(meetings: Iterable[tuple[Meeting, list[Invitation]]]) -> None:
    """The same for several meetings with their live calls, with as many questions as for one."""
    wanted = {
        meeting.pk: (meeting, live)
        for meeting, live in meetings
        if not meeting.no_mail and meeting.called_at is not None and not meeting.stripped_at
    }
    released, news = _released_units(wanted), _events(wanted)
    due = [
        one
        for pk, (meeting, live) in wanted.items()
        for one in (
            *_unit_rows(meeting, live, released.get(pk, [])),
            *_reminders(meeting, live),
            *_news(meeting, live, news.get(pk, [])),
        )
    ]
    due += [Due(*row) for row in counters.declined(wanted)]
    made = set(Notice.objects.filter(meeting__in=wanted).values_list(*Due._fields[:-1]))
    new = [Notice(**one._asdict()) for one in due if one[:-1] not in made]
    Notice.objects.bulk_create(new, ignore_conflicts=True)


class Due(NamedTuple):
    """A row that may be there already: most are, so it is no row yet. All but `due_at` tells one from another."""

    kind: str
    meeting_id: UUID
    invitation_id: UUID | None
    person_id: int | None
    occurrence: str
    due_at: datetime.datetime


def plan_follow_ups() -> None:
    """Remind the caller in good time of the follow-up that was set when the meeting was registered.

    A follow-up so far off that the meeting is stripped before it is reminded of while its reference is known.
    """
    soon = Q(follow_up_on__lte=add_workdays(today(), FOLLOW_UP_LEAD_DAYS))
    for federation in Federation.objects.all():
        days = datetime.timedelta(days=federation.case_retention_days)
        soon |= Q(meeting__federation=federation, meeting__ends_at__lt=timezone.now() + LAST_WEEK - days)
    outcomes = Outcome.objects.filter(
        soon,
        follow_up_on__gte=today(),
        meeting__caller__isnull=False,
        meeting__stripped_at__isnull=True,
    ).exclude(meeting__notices__kind=NoticeKind.FOLLOW_UP)
    rows = [
        Notice(
            kind=NoticeKind.FOLLOW_UP,
            meeting=outcome.meeting,
            person=outcome.meeting.caller,
            occurrence=str(outcome.follow_up_on),
            due_at=due_at(timezone.now(), 0),
        )
        for outcome in outcomes.select_related("meeting__caller")
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def remind_unanswered(meeting: Meeting, *, by: Person) -> int:
    """The caller reminds those who have not answered, now; how many. Whoever was reminded by hand within the hour is
    left alone, however often one presses."""
    if not can_change(by, meeting) or not meeting.is_called or meeting.has_started() or meeting.no_mail:
        raise RuleError("no_reminder", _("Det går inte att påminna om det här mötet."))
    now = timezone.now()
    with transaction.atomic():
        lock_meeting(meeting)
        lately = meeting.notices.filter(
            kind=NoticeKind.REMIND_UNANSWERED, occurrence__startswith=BY_HAND, due_at__gt=now - REMIND_AGAIN
        )
        waiting = live_invitations(meeting).filter(answer__in=Answer.waiting()).exclude(person=meeting.caller)
        rows = [
            Notice(
                kind=NoticeKind.REMIND_UNANSWERED,
                meeting=meeting,
                invitation=invitation,
                occurrence=f"{BY_HAND} {now:%Y-%m-%dT%H:%M}",
                due_at=now,
            )
            for invitation in waiting.exclude(pk__in=lately.values("invitation"))
        ]
        Notice.objects.bulk_create(rows, ignore_conflicts=True)
    run_due(meeting.pk)
    return len(rows)


def tell_of_bounce(meeting: Meeting, caller: Person, about: Person | ContactPoint, address: str) -> None:
    """Tell the caller that a call did not arrive; of one address once a day."""
    _tell_person(NoticeKind.ADDRESS_BOUNCED, meeting, caller, f"{_about(about, address)} {today()}")


def tell_contact_person(meeting: Meeting, person: Person, about: Person | ContactPoint, address: str) -> None:
    """Tell a contact person that a colleague's address fails: once, at however many meetings it does.

    It says nothing of any meeting: of one about a person they see whom to assign, nothing more (domain rule 4).
    """
    occurrence = _about(about, address)
    if not Notice.objects.filter(kind=NoticeKind.COLLEAGUE_BOUNCED, person=person, occurrence=occurrence).exists():
        _tell_person(NoticeKind.COLLEAGUE_BOUNCED, meeting, person, occurrence)


def _tell_person(kind: str, meeting: Meeting, person: Person, occurrence: str) -> None:
    row = Notice(kind=kind, meeting=meeting, person=person, occurrence=occurrence, due_at=timezone.now())
    Notice.objects.bulk_create([row], ignore_conflicts=True)


def _about(row: Person | ContactPoint, address: str) -> str:
    kind = "person" if isinstance(row, Person) else "point"
    return f"{kind}:{row.pk} {hashlib.sha256(address.encode()).hexdigest()[:12]}"


def send_code(invitation: Invitation) -> None:
    """Mail a code to the invited address, now: with it the personal link shows who else comes.

    Asked for again within the minute it sends nothing more. Raises `RuleError` after three in an hour, and when the
    meeting is off, has begun, or the seat is no longer called.
    """
    now = timezone.now()
    with transaction.atomic():
        meeting, invitation = lock_invitation(invitation)
        if not meeting.is_called or meeting.has_started(now) or not invitation.is_live:
            raise RuleError("not_called", _("Det går inte att få en kod till det här mötet."))
        lately = invitation.notices.filter(kind=NoticeKind.ACCESS_CODE, due_at__gt=now - CODE_WINDOW)
        minute = f"{now:%Y-%m-%dT%H:%M}"
        if lately.filter(occurrence=minute).exists():
            return
        if lately.count() >= CODES_AT_MOST:
            raise RuleError("too_many_codes", _("Tre koder har skickats den senaste timmen. Vänta en stund."))
        Notice.objects.create(
            kind=NoticeKind.ACCESS_CODE, meeting=meeting, invitation=invitation, occurrence=minute, due_at=now
        )
    run_due(meeting.pk)


def run_due(*meetings: UUID | str) -> int:
    """Settle what is due (about these meetings, or all): sent if still wanted. A row that fails is moved ahead."""
    due = Notice.objects.filter(settled_at__isnull=True, due_at__lte=timezone.now()).order_by("due_at", "pk")
    if meetings:
        due = due.filter(meeting__in=meetings)
    return sum(_settle(pk) for pk in list(due.values_list("pk", flat=True)[:BATCH]))


def _settle(pk: int) -> bool:
    try:
        with transaction.atomic():
            notice = _lock(pk)
            if notice is None:
                return False
            sent = _send(notice) if _still_wanted(notice) else None
            notice.settled_at, notice.was_sent = timezone.now(), sent is not None
            notice.save(update_fields=["settled_at", "was_sent"])
            return sent is not None
    except Exception:
        logger.exception("notice failed", extra={"notice": pk})
        Notice.objects.filter(pk=pk).update(due_at=timezone.now() + MOVE_AHEAD)
        return False


def _lock(pk: int) -> Notice | None:
    return (
        Notice.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("meeting__template", "meeting__federation", "meeting__area", "meeting__forum")
        .select_related("meeting__caller", "meeting__calling_unit__party", "person")
        .select_related("invitation__person", "invitation__unit", "invitation__contact_point__person")
        .filter(pk=pk, settled_at__isnull=True)
        .first()
    )


# --- which rows a meeting calls for


def _released_units(meetings: Iterable[UUID]) -> dict[UUID, list[Invitation]]:
    """By meeting, the units that have been asked who comes, have not said, and whose call has ended."""
    asked = Notice.objects.filter(kind=NoticeKind.ASSIGN, was_sent=True, invitation=OuterRef("pk"))
    over = Q(meeting__state=MeetingState.CANCELLED) | Q(state=InvitationState.REMOVED)
    found: dict[UUID, list[Invitation]] = {}
    for row in Invitation.objects.filter(over, Exists(asked), meeting__in=meetings, person__isnull=True).order_by("pk"):
        found.setdefault(row.meeting_id, []).append(row)
    return found


def _events(meetings: Iterable[UUID]) -> dict[UUID, list[MeetingEvent]]:
    found: dict[UUID, list[MeetingEvent]] = {}
    what = ["passed_on", "taken_over", "caller_left", *SEAT_EVENTS]
    for event in MeetingEvent.objects.filter(meeting__in=meetings, what__in=what):
        found.setdefault(event.meeting_id, []).append(event)
    return found


def _unit_rows(meeting: Meeting, live: list[Invitation], released: list[Invitation]) -> Iterator[Due]:
    """A unit that has not said who comes gets a plain mail, again for a new time; and one more when it is released."""
    if meeting.is_called and not meeting.has_started():
        for invitation in live:
            if not invitation.is_assigned:
                yield _row(NoticeKind.ASSIGN, meeting, invitation, f"{_unit_key(invitation)}{_time_key(meeting)}")
    for invitation in released:
        yield _row(NoticeKind.UNIT_RELEASED, meeting, invitation, "")


def _reminders(meeting: Meeting, live: list[Invitation]) -> Iterator[Due]:
    if not meeting.is_called or meeting.starts_at is None or meeting.timed_at is None:
        return
    template, key = meeting.template, _time_key(meeting)
    plan = reminder_plan(
        meeting.timed_at,
        meeting.starts_at,
        unanswered=template.remind_unanswered_days,
        everyone=template.remind_everyone_days,
        outcome_after=template.outcome_after_days,
    )
    for invitation in live:
        for kind, due in ((NoticeKind.REMIND_UNANSWERED, plan.unanswered), (NoticeKind.REMIND_EVERYONE, plan.everyone)):
            # nor is one that was due before this person was called
            if due and (invitation.invited_at is None or invitation.invited_at < due):
                yield _row(kind, meeting, invitation, key, due)
    if plan.outcome and meeting.caller:
        yield Due(NoticeKind.REMIND_OUTCOME.value, meeting.pk, None, meeting.caller.pk, key, plan.outcome)


def _news(meeting: Meeting, live: list[Invitation], events: list[MeetingEvent]) -> Iterator[Due]:
    """What the caller, the invited or a colleague should hear of and no calendar shows. Who has come in since knows."""
    taken_over = next((event for event in reversed(events) if event.what == "taken_over"), None)
    for event in events:
        is_new = taken_over is None or event.at > taken_over.at
        if is_new and meeting.caller and event.what in NEWS_TO_CALLER and event.by_id != meeting.caller_id:
            yield _to_person(NEWS_TO_CALLER[event.what], meeting, meeting.caller, event)
        if is_new and event.what == "caller_left":
            yield from (_to_person(NoticeKind.CALLER_LEFT, meeting, one, event) for one in _heirs(meeting))
        if event == taken_over:
            for invitation in live:
                knew = invitation.invited_at is not None and invitation.invited_at < event.at
                if knew and (invitation.person is None or invitation.person_id != meeting.caller_id):
                    yield _row(NoticeKind.NEW_CALLER, meeting, invitation, str(event.pk), event.at)


def _heirs(meeting: Meeting) -> list[Person]:
    """Who is told that a meeting waits for a new caller: who speaks for the unit, else all who work there."""
    if meeting.calling_unit is None:
        return []
    staff = [person for person in staff_of(meeting.calling_unit) if can_take_over(person, meeting)]
    speaks = {person.pk for person in spokespersons(meeting.calling_unit, meeting.area)}
    return [person for person in staff if person.pk in speaks] or staff


def spokespersons(unit: Unit, area: Area | None) -> list[Person]:
    """A unit's contact persons: by role for its party, and whoever is behind its ways in."""
    behind = Person.objects.filter(contact_points__unit=unit, is_active=True)
    return list((contact_persons(unit.party, area) | behind).distinct())


def _to_person(kind: NoticeKind, meeting: Meeting, person: Person, event: MeetingEvent) -> Due:
    return Due(kind.value, meeting.pk, None, person.pk, str(event.pk), event.at)


def _row(
    kind: NoticeKind, meeting: Meeting, invitation: Invitation, occurrence: str, due: datetime.datetime | None = None
) -> Due:
    return Due(kind.value, meeting.pk, invitation.pk, None, occurrence, due or timezone.now())


def _time_key(meeting: Meeting) -> str:
    """Another after every move, also when the meeting comes back to a time that it had before."""
    return f"m{meeting.moved_count} {meeting.starts_at:%Y%m%dT%H%M}" if meeting.starts_at else ""


def _unit_key(invitation: Invitation) -> str:
    """Another each time a call is passed on, also when it comes back to a unit that has had it."""
    return f"{invitation.unit_id} v{invitation.link_version} "


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
    return notice.occurrence.endswith(_time_key(notice.meeting)) or notice.occurrence.startswith(BY_HAND)


def _wants_assign(notice: Notice) -> bool:
    invitation = notice.invitation
    same_unit = invitation is not None and notice.occurrence.startswith(_unit_key(invitation))
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
    NoticeKind.COUNTER_DECLINED: lambda notice: _ahead(notice) and counters.still_stands(notice),
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
        calendar=counters.decline_part(notice, words, receiver.address) if is_answer else None,
        method=counters.METHOD if is_answer else "",
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
    if kind == NoticeKind.COUNTER_DECLINED and (seat := counters.declined_seat(notice)):
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
    return earlier.filter(occurrence__startswith=_unit_key(invitation)).exists()


def _link(invitation: Invitation | None) -> str:
    return personal_link(invitation) if invitation else ""
