"""A federation with a great many meetings behind it: what the pages are measured on."""

from __future__ import annotations

import datetime
import itertools
import random
from collections.abc import Iterator

from django.utils import timezone

from booking.models import Answer, Gender, Invitation, Meeting, MeetingForm, MeetingState, Outcome, PartyPresence
from booking.workdays import half_year
from forums.models import Area, Party, Person, Unit
from tests.cast import Cast
from tests.factories import make_agreement, make_area, make_party, make_person, make_template, make_unit
from tests.factories.forums import AGE_BANDS

AREAS, STAFF_PER_UNIT, YEARS, SEATS = 8, 12, 10, 4
CHUNK = 1000
ANNAS_SHARE = 100
DICE = random.Random(20261123)


class Country:
    """The cast's federation, grown to several areas with their own staff; Anna is one of many."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.serial = itertools.count(1)
        self.staff: dict[int, list[tuple[Person, Unit]]] = {}
        self.templates = {cast.area.pk: cast.samverksmote}
        for area in [cast.area, *(make_area(cast.federation) for _number in range(AREAS - 1))]:
            self._settle(area)
        self.areas = [area for area in cast.federation.areas.all() if area.pk in self.staff]

    def _settle(self, area: Area) -> None:
        own = self.cast.kommun if area == self.cast.area else make_party("kommun", area=area)
        parties: list[Party] = [own, self.cast.af, self.cast.fk, self.cast.region]
        units = [make_unit(party, [area]) for party in parties]
        self.staff[area.pk] = [(make_person(unit), unit) for unit in units for _number in range(STAFF_PER_UNIT)]
        if area.pk not in self.templates:
            self.templates[area.pk] = make_template(make_agreement(area), slug="samverksmote")

    def add(self, count: int) -> None:
        """That many meetings more, evenly over ten years back and two months ahead."""
        for _chunk in range(0, count, CHUNK):
            drawn = [self._draw() for _number in range(min(CHUNK, count - _chunk))]
            for meeting, _seats in drawn:
                self._strip(meeting)
            Meeting.objects.bulk_create([meeting for meeting, _seats in drawn])
            kept = [seat for meeting, seats in drawn for seat in seats if meeting.stripped_at is None]
            Invitation.objects.bulk_create(kept)
            past = [(meeting, seats) for meeting, seats in drawn if meeting.ends_at < timezone.now()]
            Outcome.objects.bulk_create([self._outcome(meeting) for meeting, _seats in past])
            PartyPresence.objects.bulk_create(row for meeting, seats in past for row in _presences(meeting, seats))

    def _draw(self) -> tuple[Meeting, list[Invitation]]:
        number, now = next(self.serial), timezone.now()
        is_annas = number % ANNAS_SHARE == 0
        area = self.cast.area if is_annas else DICE.choice(self.areas)
        people = DICE.sample(self.staff[area.pk], SEATS)
        if is_annas:
            people[0] = (self.cast.anna, self.cast.kommun_unit)
        caller, unit = people[0]
        # the first of Anna's lies ahead, so that she always has something to look at
        days = -30 if number == ANNAS_SHARE else DICE.randrange(-60, 365 * YEARS)
        day = timezone.localdate() - datetime.timedelta(days=days)
        start = timezone.make_aware(datetime.datetime.combine(day, datetime.time(8 + number % 8)))
        meeting = Meeting(
            federation=self.cast.federation,
            area=area,
            template=self.templates[area.pk],
            reference=f"SV-{number:06}",
            state=MeetingState.CALLED,
            caller=caller,
            calling_unit=unit,
            called_by_kind=unit.party.kind,
            called_at=min(now, start) - datetime.timedelta(days=20),
            timed_at=min(now, start) - datetime.timedelta(days=20),
            starts_at=start,
            ends_at=start + datetime.timedelta(hours=1),
            half_year=half_year(start),
            meeting_form=MeetingForm.ON_SITE,
            place="Lingonhuset, rum 3",
        )
        return meeting, [_seat(meeting, person, unit) for person, unit in people]

    def _strip(self, meeting: Meeting) -> None:
        """As retention leaves what is too old: figures only, nobody's name."""
        oldest = timezone.now() - datetime.timedelta(days=self.cast.federation.case_retention_days)
        if meeting.ends_at < oldest:
            meeting.reference = meeting.caller = meeting.calling_unit = meeting.timed_at = None
            meeting.place, meeting.stripped_at = "", timezone.now()

    def _outcome(self, meeting: Meeting) -> Outcome:
        return Outcome(
            meeting=meeting,
            registered_at=meeting.ends_at,
            meeting_form=meeting.meeting_form,
            individual_attended=True,
            plan_made=DICE.random() < 0.7,
            gender=DICE.choice(Gender.values),
            age_band=DICE.choice(AGE_BANDS),
        )


def _seat(meeting: Meeting, person: Person, unit: Unit) -> Invitation:
    return Invitation(
        meeting=meeting,
        person=person,
        unit=unit,
        party=unit.party,
        invited_at=meeting.called_at,
        answer=Answer.YES,
        answered_at=meeting.called_at,
        attended=True if meeting.ends_at < timezone.now() else None,
    )


def _presences(meeting: Meeting, seats: list[Invitation]) -> Iterator[PartyPresence]:
    for kind in {seat.party.kind_id for seat in seats}:
        number = sum(seat.party.kind_id == kind for seat in seats)
        yield PartyPresence(meeting=meeting, kind_id=kind, invited=number, attended=number, is_present=True)
