"""The standing structure of the simulation: areas, units, groups, and people who are hired, renamed and leave."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass, field

from django.utils import timezone

from forums import models
from forums.models import (
    Area,
    Federation,
    Forum,
    ForumPlan,
    Level,
    MeetingTemplate,
    Membership,
    Party,
    Person,
    Placement,
    Role,
    RoleKind,
    Unit,
    VideoService,
)
from tests.factories import (
    make_agreement,
    make_area,
    make_contact_point,
    make_federation,
    make_forum,
    make_membership,
    make_party,
    make_person,
    make_role,
    make_template,
    make_unit,
)
from tests.truth.mailboxes import ROLE_MAILBOX, Mailboxes

AREAS = ("Lingonby", "Blåbärsby", "Hjortronby")
FIRST_NAMES = (
    "Åsa",
    "Bo",
    "Cilla",
    "Dag",
    "Eva",
    "Fatima",
    "Gun",
    "Hugo",
    "Ida",
    "Jörgen",
    "Kim",
    "Li",
    "Måns",
    "Nils",
)
LAST_NAMES = ("Andlykt", "Bäverhjälm", "Citronfjäril", "Dimslöja", "Enbärsljus", "Fjädermoln", "Gråärt", "Höstlöv")
STAFF_PER_UNIT = 4
# as `expected.PLACES` has them in words
PLACES = (
    ("Lingonhuset", "rum 3"),
    ("Sessionssalen; plan 2", ""),
    ("Åsbackens bibliotek", "Stora gatan 1"),
    ("Psykiatrin Lingon", "rum 2"),
)


@dataclass
class Place:
    """One area: its templates, its groups, its units and the coordinator of the day."""

    area: Area
    case: MeetingTemplate
    group: MeetingTemplate
    forums: list[Forum]
    units: list[Unit]
    coordinator: Person


@dataclass
class Town:
    luck: random.Random
    mailboxes: Mailboxes
    areas: int
    places: list[Place] = field(default_factory=list)
    hired: int = 0
    twins: dict[int, int] = field(default_factory=dict)

    def build(self) -> None:
        self.federation = make_federation(name="Lingonförbundet", slug="lingon", role_mailbox=ROLE_MAILBOX)
        self.director = self.hire(None)
        for kind in (RoleKind.DIRECTOR, RoleKind.ADMINISTRATOR):
            make_role(self.director, kind, federation=self.federation)
        VideoService.objects.create(
            federation=self.federation, name="Video", hosts=["video.example"], for_individuals=True
        )
        areas = [
            make_area(self.federation, name=name, slug=f"omrade-{number}", collaboration_name=f"Samverk {name}")
            for number, name in enumerate(AREAS[: self.areas])
        ]
        shared = [
            make_unit(make_party(kind, federation=self.federation, name=name), areas=areas, name=unit)
            for kind, name, unit in (
                ("af", "Arbetsförmedlingen", "Arbetsförmedlingen Lingon"),
                ("fk", "Försäkringskassan", "Försäkringskassan Lingon"),
                ("region", "Region Lingon", "Lingons vårdcentral"),
            )
        ]
        shared.append(make_unit(shared[-1].party, areas=areas, name="Psykiatrin Lingon", reveals_care=True))
        for unit in shared:
            self._staff(unit)
        for area in areas:
            self._settle(area, shared)

    def _settle(self, area: Area, shared: list[Unit]) -> None:
        kommun = make_party("kommun", area=area, name=f"{area.name}s kommun")
        own = [make_unit(kommun, name=name) for name in ("Ekonomiskt bistånd", "Arbetsmarknadsenheten")]
        for unit in own:
            self._staff(unit)
        for name, room in PLACES:
            models.Place.objects.create(area=area, name=name, room=room)
        agreement = make_agreement(area)
        coordinator = self.hire(None)
        make_role(coordinator, RoleKind.COORDINATOR, area=area)
        case = make_template(agreement, slug="samverksmote", name="Samverksmöte")
        group = make_template(
            agreement, slug="lsg", name="LSG", level=Level.FORUM, min_parties=4, may_call=["convener", "coordinator"]
        )
        units = [*own, *shared]
        forums = [self._forum(area, name, units, coordinator) for name in ("LSG", "Arbetsgruppen")]
        for forum in forums:
            ForumPlan.objects.create(forum=forum, agreement=agreement, meetings_per_year=4)
        self.places.append(Place(area, case, group, forums, units, coordinator))

    def _forum(self, area: Area, name: str, units: list[Unit], convener: Person) -> Forum:
        forum = make_forum(area, name=f"{name} {area.name}", kind="lsg", convener=convener)
        for unit in units:
            member, substitute = self.luck.sample(self.staff(unit), 2)
            make_membership(forum, member, unit=unit)
            if self.luck.random() < 0.5:
                make_membership(forum, substitute, unit=unit, is_substitute=True)
        return forum

    def _staff(self, unit: Unit) -> None:
        for _number in range(STAFF_PER_UNIT):
            self.hire(unit)
        # every second unit has a function mailbox, which nobody's calendar reads
        point = make_contact_point(unit, mailbox=f"enheten{unit.pk}@enheten.example")
        self.mailboxes.own(point.mailbox, -unit.pk)

    def replace_unit(self, unit: Unit) -> Unit:
        """A unit of the same party beside one that is about to close, where everybody looks for it from now on."""
        self.hired += 1
        areas = list(unit.areas.order_by("pk"))
        name = f"{unit.name.split(' nr ')[0]} nr {self.hired}"
        new = make_unit(unit.party, areas=areas, name=name, reveals_care=unit.reveals_care)
        for place in self.places:
            place.units = [new if one == unit else one for one in place.units]
        return new

    def staff_up(self, unit: Unit) -> None:
        """New people at a unit where nobody is left, and its function mailbox."""
        if not self.staff(unit):
            self._staff(unit)

    def hire(self, unit: Unit | None, misspelt: bool = False) -> Person:
        """A new person. One whose address was written wrongly has it put right by `Events.mend_address` later."""
        self.hired += 1
        name = f"{self.luck.choice(FIRST_NAMES)} {self.luck.choice(LAST_NAMES)}"
        person = make_person(unit, name=name, email=self.new_address(), since=timezone.localdate())
        self.mailboxes.own(str(person.email), person.pk)
        if misspelt:
            person.email = f"fel.{person.email}"
            person.save()
        return person

    def enter_twice(self, person: Person, unit: Unit) -> Person:
        """The same human once more, under an alias whose mail comes into the same calendar."""
        twin = make_person(unit, name=person.name, email=self.new_address(), since=timezone.localdate())
        self.mailboxes.own(str(twin.email), self.human(person.pk), beside=str(person.email))
        self.twins[twin.pk] = self.human(person.pk)
        return twin

    def human(self, row: int) -> int:
        return self.twins.get(row, row)

    def new_address(self) -> str:
        self.hired += 1
        return f"n{self.hired}@arbetsplats{self.luck.randrange(9)}.example"

    def staff(self, unit: Unit) -> list[Person]:
        """Who works there today."""
        today = timezone.localdate()
        here = Placement.objects.filter(unit=unit, starts_on__lte=today).exclude(ends_on__lt=today)
        return [placement.person for placement in here.select_related("person").order_by("pk")]

    def somebody(self, place: Place, apart: tuple[Person, ...] = ()) -> tuple[Person, Unit]:
        while True:
            unit = self.luck.choice(place.units)
            person = self.luck.choice(self.staff(unit))
            if person not in apart:
                return person, unit

    def coordinator_of(self, area: Area) -> Person:
        return next(place.coordinator for place in self.places if place.area == area)

    def seats_of(self, person: Person) -> list[Membership]:
        return list(person.memberships.filter(ends_on__isnull=True).select_related("forum__area").order_by("pk"))

    def new_coordinator(self, place: Place) -> Person:
        """The role goes over today; so do the groups."""
        today = timezone.localdate()
        Role.objects.filter(person=place.coordinator, ends_on__isnull=True).update(
            ends_on=today - datetime.timedelta(days=1)
        )
        place.coordinator = self.hire(None)
        make_role(place.coordinator, RoleKind.COORDINATOR, area=place.area, starts_on=today)
        Forum.objects.filter(area=place.area).update(convener=place.coordinator)
        return place.coordinator

    def parties_of(self, units: list[Unit]) -> list[Party]:
        return list({unit.party_id: unit.party for unit in units}.values())


__all__ = ["Federation", "Place", "Town"]
