"""Open meetings as they are planned, visits to units, and meetings between units without a standing group."""

from __future__ import annotations

import datetime
import random
from functools import partial

from booking.demo.answers import let_answer, let_register
from booking.demo.town import Town, is_over, spread
from booking.meetings.actions.calling import call_meeting, create_draft, edit_draft
from booking.meetings.actions.seats import add_invitation
from booking.models import Meeting
from booking.outcomes.actions import register_outcome
from booking.workdays import add_workdays, at_local, is_workday
from forums.models import Area, OpenMeetingPlan, RoleKind
from forums.queries import templates_for

OPEN, VISIT, BETWEEN = "informationstraff", "information_hos_verksamhet", "verksamhetsmote"
VISITS_A_YEAR, BETWEEN_A_YEAR = 3, 2


def play(town: Town) -> None:
    for year in range(town.first.year, town.last.year + 1):
        for plan in OpenMeetingPlan.objects.select_related("area", "federation").order_by("pk"):
            for day in _days_of(plan, year, town):
                _plan(town, day, 45, partial(hold_open_day, town, plan, day, town.luck(plan.pk, day)))
        for area in town.areas:
            luck = town.luck(area.name, year)
            for day in spread(VISITS_A_YEAR, year, luck):
                _plan(town, day, 6, partial(visit, town, area, day, town.luck(area.name, day)))
            for day in spread(BETWEEN_A_YEAR, year, luck):
                _plan(town, day, 15, partial(meet_between_units, town, area, day, town.luck(area.name, day)))


def _plan(town: Town, day: datetime.date, before: int, act: partial[None]) -> None:
    if town.first <= day <= town.last:
        town.at(at_local(add_workdays(day, -before), datetime.time(10, 15)), act)


def _days_of(plan: OpenMeetingPlan, year: int, town: Town) -> list[datetime.date]:
    luck = town.luck(plan.pk, year)
    if plan.week:
        return [datetime.date.fromisocalendar(year, plan.week, 3)]
    if plan.month and plan.per_year == 1:
        day = datetime.date(year, plan.month, luck.randint(8, 24))
        return [day if is_workday(day) else add_workdays(day, 1)]
    return list(spread(plan.per_year, year, luck))


def home_of(plan: OpenMeetingPlan) -> Area | None:
    """A day of the whole federation is called by one area's coordinator."""
    return plan.area or plan.federation.areas.filter(roles__kind=RoleKind.COORDINATOR).order_by("pk").first()


def hold_open_day(town: Town, plan: OpenMeetingPlan, day: datetime.date, luck: random.Random) -> None:
    area = home_of(plan)
    coordinator = town.coordinator(area) if area else None
    template = templates_for(area).filter(slug=OPEN).first() if area else None
    if area is None or coordinator is None or template is None:
        return
    draft = create_draft(by=coordinator, template=template, area=area)
    starts_at = at_local(day, datetime.time(9))
    title = plan.name or template.variants.get(plan.variant, "")
    edit_draft(
        draft,
        by=coordinator,
        starts_at=starts_at,
        ends_at=starts_at + template.duration,
        variant=plan.variant,
        title=title,
        meeting_form="on_site",
        place="Folkets hus",
    )
    for unit in town.units(area)[:6]:
        add_invitation(draft, by=coordinator, person=town.staff(unit)[0])
    meeting = call_meeting(draft, by=coordinator)
    assert meeting.called_at is not None
    let_answer(town, meeting, luck, meeting.called_at)
    town.at(town.workdays_on(starts_at, 1, luck), partial(_count, meeting, luck))


def _count(meeting: Meeting, luck: random.Random) -> None:
    """As they were counted at the door."""
    if not is_over(meeting) or meeting.caller is None:
        return
    kinds = list(meeting.federation.party_kinds.order_by("position").values_list("code", flat=True))
    per_party = {kind: luck.randint(4, 28) for kind in kinds}
    public = luck.randint(10, 90) if meeting.variant == "psykiatrivecka" else 0
    everybody = sum(per_party.values()) + public
    women = round(everybody * luck.uniform(0.55, 0.75))
    register_outcome(
        meeting,
        by=meeting.caller,
        meeting_form="on_site",
        participants_per_party=per_party,
        participants_public=public,
        participants_count=everybody,
        gender_counts={"woman": women, "man": everybody - women},
    )


def visit(town: Town, area: Area, day: datetime.date, luck: random.Random) -> None:
    """The coordinator tells a unit how the area works together."""
    coordinator = town.coordinator(area)
    template = templates_for(area).filter(slug=VISIT).first()
    if coordinator is None or template is None:
        return
    unit = luck.choice(town.units(area))
    draft = create_draft(by=coordinator, template=template, area=area)
    starts_at = at_local(day, datetime.time(luck.choice((8, 9, 13))))
    edit_draft(
        draft,
        by=coordinator,
        starts_at=starts_at,
        ends_at=starts_at + template.duration,
        meeting_form="on_site",
        place=unit.name,
        title=f"Så samverkar vi: {unit.name}",
    )
    add_invitation(draft, by=coordinator, person=town.staff(unit)[0])
    meeting = call_meeting(draft, by=coordinator)
    town.at(town.workdays_on(starts_at, luck.choice((0, 1)), luck), partial(_note_visit, meeting, unit.pk, luck))


def _note_visit(meeting: Meeting, unit: int, luck: random.Random) -> None:
    if is_over(meeting) and meeting.caller is not None:
        register_outcome(
            meeting,
            by=meeting.caller,
            meeting_form="on_site",
            unit_visited=meeting.area.units.get(pk=unit) if meeting.area else None,
            participants_count=luck.randint(4, 18),
        )


def meet_between_units(town: Town, area: Area, day: datetime.date, luck: random.Random) -> None:
    coordinator = town.coordinator(area)
    template = templates_for(area).filter(slug=BETWEEN).first()
    if coordinator is None or template is None:
        return
    units = luck.sample(town.units(area), 3)
    draft = create_draft(by=coordinator, template=template, area=area)
    starts_at = at_local(day, datetime.time(luck.choice((9, 13))))
    edit_draft(
        draft,
        by=coordinator,
        starts_at=starts_at,
        ends_at=starts_at + template.duration,
        meeting_form="on_site",
        place=f"Kommunhuset {area.name}",
        title=luck.choice(
            ("Unga som varken studerar eller arbetar", "Vägen tillbaka efter lång sjukskrivning", "Vem gör vad")
        ),
    )
    for unit in units:
        add_invitation(draft, by=coordinator, person=town.staff(unit)[0])
    meeting = call_meeting(draft, by=coordinator)
    assert meeting.called_at is not None
    let_answer(town, meeting, luck, meeting.called_at)
    let_register(town, meeting, luck, starts_at + template.duration)
