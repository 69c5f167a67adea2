"""Meetings in a rhythm: calling a series, and changing it from one instance on.

An instance is a meeting like any other: it is moved, changed, cancelled, answered and registered by the same actions as
one that stands alone. Here is only what is done to several at once.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from booking.access import can_change_series
from booking.actions.answering import ask_again
from booking.actions.calling import last_day_to_answer
from booking.actions.changing import cancel_meeting, change_meeting
from booking.actions.recording import lock_series, raise_series, record
from booking.actions.rules import call_refusals, refuse_bad_time
from booking.actions.texts import clean_texts
from booking.models import Answer, CancellationReason, Channel, Invitation, Meeting, MeetingState, Series, SeriesSeat
from booking.queries import live_invitations
from booking.rhythm import Frequency, Rhythm, rhythm_problem
from booking.statistics.rollup import mark_dirty
from booking.workdays import half_year, is_workday, local
from config.errors import RuleError
from forums.access import calling_units, can_call
from forums.models import Forum, MeetingTemplate, Membership, Party, Person, Unit
from forums.queries import members_of, template_of_forum

SHORTEST_MINUTES, LONGEST_MINUTES = 5, 24 * 60
FARTHEST_DAYS = 3 * 366
TEXTS = ("place", "link", "title", "meeting_form", "agenda", "internal_note")


@dataclass(frozen=True)
class Plan:
    """What a series is to be: its rhythm, how long each meeting is, and whether it meets on holidays."""

    rhythm: Rhythm
    length_minutes: int
    skips_holidays: bool = True

    def days(self) -> list[datetime.date]:
        """Days with a meeting."""
        return [day for day in self.rhythm.days() if not (self.skips_holidays and not is_workday(day))]

    def skipped(self) -> list[datetime.date]:
        return [day for day in self.rhythm.days() if self.skips_holidays and not is_workday(day)]


def call_series(forum: Forum, *, by: Person, plan: Plan, request_key: str = "", **texts: Any) -> Series:
    """Call a forum to all the meetings of a rhythm. Each member gets one entry in the calendar, with the rule.

    `texts` are place, link, title, meeting_form, agenda and internal_note, the same for every instance. Members who
    come or leave later have the instances of their own days. The same `request_key` from the same person gives the
    series that was made the first time. Raises `RuleError` for a rhythm that cannot be (no end, more than 400,
    in the past) and for whatever stops a call; `ValidationError` per text.
    """
    template = _template(forum, by)
    refuse_plan(plan)
    try:
        with transaction.atomic():
            now = timezone.now()
            series = _make_series(forum, template, by, plan, now, request_key)
            made = _make_instances(series, plan.days(), texts, now)
            for refusal in call_refusals(made[0], now):
                raise refusal
            raise_series(series)
    except IntegrityError:
        earlier = Series.objects.filter(caller=by, request_key=request_key).exclude(request_key="").first()
        if earlier is None:
            raise
        return earlier
    return series


def change_following(start: Meeting, *, by: Person, **texts: Any) -> Series:
    """Change place, link, title, form or agenda of this instance and all that follow. Nobody has to answer again."""
    wanted = {name: value for name, value in texts.items() if name in TEXTS}
    with transaction.atomic():
        series = _lock(start, by)
        for meeting in following(start):
            change_meeting(meeting, by=by, **wanted)
    return series


def move_following(
    start: Meeting, *, by: Person, first_on: datetime.date, starts: datetime.time, length_minutes: int
) -> Series:
    """Give this instance and all that follow another weekday, hour or length, in the same rhythm.

    A new series, since that is what calendars understand: the old one ends before this instance, the new one begins
    with it. Everybody is asked again; answers, outcomes and places of their own go along with their meetings. One that
    would fall on a holiday is cancelled, if the series skips them. The same times once more change nothing.
    """
    with transaction.atomic():
        old = _lock(start, by)
        moving = list(following(start))
        if not moving:
            raise RuleError("started", _("Mötet har redan börjat och kan inte ändras. Registrera det i stället."))
        was = [day for day in old.rhythm.days() if old.rhythm.moment(day) >= _recurrence(start)]
        rhythm = replace(old.rhythm, first=first_on, starts=starts).of_length(len(was))
        if (rhythm.first, starts, length_minutes) == (was[0], old.starts, old.length_minutes):
            return old
        plan = Plan(rhythm, length_minutes, old.skips_holidays)
        refuse_plan(plan)
        now = timezone.now()
        new = _make_series(old.forum, old.template, start.caller or by, plan, now, split_from=old)
        old.last_on = max(old.first_on, was[0] - datetime.timedelta(days=1))
        old.save(update_fields=["last_on"])
        held = {local(_recurrence(one)).date(): one for one in old.instances.all()}
        by_day = dict(zip(was, rhythm.days(), strict=True))
        skipped, missing = set(plan.skipped()), []
        for before, after in by_day.items():
            meeting = held.get(before)
            if meeting is None and after not in skipped:
                missing.append(after)
            elif meeting in moving and after in skipped:
                cancel_meeting(meeting, by=by, reason=CancellationReason.OTHER)
            elif meeting in moving:
                _move_to(new, meeting, after, plan, by, now)
        _make_instances(new, missing, _texts_of(moving[0]), now)
        raise_series(old)
        raise_series(new)
    return new


def end_following(start: Meeting, *, by: Person, reason: str) -> Series:
    """Call off this instance and all that follow; those that have been stay. From the first on: all of it."""
    with transaction.atomic():
        series = _lock(start, by)
        for meeting in following(start):
            cancel_meeting(meeting, by=by, reason=reason)
    return series


def extend_series(series: Series, *, by: Person, last_on: datetime.date) -> Series:
    """Let the series go on to a later day, in its rhythm and with the members of those days."""
    with transaction.atomic():
        series = lock_series(series)
        _require_change(series, by)
        last = series.last_on
        if last_on <= last:
            raise RuleError("not_later", _("Välj en dag efter seriens sista dag."), "last_on")
        plan = Plan(replace(series.rhythm, last=last_on), series.length_minutes, series.skips_holidays)
        refuse_plan(plan, may_have_begun=True)
        latest = series.instances.order_by("recurrence_at").last()
        texts = _texts_of(latest) if latest else {}
        # one that was cancelled before the series was cut short is still there, and stays cancelled
        there = {local(_recurrence(one)).date() for one in series.instances.all()}
        days = [day for day in plan.days() if day > last and day not in there]
        if not days:
            raise RuleError("no_days", _("Det blir inga fler möten till den dagen."), "last_on")
        series.last_on = last_on
        series.save(update_fields=["last_on"])
        _make_instances(series, days, texts, timezone.now())
        raise_series(series)
    return series


def first_ahead(meeting: Meeting) -> Meeting:
    """The next meeting of the same series that is called and has not begun; the meeting itself when there is none."""
    ahead = Meeting.objects.filter(series=meeting.series_id, state=MeetingState.CALLED, starts_at__gt=timezone.now())
    return ahead.select_related("series").order_by("recurrence_at").first() or meeting


def first_day_like(start: Meeting, one: Meeting, day: datetime.date) -> datetime.date:
    """The day that `start` gets when `one`, of the same series, is to be on `day`: the same weekday, place or date."""
    assert one.series is not None
    rhythm, own = one.series.rhythm, local(_recurrence(start)).date()
    if rhythm.frequency == Frequency.WEEKLY:
        return own + (day - local(_recurrence(one)).date())
    return replace(rhythm, first=day).in_month(own.year, own.month)


def following(start: Meeting) -> Iterable[Meeting]:
    """This instance and those that follow in its series: called, and not begun."""
    return (
        Meeting.objects.filter(
            series=start.series_id,
            recurrence_at__gte=_recurrence(start),
            state=MeetingState.CALLED,
            starts_at__gt=timezone.now(),
        )
        .select_related("template", "forum", "area", "federation", "caller", "series")
        .order_by("recurrence_at")
    )


def seat_in_series(series: Series, person: Person, party: Party | None, unit: Unit | None) -> SeriesSeat:
    """The person's place in the series; made the first time."""
    seat, _is_new = SeriesSeat.objects.get_or_create(
        series=series, person=person, defaults={"party": party, "unit": unit}
    )
    return seat


