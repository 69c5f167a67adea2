"""The subject of one calendar object: a meeting, or a whole series, behind one interface for reconcile."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.db.models import F, Q, QuerySet, prefetch_related_objects
from django.utils import timezone
from django.utils.functional import cached_property

from booking.models import Invitation, InvitationState, Meeting, MeetingState, Series, Substitution
from notifications.itip import Instance, differences, digest, is_ahead, key_of, moment_of, moved_keys, read_digest
from notifications.models import CalendarObject, Method, Told
from notifications.telling.apart import apart_among, apart_of
from notifications.telling.heirs import find_heirs
from notifications.telling.mailtext import MailText
from notifications.telling.series_texts import ENDED, SeriesWords
from notifications.telling.texts import MeetingWords
from notifications.telling.truth import Call, Entry, calendar_entries, live_calls, organizer_of, series_entries

# joined for a meeting's entries, and besides for its mails
SHOWN = ("template", "federation", "forum")
TOLD = ("area", "caller", "calling_unit__party", "series")


class Subject(Protocol):
    """`meeting` is the one that mails are filed under: for a series the next instance."""

    meeting: Meeting
    series: Series | None

    @property
    def words(self) -> MeetingWords: ...
    @property
    def revision(self) -> int: ...
    @property
    def is_over(self) -> bool:
        """Nothing lies ahead, so nothing is told any more."""

    @property
    def is_off(self) -> bool:
        """Cancelled for everybody."""

    @property
    def ends_to_matter_at(self) -> datetime.datetime | None:
        """Expiry of a message about it (UTC)."""

    def entries(self) -> dict[str, Entry]: ...
    def kind_of(self, told: Told, entry: Entry | None) -> str:
        """invitation, moved, changed, removed, rejoined, split or cancelled."""

    def text_for(self, entry: Entry, kind: str, told: Told) -> MailText: ...
    def note_for(self, entry: Entry) -> Callable[[Instance], str]:
        """DESCRIPTION of each exception in a series."""

    def ending(self, kind: str, told: Told) -> Ending: ...


@dataclass(frozen=True)
class Ending:
    """The contents of a CANCEL: the times that the address was told, which need not be the meeting's any more."""

    text: MailText
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    rule: str = ""


class MeetingSubject:
    """A meeting, for those who are called to it alone and not by a seat in its series."""

    def __init__(self, meeting: Meeting, live: list[Call], is_apart: bool = False) -> None:
        self.meeting = meeting
        self.live = live
        self.is_apart = is_apart
        self.series: Series | None = None

    @classmethod
    def lock(cls, pks: Sequence[UUID | str]) -> list[MeetingSubject]:
        # lock first, read after: rows joined in a query that waits for a lock are as they were before the wait
        return cls.read(lock_meetings(pks, skip_locked=False))

    @classmethod
    def read(cls, pks: list[UUID]) -> list[MeetingSubject]:
        """Read locked meetings and their live calls in bulk: as many queries however many meetings there are."""
        # what many have in common is read once
        meetings = list(Meeting.objects.filter(pk__in=pks).order_by("pk").prefetch_related(*SHOWN))
        live, apart = live_calls(pks), apart_among(meetings)
        return [cls(meeting, live[meeting.pk], meeting.pk in apart) for meeting in meetings]

    @cached_property
    def words(self) -> MeetingWords:
        return MeetingWords(self.meeting)

    @property
    def revision(self) -> int:
        return self.meeting.revision

    @property
    def is_over(self) -> bool:
        return self.meeting.has_started()

    @property
    def is_off(self) -> bool:
        return self.meeting.state == MeetingState.CANCELLED

    def entries(self) -> dict[str, Entry]:
        return calendar_entries(self.meeting, self.live, is_apart=self.is_apart)

    @property
    def ends_to_matter_at(self) -> datetime.datetime | None:
        return self.meeting.starts_at

    def kind_of(self, told: Told, entry: Entry | None) -> str:
        if entry is None:
            return "cancelled" if self.is_off else "rejoined" if self._goes_with_series(told) else "removed"
        if told.left_method != Method.REQUEST:
            return "invitation"
        return "moved" if told.left_starts_at != self.meeting.starts_at else "changed"

    def _goes_with_series(self, told: Told) -> bool:
        """Did the meeting stand apart from its series, and does it no more? The person has it there."""
        seat = told.invitation
        return seat is not None and seat.is_live and seat.series_seat_id is not None and not self.is_apart

    def text_for(self, entry: Entry, kind: str, told: Told) -> MailText:
        assert entry.call is not None
        is_caller = entry.person_id == self.meeting.caller_id
        if kind == "invitation":
            return self.words.invitation(entry.call, is_caller=is_caller)
        return self.words.changed(
            entry.call,
            kind,
            told.left_starts_at,
            told=told.left_digest,
            shows=entry.instances[0],
            is_caller=is_caller,
        )

    def note_for(self, entry: Entry) -> Callable[[Instance], str]:
        return lambda _one: ""

    def ending(self, kind: str, told: Told) -> Ending:
        meeting = self.meeting
        starts_at = told.left_starts_at or told.queued_starts_at or meeting.starts_at
        assert starts_at is not None and meeting.starts_at is not None and meeting.ends_at is not None
        ends_at = starts_at + (meeting.ends_at - meeting.starts_at)
        heir = self._heir(told) if kind == "removed" else None
        return Ending(self.words.ended(kind, starts_at, ends_at, heir=heir), starts_at, ends_at)

    def _heir(self, told: Told) -> str | None:
        """Who comes instead, for the one who has sent them; "" when the mail may name nobody, None for any other."""
        if told.invitation is None or told.invitation.state != InvitationState.REPLACED:
            return None
        sent = told.invitation.substitutions.filter(kind=Substitution.Kind.REPLACES)
        sent = sent.select_related("substitute__person")
        person = next((one.substitute.person for one in sent.order_by("-pk") if one.substitute.person), None)
        return None if person is None else "" if self.meeting.is_individual else person.name


