"""Staff that comes and goes, and addresses that change and die."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from booking.actions import changing, handover, seats
from booking.models import Invitation, InvitationState, MeetingState
from config.errors import RuleError
from forums.models import Person, PersonAlias, Placement
from notifications.models import OutboxMessage, OutboxState
from notifications.reconcile import try_again
from notifications.views.sent import can_try_again
from tests.truth.chance import Chance

MENDED_AFTER = datetime.timedelta(days=12)


class Staff(Chance):
    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.to_mend: list[tuple[datetime.datetime, Callable[[], None]]] = []
        self.addresses_changed = False

    def mend_due(self, everything: bool = False) -> None:
        """What was broken for a while and is put right when its day has come."""
        now = timezone.now()
        due = [mend for at, mend in self.to_mend if everything or at <= now]
        self.to_mend = [] if everything else [(at, mend) for at, mend in self.to_mend if at > now]
        for mend in due:
            mend()

    # --- staff

    def turnover(self) -> None:
        """Somebody leaves; a new colleague takes over their seats, and the calls that were theirs."""
        place = self.luck.choice(self.town.places)
        if self.luck.random() < 0.05:
            self.town.new_coordinator(place)
            return
        leaver, unit = self.town.somebody(place)
        today = timezone.localdate()
        if not Placement.objects.filter(person=leaver, unit=unit, starts_on__lt=today).exists():
            raise RuleError("came_today", "")
        heir = self.town.hire(unit, misspelt=self.luck.random() < 0.15)
        if heir.email not in self.mailboxes.owners:
            self._mend_later(lambda: self._correct(heir))
        for seat in self.town.seats_of(leaver):
            by = self.town.coordinator_of(seat.forum.area)  # type: ignore[arg-type]
            self._try(lambda seat=seat, by=by: handover.replace_member(seat, by=by, person=heir, on=today))
        Placement.objects.filter(person=leaver, unit=unit).update(ends_on=today - datetime.timedelta(days=1))
        for meeting in self._meetings(caller=leaver):
            self._try(lambda meeting=meeting: changing.take_over_meeting(meeting, by=heir))
        for invitation in leaver.invitations.filter(state=InvitationState.LIVE, meeting__state=MeetingState.CALLED):
            self._try(lambda seat=invitation: self._follow(seat, heir))
        if self.luck.random() < 0.5:
            self.mailboxes.dead.add(str(leaver.email))

    def _follow(self, seat: Invitation, heir: Person) -> None:
        seats.remove_invitation(seat, by=self._holder(seat.meeting))
        seats.add_invitation(seat.meeting, by=self._holder(seat.meeting), person=heir, unit=seat.unit)

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except RuleError as refusal:
            self.counts[f"turnover: refused ({refusal.code})"] += 1

    # --- addresses

    def rename(self) -> None:
        """A new surname or employer: mail to the old address still comes into the same calendar."""
        place = self.luck.choice(self.town.places)
        person, _unit = self.town.somebody(place)
        old = str(person.email)
        if not self.mailboxes.reaches(old):
            return
        self._change_address(person, self.town.new_address())
        PersonAlias.objects.get_or_create(person=person, email=old)

    def lose_mailbox(self) -> None:
        """Full, or moved: everything bounces, until the address is changed or somebody tries again."""
        place = self.luck.choice(self.town.places)
        person, _unit = self.town.somebody(place)
        self.mailboxes.dead.add(str(person.email))
        self._mend_later(lambda: self._find_mailbox(person))

    def _mend_later(self, mend: Callable[[], None]) -> None:
        self.to_mend.append((timezone.now() + self.luck.random() * MENDED_AFTER, mend))

    def _correct(self, person: Person) -> None:
        self._change_address(person, str(person.email).removeprefix("fel."))

    def _find_mailbox(self, person: Person) -> None:
        person.refresh_from_db()
        address = str(person.email)
        if self.luck.random() < 0.5:
            self._change_address(person, self.town.new_address())
            return
        self.mailboxes.dead.discard(address)
        self.counts["mailbox works again"] += 1
        broken = OutboxMessage.objects.filter(
            address=address, state__in=[OutboxState.FAILED, OutboxState.BOUNCED], meeting__starts_at__gt=timezone.now()
        )
        for message in broken.select_related("meeting", "told").order_by("created_at", "pk"):
            if can_try_again(message):
                try_again(message)
                self.counts["tried again by hand"] += 1

    def _change_address(self, person: Person, address: str) -> None:
        person.email = address
        person.save()
        self.mailboxes.own(address, person.pk)
        self.addresses_changed = True
        self.counts["address changed"] += 1
