"""Rows for an older year's meetings."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from booking.loading.schema import CANCELLED, HALVES, QUARTERS
from booking.models import KnownTo, Meeting, MeetingState, Outcome, PartyPresence
from booking.workdays import at_local, half_year, is_workday
from forums.loading.problems import LoadRefused, Problem
from forums.models import Agreement, Area, Federation, Forum, Level, MeetingTemplate, PartyKind
from forums.queries import agreement_among

NOON = datetime.time(12)


class Writer:
    """Turns the meetings of one file into rows. Everything it looks things up in is read once.

    A federation's own meetings are called from its own templates; they may be told to belong to areas as well.
    """

    def __init__(self, where: Area | Federation, data: dict[str, Any], file: str) -> None:
        self.area = where if isinstance(where, Area) else None
        self.federation = where.federation if isinstance(where, Area) else where
        self.name, self.data, self.file = where.name, data, file
        own = {"federation": self.federation, "area": self.area}
        self.kinds = {kind.code: kind for kind in PartyKind.objects.filter(federation=self.federation)}
        self.areas = {area.name: area for area in self.federation.areas.all()}
        self.agreements = list(Agreement.objects.filter(area=self.area)) if self.area else []
        templates = MeetingTemplate.objects.filter(**own, is_current=True)
        self.templates = {(template.agreement_id, template.slug): template for template in templates}
        self.forums = list(Forum.objects.filter(**own))
        self.problems: list[Problem] = []

    def write(self) -> list[Meeting]:
        """The file's meetings, saved; or every problem that the file has with this area's templates and parties."""
        told = [
            (self.make_meeting(slug, item, path), item)
            for slug, items in self.data["meetings"].items()
            for item, path in self.each(slug, items)
        ]
        if self.problems:
            raise LoadRefused(sorted(set(self.problems)))
        rows = [(meeting, item) for meeting, item in told if meeting is not None]
        meetings = Meeting.objects.bulk_create(meeting for meeting, _item in rows)
        held = [(meeting, item) for meeting, item in rows if meeting.state == MeetingState.CALLED]
        Outcome.objects.bulk_create(make_outcome(meeting, item) for meeting, item in held)
        PartyPresence.objects.bulk_create(
            PartyPresence(meeting=meeting, kind=self.kinds[code], is_present=True)
            for meeting, item in held
            for code in item.get("parties_present", ())
        )
        joint = Meeting.joint_areas.through
        joint.objects.bulk_create(
            joint(meeting_id=meeting.pk, area_id=self.areas[name].pk)
            for meeting, item in rows
            for name in item.get("areas", ())
        )
        return meetings

    def each(self, slug: str, items: Any) -> Iterator[tuple[dict[str, Any], str]]:
        """Meetings one by one, with their place in the file; a number of them is spread over its quarters."""
        path = f"meetings.{slug}"
        if isinstance(items, dict):
            for item in spread(items, self.data["year"], HALVES.get(self.data.get("period", ""), (1, 12))):
                yield item, path
        else:
            for position, item in enumerate(items):
                yield item, f"{path}[{position}]"

    def make_meeting(self, slug: str, item: dict[str, Any], path: str) -> Meeting | None:
        known_to, day = place_in_time(item)
        template = self.find_template(slug, day, path)
        kind = self.find_kind(item.get("called_by"), f"{path}.called_by")
        for position, code in enumerate(item.get("parties_present", ())):
            self.find_kind(code, f"{path}.parties_present[{position}]")
        for position, name in enumerate(item.get("areas", ())):
            if name not in self.areas:
                self.refuse(f"{path}.areas[{position}]", f"okänt kommunområde {name!r}")
        if template is None:
            return None
        self.check_against(template, item, path)
        starts_at, called_on = at_local(day, NOON), item.get("called_on")
        return Meeting(
            federation=self.federation,
            area=self.area,
            template=template,
            variant=item.get("variant", ""),
            forum=self.find_forum(slug),
            state=MeetingState.CANCELLED if item["status"] == CANCELLED else MeetingState.CALLED,
            cancellation_reason=item.get("reason", ""),
            starts_at=starts_at,
            ends_at=starts_at + template.duration,
            half_year=half_year(day),
            known_to=known_to,
            title=item.get("title", ""),
            called_by_kind=kind,
            called_at=at_local(called_on, NOON) if called_on else None,
            is_loaded=True,
        )

    def find_template(self, slug: str, day: datetime.date, path: str) -> MeetingTemplate | None:
        """The template of the agreement that held then, as a meeting of that day would have been called from."""
        agreement = agreement_among(self.agreements, day)
        template = self.templates.get((agreement.pk if agreement else None, slug))
        if template is None:
            self.refuse(path.partition("[")[0], f"{self.name} hade ingen mötesmall {slug!r} {day}")
        elif not template.counts:
            self.refuse(path.partition("[")[0], f"möten av typen {slug!r} räknas inte i statistiken")
        return template

    def find_kind(self, code: Any, path: str) -> PartyKind | None:
        if code is not None and code not in self.kinds:
            self.refuse(path, f"okänd part {code!r}")
        return self.kinds.get(code)

    def find_forum(self, slug: str) -> Forum | None:
        """The area's group of that kind, when there is just one that it can have been."""
        own = [forum for forum in self.forums if forum.kind == slug]
        return own[0] if len(own) == 1 else None

    def check_against(self, template: MeetingTemplate, item: dict[str, Any], path: str) -> None:
        if item.get("variant", "") and item["variant"] not in template.variants:
            self.refuse(f"{path}.variant", f"okänd variant {item['variant']!r}")
        if "participants" in item and template.level != Level.OPEN:
            self.refuse(f"{path}.participants", "räknas bara vid öppna möten")
        if "title" in item and template.is_individual:
            self.refuse(f"{path}.title", "ett möte om en enskild har ingen rubrik")

    def refuse(self, path: str, reason: str) -> None:
        self.problems.append(Problem(self.file, path, reason))


