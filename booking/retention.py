"""Nothing is kept longer than it is needed (domain rule 12). Figures survive to the digit."""

from __future__ import annotations

import datetime
import logging
from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from booking.meetings.actions.recording import lock_meeting
from booking.models import (
    BusyTime,
    Consent,
    Delegation,
    Invitation,
    KnownTo,
    Meeting,
    MeetingState,
    PublishedCalendar,
    RequestKey,
)
from booking.models.dirt import mark_dirty
from booking.outcomes.actions import count_presences
from booking.workdays import STOCKHOLM, at_local, local, workdays_between
from forums.models import Federation, Level

logger = logging.getLogger(__name__)
COMMENT_DAYS = 30
REQUEST_KEY_HOURS = 24
MIDDAY = datetime.time(12)


def run_retention() -> Counter[str]:
    """Remove what is too old, in every federation by its own days. Returns, and logs, how much of what."""
    removed: Counter[str] = Counter()
    now = timezone.now()
    for federation in Federation.objects.all():
        old_cases = _old_cases(federation, now)
        for pk in sorted(old_cases):
            strip_meeting(Meeting.objects.get(pk=pk))
        removed["meetings_stripped"] += len(old_cases)
        old_drafts = list(_old_drafts(federation, now).values_list("pk", flat=True))
        removed["drafts"] += sum(_discard(pk) for pk in old_drafts)
    old_comments = Invitation.objects.filter(comment_at__lt=now - datetime.timedelta(days=COMMENT_DAYS))
    removed["comments"] += old_comments.update(comment="", comment_at=None, answer_notes=[])
    removed["delegations"] += _delete(
        Delegation.objects.filter(invitation__meeting__ends_at__lt=now - datetime.timedelta(days=COMMENT_DAYS))
    )
    removed["request_keys"] += _delete(
        RequestKey.objects.filter(created_at__lt=now - datetime.timedelta(hours=REQUEST_KEY_HOURS))
    )
    removed["busy_times"] += _delete(BusyTime.objects.filter(ends_at__lt=now))
    removed["calendars"] += _delete(PublishedCalendar.objects.filter(person__is_active=False))
    removed["consents"] += _delete(Consent.objects.filter(meetings__isnull=True))
    logger.info("retention", extra={"removed": dict(removed)})
    return removed


def strip_meeting(meeting: Meeting) -> None:
    """Leave the counted row of a meeting about a person: month, kinds of party, lead time, moves, reason and figures.

    Reference, place, names, answers and the day itself go. A second time changes nothing.
    """
    with transaction.atomic():
        meeting = lock_meeting(meeting)
        if meeting.stripped_at is not None or meeting.starts_at is None:
            return
        if meeting.is_called and not meeting.presences.exists():
            count_presences(meeting)
        if meeting.called_at is not None:
            meeting.lead_days = workdays_between(meeting.called_at, meeting.starts_at)
        _blur(meeting)
        meeting.save()
        meeting.invitations.all().delete()
        meeting.events.all().delete()
        _strip_outcome(meeting)
        mark_dirty(meeting)


def _blur(meeting: Meeting) -> None:
    """The month is kept and the day is not; every clock time becomes midday of the first."""
    first = at_local(local(meeting.starts_at).date().replace(day=1), MIDDAY)  # type: ignore[arg-type]
    meeting.starts_at, meeting.ends_at = first, first + datetime.timedelta(hours=1)
    if meeting.known_to != KnownTo.HALF_YEAR:
        meeting.known_to = KnownTo.MONTH
    meeting.created_at = first
    meeting.called_at = first if meeting.called_at else None
    meeting.cancelled_at = first if meeting.cancelled_at else None
    meeting.timed_at = meeting.revised_at = meeting.goes_ahead_at = meeting.answer_by = None
    meeting.reference = meeting.caller = meeting.calling_unit = meeting.previous = meeting.consent = None
    meeting.at_place = meeting.at_unit = None
    meeting.place_kind = meeting.place = meeting.link = meeting.request_key = meeting.title = meeting.internal_note = ""
    meeting.purposes, meeting.prepare, meeting.agenda = [], [], []
    meeting.stripped_at = timezone.now()


def _strip_outcome(meeting: Meeting) -> None:
    outcome = getattr(meeting, "outcome", None)
    if outcome is None:
        return
    outcome.registered_by = outcome.registered_at = outcome.follow_up_on = None
    outcome.save(update_fields=["registered_by", "registered_at", "follow_up_on"])


def _old_cases(federation: Federation, now: datetime.datetime) -> set[UUID]:
    """Ids of the meetings about persons to be stripped: all of a chain, or none of it.

    Counted from the last meeting of the chain, or the day to follow it up, whichever is later (domain rule 12).
    Meetings belong to one chain by their consent and by which one each follows: consent may have been asked for anew.
    """
    oldest = now - datetime.timedelta(days=federation.case_retention_days)
    recent = Q(ends_at__gte=oldest) | Q(outcome__follow_up_on__gte=timezone.localdate(oldest, STOCKHOLM))
    cases = Meeting.objects.filter(federation=federation, template__level=Level.INDIVIDUAL, stripped_at__isnull=True)
    called = cases.exclude(state=MeetingState.DRAFT)
    old = set(called.exclude(recent).values_list("pk", flat=True))
    if not old:
        return old
    kept = set(called.filter(recent).values_list("pk", flat=True))
    chained = called.filter(Q(consent__isnull=False) | Q(previous__isnull=False))
    ties = list(chained.values_list("pk", "consent", "previous"))
    while spared := old & _tied_to(kept, ties):
        kept |= spared
        old -= spared
    return old


def _tied_to(kept: set[UUID], ties: Iterable[tuple[UUID, UUID | None, UUID | None]]) -> set[UUID]:
    """Those that follow on one of these meetings, come before one, or share its consent."""
    consents = {consent for pk, consent, _previous in ties if pk in kept and consent}
    before = {previous for pk, _consent, previous in ties if pk in kept and previous}
    return before | {pk for pk, consent, previous in ties if consent in consents or previous in kept}


def _old_drafts(federation: Federation, now: datetime.datetime) -> QuerySet[Meeting]:
    oldest = timezone.localtime(now, STOCKHOLM) - datetime.timedelta(days=federation.draft_retention_days)
    return Meeting.objects.filter(federation=federation, state=MeetingState.DRAFT, created_at__lt=oldest)


def _discard(pk: UUID) -> bool:
    """Looked at again under the lock: a draft may be called while the called are removed."""
    with transaction.atomic():
        meeting = Meeting.objects.select_for_update().filter(pk=pk, state=MeetingState.DRAFT).first()
        if meeting is None:
            return False
        meeting.delete()
        return True


def _delete(rows: QuerySet[Any]) -> int:
    count = rows.count()
    rows.delete()
    return count
