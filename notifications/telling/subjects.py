"""The subject of one calendar object: a meeting, or a whole series, behind one interface for reconcile."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.db.models import F, Q, QuerySet, prefetch_related_objects
from django.utils import timezone
from django.utils.functional import cached_property

from booking.models import Meeting, MeetingState, Series
from notifications.itip import differences, digest, is_ahead, key_of, moment_of, moved_keys, read_digest
from notifications.models import CalendarObject, Method, Told
from notifications.telling.series_texts import ENDED, SeriesWords
from notifications.telling.texts import MailText, MeetingWords
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
        """invitation, moved, changed, removed or cancelled."""

    def text_for(self, entry: Entry, kind: str, told: Told) -> MailText: ...
    def note_for(self, entry: Entry) -> str:
        """DESCRIPTION of an exception in a series."""

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

    def __init__(self, meeting: Meeting, live: list[Call]) -> None:
        self.meeting = meeting
        self.live = live
        self.series: Series | None = None

    @classmethod
    def lock(cls, pks: Sequence[UUID | str]) -> list[MeetingSubject]:
        # lock first, read after: rows joined in a query that waits for a lock are as they were before the wait
        return cls.read(lock_meetings(pks, skip_locked=False))

    @classmethod
    def read(cls, pks: list[UUID]) -> list[MeetingSubject]:
        """Read locked meetings and their live calls in bulk: as many queries however many meetings there are."""
        # what many have in common is read once
        meetings = Meeting.objects.filter(pk__in=pks).order_by("pk").prefetch_related(*SHOWN)
        live = live_calls(pks)
        return [cls(meeting, live[meeting.pk]) for meeting in meetings]

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
        return calendar_entries(self.meeting, self.live)

    @property
    def ends_to_matter_at(self) -> datetime.datetime | None:
        return self.meeting.starts_at

    def kind_of(self, told: Told, entry: Entry | None) -> str:
        if entry is None:
            return "cancelled" if self.is_off else "removed"
        if told.left_method != Method.REQUEST:
            return "invitation"
        return "moved" if told.left_starts_at != self.meeting.starts_at else "changed"

    def text_for(self, entry: Entry, kind: str, told: Told) -> MailText:
        assert entry.call is not None
        if kind == "invitation":
            return self.words.invitation(entry.call)
        return self.words.changed(entry.call, kind, told.left_starts_at)

    def note_for(self, entry: Entry) -> str:
        return ""

    def ending(self, kind: str, told: Told) -> Ending:
        meeting = self.meeting
        starts_at = told.left_starts_at or told.queued_starts_at or meeting.starts_at
        assert starts_at is not None and meeting.starts_at is not None and meeting.ends_at is not None
        ends_at = starts_at + (meeting.ends_at - meeting.starts_at)
        return Ending(self.words.ended(kind, starts_at, ends_at), starts_at, ends_at)


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
        self.words = SeriesWords(series, self.meeting)
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
            return ended
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

    def _is_moved(self, told: Told, entry: Entry) -> bool:
        shows = digest(entry.instances)
        return bool(moved_keys(told.left_digest, shows) & differences(told.left_digest, shows, self.now))

    def text_for(self, entry: Entry, kind: str, told: Told) -> MailText:
        if kind == "invitation":
            return self.words.for_series(entry, self.now)
        if kind in ENDED:
            return self.words.ended_series(kind)
        return self.words.changed_series(entry, kind, told.left_digest, self.now)

    def note_for(self, entry: Entry) -> str:
        return self.words.note(entry)

    def ending(self, kind: str, told: Told) -> Ending:
        rhythm = self._series.rhythm
        starts_at = told.left_starts_at or told.queued_starts_at or rhythm.moment(rhythm.first)
        last = max(read_digest(told.queued_digest), default=key_of(starts_at))
        ends_at = starts_at + datetime.timedelta(minutes=self._series.length_minutes)
        return Ending(self.words.ended_series(kind), starts_at, ends_at, rhythm.rule(moment_of(last)))


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
