"""Instances: what a calendar shows of a meeting or series, their digest, and a series packed as a rule with exceptions.

A meeting that stands alone is one instance without a key. The instances of a series are keyed by the datetime at which
the rhythm would have them begin, whatever they were moved to (RFC 5545 3.8.4.4).
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from booking.rhythm import Rhythm
from notifications.itip.build import Override, Partstat

VERSION = "4"
ALONE = "-"
STAMP = "%Y%m%dT%H%M%SZ"
# what a digest tells apart beside the start; a new length is a new end
FIELDS = ("length", "place", "url", "summary", "unshown")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """One meeting in one person's calendar. `recurrence_at` (UTC) identifies it within its series.

    `unshown` stands in no calendar, and is told when it becomes another: a place that is seen after login only.
    """

    recurrence_at: datetime | None = None
    start: datetime
    end: datetime
    summary: str
    place: str = ""
    url: str = ""
    unshown: str = ""
    partstat: Partstat = "NEEDS-ACTION"

    @property
    def key(self) -> str:
        return key_of(self.recurrence_at)

    @property
    def texts(self) -> tuple[str, str, str]:
        return self.summary, self.place, self.url


def key_of(recurrence_at: datetime | None) -> str:
    return f"{recurrence_at.astimezone(UTC):{STAMP}}" if recurrence_at else ALONE


def moment_of(key: str) -> datetime:
    return datetime.strptime(key, STAMP).replace(tzinfo=UTC)


# --- what tells two versions apart


def digest(instances: Iterable[Instance]) -> str:
    """A digest of what a calendar shows: start, end, place, link and title of each instance, in any order; and of a
    place that it does not show. Each by itself, so that a mail can say which of them is new.

    Not wording, answers, DTSTAMP or SEQUENCE, and not how a rule happens to be written. The number before the colon is
    the version of this function: what was told with another one is taken for what is true (architecture, Exactly 4).
    """
    return f"{VERSION}:" + " ".join(sorted(f"{one.key}={_stamp(one.start)}={_mark(one)}" for one in instances))


def differences(told: str, shows: str, now: datetime) -> set[str]:
    """Keys of the instances that differ and have not begun: nothing is told about what has started."""
    old, new, moment = read_digest(told), read_digest(shows), _stamp(now)
    keys = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    return {key for key in keys if any(of[key].start > moment for of in (old, new) if key in of)}


def is_ahead(told: str, now: datetime) -> bool:
    """Does the digest hold an instance that has not begun? True for another version, which cannot be read."""
    if told and version_of(told) != VERSION:
        return True
    return any(mark.start > _stamp(now) for mark in read_digest(told).values())


def moved_keys(told: str, shows: str) -> set[str]:
    """Keys of the instances that were told at another time than they have now."""
    old, new = read_digest(told), read_digest(shows)
    if told and version_of(told) != VERSION:
        return set(new)
    return {key for key in old.keys() & new.keys() if old[key].start != new[key].start}


def version_of(told: str) -> str:
    return told.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Mark:
    """One instance in a digest: when it starts, as text that sorts by time, and fingerprints of the rest."""

    start: str
    shown: tuple[str, ...]

    @property
    def starts_at(self) -> datetime:
        return moment_of(self.start)

    def changed(self, later: Mark) -> set[str] | None:
        """The names among `start` and `FIELDS` that differ; None when another version's mark tells the start only."""
        if len(self.shown) != len(later.shown):
            return {"start"} if self.start != later.start else None
        names = {name for name, was, now in zip(FIELDS, self.shown, later.shown, strict=True) if was != now}
        return names | ({"start"} if self.start != later.start else set())


def read_digest(told: str) -> dict[str, Mark]:
    found = {}
    for token in told.partition(":")[2].split():
        key, _equals, rest = token.partition("=")
        start, _equals, shown = rest.partition("=")
        found[key] = Mark(start, tuple(shown.split(".")))
    return found


def _mark(one: Instance) -> str:
    length = int((one.end - one.start).total_seconds())
    return ".".join([str(length), *(map(_fingerprint, (one.place, one.url, one.summary, one.unshown)))])


def _fingerprint(text: str) -> str:
    """36 bits: enough to tell two versions of a text apart, and short beside 400 others in a digest."""
    return urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode()[:6] if text else ""


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):{STAMP}}"


# --- one rule with exceptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A person's part of a series as RRULE, EXDATEs and overrides: expanded, it is exactly the instances."""

    master: Instance
    rule: str
    exdates: tuple[datetime, ...]
    overrides: tuple[Override, ...]


def pack(
    instances: Sequence[Instance],
    rhythm: Rhythm,
    length_minutes: int,
    *,
    told_start: datetime | None,
    now: datetime,
    note: Callable[[Instance], str] = lambda _one: "",
    told_overrides: Collection[str] = (),
) -> Packed:
    """Pack instances of one rhythm, in any order and at least one, as a rule from their first to their last.

    What most instances ahead have in common is the master's, so that a series moved to another room is no list of
    exceptions. `told_start` is the DTSTART that the calendar has: it stays, also when that instance is cancelled.
    Exceptions carry a `note` as their text. A known answer that differs makes an exception while it lies ahead. An
    instance that was ever told as an exception (`told_overrides`: its key) stays one, also when it equals the rest
    again: Cyrus keeps an exception that is no longer sent.
    """
    ordered = sorted(instances, key=lambda one: one.recurrence_at or one.start)
    shown = {one.key: one for one in ordered}
    first, last = _recurrence(ordered[0]), _recurrence(ordered[-1])
    if told_start is not None:
        first = min(first, told_start)
    length = timedelta(minutes=length_minutes)
    summary, place, url = shared = in_common(ordered, now)
    ahead = [one for one in ordered if one.start > now] or ordered
    partstat: Partstat = most_common(one.partstat for one in ahead)
    master = Instance(
        recurrence_at=first, start=first, end=first + length, summary=summary, place=place, url=url, partstat=partstat
    )
    moments = [moment for day in rhythm.days() if first <= (moment := rhythm.moment(day)) <= last]
    overrides = []
    for one in ordered:
        recurrence = _recurrence(one)
        differs = (one.start, one.end, *one.texts) != (recurrence, recurrence + length, *shared)
        answers_otherwise = one.partstat != partstat and one.start > now
        if differs or answers_otherwise or one.key in told_overrides:
            overrides.append(_override(one, recurrence, note(one)))
    return Packed(
        master=master,
        rule=rhythm.rule(last),
        exdates=tuple(moment for moment in moments if key_of(moment) not in shown),
        overrides=tuple(overrides),
    )


def _override(one: Instance, recurrence: datetime, note: str) -> Override:
    return Override(
        recurrence_id=recurrence,
        start=one.start,
        end=one.end,
        summary=one.summary,
        location=one.place,
        url=one.url,
        description=note,
        partstat=one.partstat,
    )


def _recurrence(one: Instance) -> datetime:
    if one.recurrence_at is None:
        raise ValueError("not an instance of a series")
    return one.recurrence_at


def in_common(instances: Sequence[Instance], now: datetime) -> tuple[str, str, str]:
    """Title, place and link that most instances ahead share: those of the series, in its rule and in its words."""
    ordered = sorted(instances, key=lambda one: one.recurrence_at or one.start)
    return most_common(one.texts for one in [one for one in ordered if one.start > now] or ordered)


def most_common(values: Iterable[Value]) -> Value:
    """The mode; of two as frequent the first, so that the same instances are always written alike."""
    return Counter(values).most_common(1)[0][0]