def refuse_plan(plan: Plan, *, may_have_begun: bool = False) -> None:
    """Raise for a rhythm without end, of more than 400 meetings, in the past, or at an hour that a night skips."""
    problem = rhythm_problem(plan.rhythm)
    if problem:
        raise RuleError(problem, PROBLEMS[problem][0](), PROBLEMS[problem][1])
    if not SHORTEST_MINUTES <= plan.length_minutes <= LONGEST_MINUTES:
        raise RuleError("bad_length", _("Ett möte är mellan fem minuter och ett dygn långt."), "length_minutes")
    days = plan.days()
    if not days:
        raise RuleError("no_days", _("Alla dagar i serien är helgdagar. Välj en annan dag."), "first_on")
    if not may_have_begun:
        _refuse_bad_start(plan.rhythm.moment(days[0]), plan.length_minutes)
    if plan.rhythm.last > timezone.localdate() + datetime.timedelta(days=FARTHEST_DAYS):
        raise RuleError("too_far_ahead", _("Välj en dag inom tre år."), "last_on")


def _refuse_bad_start(start: datetime.datetime, minutes: int) -> None:
    try:
        refuse_bad_time(start, start + datetime.timedelta(minutes=minutes), timezone.now())
    except RuleError as refusal:
        raise RuleError(refusal.code, refusal.message, "first_on") from refusal


