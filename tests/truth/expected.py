"""What the database says that each person's calendar should show: a reading of its own, by no query of the product's.

Ahead, and what has been as long as its rows are kept: a meeting counts as it stood when it began.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import F, Q

from booking.models import Invitation, Meeting
from notifications.models import CalendarObject
from tests.truth.drivers import Shown

# The places of the simulation and how a case's calendar names them: one that tells the care it is about is hidden, as
# is one that was typed by hand
PLACES = {
    "": "",
    "Lingonhuset, rum 3": "Lingonhuset, rum 3",
    "Sessionssalen; plan 2": "Sessionssalen; plan 2",
    "Åsbackens bibliotek, Stora gatan 1": "Åsbackens bibliotek, Stora gatan 1",
    "Psykiatrin Lingon, rum 2": "Platsen ser du när du har loggat in eller angett koden.",
}
HIDDEN = PLACES["Psykiatrin Lingon, rum 2"]
FIELDS = (
    "person__email", "meeting_id", "series_seat_id", "meeting__series_id", "meeting__recurrence_at",
    "meeting__starts_at", "meeting__ends_at", "meeting__place", "meeting__place_kind", "meeting__link",
    "meeting__title",
    "meeting__meeting_form", "meeting__reference", "meeting__forum__name", "meeting__template__level",
)  # fmt: skip


def expected_calendars(now: datetime.datetime) -> dict[str, set[Shown]]:
    """By the address that the person has now."""
    uids = _uids()
    calendars: dict[str, set[Shown]] = defaultdict(set)
    for row in _seats(now):
        calendars[row["person__email"]].add(_line(row, uids))
    return calendars


def known_instances() -> dict[tuple[str, int], str]:
    """The meeting behind a line of a calendar, as long as its rows are kept: by uid, and by instance in a series."""
    uids = CalendarObject.objects.values_list("uid", "meeting", "series")
    known = {(str(uid), 0): str(meeting) for uid, meeting, _series in uids if meeting}
    by_series = {series: str(uid) for uid, _meeting, series in uids if series}
    instances = Meeting.objects.filter(series__isnull=False).values_list("pk", "series", "recurrence_at")
    return known | {
        (by_series[series], int(at.timestamp())): str(pk) for pk, series, at in instances if series in by_series
    }


def _seats(now: datetime.datetime) -> Iterator[dict[str, Any]]:
    begun = Q(meeting__starts_at__lte=now)
    had_seat = Q(state="live") | Q(ended_at__gt=F("meeting__starts_at"))
    was_on = Q(meeting__state="called") | Q(meeting__cancelled_at__gt=F("meeting__starts_at"))
    seats = Invitation.objects.filter(
        ~begun & Q(state="live", meeting__state="called") | begun & had_seat & was_on,
        person__email__isnull=False,
        meeting__no_mail=False,
        meeting__stripped_at__isnull=True,
    ).exclude(meeting__state="draft")
    # who came in when it had begun was never told
    return seats.exclude(invited_at__gte=F("meeting__starts_at")).values(*FIELDS).iterator()


def _uids() -> dict[tuple[str, Any], str]:
    """By meeting and by series; of a meeting called twice the live one."""
    found: dict[tuple[str, Any], str] = {}
    rows = CalendarObject.objects.order_by(F("ended_at").asc(nulls_last=True)).values_list("uid", "meeting", "series")
    for uid, meeting, series in rows:
        found["meeting" if meeting else "series", meeting or series] = str(uid)
    return found


def _line(row: dict[str, Any], uids: dict[tuple[str, Any], str]) -> Shown:
    of_series = row["series_seat_id"] is not None
    key = ("series", row["meeting__series_id"]) if of_series else ("meeting", row["meeting_id"])
    begins = row["meeting__recurrence_at"] if of_series else row["meeting__starts_at"]
    return Shown(
        uid=uids.get(key, "no calendar object"),
        recurrence=int(begins.timestamp()),
        start=int(row["meeting__starts_at"].timestamp()),
        end=int(row["meeting__ends_at"].timestamp()),
        place=_place(row),
        summary=_summary(row),
    )


def _place(row: dict[str, Any]) -> str:
    stored, is_individual = row["meeting__place"], row["meeting__template__level"] == "individual"
    room = _place_of_case(row["meeting__place_kind"], stored) if is_individual else stored
    if not room and row["meeting__meeting_form"] == "digital":
        room = "Digitalt"
    link = row["meeting__link"]
    return ", ".join(part for part in (room.rstrip(".") if link else room, link) if part)


def _place_of_case(kind: str, stored: str) -> str:
    if kind == "caller":
        return "Meddelas av den som kallar"
    return HIDDEN if kind == "typed" else PLACES[stored]


def _summary(row: dict[str, Any]) -> str:
    if row["meeting__template__level"] == "individual":
        return f"Kallelse till samverkan ({row['meeting__reference']})"
    return ": ".join(part for part in (row["meeting__forum__name"], row["meeting__title"]) if part)
