"""Days and years of it: a clock that moves, people who act, workers that work and die, and a reckoning now and then."""

from __future__ import annotations

import datetime
import logging
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from unittest.mock import patch

import time_machine
from django.db.models import F, Q
from django.test import override_settings
from django.utils import timezone

from booking.models import Meeting
from booking.retention import run_retention
from booking.workdays import at_local, is_workday
from forums.models import Person
from forums.models.waiting import WaitingKind
from notifications import tasks
from notifications.inbox import receiving
from notifications.itip import moment_of, read_digest
from notifications.models import CalendarObject, OutboxMessage, OutboxState, Told
from notifications.telling import reconcile
from tests.factories.vouching import say_yes
from tests.servers import ROOT
from tests.truth.drivers import Calendars
from tests.truth.events import Events
from tests.truth.expected import expected_calendars, known_instances
from tests.truth.mailboxes import Mailboxes
from tests.truth.replay import Difference, Replay, Truth
from tests.truth.town import Town

OPEN = [OutboxState.QUEUED, OutboxState.SENDING]
LONG = 400
REALLY_KILLED = 0.2
WORKER_SECONDS = 120
OUTAGE = datetime.timedelta(days=7)
# how often callers who are asked about a new address have answered when something is told
SAID_IN_TIME = 0.2


class Killed(BaseException):
    """The worker dies here, as by the power going: nothing after this line happens."""


