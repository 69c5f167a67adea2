"""The town of the demonstration: its days, its chance, who works there, and the queue of what is going to happen."""

from __future__ import annotations

import datetime
import heapq
import logging
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from booking.models import Invitation, InvitationState, Meeting, MeetingState
from booking.workdays import add_workdays, at_local, is_workday
from config.ground.errors import RuleError
from forums.demo.accounts import ACCOUNTS
from forums.demo.staff import MANAGER
from forums.models import Area, Federation, Party, Person, Unit
from forums.queries import coordinators_of, staff_of

logger = logging.getLogger(__name__)
Act = Callable[[], object]
MONTHS_BACK, MONTHS_AHEAD = 18, 6
OFFICE_HOURS = (8, 9, 10, 11, 13, 14, 15, 16)
HOUR = datetime.timedelta(hours=1)


def months_from(day: datetime.date, months: int) -> datetime.date:
    """The first day of the month that many months away."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, 1)


class Town:
    """Acts in the order of time, each at its moment. An act that a rule refuses has not happened, and is counted.

    `now` is the moment that the demonstration is made for: acts after it are left out. Everything chosen by chance
    comes from the seed and the name of the scene, so a new scene changes nothing in the others.
    """

    def __init__(self, now: datetime.datetime, months: int = MONTHS_BACK, seed: int = 1) -> None:
        self.now, self.seed = now, seed
        self.today = timezone.localdate(now)
        self.first = months_from(self.today, -months)
        self.last = months_from(self.today, MONTHS_AHEAD + 1) - datetime.timedelta(days=1)
        self.refused: Counter[str] = Counter()
        self.performed = 0
        self._acts: list[tuple[datetime.datetime, int, str, Act]] = []
        self._count = 0
        self._scene = ""
        self._staff: dict[int, list[Person]] = {}
        self.federations = list(Federation.objects.order_by("pk"))
        self.areas = list(Area.objects.select_related("federation").order_by("pk"))

    # --- what is going to happen

    def plan(self, scene: Callable[[Town], None]) -> None:
        """Let a scene plan its acts."""
        self._scene = scene.__module__.rpartition(".")[2]
        scene(self)

    def luck(self, *about: object) -> random.Random:
        """Chance that depends on the seed and on what it is about only."""
        return random.Random(":".join(map(str, (self.seed, self._scene, *about))))  # noqa: S311

    def at(self, moment: datetime.datetime, act: Act) -> None:
        if moment <= self.now:
            self._count += 1
            heapq.heappush(self._acts, (moment, self._count, self._scene, act))

    @property
    def begins(self) -> datetime.date:
        """The day of the first act: what is held in the first weeks was called before them."""
        return min(self.first, timezone.localdate(self._acts[0][0])) if self._acts else self.first

    def due(self, until: datetime.datetime) -> Iterator[datetime.datetime]:
        """Yield the moment of each act up to `until`, and perform it when the next one is asked for."""
        while self._acts and self._acts[0][0] <= until:
            moment, _number, self._scene, act = heapq.heappop(self._acts)
            yield moment
            self._perform(act)

    def _perform(self, act: Act) -> None:
        try:
            act()
            self.performed += 1
        except (RuleError, PermissionDenied, ValidationError) as refusal:
            self.refused[f"{self._scene}: {getattr(refusal, 'code', 'permission')}"] += 1
            logger.debug("demo act refused", extra={"scene": self._scene}, exc_info=True)

    # --- when

    def office_hour(self, day: datetime.date, luck: random.Random) -> datetime.datetime:
        """A moment of work on that day, or on the next day of work; mails and answers come at any minute."""
        if not is_workday(day):
            day = add_workdays(day, 1)
        return at_local(day, datetime.time(luck.choice(OFFICE_HOURS), luck.randrange(60)))

    def workdays_on(self, moment: datetime.datetime, days: int, luck: random.Random) -> datetime.datetime:
        """A moment of work so many days of work later, and later than `moment` in any case."""
        then = self.office_hour(add_workdays(timezone.localdate(moment), days), luck)
        return then if then > moment else moment + HOUR * luck.uniform(0.3, 1.5)

    # --- who

    def staff(self, unit: Unit) -> list[Person]:
        """Who works at the unit and meets people, accounts first."""
        if unit.pk not in self._staff:
            accounts = {account.email for account in ACCOUNTS if account.kind is None}
            found = staff_of(unit).exclude(placements__unit=unit, placements__function=MANAGER).order_by("pk")
            self._staff[unit.pk] = sorted(found.distinct(), key=lambda person: person.email not in accounts)
        return self._staff[unit.pk]

    def forget_staff(self) -> None:
        self._staff.clear()

    def coordinator(self, area: Area) -> Person | None:
        return coordinators_of(area).order_by("pk").first()

    def units(self, area: Area) -> list[Unit]:
        return list(area.units.filter(closed_on=None).select_related("party__kind").order_by("pk"))

    def parties(self, area: Area) -> list[Party]:
        return list(Party.objects.filter(units__areas=area).distinct().select_related("kind").order_by("pk"))


def live_seats(meeting: Meeting) -> list[Invitation]:
    """Those who are called, without the caller, in the order in which they were called."""
    seats = meeting.invitations.filter(state=InvitationState.LIVE).exclude(person=meeting.caller_id)
    return sorted(
        seats.select_related("meeting__template", "person", "unit__party", "party__kind"),
        key=lambda seat: (
            seat.invited_at or seat.meeting.created_at,
            seat.party_id or 0,
            seat.unit_id or 0,
            seat.person_id or 0,
        ),
    )


def is_ahead(meeting: Meeting) -> bool:
    """Read anew: is the meeting still called, and has it not begun?"""
    meeting.refresh_from_db(fields=["state", "starts_at", "ends_at"])
    return meeting.state == MeetingState.CALLED and not meeting.has_started()


def is_over(meeting: Meeting) -> bool:
    meeting.refresh_from_db(fields=["state", "starts_at", "ends_at", "version"])
    return meeting.state == MeetingState.CALLED and meeting.has_started()


def spread(count: int, year: int, luck: random.Random) -> Iterable[datetime.date]:
    """So many days of work over a year, none in July: people are away then."""
    weeks = [week for week in range(2, 51) if week not in range(26, 32)]
    for number in range(count):
        week = weeks[int((number + 0.5) * len(weeks) / count)]
        day = datetime.date.fromisocalendar(year, week, luck.randint(1, 5))
        yield day if is_workday(day) else add_workdays(day, 1)
