"""What has changed in a series, to one person: in lines, in the subject, and whether they have to answer.

All of it is read from the same `News`, so that the subject, the lines and the calendar part say the same.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field

from booking.workdays import format_date, format_time, format_week, format_weekday, format_when
from notifications.itip import Instance, Mark
from notifications.telling.heirs import Heirs
from notifications.telling.news import News, in_words
from notifications.telling.truth import Entry

LISTED = 10
NO_VALUE = {"plats": "ingen angiven", "länk": "ingen", "titel": "ingen", "sluttid": ""}
VALUES: Mapping[str, Callable[[Instance], str]] = {
    "plats": lambda one: one.place,
    "länk": lambda one: one.url,
    "titel": lambda one: one.summary,
    "sluttid": lambda one: f"kl. {format_time(one.end)}",
}


@dataclass(frozen=True)
class SeriesNews:
    """`standing`: keys of the meetings of the series that are on, whoever is called to them; `known`: of all that it
    has. What it has no more went over to the series that it was split into."""

    news: News
    entry: Entry
    now: datetime.datetime
    standing: Set[str] = frozenset()
    known: Set[str] = frozenset()
    heirs: Heirs = field(default_factory=Heirs)
    is_caller: bool = False

    # --- what it is about

    @property
    def ahead(self) -> list[Instance]:
        return sorted((one for one in self.entry.instances if one.start > self.now), key=lambda one: one.key)

    @property
    def set_apart(self) -> dict[str, tuple[Mark, Instance]]:
        """Moved to where the series cannot hold them: each has a mail, and an entry, of its own."""
        beside = {one.key: one for one in self.entry.apart}
        return {key: (mark, beside[key]) for key, mark in self.news.gone.items() if key in beside}

    @property
    def lost(self) -> dict[str, Mark]:
        """Meetings that take place without the person."""
        return {key: mark for key, mark in self.news.gone.items() if key in self.standing and key not in self.set_apart}

    @property
    def off(self) -> dict[str, Mark]:
        return {key: mark for key, mark in self._not_on.items() if key in self.known}

    @property
    def split_off(self) -> dict[str, Mark]:
        return {key: mark for key, mark in self._not_on.items() if key not in self.known}

    @property
    def _not_on(self) -> dict[str, Mark]:
        apart = self.set_apart
        return {key: mark for key, mark in self.news.gone.items() if key not in self.standing and key not in apart}

    @property
    def has_left(self) -> bool:
        """Are the lost ones all that come after those the person is still called to?"""
        kept = [one.key for one in (*self.entry.instances, *self.entry.apart)]
        return bool(self.lost) and min(self.lost) > max(kept, default="")

    # --- in words

    def lines(self) -> list[str]:
        found = list(self._left()) if self.has_left else [self._lost(key, mark) for key, mark in self.lost.items()]
        found += [f"– Inget möte {moment(mark.starts_at)}" for mark in self.off.values()]
        if self.split_off:
            found.append(
                f"– Mötena från och med {day(self._split_at())} får en ny tid. En ny kallelse kommer i ett eget mejl"
            )
        found += [
            f"– Flyttat från {moment(mark.starts_at)} till {when(one)}, som en egen post i kalendern"
            for mark, one in self.set_apart.values()
        ]
        found += [f"– Flyttat från {moment(mark.starts_at)} till {when(one)}" for mark, one in self.news.moved]
        found += [f"– Nytt möte {when(one)}{self._elsewhere(one)}" for one in self.news.new]
        for noun in self.news.nouns:
            found += self._changed(noun, self.news.changed[noun])
        found += [f"– Ändrat {when(one)}" for one in self.news.unknown]
        return found

    def subject(self) -> str:
        """What begins the subject: what happened to which meeting, as far as one line can say it."""
        what = [
            *([self._left_in_short()] if self.lost else []),
            *([f"Inställt {_which([mark.starts_at for mark in self.off.values()])}"] if self.off else []),
            *([f"Ny tid från och med {format_date(self._split_at())}"] if self.split_off else []),
            *([f"Ny tid {_which(self._old_times())}"] if self._old_times() else []),
            *([self._more()] if self.news.new else []),
            *self._changes_in_short(),
        ]
        if not what and not self.news.unknown:
            return "Kallelsen igen"
        is_moved_alone = len(self._old_times()) == 1 and len(self._keys()) == 1
        return what[0] if len(what) == 1 or is_moved_alone else "Ändrad kallelse"

    def _keys(self) -> set[str]:
        changed = [one for some in self.news.changed.values() for one in some]
        shown = [*changed, *self.news.new, *self.news.unknown, *(one for _mark, one in self.news.moved)]
        return {*self.news.gone, *(one.key for one in shown)}

    def _changes_in_short(self) -> list[str]:
        by_reach: dict[str, list[str]] = {}
        for noun in self.news.nouns:
            by_reach.setdefault(self._reach(self.news.changed[noun]), []).append(noun)
        return [f"Ny {in_words(nouns)} {reach}" for reach, nouns in by_reach.items()]

    def about_answering(self) -> str:
        """What the calendar part asks, in words."""
        asking = {one.key for one in self.ahead if one.partstat == "NEEDS-ACTION"}
        if self.is_caller:
            return ""
        if not asking:
            return "Du behöver inte svara igen."
        moved = asking & {one.key for _mark, one in self.news.moved}
        said = [
            *(["Svara på nytt för det som har fått ny tid."] if moved else []),
            *(["Svara för de nya mötena."] if asking & {one.key for one in self.news.new} else []),
        ]
        return " ".join(said) or "Du har inte svarat för alla möten än."

    # --- pieces

    def _left(self) -> Iterable[str]:
        """The seat is another's from a day on: the person reads since when, and who has it."""
        yield f"– Du är inte längre kallad från och med {self._since()}.{instead(self.heirs, self.lost)}"

    def _left_in_short(self) -> str:
        kept = self.ahead
        if self.has_left and kept:
            return f"Du är kallad till och med {format_date(kept[-1].start)}, därefter inte"
        handed = self.lost.keys() <= self.heirs.handed_over
        which = _which([mark.starts_at for mark in self.lost.values()]).removeprefix("för ")
        if handed:
            return f"Du har lämnat över {which}"
        return f"Du är inte kallad {f'till {which}' if len(self.lost) > 1 else which}"

    def _since(self) -> str:
        since = self.heirs.since
        return format_date(since) if since is not None else day(self.lost[min(self.lost)].starts_at)

    def _lost(self, key: str, mark: Mark) -> str:
        name = self.heirs.names.get(key, "")
        if key in self.heirs.handed_over:
            return f"– Du har lämnat över {moment(mark.starts_at)} till {name}"
        return f"– Du är inte kallad {moment(mark.starts_at)}{f'. {name} kommer i stället' if name else ''}"

    def _changed(self, noun: str, changed: list[Instance]) -> Iterable[str]:
        """One line for all that have got the same, when they are all that lie ahead, or all from one day on."""
        values: dict[str, list[Instance]] = {}
        for one in changed:
            values.setdefault(VALUES[noun](one) or NO_VALUE[noun], []).append(one)
        for value, some in values.items():
            if len(some) > 1 and (reach := self._whole(some)):
                yield f"– Ny {noun} {reach}: {value}"
            else:
                yield from (f"– Ny {noun} {moment(one.start)}: {value}" for one in some)

    def _reach(self, some: list[Instance]) -> str:
        return (self._whole(some) if len(some) > 1 else "") or _which([one.start for one in some])

    def _whole(self, some: list[Instance]) -> str:
        """ "för alla möten", or "från och med" a day, when these are all of them ahead."""
        keys, ahead = {one.key for one in some}, [one.key for one in self.ahead]
        if keys == set(ahead):
            return "för alla möten"
        tail = ahead[-len(keys) :]
        return f"från och med {day(min(some, key=lambda one: one.key).start)}" if keys == set(tail) else ""

    def _split_at(self) -> datetime.datetime:
        return min(mark.starts_at for mark in self.split_off.values())

    def _old_times(self) -> list[datetime.datetime]:
        moved = [*self.news.moved, *self.set_apart.values()]
        return [mark.starts_at for mark, _one in moved]

    def _more(self) -> str:
        new = self.news.new
        return f"Nytt möte {_which([new[0].start])}" if len(new) == 1 else f"{len(new)} nya möten"

    def _elsewhere(self, one: Instance) -> str:
        return f", {one.place}" if one.place else ""


def instead(heirs: Heirs, keys: Iterable[str]) -> str:
    name = heirs.one_for(list(keys))
    return f" {name} tar över platsen." if name else ""


def cut(lines: list[str]) -> list[str]:
    if len(lines) <= LISTED:
        return lines
    return [*lines[: LISTED - 1], f"– och {len(lines) - LISTED + 1} till, se kalendern"]


def day(at: datetime.datetime) -> str:
    return f"{format_weekday(at)} {format_date(at)} (v. {format_week(at)})"


def moment(at: datetime.datetime) -> str:
    return f"{format_weekday(at)} {format_date(at)} kl. {format_time(at)} (v. {format_week(at)})"


def when(one: Instance) -> str:
    return format_when(one.start, one.end)


def _which(moments: list[datetime.datetime]) -> str:
    """One by its day; of several how many."""
    if len(moments) == 1:
        return f"{format_weekday(moments[0])} {format_date(moments[0])}"
    return f"för {len(moments)} möten"