PROBLEMS = {
    "no_end": (lambda: _("Sista dagen måste vara efter den första."), "last_on"),
    "too_many": (lambda: _("En serie kan ha högst 400 möten. Välj en tidigare sista dag."), "last_on"),
    "bad_interval": (lambda: _("Välj hur ofta gruppen möts."), "interval"),
    "late_date": (
        lambda: _("Alla månader har inte den dagen. Välj en dag till och med den 28:e, eller samma veckodag."),
        "first_on",
    ),
    "clock_change": (lambda: _("Klockan ställs om den timmen en natt i serien. Välj en annan tid."), "starts"),
}


def _template(forum: Forum, by: Person) -> MeetingTemplate:
    template = template_of_forum(forum)
    if template is None:
        raise RuleError("no_template", _("Gruppen har ingen mötesmall att kalla från."))
    if template.is_individual:
        raise RuleError("individual_series", _("Möten om enskilda kallas ett i taget."))
    if not can_call(by, template, forum):
        raise RuleError(
            "may_not_call", _("Enligt överenskommelsen kan du inte kalla till %(name)s.") % {"name": template.name}
        )
    return template


def _make_series(
    forum: Forum,
    template: MeetingTemplate,
    by: Person,
    plan: Plan,
    now: datetime.datetime,
    request_key: str = "",
    split_from: Series | None = None,
) -> Series:
    return Series.objects.create(
        federation=forum.federation,
        forum=forum,
        template=template,
        caller=by,
        split_from=split_from,
        frequency=plan.rhythm.frequency,
        interval=plan.rhythm.interval,
        first_on=plan.rhythm.first,
        last_on=plan.rhythm.last,
        starts=plan.rhythm.starts,
        length_minutes=plan.length_minutes,
        skips_holidays=plan.skips_holidays,
        called_at=now,
        request_key=request_key,
    )


def _make_instances(
    series: Series, days: Iterable[datetime.date], texts: dict[str, Any], now: datetime.datetime
) -> list[Meeting]:
    """Called meetings of these days, each with the caller and the members of its day."""
    caller = series.caller
    unit = next(iter(calling_units(caller, series.template)), None) if caller else None
    meetings = [_instance(series, day, unit, texts, now) for day in days]
    if not meetings:
        return []
    clean_texts(meetings[0], {name: value for name, value in texts.items() if name in TEXTS})
    Meeting.objects.bulk_create(meetings)
    seats: dict[int, SeriesSeat] = {}
    invitations = []
    for meeting in meetings:
        record(meeting, "called", by=caller)
        mark_dirty(meeting)
        invitations += _invitations(meeting, unit, seats, now)
    Invitation.objects.bulk_create(invitations)
    return meetings


def _instance(
    series: Series, day: datetime.date, unit: Unit | None, texts: dict[str, Any], now: datetime.datetime
) -> Meeting:
    start = series.rhythm.moment(day)
    meeting = Meeting(
        federation=series.federation,
        area=series.forum.area,
        template=series.template,
        forum=series.forum,
        series=series,
        recurrence_at=start,
        state=MeetingState.CALLED,
        starts_at=start,
        ends_at=start + datetime.timedelta(minutes=series.length_minutes),
        half_year=half_year(day),
        caller=series.caller,
        calling_unit=unit,
        called_by_kind=unit.party.kind if unit else None,
        called_at=now,
        timed_at=now,
        revision=1,
        revised_at=now,
        **{"agenda": list(series.template.agenda), **{name: texts[name] for name in TEXTS if name in texts}},
    )
    meeting.answer_by = last_day_to_answer(meeting, now)
    return meeting


