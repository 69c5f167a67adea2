"""Reads calendar objects with libical, the library of Evolution and KDE; run by the system's own Python.

Takes a JSON list of calendar texts on standard input and answers with what libical makes of each.
"""

import json
import sys

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402


def moment(event, time):
    """Seconds since 1970, with the zone that stands in the file itself."""
    zone = time.get_timezone() or event.get_parent().get_timezone(time.get_tzid() or "")
    return time.as_timet_with_zone(zone or ICalGLib.Timezone.get_utc_timezone())


def parameter(line, kind):
    found = line.get_first_parameter(kind) if line else None
    return found.as_ical_string().partition("=")[2] if found else ""


def read_event(event):
    attendee = event.get_first_property(ICalGLib.PropertyKind.ATTENDEE_PROPERTY)
    organizer = event.get_first_property(ICalGLib.PropertyKind.ORGANIZER_PROPERTY)
    return {
        "uid": event.get_uid(),
        "sequence": event.get_sequence(),
        "start": moment(event, event.get_dtstart()),
        "end": moment(event, event.get_dtend()),
        "summary": event.get_summary(),
        "location": event.get_location() or "",
        "description": event.get_description() or "",
        "status": event.get_status().value_nick,
        "attendee": attendee.get_attendee() if attendee else "",
        "partstat": parameter(attendee, ICalGLib.ParameterKind.PARTSTAT_PARAMETER),
        "rsvp": parameter(attendee, ICalGLib.ParameterKind.RSVP_PARAMETER),
        "organizer": organizer.get_organizer() if organizer else "",
        "organizer_name": parameter(organizer, ICalGLib.ParameterKind.CN_PARAMETER).strip('"'),
        "recurrences": recurrences(event),
    }


def recurrences(event):
    starts = []
    first = ICalGLib.Time.new_from_string("20260101T000000Z")
    last = ICalGLib.Time.new_from_string("20280101T000000Z")
    event.foreach_recurrence(first, last, lambda _event, span: starts.append(span.get_start()))
    return starts


def errors(component):
    found = component.count_properties(ICalGLib.PropertyKind.XLICERROR_PROPERTY)
    child = component.get_first_component(ICalGLib.ComponentKind.ANY_COMPONENT)
    while child:
        found += errors(child)
        child = component.get_next_component(ICalGLib.ComponentKind.ANY_COMPONENT)
    return found


def read(text):
    calendar = ICalGLib.Component.new_from_string(text)
    events = []
    event = calendar.get_first_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
    while event:
        events.append(read_event(event))
        event = calendar.get_next_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
    return {"method": calendar.get_method().value_nick, "errors": errors(calendar), "events": events}


json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)
