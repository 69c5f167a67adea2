"""From the numbers in buckets to the figures that people read. Pure: counts in, figures out.

None is "uppgift saknas". It is never written as 0: an older year's file that tells no calls has no known number of
calls. Where some meetings are known and others not, the figure covers the known ones, and `unknown` says how many are
left out.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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
    """Who came to open meetings; the parts are what was counted by party, and the public."""

    total: int
    by_part: dict[str, int]


@dataclass(frozen=True, slots=True)
class Measures:
    """The figures of one kind of meeting, or of all, in one period."""

    meetings: int
    held: int
    called: int | None
    cancelled: int | None
    not_registered: int | None
    moved: int | None
    cancelled_by_reason: dict[str, int]
    called_by: dict[str, int] | None
    parties: dict[str, PartyFigures] | None
    persons: Share | None
    lead_time: LeadTime | None
    forms: dict[str, int] | None
    participants: Participants | None
    visits: dict[int, int]
    unknown: dict[str, int]


def settle_open(counts: Counter[str], today: datetime.date) -> Counter[str]:
    """Turn the open meetings of days before today into "not_registered"; today's are asked for when read."""
    settled: Counter[str] = Counter()
    for key, number in counts.items():
        if key.startswith("open."):
            if key[5:] < today.isoformat():
                settled["not_registered"] += number
        else:
            settled[key] += number
    return settled


def add_up(parts: Iterable[Mapping[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part)
    return total


def measure(counts: Counter[str]) -> Measures:
    meetings, held = counts["meetings"], counts["held"]
    all_loaded = meetings > 0 and counts["loaded"] == meetings
    called_by = _below(counts, "called_by.")
    lead = {int(days): number for days, number in _below(counts, "lead.").items()}
    forms = _in_order(_below(counts, "form."), MeetingForm.values)
    reasons = _in_order(_below(counts, "cancelled."), CancellationReason.values)
    return Measures(
        meetings=meetings,
        held=held,
        called=_unless_unknown(counts["called"], meetings),
        cancelled=None if all_loaded and not counts["cancelled"] else counts["cancelled"],
        not_registered=None if all_loaded else counts["not_registered"],
        moved=None if all_loaded else counts["moved"],
        cancelled_by_reason=reasons,
        called_by=called_by if called_by or not meetings else None,
        parties=_parties(counts) if counts["parties_known"] else None,
        persons=Share(counts["persons.attended"], counts["persons.invited"]) if counts["persons_known"] else None,
        lead_time=lead_time(lead),
        forms=forms or None,
        participants=_participants(counts) if counts["participants_known"] else None,
        visits={int(unit): number for unit, number in _below(counts, "visit.").items()},
        unknown={
            "called": meetings - counts["called"],
            "moved": counts["loaded"],
            "called_by": meetings - sum(called_by.values()),
            "cancelled_by_reason": counts["cancelled"] - sum(reasons.values()),
            "parties": held - counts["parties_known"],
            "persons": held - counts["persons_known"],
            "lead_time": held - sum(lead.values()),
            "forms": held - sum(forms.values()),
        },
    )


def lead_time(days: Mapping[int, int]) -> LeadTime | None:
    if not days:
        return None
    median, p10, p90 = (quantile(days, share) for share in (0.5, 0.1, 0.9))
    return LeadTime(median, p10, p90, sum(days.values()))


def quantile(histogram: Mapping[int, int], share: float) -> float:
    """Between the two nearest values in proportion, as a spreadsheet's PERCENTILE does; one decimal."""
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


def _unless_unknown(known: int, meetings: int) -> int | None:
    return None if meetings and not known else known


def _parties(counts: Counter[str]) -> dict[str, PartyFigures]:
    found = _below(counts, "party.")
    kinds = sorted({key.rpartition(".")[0] for key in found})
    return {kind: _party(found, kind) for kind in kinds}


def _party(found: Mapping[str, int], kind: str) -> PartyFigures:
    called = found.get(f"{kind}.called", 0)
    rate = Share(found.get(f"{kind}.came", 0), called) if called else None
    return PartyFigures(found.get(f"{kind}.present", 0), rate)


def _participants(counts: Counter[str]) -> Participants:
    parts = {part: number for part, number in _below(counts, "participants.").items() if part not in GENDERS}
    return Participants(counts["participants"], parts)


def _below(counts: Mapping[str, int], prefix: str) -> dict[str, int]:
    return {key.removeprefix(prefix): number for key, number in sorted(counts.items()) if key.startswith(prefix)}


def _in_order(found: Mapping[str, int], order: list[str]) -> dict[str, int]:
    return {code: found[code] for code in order if code in found}
