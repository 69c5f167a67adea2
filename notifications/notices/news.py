"""What has happened to a meeting that no calendar shows: passed on, taken over, somebody does not come."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from booking.meetings.take_over import can_take_over
from booking.models import Meeting, MeetingEvent
from forums.models import Person
from forums.queries import staff_of
from notifications.models import Notice
from notifications.notices.about import is_ahead, meeting_of
from notifications.notices.bounces import spokespersons
from notifications.notices.kinds import Batch, Due, Kind, Link, register
from notifications.notices.wording import say, says, to_answer, to_meeting
from notifications.telling.mailtext import MailText
from notifications.telling.texts import page_link
from notifications.telling.truth import Call

# by what became of the seat
SEAT_LEFT_SUBJECT = "En kallad kommer inte: {what} {date}"
SEAT_LEFT_LINES = {
    "seat_to_unit": "En som var kallad kommer inte längre. Verksamheten har fått frågan vem som kommer i stället.",
    "seat_to_colleague": "En som var kallad kommer inte längre. En kollega är kallad i stället.",
    "seat_without_contact": "En som var kallad kommer inte längre. Verksamheten har ingen adress att fråga på. "
    "Ring dit.",
    "seat_ended": "En som var kallad kommer inte längre, eller en verksamhet är nedlagd, och ingen är kallad i "
    "stället. Kalla någon annan om mötet behöver det.",
}


def rows(batch: Batch) -> Iterator[Due]:
    """What the caller, the invited or a colleague should hear of."""
    events: dict[object, list[MeetingEvent]] = {}
    for event in _events(batch):
        events.setdefault(event.meeting_id, []).append(event)
    for pk, (meeting, live) in batch.items():
        if pk in events:
            yield from _rows_of(meeting, live, events[pk])


def _events(batch: Batch) -> QuerySet[MeetingEvent]:
    what = ["passed_on", "taken_over", "caller_left", *SEAT_LEFT_LINES]
    return MeetingEvent.objects.filter(meeting__in=batch, what__in=what)


def _rows_of(meeting: Meeting, live: list[Call], events: list[MeetingEvent]) -> Iterator[Due]:
    """Who has taken the meeting over knows what was before that."""
    taken_over = next((event for event in reversed(events) if event.what == "taken_over"), None)
    for event in events:
        if taken_over is None or event.at > taken_over.at:
            yield from _to_caller(meeting, event)
            yield from _to_heirs(meeting, event)
    if taken_over is not None:
        yield from _to_called(meeting, live, taken_over)


def _to_caller(meeting: Meeting, event: MeetingEvent) -> Iterator[Due]:
    kinds = {"passed_on": PASSED_ON, **dict.fromkeys(SEAT_LEFT_LINES, SEAT_LEFT)}
    if meeting.caller is not None and event.what in kinds and event.by_id != meeting.caller_id:
        yield kinds[event.what].due(meeting, meeting.caller, str(event.pk), event.at)


def _to_heirs(meeting: Meeting, event: MeetingEvent) -> Iterator[Due]:
    if event.what == "caller_left":
        for person in _heirs(meeting):
            yield CALLER_LEFT.due(meeting, person, str(event.pk), event.at)


def _heirs(meeting: Meeting) -> list[Person]:
    """Who is told that a meeting waits for a new caller: who speaks for the unit, else all who work there."""
    if meeting.calling_unit is None:
        return []
    staff = [person for person in staff_of(meeting.calling_unit) if can_take_over(person, meeting)]
    speaks = {person.pk for person in spokespersons(meeting.calling_unit, meeting.area)}
    return [person for person in staff if person.pk in speaks] or staff


def _to_called(meeting: Meeting, live: list[Call], event: MeetingEvent) -> Iterator[Due]:
    """Those who know the one who called before; who was called later knows only the new one."""
    for call in live:
        knew = call.invited_at is not None and call.invited_at < event.at
        if knew and (call.person_id is None or call.person_id != meeting.caller_id):
            yield NEW_CALLER.due(meeting, call, str(event.pk), event.at)


def _is_heir(notice: Notice) -> bool:
    return is_ahead(notice) and notice.person is not None and can_take_over(notice.person, meeting_of(notice))


def _seat_text(notice: Notice, link: Link) -> MailText:
    event = meeting_of(notice).events.filter(pk=notice.occurrence).first()
    what = event.what if event else "seat_ended"
    return say(notice, link, what, {"subject": SEAT_LEFT_SUBJECT, "line": SEAT_LEFT_LINES[what]})


PASSED_ON = Kind(
    name="passed_on",
    label=gettext_lazy("Kallelsen är lämnad vidare"),
    wanted=is_ahead,
    link=to_meeting,
    text=says(
        "passed_on",
        {
            "subject": "Kallelsen är lämnad vidare: {what}",
            "line": "En verksamhet har lämnat kallelsen vidare till en annan inom samma part, som väljer vem som "
            "kommer.",
        },
    ),
)
NEW_CALLER = Kind(
    name="new_caller",
    label=gettext_lazy("En kollega har tagit över mötet"),
    wanted=is_ahead,
    link=to_answer,
    text=says(
        "new_caller",
        {
            "subject": "Ny kontakt för mötet: {what} {date} kl. {time}",
            "line": "{caller_name} har tagit över mötet. Telefon {caller_phone}. Du behöver inte svara igen.",
        },
    ),
)
SEAT_LEFT = Kind(
    name="seat_left",
    label=gettext_lazy("En kallad kommer inte"),
    wanted=is_ahead,
    link=to_meeting,
    text=_seat_text,
)
CALLER_LEFT = Kind(
    name="caller_left",
    label=gettext_lazy("Mötet väntar på en ny som håller i det"),
    wanted=_is_heir,
    link=lambda notice: Link(page_link("booking:take-over", meeting_of(notice).pk), "Ta över mötet"),
    text=says(
        "caller_left",
        {
            "subject": "Ett möte behöver någon som håller i det: {what} {date}",
            "line": "Den som kallade kan inte hålla i mötet då. Ta över det, så får de kallade ditt namn och nummer.",
        },
    ),
)
register(PASSED_ON, NEW_CALLER, SEAT_LEFT, CALLER_LEFT, of_meetings=rows)
