"""Evolution's calendars, kept by Evolution Data Server; run by the system's own Python inside a session bus of its own.

One request a line on standard input, one answer a line on standard output, both JSON: ["receive", person, [calendar
text, …]] gives the errors, a text or null for each; ["show", person] gives the lines of the calendar.
"""

import json
import sys
import time

import gi

gi.require_version("ECal", "2.0")
gi.require_version("EDataServer", "1.2")
gi.require_version("ICalGLib", "3.0")
from gi.repository import ECal, EDataServer, GLib, ICalGLib  # noqa: E402

NO_WAIT = 2**32 - 1
END_OF_TIME = 2**31 - 1
registry = EDataServer.SourceRegistry.new_sync(None)
clients = {}


def client_of(person):
    if person not in clients:
        source = EDataServer.Source.new_with_uid(f"person-{len(clients)}", None)
        source.set_display_name(person)
        source.set_parent("local-stub")
        source.get_extension(EDataServer.SOURCE_EXTENSION_CALENDAR).set_backend_name("local")
        registry.commit_source_sync(source, None)
        clients[person] = connect(source)
    return clients[person]


def connect(source):
    deadline = time.monotonic() + 30
    while True:
        try:
            return ECal.Client.connect_sync(source, ECal.ClientSourceType.EVENTS, NO_WAIT, None)
        except GLib.Error:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def receive(person, texts):
    return [take(client_of(person), text) for text in texts]


def take(client, text):
    calendar = ICalGLib.Component.new_from_string(text)
    if calendar is None:
        return "no calendar"
    try:
        client.receive_objects_sync(calendar, ECal.OperationFlags.NONE, None)
    except GLib.Error as error:
        return error.message
    return None


def show(person):
    client, shown = client_of(person), []

    def add(event, start, end, *_rest):
        shown.append(
            {
                "uid": event.get_uid(),
                "recurrence": recurrence(client, event) or moment(client, start),
                "start": moment(client, start),
                "end": moment(client, end),
                "place": event.get_location() or "",
                "summary": event.get_summary() or "",
                "status": text_of(event, ICalGLib.PropertyKind.STATUS_PROPERTY),
            }
        )
        return True

    client.generate_instances_sync(0, END_OF_TIME, None, add)
    return shown


def recurrence(client, event):
    instance = event.get_first_property(ICalGLib.PropertyKind.RECURRENCEID_PROPERTY)
    if instance is None:
        return None
    name = instance.get_first_parameter(ICalGLib.ParameterKind.TZID_PARAMETER)
    return moment(client, instance.get_recurrenceid(), name and name.get_tzid())


def moment(client, time, zone_name=None):
    """Seconds since 1970, in the zone that the calendar has under the name."""
    zone, name = time.get_timezone(), zone_name or time.get_tzid()
    if zone is None and name:
        _found, zone = client.get_timezone_sync(name, None)
    return time.as_timet_with_zone(zone or ICalGLib.Timezone.get_utc_timezone())


def text_of(event, kind):
    found = event.get_first_property(kind)
    return found.get_value_as_string() if found else ""


ANSWERS = {"receive": receive, "show": show}
for line in sys.stdin:
    name, *arguments = json.loads(line)
    print(json.dumps(ANSWERS[name](*arguments)), flush=True)