def _invitations(
    meeting: Meeting, unit: Unit | None, seats: dict[int, SeriesSeat], now: datetime.datetime
) -> list[Invitation]:
    """The caller takes part, with a member's seat if they have one; then the day's ordinary members."""
    series, caller = meeting.series, meeting.caller
    assert series is not None and meeting.forum is not None
    members = {
        member.person_id: member
        for member in members_of(meeting.forum, local(_recurrence(meeting)).date())
        if not member.is_substitute
    }
    made = []
    if caller is not None:
        own = members.pop(caller.pk, None)
        made.append(_invitation(meeting, caller, own, seats, now, unit=unit, answer=Answer.YES))
    made += [_invitation(meeting, member.person, member, seats, now) for member in members.values()]
    return made


def _invitation(
    meeting: Meeting,
    person: Person,
    member: Membership | None,
    seats: dict[int, SeriesSeat],
    now: datetime.datetime,
    *,
    unit: Unit | None = None,
    answer: str = Answer.UNANSWERED,
) -> Invitation:
    assert meeting.series is not None
    unit = member.unit if member else unit
    party = member.party if member else unit.party if unit else None
    if person.pk not in seats:
        seats[person.pk] = seat_in_series(meeting.series, person, party, unit)
    return Invitation(
        meeting=meeting,
        person=person,
        party=party,
        unit=unit,
        series_seat=seats[person.pk],
        is_guest=party is None,
        invited_at=now,
        answer=answer,
        answered_at=now if answer != Answer.UNANSWERED else None,
        answered_by=Channel.PAGE if answer != Answer.UNANSWERED else "",
        answers_series=answer != Answer.UNANSWERED,
    )


def _move_to(new: Series, meeting: Meeting, day: datetime.date, plan: Plan, by: Person, now: datetime.datetime) -> None:
    """One instance goes over to the new series, at its new time, with the seats of those who had one."""
    start = plan.rhythm.moment(day)
    record(meeting, "moved", by=by, was=_starts(meeting).isoformat(), now=start.isoformat())
    mark_dirty(meeting)
    for invitation in live_invitations(meeting):
        if invitation.person_id != meeting.caller_id:
            ask_again(invitation, meeting)
        if invitation.series_seat_id and invitation.person:
            invitation.series_seat = seat_in_series(new, invitation.person, invitation.party, invitation.unit)
            invitation.save(update_fields=["series_seat"])
    meeting.series, meeting.recurrence_at, meeting.starts_at = new, start, start
    meeting.ends_at = start + datetime.timedelta(minutes=plan.length_minutes)
    meeting.half_year = half_year(day)
    meeting.moved_count += 1
    meeting.timed_at, meeting.revised_at = now, now
    meeting.answer_by = last_day_to_answer(meeting, now)
    meeting.revision += 1
    meeting.version += 1
    meeting.save(
        update_fields=[
            "series", "recurrence_at", "starts_at", "ends_at", "half_year", "moved_count", "timed_at", "answer_by",
            "revision", "revised_at", "version",
        ]
    )  # fmt: skip
    mark_dirty(meeting)


def _lock(start: Meeting, by: Person) -> Series:
    if start.series is None:
        raise RuleError("no_series", _("Mötet hör inte till någon serie."))
    series = lock_series(start.series)
    _require_change(series, by)
    return series


def _require_change(series: Series, by: Person) -> None:
    if not can_change_series(by, series):
        raise PermissionDenied


def _texts_of(meeting: Meeting) -> dict[str, Any]:
    return {name: getattr(meeting, name) for name in TEXTS if name != "internal_note"}


def _recurrence(meeting: Meeting) -> datetime.datetime:
    assert meeting.recurrence_at is not None  # a constraint
    return meeting.recurrence_at


def _starts(meeting: Meeting) -> datetime.datetime:
    assert meeting.starts_at is not None  # a called meeting has a time
    return meeting.starts_at
