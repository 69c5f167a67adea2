"""Figures that people read, computed from the numbers in buckets. Pure: counts in, figures out.

None is "uppgift saknas". It is never written as 0: an older year's file that tells no calls has no known number of
calls. Where some meetings are known and others not, the figure covers the known ones, and `unknown` says how many are
left out.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from booking.models import CancellationReason, MeetingForm

PUBLIC = "public"
GENDERS = ("woman", "man", "unknown")


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole; a percentage is never shown without both."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        return None if self.whole == 0 else (200 * self.part + self.whole) // (2 * self.whole)


@dataclass(frozen=True, slots=True)
class PartyFigures:
    """How often a party came. `rate` is None where it is not known what it was called to."""

    present: int
    rate: Share | None


@dataclass(frozen=True, slots=True)
class LeadTime:
    """Working days from the first call to the start that was kept."""

    median: float
    p10: float
    p90: float
    meetings: int


@dataclass(frozen=True, slots=True)
class Participants:
    """Participants of open meetings; the parts are what was counted by party, and the public."""

    total: int
    by_part: dict[str, int]


@dataclass(frozen=True)
class Measures:
    """The figures of one kind of meeting, or of all, in one period, each computed when it is read."""

    counts: Counter[str]

    @property
    def meetings(self) -> int:
        return self.counts["meetings"]

    @property
    def held(self) -> int:
        return self.counts["held"]

    @property
    def is_loaded(self) -> bool:
        """Everything comes from an older year's file, which tells what was held and perhaps little else."""
        return self.meetings > 0 and self.counts["loaded"] == self.meetings

    @property
    def called(self) -> int | None:
        known = self.counts["called"]
        return None if self.meetings and not known else known

    @property
    def cancelled(self) -> int | None:
        return None if self.is_loaded and not self.counts["cancelled"] else self.counts["cancelled"]

    @property
    def not_registered(self) -> int | None:
        """Meetings past their start that nobody has registered: shown beside the rest, never inside (domain rule 8)."""
        return None if self.is_loaded else self.counts["not_registered"]

    @property
    def moved(self) -> int | None:
        return None if self.is_loaded else self.counts["moved"]

    @cached_property
    def cancelled_by_reason(self) -> dict[str, int]:
        return _in_order(self._below["cancelled"], CancellationReason.values)

    @property
    def called_by(self) -> dict[str, int] | None:
        found = self._below["called_by"]
        return found if found or not self.meetings else None

    @cached_property
    def parties(self) -> dict[str, PartyFigures] | None:
        return _parties(self._below["party"]) if self.counts["parties_known"] else None

    @property
    def persons(self) -> Share | None:
        """Attended of invited, per seat, at the held meetings whose seats were counted."""
        counts = self.counts
        return Share(counts["persons.attended"], counts["persons.invited"]) if counts["persons_known"] else None

    @cached_property
    def lead_time(self) -> LeadTime | None:
        return lead_time({int(days): number for days, number in self._below["lead"].items()})

    @cached_property
    def forms(self) -> dict[str, int] | None:
        return _in_order(self._below["form"], MeetingForm.values) or None

    @cached_property
    def participants(self) -> Participants | None:
        if not self.counts["participants_known"]:
            return None
        parts = {part: number for part, number in self._below["participants"].items() if part not in GENDERS}
        return Participants(self.counts["participants"], parts)

    @property
    def visits(self) -> dict[int, int]:
        """Visits by the id of the unit."""
        return {int(unit): number for unit, number in self._below["visit"].items()}

    @cached_property
    def unknown(self) -> dict[str, int]:
        """How many meetings each figure does not cover."""
        counts, below = self.counts, self._below
        return {
            "called": self.meetings - counts["called"],
            "moved": counts["loaded"],
            "called_by": self.meetings - sum(below["called_by"].values()),
            "cancelled_by_reason": counts["cancelled"] - sum(below["cancelled"].values()),
            "parties": self.held - counts["parties_known"],
            "persons": self.held - counts["persons_known"],
            "lead_time": self.held - sum(below["lead"].values()),
            "forms": self.held - sum(below["form"].values()),
        }

    @cached_property
    def _below(self) -> dict[str, dict[str, int]]:
        """The keys with a dot, by what stands before it: {"called_by": {"kommun": 8}}."""
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for key, number in sorted(self.counts.items()):
            beginning, dot, rest = key.partition(".")
            if dot:
                found[beginning][rest] = number
        return found


def settle_open(counts: Mapping[str, int], today: datetime.date) -> Counter[str]:
    """Turn the open meetings of days before today into "not_registered"; today's are counted when read."""
    settled, day = Counter[str](counts), f"open.{today.isoformat()}"
    for key in [key for key in counts if key.startswith("open.")]:
        number = settled.pop(key)
        if key < day:
            settled["not_registered"] += number
    return settled


def add_up(parts: Iterable[Mapping[str, int]]) -> Counter[str]:
    """The sum of buckets, key by key."""
    total: Counter[str] = Counter()
    for part in parts:
        for key, number in part.items():
            total[key] += number
    return total


def lead_time(days: Mapping[int, int]) -> LeadTime | None:
    """Median, 10th and 90th percentile, in working days; None without any known meeting."""
    if not days:
        return None
    median, p10, p90 = (quantile(days, share) for share in (0.5, 0.1, 0.9))
    return LeadTime(median, p10, p90, sum(days.values()))


def quantile(histogram: Mapping[int, int], share: float) -> float:
    """A percentile with linear interpolation, as a spreadsheet's PERCENTILE; one decimal."""
    values, last = sorted(histogram), sum(histogram.values()) - 1
    place = last * share
    lower, upper = (_value_at(histogram, values, int(position)) for position in (place, min(place + 1, last)))
    return round(lower + (upper - lower) * (place - int(place)), 1)


def _value_at(histogram: Mapping[int, int], values: list[int], position: int) -> int:
    passed = 0
    for value in values:
        passed += histogram[value]
        if position < passed:
            return value
    return values[-1]


def _parties(found: Mapping[str, int]) -> dict[str, PartyFigures]:
    kinds = sorted({key.rpartition(".")[0] for key in found})
    return {kind: _party(found, kind) for kind in kinds}


def _party(found: Mapping[str, int], kind: str) -> PartyFigures:
    called = found.get(f"{kind}.called", 0)
    rate = Share(found.get(f"{kind}.came", 0), called) if called else None
    return PartyFigures(found.get(f"{kind}.present", 0), rate)


def _in_order(found: Mapping[str, int], order: list[str]) -> dict[str, int]:
    return {code: found[code] for code in order if code in found}
