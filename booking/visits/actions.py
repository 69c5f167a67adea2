"""Registering a visit that has been, and the number of phone consultations of a month."""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from booking.meetings.actions.recording import record, refuse_closed_half_year
from booking.meetings.queries import closed_half_years
from booking.models import KnownTo, Meeting, MeetingForm, MeetingState, Outcome, PhoneTally
from booking.models.dirt import mark_dirty
from booking.outcomes.actions import searched_place
from booking.visits import refusals
from booking.workdays import at_local, half_year
from forums.access import calling_units, can_call, is_coordinator, visible_units
from forums.models import Area, Federation, MeetingTemplate, Person, Unit
from forums.queries import today
from forums.validators import clean_line, refuse_identifiers

UNIT_VISITED = "unit_visited"
NOON = datetime.time(12)
LONGEST_AGO = datetime.timedelta(days=2 * 366)


def register_visit(
    *,
    by: Person,
    template: MeetingTemplate,
    held_on: datetime.date,
    unit: Unit | None = None,
    place_visited: str = "",
    title: str = "",
    participants_count: int | None = None,
    request_key: str = "",
) -> Meeting:
    """Register a visit on a local date that has been: where, and how many they met. Nobody is told anything.

    It is a meeting that was called and held, so it counts and is corrected like any other. `place_visited` is for what
    is no unit. The texts are searched for what could be about a person, as other free text. `request_key` makes it
    idempotent. Raises `RuleError`, or `ValidationError` per field, for a date of which the year must be wrong, too.
    """
    if not can_call(by, template):
        raise refusals.may_not_call(template.name)
    if UNIT_VISITED not in template.outcome_fields:
        raise refusals.no_visit()
    if held_on > today():
        raise refusals.not_yet("held_on")
    if held_on < today() - LONGEST_AGO:
        # figures of all years between would count as known
        raise ValidationError({"held_on": _("Det är mer än två år sedan. Kontrollera årtalet.")})
    place_visited, title = searched_place(place_visited, unit), searched_title(title)
    if unit is None and not place_visited:
        raise refusals.place_visited_missing()
    if unit is not None and not visible_units(by).filter(pk=unit.pk, party__federation=template.federation_id).exists():
        raise PermissionDenied
    calling_unit, now = next(iter(calling_units(by, template)), None), timezone.now()
    starts_at = at_local(held_on, NOON)
    try:
        with transaction.atomic():
            meeting = Meeting.objects.create(
                federation=template.federation,
                area=template.area,
                template=template,
                state=MeetingState.CALLED,
                starts_at=starts_at,
                ends_at=starts_at + template.duration,
                known_to=KnownTo.DAY,
                half_year=half_year(held_on),
                title=title,
                meeting_form=MeetingForm.ON_SITE,
                caller=by,
                calling_unit=calling_unit,
                called_by_kind=calling_unit.party.kind if calling_unit else None,
                # nobody was called, so no lead time is counted
                called_at=max(now, starts_at),
                request_key=request_key,
            )
            refuse_closed_half_year(meeting)
            Outcome.objects.create(
                meeting=meeting,
                registered_at=now,
                registered_by=by,
                meeting_form=MeetingForm.ON_SITE,
                unit_visited=unit,
                place_visited=place_visited,
                participants_count=participants_count,
            )
            record(meeting, "registered", by=by)
            mark_dirty(meeting)
    except IntegrityError:
        earlier = Meeting.objects.filter(caller=by, request_key=request_key).exclude(request_key="").first()
        if earlier is None:
            raise
        return earlier
    return meeting


def tally_phone_consultations(area: Area, *, by: Person, month: datetime.date, number: int) -> PhoneTally:
    """Note how many phone consultations the coordinator had about the area in that month; again corrects it.

    Raises `PermissionDenied` for who is not the area's coordinator, `RuleError` for a month that has not begun or whose
    half-year is closed.
    """
    if not is_coordinator(by, area):
        raise PermissionDenied
    month = month.replace(day=1)
    if month > today():
        raise refusals.not_yet("month")
    with transaction.atomic():
        Federation.objects.select_for_update(no_key=True).get(pk=area.federation_id)
        if closed_half_years(area.federation_id, [half_year(month)]).exists():
            raise refusals.half_year_closed()
        noted = {"number": number, "noted_at": timezone.now(), "noted_by": by}
        tally, _new = PhoneTally.objects.update_or_create(area=area, month=month, defaults=noted)
    return tally


def searched_title(text: str) -> str:
    """The title on one line, searched as other free text. Raises `ValidationError`."""
    try:
        refuse_identifiers(text)
    except ValidationError as error:
        raise ValidationError({"title": error}) from error
    return clean_line(text)