def split_into(series_id: UUID) -> set[UUID]:
    """Ids of the series that this one was split into, and transitively of theirs."""
    found: set[UUID] = set()
    newest = {series_id}
    while newest:
        newest = set(Series.objects.filter(split_from__in=newest).values_list("pk", flat=True)) - found
        found |= newest
    return found


class SeriesSubject:
    """A series, for those who have a seat in it: one calendar object with a rule and exceptions."""

    def __init__(self, series: Series, instances: list[Meeting], now: datetime.datetime) -> None:
        self.series: Series | None = series
        self.instances = instances
        self.now = now
        self.ahead = [one for one in instances if not one.has_started(now)]
        called = [one for one in self.ahead if one.is_called]
        self.meeting = next(iter([*called, *self.ahead]), instances[-1])
        self.words = SeriesWords(series, self.meeting, self.ahead)
        self._series = series

    @classmethod
    def lock(cls, pk: UUID | str) -> SeriesSubject | None:
        list(Series.objects.select_for_update().filter(pk=pk).order_by().values_list("pk"))
        series = Series.objects.select_related("federation", "forum", "template", "caller").filter(pk=pk).first()
        if series is None:
            return None
        instances = list(_meetings().filter(series=series).order_by("recurrence_at"))
        # all of its instances may have moved to the series that it was split into
        later = _meetings().filter(series__in=split_into(series.pk))
        instances = instances or list(later.order_by("recurrence_at")[:1])
        return cls(series, instances, timezone.now()) if instances else None

    @property
    def revision(self) -> int:
        return self._series.revision

    @property
    def is_over(self) -> bool:
        return not self.ahead and not self._goes_on()

    def _goes_on(self) -> bool:
        """Has all that lay ahead moved to the series that it was split into? This one has to end then."""
        return Meeting.objects.filter(series__in=split_into(self._series.pk), starts_at__gt=self.now).exists()

    @property
    def is_off(self) -> bool:
        return not any(one.is_called for one in self.instances)

    def entries(self) -> dict[str, Entry]:
        return series_entries(self._series)

    @property
    def ends_to_matter_at(self) -> datetime.datetime | None:
        return max((one.starts_at for one in self.ahead if one.starts_at), default=None)

    def kind_of(self, told: Told, entry: Entry | None) -> str:
        ended = self._ended_kind()
        if entry is None:
            return "split" if ended == "removed" and self._has_apart(told) else ended
        if told.left_method != Method.REQUEST:
            return "invitation"
        if not is_ahead(digest(entry.instances), self.now):
            return ended
        return "moved" if self._is_moved(told, entry) else "changed"

    def _ended_kind(self) -> str:
        """Cancelled; or the person removed; or continued as the series that it was split into."""
        if any(one.is_called and one.series_id == self._series.pk for one in self.ahead):
            return "removed"
        return "split" if self._series.split_into.exists() else "cancelled"

    def _has_apart(self, told: Told) -> bool:
        """Is the person still called to something of it that stands apart, and has a call of its own?"""
        own = Meeting.objects.filter(pk__in=apart_of([self._series.pk]), starts_at__gt=self.now)
        seats = Invitation.objects.filter(meeting__in=own, series_seat=told.seat, state=InvitationState.LIVE)
        return told.seat is not None and seats.exists()

    def _is_moved(self, told: Told, entry: Entry) -> bool:
        shows = digest(entry.instances)
        return bool(moved_keys(told.left_digest, shows) & differences(told.left_digest, shows, self.now))

    def text_for(self, entry: Entry, kind: str, told: Told) -> MailText:
        if kind == "invitation":
            return self.words.for_series(entry, self.now)
        lost = self._lost(told.left_digest, entry.instances)
        heirs = find_heirs(entry.seat, lost)
        if kind in ENDED:
            return self.words.ended_series(kind, lost, heirs)
        return self.words.changed_series(entry, told.left_digest, self.now, heirs)

    def _lost(self, told: str, shows: Iterable[Instance] = ()) -> set[str]:
        """Keys of what was told and lies ahead, takes place, and is no longer this person's."""
        return differences(told, digest(shows), self.now) & self.words.standing - {one.key for one in shows}

    def note_for(self, entry: Entry) -> Callable[[Instance], str]:
        return self.words.note(entry)

    def ending(self, kind: str, told: Told) -> Ending:
        rhythm = self._series.rhythm
        starts_at = told.left_starts_at or told.queued_starts_at or rhythm.moment(rhythm.first)
        last = max(read_digest(told.queued_digest), default=key_of(starts_at))
        ends_at = starts_at + datetime.timedelta(minutes=self._series.length_minutes)
        lost = self._lost(told.left_digest or told.queued_digest)
        text = self.words.ended_series(kind, lost, find_heirs(told.seat, lost))
        return Ending(text, starts_at, ends_at, rhythm.rule(moment_of(last)))


