"""Calling the same people again: a new draft from a meeting of one's own."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from booking.meetings import refusals
from booking.meetings.access import can_change
from booking.meetings.actions.calling import create_draft, edit_draft
from booking.meetings.actions.texts import CHOSEN
from booking.meetings.places import SAID_BY_MAIL
from booking.models import Meeting, MeetingState, PlaceKind
from config.ground.errors import RuleError
from forums.access import calling_units, can_call, require
from forums.models import Level, MeetingTemplate, Person
from forums.queries import template_of_forum, templates_for


def template_to_copy(meeting: Meeting, person: Person) -> MeetingTemplate | None:
    """Today's version of the meeting's template; None for whoever may not call from it."""
    if meeting.forum is not None:
        template = template_of_forum(meeting.forum)
    elif meeting.area is not None and meeting.template.area_id is not None:
        template = templates_for(meeting.area).filter(slug=meeting.template.slug).first()
    else:
        own = MeetingTemplate.objects.filter(federation=meeting.federation_id, agreement=None, is_current=True)
        template = own.filter(slug=meeting.template.slug).first()
    return template if template is not None and can_call(person, template, meeting.forum) else None


def copy_meeting(
    source: Meeting, *, by: Person, is_same_case: bool = False, with_agenda: bool = False, request_key: str = ""
) -> Meeting:
    """Create a draft with the people, units and chosen place of a meeting that has been called. Nobody is told.

    About a person: consent is asked for anew, unless it is the same case, which goes on in the same chain; a place that
    was typed by hand stays behind, and so does the link. Of a group: the agenda is the template's unless the meeting's
    own is asked for. `request_key` makes it idempotent. Raises `RuleError` when the agreement does not let them call.
    """
    require(can_change(by, source))
    if source.state == MeetingState.DRAFT:
        raise refusals.not_called("meeting")
    template = template_to_copy(source, by)
    if template is None:
        raise refusals.may_not_call(source.template.name)
    unit = source.calling_unit
    with transaction.atomic():
        draft = create_draft(
            by=by,
            template=template,
            area=source.area if template.area_id is None else None,
            forum=source.forum,
            calling_unit=unit if unit in calling_units(by, template) else None,
            previous=source if source.is_individual and is_same_case else None,
            like=source,
            request_key=request_key,
        )
        if draft.version == 0 and draft.state == MeetingState.DRAFT:
            draft = _fill_in(draft, source, by, with_agenda)
    return draft


def _fill_in(draft: Meeting, source: Meeting, by: Person, with_agenda: bool) -> Meeting:
    template, fields = draft.template, dict[str, Any](meeting_form=source.meeting_form)
    if source.variant in template.variants:
        fields["variant"] = source.variant
    for name in CHOSEN if source.is_individual else ():
        fields[name] = [text for text in getattr(source, name) if text in template.choices.get(name, [])]
    if not source.is_individual:
        fields["place"] = source.place
    if template.level == Level.OPEN:
        fields["joint_areas"] = list(source.joint_areas.all())
    if with_agenda and not source.is_individual:
        fields |= {"title": source.title, "agenda": source.agenda}
    draft = edit_draft(draft, by=by, **fields)
    if draft.is_individual and not draft.no_mail and source.place_kind in (*SAID_BY_MAIL, PlaceKind.CALLER):
        draft = _at_the_same_place(draft, source, by)
    return draft


def _at_the_same_place(draft: Meeting, source: Meeting, by: Person) -> Meeting:
    """Unless it is no longer a place of the area."""
    rows: dict[str, Any] = {"at_place": source.at_place, "at_unit": source.at_unit}
    chosen = {name: row for name, row in rows.items() if row is not None} or {"place_kind": source.place_kind}
    try:
        with transaction.atomic():
            return edit_draft(draft, by=by, **chosen)
    except RuleError:
        return draft
