"""Figures that people read, computed from the numbers in buckets. Pure: counts in, figures out.

None is "uppgift saknas". It is never written as 0: an older year's file that tells no calls has no known number of
calls. Where some meetings are known and others not, the figure covers the known ones, and `unknown` says how many are
left out.

`Measures` is the one table of figures: each has one row there, and the page, the API and the file read the rows.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, auto
from functools import cached_property
from typing import Any, Generic, TypeVar, overload

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from booking.models import CancellationReason, MeetingForm

T = TypeVar("T")
Text = str | Promise

PUBLIC = "public"
# noted by the month, so that it is in no bucket of a kind of meeting
PHONE = "phone_consultations"
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


class Kind(IntEnum):
    """Kind of value, which says how it is written; the file has the figures in this order."""

    COUNT = auto()
    CHOICES = auto()
    PARTIES = auto()
    PERSONS = auto()
    WORKDAYS = auto()
    UNITS = auto()
    CALLERS = auto()
    PARTICIPANTS = auto()
    TALLY = auto()


class Figure(Generic[T]):
    """Descriptor of one figure, a row of `Measures`: the class has the row, an instance its value, cached.

    `read` computes it from a bucket. `code` names it in the API, the file and docs/figures.md; `label` in the file, or
    `parts` where it is several numbers; `short` at the head of a column. `column` is its place in the page's table of
    outcomes. `uncovered` counts the meetings that it says nothing of. What is not `in_file` has lines of its own there.
    """

    name: str

    def __init__(
        self,
        kind: Kind,
        read: Callable[[Measures], T],
        *,
        code: str = "",
        label: Text = "",
        short: Text = "",
        parts: Mapping[str, Text] | None = None,
        choices: type[TextChoices] | None = None,
        column: int | None = None,
        uncovered: Callable[[Measures], int] | None = None,
        in_file: bool = True,
    ) -> None:
        self.kind, self.read, self.code = kind, read, code
        self.label, self.short, self.parts, self.choices = label, short or label, parts or {}, choices
        self.column, self.uncovered, self.in_file = column, uncovered, in_file

    def __set_name__(self, owner: type[Measures], name: str) -> None:
        self.name, self.code = name, self.code or name

    @overload
    def __get__(self, measures: None, owner: type[Measures]) -> Figure[T]: ...
    @overload
    def __get__(self, measures: Measures, owner: type[Measures]) -> T | None: ...
    def __get__(self, measures: Measures | None, owner: type[Measures]) -> Figure[T] | T | None:
        return self if measures is None else self.of(measures)

    def of(self, measures: Measures) -> T | None:
        if self.name not in measures.__dict__:
            # what is noted by the month is known also of a half-year of which no meeting is
            is_known = measures.is_known or self.kind == Kind.TALLY
            measures.__dict__[self.name] = self.read(measures) if is_known else None
        value: T | None = measures.__dict__[self.name]
        return value


@dataclass(frozen=True)
class Measures:
    """The figures of one kind of meeting, or of all, in one period, each computed when it is read.

    Of a period that is not known (before the service was in use, and no file tells of it) every figure is None.
    """

    counts: Counter[str]
    is_known: bool = True

    held = Figure(
        Kind.COUNT,
        lambda bucket: bucket.counts["held"],
        label=_("Genomförda möten"),
        short=_("Genomförda"),
        column=2,
        in_file=False,
    )
    called = Figure(
        Kind.COUNT,
        lambda bucket: None if bucket.meetings and not bucket.counts["called"] else bucket.counts["called"],
        label=_("Kallade möten"),
        short=_("Kallade"),
        column=1,
        uncovered=lambda bucket: bucket.meetings - bucket.counts["called"],
    )
    cancelled = Figure(
        Kind.COUNT,
        lambda bucket: None if bucket.is_loaded and not bucket.counts["cancelled"] else bucket.counts["cancelled"],
        label=_("Inställda möten"),
        short=_("Inställda"),
        column=3,
    )
    cancelled_by_reason = Figure(
        Kind.CHOICES,
        lambda bucket: _in_order(bucket.below["cancelled"], CancellationReason.values),
        label=_("Inställda möten"),
        choices=CancellationReason,
        uncovered=lambda bucket: bucket.counts["cancelled"] - sum(bucket.below["cancelled"].values()),
    )
    # stands beside the rest, never inside (domain rule 8)
    not_registered = Figure(
        Kind.COUNT,
        lambda bucket: None if bucket.is_loaded else bucket.counts["not_registered"],
        label=_("Ej registrerade möten"),
        short=_("Ej registrerade"),
        column=4,
    )
    # called, not held or cancelled, and the start has not passed: with the rest they add up to what was called
    ahead = Figure(
        Kind.COUNT,
        lambda bucket: None if bucket.is_loaded else bucket.counts["open"] - bucket.counts["not_registered"],
        label=_("Kommande möten"),
        short=_("Kommande"),
        column=5,
    )
    moved = Figure(
        Kind.COUNT,
        lambda bucket: None if bucket.is_loaded else bucket.counts["moved"],
        label=_("Flyttade tider"),
        column=6,
        uncovered=lambda bucket: bucket.counts["loaded"],
    )
    called_by = Figure(
        Kind.CALLERS,
        lambda bucket: None if bucket.meetings and not bucket.below["called_by"] else bucket.below["called_by"],
        label=_("Kallade av"),
        uncovered=lambda bucket: bucket.meetings - sum(bucket.below["called_by"].values()),
        in_file=False,
    )
    parties = Figure(
        Kind.PARTIES,
        lambda bucket: _parties(bucket.below["party"]) if bucket.counts["parties_known"] else None,
        parts={
            "present": _("Möten där parten deltog"),
            "called": _("Genomförda möten som parten kallades till"),
            "came": _("varav parten deltog"),
            "percent": _("Partens närvaro, procent"),
        },
        uncovered=lambda bucket: bucket.counts["held"] - bucket.counts["parties_known"],
    )
    persons = Figure(
        Kind.PERSONS,
        lambda bucket: _persons(bucket.counts),
        short=_("Närvaro, personer"),
        parts={"invited": _("Kallade personer"), "attended": _("Personer som deltog")},
        uncovered=lambda bucket: bucket.counts["held"] - bucket.counts["persons_known"],
    )
    lead_time = Figure(
        Kind.WORKDAYS,
        lambda bucket: lead_time({int(days): number for days, number in bucket.below["lead"].items()}),
        code="lead_time_workdays",
        parts={
            "median": _("Framförhållning, arbetsdagar: median"),
            "p10": _("Framförhållning, arbetsdagar: 10:e percentilen"),
            "p90": _("Framförhållning, arbetsdagar: 90:e percentilen"),
        },
        uncovered=lambda bucket: bucket.counts["held"] - sum(bucket.below["lead"].values()),
    )
    forms = Figure(
        Kind.CHOICES,
        lambda bucket: _in_order(bucket.below["form"], MeetingForm.values) or None,
        label=_("Mötesform"),
        choices=MeetingForm,
        uncovered=lambda bucket: bucket.counts["held"] - sum(bucket.below["form"].values()),
    )
    participants = Figure(
        Kind.PARTICIPANTS,
        lambda bucket: _participants(bucket),
        label=_("Deltagare i öppna möten"),
        in_file=False,
    )
    # by the id of the unit that was visited, or in words what is no unit
    visits = Figure(
        Kind.UNITS,
        lambda bucket: {**{int(pk): n for pk, n in bucket.below["visit"].items()}, **bucket.below["visited"]},
        label=_("Besök"),
    )
    phone_consultations = Figure(
        Kind.TALLY,
        lambda bucket: bucket.counts.get(PHONE),
        label=_("Telefonkonsultationer"),
        in_file=False,
    )

    @property
    def meetings(self) -> int:
        return self.counts["meetings"]

    @property
    def is_loaded(self) -> bool:
        """Everything comes from an older year's file, which tells what was held and perhaps little else."""
        return self.meetings > 0 and self.counts["loaded"] == self.meetings

    @cached_property
    def unknown(self) -> dict[str, int]:
        """How many meetings each figure does not cover, by its name."""
        return {figure.name: figure.uncovered(self) for figure in FIGURES if figure.uncovered}

    @cached_property
    def below(self) -> dict[str, dict[str, int]]:
        """The keys with a dot, by what stands before it: {"called_by": {"kommun": 8}}."""
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for key, number in sorted(self.counts.items()):
            beginning, dot, rest = key.partition(".")
            if dot:
                found[beginning][rest] = number
        return found


# in the order of the API
FIGURES: tuple[Figure[Any], ...] = tuple(row for row in vars(Measures).values() if isinstance(row, Figure))


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


def _persons(counts: Mapping[str, int]) -> Share | None:
    return Share(counts["persons.attended"], counts["persons.invited"]) if counts["persons_known"] else None


def _participants(bucket: Measures) -> Participants | None:
    if not bucket.counts["participants_known"]:
        return None
    parts = {part: number for part, number in bucket.below["participants"].items() if part not in GENDERS}
    return Participants(bucket.counts["participants"], parts)


def _in_order(found: Mapping[str, int], order: list[str]) -> dict[str, int]:
    return {code: found[code] for code in order if code in found}
