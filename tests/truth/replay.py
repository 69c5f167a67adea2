"""Every mail, in the order of delivery, into the calendar programs; and what they show against what is true."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from tests.truth.drivers import Calendars, Shown, calendar_of
from tests.truth.mailboxes import Mail, Mailboxes


@dataclass
class Truth:
    """What should be shown, and what of it can be judged now.

    `known` tells which meeting a line is about, by uid and, in a series, the instance.
    """

    now: datetime.datetime
    lines: Mapping[str, Set[Shown]]
    known: Mapping[tuple[str, int], str]
    unreachable: Set[int]
    too_late: Set[tuple[int, str]]

    def counts(self, person: int, line: Shown, whole_past: bool) -> bool:
        """All that lies ahead; what has been as long as it is kept, and was not begun before it could be told."""
        if line.start > self.now.timestamp():
            return True
        meeting = self.known.get((line.uid, line.recurrence)) or self.known.get((line.uid, 0))
        return whole_past and meeting is not None and (person, meeting) not in self.too_late


@dataclass
class Difference:
    """One person's calendar in one program is not what it should be."""

    program: str
    person: int
    missing: list[Shown]
    extra: list[Shown]
    mails: list[Mail]
    addresses: list[str]

    @property
    def uids(self) -> set[str]:
        return {line.uid for line in (*self.missing, *self.extra)}

    def __str__(self) -> str:
        lines = [f"{self.program}, person {self.person}"]
        lines += [f"  missing: {line}" for line in sorted(self.missing)]
        lines += [f"  too much: {line}" for line in sorted(self.extra)]
        lines += [f"    {mail}" for mail in self.mails]
        return "\n".join(lines)

    def calendars(self) -> str:
        """What each mail of its stream held."""
        return "\n".join(f"{mail}\n{calendar_of(mail.content)}" for mail in self.mails)


@dataclass
class Replay:
    mailboxes: Mailboxes
    programs: list[Calendars]
    given: int = 0
    compared: int = 0
    cache: dict[tuple[str, str], set[Shown]] = field(default_factory=dict)

    def catch_up(self) -> None:
        """Give the programs what has come since the last time."""
        new = self.mailboxes.mails[self.given :]
        self.given += len(new)
        for program in self.programs:
            by_calendar: dict[str, list[bytes]] = defaultdict(list)
            for mail in new:
                by_calendar[self._calendar(program, mail.address)].append(mail.content)
            for calendar, contents in by_calendar.items():
                program.receive(calendar, contents)
                self.cache.pop((program.name, calendar), None)

    def compare(self, truth: Truth) -> list[Difference]:
        """Each reachable person's calendar in each program against the database."""
        people = sorted(set(self.mailboxes.owners.values()) - truth.unreachable)
        found = (self._compare(program, person, truth) for program in self.programs for person in people)
        return [difference for difference in found if difference is not None]

    def _compare(self, program: Calendars, person: int, truth: Truth) -> Difference | None:
        expected: set[Shown] = set()
        shown: set[Shown] = set()
        for calendar, addresses in self._calendars(program, person).items():
            lines = {line for address in addresses for line in truth.lines.get(address, ())}
            expected |= program.expected(calendar, lines)
            shown |= self._shows(program, calendar)
        self.compared += len(expected)
        # what has been stays where it was: in the calendar of the address that the person had then
        whole_past = len({self._calendar(program, address) for address in self._addresses(person)}) == 1
        missing = [line for line in expected - shown if truth.counts(person, line, whole_past)]
        extra = [line for line in shown - expected if truth.counts(person, line, whole_past)]
        if not missing and not extra:
            return None
        uids = {line.uid for line in (*missing, *extra)}
        mails = self._mails(person, uids)
        return Difference(program.name, person, missing, extra, mails, self._addresses(person))

    def _mails(self, person: int, uids: Set[str]) -> list[Mail]:
        owners = self.mailboxes.owners
        return [mail for mail in self.mailboxes.mails if owners[mail.address] == person and mail.uid in uids]

    def _calendar(self, program: Calendars, address: str) -> str:
        return self.mailboxes.calendars.get(address, "") if program.reads_all_addresses else address

    def _calendars(self, program: Calendars, person: int) -> dict[str, list[str]]:
        """Each with the addresses that come into it. Of those that have died nobody reads the calendar any more."""
        found: dict[str, list[str]] = {}
        for address in self._addresses(person):
            if self.mailboxes.reaches(address):
                found.setdefault(self._calendar(program, address), []).append(address)
        return found

    def _addresses(self, person: int) -> list[str]:
        return [address for address, owner in self.mailboxes.owners.items() if owner == person]

    def _shows(self, program: Calendars, calendar: str) -> set[Shown]:
        key = (program.name, calendar)
        if key not in self.cache:
            self.cache[key] = program.shows(calendar)
        return self.cache[key]
