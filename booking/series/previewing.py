"""What a series would be, before it is saved: its days, and what is worth knowing. Reads, and writes nothing."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from booking.meetings.actions.rules import agreed_remarks, clash_remarks
from booking.meetings.days import DayLine, day_lines
from booking.meetings.reach import Moved
from booking.models import CounterProposal, Invitation, InvitationState, Meeting, MeetingState, Series
from booking.series.actions import Plan, days_to_add
from booking.series.following import first_day_like, following, move_plan, start_of_proposal
from booking.workdays import local
from forums.access import calling_units
from forums.models import Forum, MeetingTemplate, Party, Person
from forums.queries import members_of, plan_of


def new_days(plan: Plan, forum: Forum) -> list[DayLine]:
    return day_lines(plan.days(), skipped=plan.skipped(), area=forum.area)


def more_days(series: Series, last_on: datetime.date) -> list[DayLine]:
    plan, days = days_to_add(series, last_on)
    skipped = [day for day in plan.skipped() if day > series.last_on]
    return day_lines(days, skipped=skipped, area=series.forum.area)


def agreed_warnings(forum: Forum, template: MeetingTemplate, caller: Person, plan: Plan) -> list[str]:
    """The warnings that a single call of the group has, for the members of the first day."""
    days = plan.days()
    if not days:
        return []
    seats = [seat for seat in members_of(forum, days[0]) if not seat.is_substitute]
    parties: list[Party] = [seat.party for seat in seats if seat.party is not None]
    parties += [unit.party for unit in calling_units(caller, template)[:1]]
    remarks = agreed_remarks(template, forum.area, parties, plan.rhythm.moment(days[0]), timezone.now())
    return [remark.message for remark in remarks]


def planned_warnings(forum: Forum, days: Iterable[datetime.date]) -> list[str]:
    """Years that would have another number of meetings than the agreement says."""
    new = Counter(day.year for day in days)
    found = []
    for year, number in sorted(new.items()):
        plan = plan_of(forum, year)
        planned = plan.meetings_per_year if plan else None
        called = _called_in(forum, year) + number
        if planned is not None and called > planned:
            words = {"year": year, "called": called, "planned": planned}
            found.append(_("%(year)s blir det %(called)d möten. Överenskommelsen säger %(planned)d.") % words)
    return found


def _called_in(forum: Forum, year: int) -> int:
    halves = (f"{year}-1", f"{year}-2")
    return Meeting.objects.filter(forum=forum, state=MeetingState.CALLED, half_year__in=halves).count()


def member_clashes(forum: Forum, caller: Person | None, plan: Plan, days: Iterable[datetime.date]) -> list[str]:
    """Which members, and whether the caller, are called to something else at the times of these days."""
    spans = _spans(plan, days)
    if not spans:
        return []
    members = members_of(forum, timezone.localdate(spans[0][0]))
    people = {member.person_id for member in members if not member.is_substitute}
    people |= {caller.pk} if caller is not None else set()
    return [remark.message for remark in clash_remarks(people, spans)]


def moved(start: Meeting, *, first_on: datetime.date, starts: datetime.time, length_minutes: int) -> Moved:
    """The days that this instance and those after it would get, and who is called to something else then."""
    moving = list(following(start))
    if not moving or start.series is None:
        return Moved([], [])
    was, plan = move_plan(start.series, start, first_on=first_on, starts=starts, length_minutes=length_minutes)
    left = {local(one.recurrence_at or one.starts_at).date() for one in moving}  # type: ignore[arg-type]
    gone = {local(one.recurrence_at).date() for one in start.series.instances.all() if one.recurrence_at} - left
    days = [after for before, after in zip(was, plan.rhythm.days(), strict=True) if before not in gone]
    skipped = [day for day in plan.skipped() if day in days]
    meant = [day for day in days if day not in skipped]
    called = Invitation.objects.filter(meeting__in=moving, state=InvitationState.LIVE, person__isnull=False)
    people = {*called.order_by().values_list("person", flat=True), start.caller_id or 0}
    remarks = clash_remarks(people, _spans(plan, meant), [one.pk for one in moving])
    area = start.series.forum.area
    return Moved(day_lines(meant, skipped=skipped, area=area), [remark.message for remark in remarks])


def moved_as_proposed(meeting: Meeting, proposal: CounterProposal) -> Moved:
    """The same for what somebody has proposed for the whole series."""
    start = start_of_proposal(meeting, proposal)
    if start is None:
        return Moved([], [])
    wanted = local(proposal.starts_at)
    minutes = int((proposal.ends_at - proposal.starts_at).total_seconds() // 60)
    first_on = first_day_like(start, meeting, wanted.date())
    return moved(start, first_on=first_on, starts=wanted.time(), length_minutes=minutes)


def _spans(plan: Plan, days: Iterable[datetime.date]) -> list[tuple[datetime.datetime, datetime.datetime]]:
    length = datetime.timedelta(minutes=plan.length_minutes)
    return [(start, start + length) for start in map(plan.rhythm.moment, days)]
