"""What the database says that each person's calendar should show: a reading of its own, by no query of the product's.

Ahead, and what has been as long as its rows are kept: a meeting counts as it stood when it began.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import F, Q

from booking.models import Invitation, Meeting
from notifications.models import CalendarObject, Told
from tests.truth.drivers import Shown

STOCKHOLM = ZoneInfo("Europe/Stockholm")
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
    uids, apart = _uids(), _apart(now)
    calendars: dict[str, set[Shown]] = defaultdict(set)
    for row in _seats(now):
        calendars[row["person__email"]].add(_line(row, uids, row["meeting_id"] in apart))
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


def _apart(now: datetime.datetime) -> set[Any]:
    """Meetings of a series that are no part of it in a calendar, since Exchange could not hold them there: those that
    came to the day of another, past one of the others, or before the first day. What has begun is as it was told."""
    told = Told.objects.filter(invitation__series_seat__isnull=False, left_method="REQUEST")
    alone = set(told.values_list("calendar_object__meeting", flat=True))
    on = Q(state="called") | Q(state="cancelled", cancelled_at__gte=F("starts_at"))
    rows = Meeting.objects.filter(on, series__isnull=False, no_mail=False).order_by("series", "recurrence_at")
    by_series: dict[Any, list[Day]] = defaultdict(list)
    firsts = {}
    for pk, series, planned, starts, first in rows.values_list(
        "pk", "series", "recurrence_at", "starts_at", "series__first_on"
    ):
        days = [at.astimezone(STOCKHOLM).date() for at in (planned, starts)]
        fits = None if starts > now or days[0] == days[1] else pk not in alone
        by_series[series].append(Day(*days, pk, fits))
        firsts[series] = first
    return {pk for series, own in by_series.items() for pk in _out_of_order(own, firsts[series])}


class Day(NamedTuple):
    planned: datetime.date
    day: datetime.date
    pk: Any
    fits: bool | None


def _out_of_order(own: list[Day], first: datetime.date) -> Iterator[Any]:
    """Those on their own day stay; the others join them one by one, in the order of the rhythm, if they fit."""
    days = {one.planned: one.day for one in own if one.fits or one.planned == one.day}
    for planned, day, pk, fits in own:
        if planned in days:
            continue
        in_order = all((there < day) == (other < planned) and there != day for other, there in days.items())
        if fits is None and in_order and day >= first:
            days[planned] = day
        else:
            yield pk


def _line(row: dict[str, Any], uids: dict[tuple[str, Any], str], is_apart: bool) -> Shown:
    of_series = row["series_seat_id"] is not None and not is_apart
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
