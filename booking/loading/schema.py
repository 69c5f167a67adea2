"""What may stand in a year's file: one area, one year, its meetings by type, and the figures that must come out."""

from __future__ import annotations

from typing import Any

from booking.models import CancellationReason
from forums.loading.checks import Found, below, day, known, listed, mapping, number, shown, slug, table, text

CANCELLED = "cancelled"
STATES = {"held", CANCELLED}
QUARTERS = {"Q1": 1, "Q2": 4, "Q3": 7, "Q4": 10}
HIGHEST = 100_000
# what nobody can have done at a meeting that was not held
ONLY_HELD = ("attended", "parties_present", "participants")

amount = number(0, HIGHEST)
amounts = mapping(slug, amount)


def itself(value: Any) -> Any:
    return value


def _meeting_rules(value: dict[str, Any], path: str) -> Found:
    if value["status"] == CANCELLED:
        for key in ONLY_HELD:
            if key in value:
                yield below(path, key), "kan inte anges för ett inställt möte"
    elif "reason" in value:
        yield below(path, "reason"), "kan bara anges för ett inställt möte"
    if "called_on" in value and value["called_on"] > value["date"]:
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
    {"date": day, "status": _status},
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
            if meeting["date"].year != value["year"]:
                where = below(path, f"meetings.{kind}[{position}].date")
                yield where, f"{shown(str(meeting['date']))} är inte år {value['year']}"


check_year = table(
    {"area": text(80), "year": number(1990, 2200), "meetings": mapping(slug, _meetings)},
    {
        "federation": text(120),
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