def calendar_objects(subjects: Sequence[Subject]) -> dict[Subject, CalendarObject]:
    """The live calendar object of each subject, new at its first call; a cancelled meeting keeps its UID.

    New ones are not saved here: reconcile saves all together.
    """
    meetings = {one.meeting.pk: one for one in subjects if one.series is None}
    series = {one.series.pk: one for one in subjects if one.series is not None}
    found: dict[Subject, CalendarObject] = {}
    for row in _objects_of(meetings, series):
        subject = meetings[row.meeting_id] if row.meeting_id else series[row.series_id] if row.series_id else None
        if subject is not None:
            found[subject] = row
    new = {
        one: CalendarObject(
            meeting=None if one.series else one.meeting,
            series=one.series,
            organizer=organizer_of(one.meeting.federation),
        )
        for one in subjects
        if one not in found and (one.series is not None or one.meeting.is_called)
    }
    return found | new


def _objects_of(meetings: Iterable[UUID], series: Iterable[UUID]) -> QuerySet[CalendarObject]:
    """Ordered so that of a meeting's several the live one comes last, before it the one that ended last."""
    rows = CalendarObject.objects.filter(Q(meeting__in=meetings) | Q(series__in=series))
    return rows.order_by(F("ended_at").asc(nulls_last=True))


def read_what_is_told(subjects: Iterable[Subject]) -> None:
    """Prefetch what the mails about these will say, in bulk; most subjects that are compared need no mail."""
    prefetch_related_objects([subject.meeting for subject in subjects], *TOLD)


def lock_meetings(pks: Sequence[UUID | str], *, skip_locked: bool) -> list[UUID]:
    """Lock these rows, with `skip_locked` only those that nobody else has locked, and return their ids."""
    rows = Meeting.objects.select_for_update(skip_locked=skip_locked).filter(pk__in=pks)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _meetings() -> QuerySet[Meeting]:
    return Meeting.objects.select_related(*SHOWN, *TOLD)
