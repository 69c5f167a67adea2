"""The registry of changes. Their addresses, pages and previews are made from it.

A change is one class in a file of its wing, named in the `CHANGES` there.
"""

from __future__ import annotations

from booking.meetings.changes import meetings, wishes
from booking.meetings.changes.base import Change
from booking.series import changes as series
from booking.staffing import changes as staff
from booking.staffing import group_changes as groups
from booking.staffing import leaving_answers, left_seats
from booking.staffing import structure_changes as structure
from booking.staffing import unit_changes as units

CHANGES: dict[str, type[Change]] = {
    kind.name: kind
    for kind in (
        *meetings.CHANGES,
        *wishes.CHANGES,
        *series.CHANGES,
        *groups.CHANGES,
        *left_seats.CHANGES,
        *leaving_answers.CHANGES,
        *staff.CHANGES,
        *units.CHANGES,
        *structure.CHANGES,
    )
}
