"""What may stand in a year's file: an area or a federation, a year or half of it, its meetings by type, and the figures
that must come out."""

from __future__ import annotations

import calendar
import datetime
import re
from typing import Any

from booking.models import CancellationReason
from forums.loading.checks import (
    Found,
    below,
    day,
    known,
    listed,
    mapping,
    number,
    shown,
    slug,
    table,
    text,
    wrong_type,
)

CANCELLED = "cancelled"
STATES = {"held", CANCELLED}
QUARTERS = {"Q1": 1, "Q2": 4, "Q3": 7, "Q4": 10}
# the months of a file that tells half a year
HALVES = {"h1": (1, 6), "h2": (7, 12)}
MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])\Z")
HIGHEST = 100_000
# what nobody can have done at a meeting that was not held
ONLY_HELD = ("attended", "parties_present", "participants")

amount = number(0, HIGHEST)
amounts = mapping(slug, amount)


def itself(value: Any) -> Any:
    return value


def day_or_month(value: Any, path: str) -> Found:
    """A day, or "2018-05" where only the month is known."""
    if isinstance(value, str) and MONTH.match(value):
        return
    if isinstance(value, str):
        yield path, wrong_type("ett datum (2019-06-13) eller en månad (2019-06)", value)
    else:
        yield from day(value, path)


def last_day(value: datetime.date | str) -> datetime.date:
    """The day itself, or the last one of the month."""
    if isinstance(value, str):
        year, month = map(int, value.split("-"))
        return datetime.date(year, month, calendar.monthrange(year, month)[1])
    return value


def _meeting_rules(value: dict[str, Any], path: str) -> Found:
    if value["status"] == CANCELLED:
        for key in ONLY_HELD:
            if key in value:
                yield below(path, key), "kan inte anges för ett inställt möte"
    elif "reason" in value:
        yield below(path, "reason"), "kan bara anges för ett inställt möte"
    if "called_on" in value and value["called_on"] > last_day(value["date"]):
        yield below(path, "called_on"), "är efter mötets datum"
    if value.get("attended", 0) > value.get("invited", HIGHEST):
        yield below(path, "attended"), "är fler än de kallade"
    if "attended" in value and "invited" not in value:
        yield below(path, "attended"), "kräver att invited också anges"


def _group_rules(value: dict[str, Any], path: str) -> Found:
    if value["status"] != CANCELLED and "reason" in value:
        yield below(path, "reason"), "kan bara anges för inställda möten"
    called, spread = sum(value.get("called_by", {}).values()), sum(value.get("quarters", {}).values())
    if called > value["count"]:
        yield below(path, "called_by"), f"är {called} tillsammans, fler än count ({value['count']})"
    if "quarters" in value and spread != value["count"]:
        yield below(path, "quarters"), f"är {spread} tillsammans, men count är {value['count']}"


_status = known(STATES, "okänd status")
_reason = known(CancellationReason.values, "okänd orsak")
_meeting = table(
    {"date": day_or_month, "status": _status},
    {
        "reason": _reason,
        "variant": slug,
        "called_on": day,
        "called_by": slug,
        "invited": amount,
        "attended": amount,
        "parties_present": listed(slug, unique=itself, what="parten"),
        "participants": amount,
        "title": text(160),
        "areas": listed(text(80), unique=itself, what="området"),
    },
    _meeting_rules,
)
_group = table(
    {"count": amount, "status": _status},
    {
        "reason": _reason,
        "variant": slug,
        "called_by": amounts,
        "quarters": mapping(known(QUARTERS, "okänt kvartal"), amount),
    },
    _group_rules,
)


def _meetings(value: Any, path: str) -> Found:
    """One by one, or a number of them."""
    yield from (_group if isinstance(value, dict) else listed(_meeting))(value, path)


def _plan(value: Any, path: str) -> Found:
    if not isinstance(value, list) or len(value) != 2:
        yield path, "ska vara två tal: [planerade, genomförda]"
        return
    for position, each in enumerate(value):
        yield from amount(each, f"{path}[{position}]")


def _year_rules(value: dict[str, Any], path: str) -> Found:
    for kind, meetings in value["meetings"].items():
        for position, meeting in enumerate(meetings if isinstance(meetings, list) else ()):
            where = below(path, f"meetings.{kind}[{position}]")
            yield from _date_rules(value, last_day(meeting["date"]), str(meeting["date"]), below(where, "date"))
            if "areas" in meeting and "area" in value:
                yield below(where, "areas"), "kan bara anges i ett förbunds fil"
        if isinstance(meetings, dict):
            yield from _quarter_rules(value, meetings.get("quarters", {}), below(path, f"meetings.{kind}.quarters"))
    if "area" not in value and "federation" not in value:
        yield below(path, "area"), "saknas; skriv ett kommunområde (area) eller ett förbund (federation)"


def _date_rules(value: dict[str, Any], told: datetime.date, written: str, path: str) -> Found:
    first, last = HALVES.get(value.get("period", ""), (1, 12))
    if told.year != value["year"]:
        yield path, f"{shown(written)} är inte år {value['year']}"
    elif not first <= told.month <= last:
        yield path, f"{shown(written)} är inte i perioden {value['period']}"


def _quarter_rules(value: dict[str, Any], quarters: dict[str, int], path: str) -> Found:
    first, last = HALVES.get(value.get("period", ""), (1, 12))
    for quarter, count in quarters.items():
        if count and not first <= QUARTERS[quarter] <= last:
            yield below(path, quarter), f"är inte i perioden {value['period']}"


check_year = table(
    {"year": number(1990, 2200), "meetings": mapping(slug, _meetings)},
    {
        "area": text(80),
        "federation": text(120),
        "period": known(HALVES, "okänd period"),
        "expected": table(
            {},
            {
                "held_by_type": amounts,
                "held_by_variant": amounts,
                "held_total": amount,
                "first_half": amounts,
                "second_half": amounts,
                "called_by": mapping(slug, amounts),
                "participants_open_meetings": amount,
                "planned_vs_held": mapping(slug, _plan),
            },
        ),
    },
    _year_rules,
)
