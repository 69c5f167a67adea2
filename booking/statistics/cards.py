"""The key figures at the top of the page: each with what it covers, and with the same period of the year before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.statistics.figures import Figures, participants_of
from booking.statistics.measures import Measures
from booking.statistics.wording import percent, written


@dataclass(frozen=True)
class Card:
    """The context of one figure of `includes/key_figures.html`."""

    label: Any
    value: Any
    notes: list[str]


def key_figures(figures: Figures, period: str) -> list[Card]:
    """The figures of the period of which something is known; what nobody knows is told once, below."""
    now: Measures = getattr(figures.total, period)
    earlier = figures.last_year
    before = getattr(earlier.total, period) if earlier else None
    cards = [_held(now, figures, before), *_planned(figures, period)]
    for label, read, notes in _others(now):
        value = read(now)
        if value is not None:
            cards.append(Card(label, value, [*notes, *_before(figures, before, read)]))
    return cards


def _held(now: Measures, figures: Figures, before: Measures | None) -> Card:
    return Card(Measures.held.label, written(now.held), list(_before(figures, before, Measures.held.of)))


def _before(figures: Figures, before: Measures | None, read: Callable[[Measures], Any]) -> Iterator[str]:
    """ "2025: 49", where the year before knows it."""
    value = read(before) if before else None
    if value is not None:
        yield _("%(year)d: %(number)s") % {"year": figures.year - 1, "number": value}


def _planned(figures: Figures, period: str) -> Iterator[Card]:
    """Planned for the year against held so far, for all groups and open meetings together."""
    plans = [(forum.planned, getattr(forum, HELD[period])) for forum in figures.forums]
    plans += [(plan.planned, getattr(plan, HELD[period])) for plan in figures.open_plans]
    known = [(planned, held) for planned, held in plans if planned is not None and held is not None]
    if known:
        planned, held = (sum(column) for column in zip(*known, strict=True))
        value = _("%(held)d av %(planned)d") % {"held": held, "planned": planned}
        yield Card(_("Genomförda av planerade"), value, [_("grupper och öppna möten, på hela året")])


HELD = {"year": "held", "first": "held_first_half", "second": "held_second_half"}


def _others(now: Measures) -> Iterator[tuple[Any, Callable[[Measures], Any], list[str]]]:
    moved = now.moved or 0
    yield (
        Measures.cancelled.short,
        Measures.cancelled.of,
        [ngettext("%(number)d flyttad tid", "%(number)d flyttade tider", moved) % {"number": moved}] if moved else [],
    )
    yield (
        Measures.not_registered.short,
        Measures.not_registered.of,
        [_("start har passerat")] if now.not_registered else [],
    )
    yield _("Närvaro"), _rate, list(_coverage(now))
    yield Measures.participants.label, participants_of, []


def _rate(measures: Measures) -> str | None:
    return percent(measures.persons) if measures.persons else None


def _coverage(now: Measures) -> Iterator[str]:
    """What the rate is a rate of, and how many of the meetings it is from."""
    if now.persons:
        words = {"part": now.persons.part, "whole": now.persons.whole}
        missing = now.unknown["persons"]
        if not missing:
            yield _("%(part)d av %(whole)d kallade") % words
            return
        held = now.counts["held"]
        words |= {"known": held - missing, "held": held}
        yield _("%(part)d av %(whole)d kallade, från %(known)d av %(held)d möten") % words