class Failures(logging.Handler):
    """The product logs what it did not expect; none of that may happen."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(self.format(record))


class Simulation:
    def __init__(self, *, seed: int, days: int, areas: int, per_day: float, programs: list[Calendars]) -> None:
        self.luck = random.Random(seed)
        self.days, self.per_day = days, per_day
        self.reckoned_on = (10, 25) if days < LONG else (25,)
        self.mailboxes = Mailboxes(random.Random(seed + 1), faults=0.03)
        self.town = Town(self.luck, self.mailboxes, areas)
        self.events = Events(self.luck, self.town, self.mailboxes)
        self.replay = Replay(self.mailboxes, programs)
        self.counts: Counter[str] = Counter()
        self.too_late: set[tuple[int, str]] = set()
        self.unsettled: set[str] = set()
        self.outage_until: datetime.datetime | None = None
        self.deliver: Callable[[], None] = tasks.sweep_outbox

    def run(self, first: datetime.date, progress: Callable[[int, int], None]) -> list[Difference]:
        failures = Failures()
        logging.getLogger("notifications").addHandler(failures)
        with (
            time_machine.travel(at_local(first, datetime.time(6)), tick=False) as self.clock,
            self.mailboxes.sink,
            override_settings(EMAIL_URL=self.mailboxes.sink.url),
        ):
            self.town.build()
            self.next_outage = first + datetime.timedelta(days=self.luck.randint(8, 20))
            found: list[Difference] = []
            for number in range(self.days):
                found += self._day(first + datetime.timedelta(days=number))
                progress(number + 1, self.days)
                if found or failures.found or self.mailboxes.untrue:
                    break
            found = found or self._settle()
        assert not failures.found, "\n".join(failures.found)
        self.mailboxes.read_words()
        untrue = self.mailboxes.untrue
        assert not untrue, f"{len(untrue)} mails whose words are not true:\n" + "\n".join(untrue[:20])
        return found

    # --- a day

    def _day(self, day: datetime.date) -> list[Difference]:
        if day.day == 1:
            self._at(day, datetime.time(4))
            self._retention()
        if is_workday(day):
            for clock in sorted(self._moments()):
                self._at(day, clock)
                self._something_happens()
                if self.luck.random() < 0.7:
                    self._tick()
        self._at(day, datetime.time(19, 30))
        self._tick()
        if day.weekday() == 4:
            tasks.reconcile_all()
            self._tick()
        self.mailboxes.read_words()
        return self.reckon() if day.day in self.reckoned_on else []

    def _moments(self) -> Iterator[datetime.time]:
        count = int(self.per_day) + (self.luck.random() < self.per_day % 1)
        return (datetime.time(self.luck.randint(7, 17), self.luck.randrange(60)) for _number in range(count))

    def _at(self, day: datetime.date, clock: datetime.time) -> None:
        """Move the clock. What begins on the way while something of it is untold cannot be told any more."""
        was, now = timezone.now(), at_local(day, clock)
        if now <= was:
            now = was + datetime.timedelta(minutes=1)
        begun = list(Meeting.objects.filter(starts_at__gt=was, starts_at__lte=now))
        self._look_what_is_open()
        for meeting in begun:
            self._note_what_came_too_late(meeting)
        self._note_what_still_stood(was, now)
        self.clock.move_to(now)

    def _note_what_still_stood(self, was: datetime.datetime, now: datetime.datetime) -> None:
        """A time that calendars still show comes, and that the meeting has another one by now could not be told."""
        about = Q(calendar_object__meeting__in=self.unsettled) | Q(calendar_object__series__in=self.unsettled)
        rows = Told.objects.filter(about, left_method="REQUEST").select_related("calendar_object", "invitation", "seat")
        for row in rows:
            place = row.invitation or row.seat
            for key, mark in read_digest(row.left_digest).items():
                if was < mark.starts_at <= now and place is not None and place.person_id is not None:
                    self.too_late.add((self.town.human(place.person_id), self._meeting_at(row.calendar_object, key)))

    def _meeting_at(self, calendar_object: CalendarObject, key: str) -> str:
        if calendar_object.meeting_id is not None:
            return str(calendar_object.meeting_id)
        instance = Meeting.objects.filter(series=calendar_object.series_id, recurrence_at=moment_of(key)).first()
        return str(instance.pk) if instance else ""

    def _note_what_came_too_late(self, meeting: Meeting) -> None:
        """Of whom something was untold when it began, or whose mailbox was dead: for them it is as it was told."""
        seats = meeting.invitations.filter(person__isnull=False).select_related("person")
        is_untold = bool({str(meeting.pk), str(meeting.series_id)} & self.unsettled)
        for seat in seats:
            assert seat.person is not None
            failed = Q(outbox__state__in=["failed", "bounced"], outbox__counter=F("counter"))
            held = Told.objects.filter(self._about(meeting), failed | Q(is_held=True), address=seat.person.email)
            # the new address waits for the caller's yes, and the old one is written to until then
            waits = meeting.is_individual and seat.person.address_waits
            if is_untold or waits or not self.mailboxes.reaches(str(seat.person.email)) or held.exists():
                self.too_late.add((self.town.human(seat.person.pk), str(meeting.pk)))

    def _about(self, meeting: Meeting) -> Q:
        by_series = Q(calendar_object__series=meeting.series_id) if meeting.series_id else Q()
        return Q(calendar_object__meeting=meeting) | by_series

    def _something_happens(self) -> None:
        # a report takes minutes: who finds the mailbox again knows what did not arrive
        self._take_what_came_back()
        self.events.mend_due()
        staff = len(self.town.places) * 8 + 16
        yearly = 250 * self.per_day
        if self.luck.random() < 0.3 * staff / yearly:
            self.events.do(self.events.turnover)
        elif timezone.localdate() >= self.next_outage:
            self._mail_server_goes_away()
        else:
            self.events.one()

    # --- what runs by itself

    def _tick(self) -> None:
        self._take_what_came_back()
        if self.luck.random() < SAID_IN_TIME:
            say_yes(WaitingKind.ADDRESS)
        tasks.sweep_reconcile()
        tasks.run_notices()
        self._deliver()
        self._look_what_is_open()

    def _take_what_came_back(self) -> None:
        returned, self.mailboxes.returned = self.mailboxes.returned, []
        for raw in returned:
            outcome = receiving.receive(raw)
            self.counts[f"report: {outcome.result} {outcome.reason}"] += 1

    def _mail_server_goes_away(self) -> None:
        self.outage_until = timezone.now() + OUTAGE
        self.mailboxes.go_away()
        self.next_outage = timezone.localdate() + datetime.timedelta(days=365)
        self.counts["weeks without mail server"] += 1

    def _mail_server_comes_back(self) -> None:
        self.outage_until = None
        self.mailboxes.come_back()

    def _deliver(self) -> None:
        if self.outage_until and timezone.now() > self.outage_until:
            self._mail_server_comes_back()
        if self.luck.random() < 0.04:
            self._deliver_and_die()
        else:
            self.deliver()

    def _deliver_and_die(self) -> None:
        """Accepted by the server, and never recorded: the same mail goes once more when the lease is over."""
        if self.luck.random() < REALLY_KILLED:
            self._kill_a_worker()
            return
        with patch("notifications.outbox.delivery._settle_sent", side_effect=Killed):
            try:
                tasks.sweep_outbox()
            except Killed:
                self.counts["workers killed"] += 1

    def _kill_a_worker(self) -> None:
        """With SIGKILL, in the middle of handing over the first mails."""
        last = self.luck.randint(1, 3)
        environment = os.environ | {"EMAIL_URL": self.mailboxes.sink.url}
        command = [sys.executable, "-m", "tests.truth.worker", timezone.now().isoformat()]
        worker = subprocess.Popen(command, cwd=ROOT, env=environment)

        def count() -> None:
            nonlocal last
            last -= 1
            if last == 0:
                worker.kill()

        self.mailboxes.on_accepted = count
        code = worker.wait(WORKER_SECONDS)
        self.mailboxes.on_accepted = lambda: None
        assert code in (0, -signal.SIGKILL), f"the worker ended with {code}"
        self.counts["workers killed with SIGKILL" if code else "workers that had too little to be killed at"] += 1

    def _look_what_is_open(self) -> None:
        waiting = OutboxMessage.objects.filter(state__in=OPEN).values_list("meeting", "series")
        self.unsettled = {str(pk) for pair in waiting for pk in pair if pk}
        for behind in (reconcile.behind(), reconcile.series_behind()):
            self.unsettled |= {str(pk) for pk in behind.values_list("pk", flat=True)}

    def _retention(self) -> None:
        removed = run_retention() + Counter()
        tasks.run_retention()
        self.counts["meetings stripped"] += removed["meetings_stripped"]

    # --- the reckoning

    def reckon(self) -> list[Difference]:
        """Only when everything has been told: not in the middle of an outage."""
        if self.outage_until:
            return []
        self._quiet()
        self.replay.catch_up()
        self.counts["reckonings"] += 1
        return self.replay.compare(self._truth())

    def _quiet(self) -> None:
        """Until nothing waits any more; a day and a half at most. All who are asked about an address have said yes."""
        say_yes(WaitingKind.ADDRESS)
        tasks.reconcile_all()
        for _round in range(12):
            self._tick()
            if not self.unsettled and not self.mailboxes.returned:
                return
            self._at_now_plus(datetime.timedelta(hours=3))
        raise AssertionError(f"never quiet: {OutboxMessage.objects.filter(state__in=OPEN).values()[:3]}")

    def _at_now_plus(self, wait: datetime.timedelta) -> None:
        then = timezone.localtime(timezone.now() + wait)
        self._at(then.date(), then.time())

    def _truth(self) -> Truth:
        now = timezone.now()
        people = Person.objects.exclude(email=None).values_list("pk", "email")
        return Truth(
            now=now,
            lines=expected_calendars(now),
            known=known_instances(),
            unreachable={self.town.human(pk) for pk, address in people if not self.mailboxes.reaches(str(address))},
            too_late=self.too_late,
        )

    def _settle(self) -> list[Difference]:
        """At the end everything that was broken is mended, and everybody who is still there must be reached."""
        if self.outage_until:
            self._mail_server_comes_back()
        self._take_what_came_back()
        self.events.mend_due(everything=True)
        found = self.reckon()
        self.counts["persons compared"] = len(set(self.mailboxes.owners.values()) - self._truth().unreachable)
        return found
