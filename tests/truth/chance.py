"""Whom and what it happens to."""

from __future__ import annotations

import datetime
import random
from collections import Counter
from typing import Any

from django.utils import timezone

from booking.models import Invitation, InvitationState, Meeting, MeetingForm, MeetingState, PlaceKind
from booking.workdays import add_workdays, at_local
from config.ground.errors import RuleError
from forums.models import Area, Person
from forums.places import places_in
from tests.truth.expected import PLACES
from tests.truth.mailboxes import Mailboxes
from tests.truth.town import Town

LINK = "https://video.example/rum/"


class Chance:
    def __init__(self, luck: random.Random, town: Town, mailboxes: Mailboxes) -> None:
        self.luck, self.town, self.mailboxes = luck, town, mailboxes
        self.counts: Counter[str] = Counter()

    def _meetings(self, **conditions: object) -> list[Meeting]:
        ahead = Meeting.objects.filter(state=MeetingState.CALLED, starts_at__gt=timezone.now(), **conditions)
        return list(ahead.order_by("starts_at", "pk"))

    def _meeting(self, **conditions: object) -> Meeting:
        """One of them, or one of the next six of a series, of which there are many more than of single meetings."""
        choices: dict[object, list[Meeting]] = {}
        for meeting in self._meetings(**conditions):
            choices.setdefault(meeting.series_id or meeting.pk, []).append(meeting)
        if not choices:
            raise RuleError("nothing_there", "")
        return self.luck.choice(self.luck.choice(list(choices.values()))[:6])

    def _seat(self, **conditions: object) -> Invitation:
        meeting = self._meeting()
        seated = meeting.invitations.filter(state=InvitationState.LIVE, **conditions).exclude(person=meeting.caller)
        found = list(seated.select_related("meeting", "person", "unit").order_by("pk"))
        if not found:
            raise RuleError("nothing_there", "")
        return self.luck.choice(found)

    def _holder(self, meeting: Meeting) -> Person:
        """Who may change it: for a group's meeting the coordinator of the day."""
        if meeting.forum is not None and meeting.area is not None:
            return self.town.coordinator_of(meeting.area)
        assert meeting.caller is not None
        return meeting.caller

    def _time(self, ahead: int) -> datetime.datetime:
        day = add_workdays(timezone.localdate(), self.luck.randint(1, ahead))
        clock = datetime.time(self.luck.randint(7, 17), self.luck.choice((0, 0, 0, 15, 30, 50)))
        return at_local(day, clock)

    def _length(self) -> datetime.timedelta:
        return datetime.timedelta(minutes=self.luck.choice((30, 60, 60, 90, 120, 300)))

    def _where(self) -> dict[str, str]:
        form = self.luck.choice([MeetingForm.ON_SITE, MeetingForm.ON_SITE, MeetingForm.HYBRID, MeetingForm.DIGITAL])
        place = "" if form == MeetingForm.DIGITAL else self.luck.choice([place for place in PLACES if place])
        link = "" if form == MeetingForm.ON_SITE else f"{LINK}{self.luck.randrange(99)}"
        return {"meeting_form": form, "place": place, "link": link}

    def _where_of_case(self, area: Area | None) -> dict[str, Any]:
        """A place of the area, one that is typed, or none that is said yet."""
        where: dict[str, Any] = self._where()
        text = where.pop("place")
        if not text:
            return {**where, "place_kind": PlaceKind.DIGITAL}
        kind = self.luck.choice([PlaceKind.PLACE, PlaceKind.PLACE, PlaceKind.TYPED, PlaceKind.CALLER])
        if kind == PlaceKind.PLACE:
            listed = {str(place): place for place in places_in(area)}
            return {**where, "at_place": listed[text]}
        return {**where, "place_kind": kind, **({"place": text} if kind == PlaceKind.TYPED else {})}