def make_outcome(meeting: Meeting, item: dict[str, Any]) -> Outcome:
    return Outcome(
        meeting=meeting,
        invited_count=item.get("invited"),
        attended_count=item.get("attended"),
        participants_count=item.get("participants"),
    )


def place_in_time(item: dict[str, Any]) -> tuple[KnownTo, datetime.date]:
    """How exactly the day is known, and the day to count it by: of a month a working day in its middle."""
    told = item["date"]
    if isinstance(told, str):
        year, month = map(int, told.split("-"))
        return KnownTo.MONTH, evenly(workdays(year, month, month), 1)[0]
    return item.get("known_to", KnownTo.DAY), told


def spread(group: dict[str, Any], year: int, months: tuple[int, int]) -> Iterator[dict[str, Any]]:
    """A number of meetings as single ones: evenly over the working days of each quarter, the callers mixed.

    The days are made up, so nothing is counted or shown by them but the half-year.
    """
    shared: dict[str, Any] = {key: group[key] for key in ("status", "reason", "variant") if key in group}
    callers = mix(group.get("called_by", {}), group["count"])
    for day, caller in zip(_days(group, year, months), callers, strict=True):
        yield {"date": day, "known_to": KnownTo.HALF_YEAR, **shared, **({"called_by": caller} if caller else {})}


def _days(group: dict[str, Any], year: int, months: tuple[int, int]) -> Iterator[datetime.date]:
    if "quarters" not in group:
        yield from evenly(workdays(year, *months), group["count"])
        return
    for quarter, month in QUARTERS.items():
        yield from evenly(workdays(year, month, month + 2), group["quarters"].get(quarter, 0))


def workdays(year: int, first_month: int, last_month: int) -> list[datetime.date]:
    start = datetime.date(year, first_month, 1).toordinal()
    days = (datetime.date.fromordinal(start + number) for number in range(366))
    return [day for day in days if day.year == year and day.month <= last_month and is_workday(day)]


def evenly(days: list[datetime.date], count: int) -> list[datetime.date]:
    return [days[(2 * number + 1) * len(days) // (2 * count)] for number in range(count)]


def mix(shares: dict[str, int], count: int) -> list[str | None]:
    """Callers in the proportion of their shares all through the list; None where nobody knows who called."""
    parts: list[tuple[str | None, int]] = [*shares.items(), (None, count - sum(shares.values()))]
    places = [((number + 0.5) / total, code) for code, total in parts for number in range(total)]
    return [code for _place, code in sorted(places, key=lambda place: place[0])]
