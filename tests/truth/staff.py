"""Staff that comes and goes, and addresses that change and die."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from booking.meetings.actions import changing
from booking.staffing import actions as staff
from booking.staffing import members as handover
from booking.staffing import merging
from booking.workdays import add_workdays
from config.ground.errors import RuleError
from forums.models import Person, Placement
from notifications.models import OutboxMessage, OutboxState
from notifications.pages.access import can_try_again
from notifications.telling.reconcile import try_again
from tests.truth.chance import Chance

MENDED_AFTER = datetime.timedelta(days=12)


class Staff(Chance):
    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.to_mend: list[tuple[datetime.datetime, Callable[[], None]]] = []

    def mend_due(self, everything: bool = False) -> None:
        """What was broken for a while and is put right when its day has come."""
        now = timezone.now()
        due = [mend for at, mend in self.to_mend if everything or at <= now]
        self.to_mend = [] if everything else [(at, mend) for at, mend in self.to_mend if at > now]
        for mend in due:
            mend()

    # --- staff

    def turnover(self) -> None:
        """Somebody leaves; a new colleague has their seats and takes over their calls, or there is a hole."""
        place = self.luck.choice(self.town.places)
        if self.luck.random() < 0.05:
            self.town.new_coordinator(place)
            return
        leaver, unit = self.town.somebody(place)
        today = timezone.localdate()
        placement = Placement.objects.filter(person=leaver, unit=unit, starts_on__lt=today, ends_on=None).first()
        if placement is None:
            raise RuleError("came_today", "")
        heir = self.town.hire(unit, misspelt=self.luck.random() < 0.15)
        if heir.email not in self.mailboxes.owners:
            self._mend_later(lambda: self._correct(heir))
        last = today - datetime.timedelta(days=1) if self.luck.random() < 0.6 else add_workdays(today, 7)
        self._leave(placement, last, heir)
        for meeting in self._meetings(caller=leaver):
            self._try(lambda meeting=meeting: changing.take_over_meeting(meeting, by=heir))
        if self.luck.random() < 0.5 and last < today:
            self.mailboxes.lose(str(leaver.email))

    def _leave(self, placement: Placement, last: datetime.date, heir: Person) -> None:
        way = self.luck.choice(("heir", "heir", "heir", "hole", "altogether"))
        director = self.town.director
        if way == "altogether":
            staff.leave_federation(placement.person, by=director, on=last)
        else:
            staff.end_placement(placement, by=director, on=last, heir=heir if way == "heir" else None)
        self.counts[f"turnover: {way}"] += 1

    def close_unit(self) -> None:
        """A unit closes: another takes over what lies ahead, or everything ends and strangers come to an empty one."""
        unit = self.luck.choice(self.luck.choice(self.town.places).units)
        successor = self.town.replace_unit(unit)
        takes_over = self.luck.random() < 0.7
        heir = successor if takes_over else None
        staff.close_unit(unit, by=self.town.director, on=timezone.localdate(), successor=heir)
        self.town.staff_up(successor)
        self.counts[f"unit closed: {'taken over' if takes_over else 'ended'}"] += 1

    def replace_member(self) -> None:
        """A seat in a group goes to a colleague at the same unit."""
        place = self.luck.choice(self.town.places)
        member, unit = self.town.somebody(place)
        seat = next((seat for seat in self.town.seats_of(member) if seat.forum.area == place.area), None)
        if seat is None:
            raise RuleError("nothing_there", "")
        colleague = self.luck.choice(self.town.staff(unit))
        handover.replace_member(seat, by=place.coordinator, person=colleague, on=self._soon())

    def _soon(self) -> datetime.date:
        return add_workdays(timezone.localdate(), self.luck.choice((0, 1, 15)))

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except (RuleError, PermissionDenied) as refusal:
            self.counts[f"beside: refused ({getattr(refusal, 'code', 'not allowed')})"] += 1

    # --- addresses

    def rename(self) -> None:
        """A new surname or employer: mail to the old address still comes into the same calendar."""
        place = self.luck.choice(self.town.places)
        person, _unit = self.town.somebody(place)
        old = str(person.email)
        if not self.mailboxes.reaches(old):
            return
        new = self.town.new_address()
        self.mailboxes.own(new, self.town.human(person.pk), beside=old)
        self._change_address(person, new)

    def enter_twice(self) -> None:
        """Somebody is entered a second time, called by both rows for a while, and then found to be one."""
        place = self.luck.choice(self.town.places)
        person, unit = self.town.somebody(place)
        if not self.mailboxes.reaches(str(person.email)) or person.pk in self.town.twins:
            raise RuleError("nothing_there", "")
        twin = self.town.enter_twice(person, unit)
        self._mend_later(lambda: self._merge(person, twin))

    def _merge(self, person: Person, twin: Person) -> None:
        stays, goes = self.luck.sample([person, twin], 2)
        self._try(lambda: merging.merge_persons(stays, goes=goes, by=self.town.director))
        self.counts["two rows merged"] += 1

    def lose_mailbox(self) -> None:
        """Full, or moved: everything bounces, until the address is changed or somebody tries again."""
        place = self.luck.choice(self.town.places)
        person, _unit = self.town.somebody(place)
        self.mailboxes.lose(str(person.email))
        self._mend_later(lambda: self._find_mailbox(person))

    def _mend_later(self, mend: Callable[[], None]) -> None:
        self.to_mend.append((timezone.now() + self.luck.random() * MENDED_AFTER, mend))

    def _correct(self, person: Person) -> None:
        self._change_address(person, str(person.email).removeprefix("fel."))

    def _find_mailbox(self, person: Person) -> None:
        # the row may have been merged into another meanwhile
        person = Person.objects.get(pk=person.pk).present
        address = str(person.email)
        if self.luck.random() < 0.5:
            # another mailbox, and with it another calendar
            new = self.town.new_address()
            self.mailboxes.own(new, self.town.human(person.pk))
            self._change_address(person, new)
            return
        found = self.mailboxes.find_again(address)
        self.counts["mailbox works again"] += 1
        broken = OutboxMessage.objects.filter(address__in=found, state__in=[OutboxState.FAILED, OutboxState.BOUNCED])
        for message in broken.select_related("meeting", "told").order_by("created_at", "pk"):
            if can_try_again(message):
                try_again(message)
                self.counts["tried again by hand"] += 1

    def _change_address(self, person: Person, address: str) -> None:
        staff.correct_person(person, by=self.town.director, email=address)
        self.counts["address changed"] += 1
