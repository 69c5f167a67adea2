"""Which instances of a series Exchange cannot hold as exceptions of it.

Exchange numbers the instances of a series by their day: no two may start on one day, and none may be moved to or past
its neighbour, or before the first (MAPI PidLidAppointmentRecur; Graph ErrorOccurrenceCrossingBoundary). Such an
instance is an EXDATE in the series, and a meeting with a UID of its own.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType

from booking.workdays import local

# when the rhythm would have it begin, and when it begins
Times = tuple[datetime, datetime]


def is_moved(times: Times) -> bool:
    """Does it start on another local day than its rhythm gives it?"""
    recurrence, start = times
    return local(recurrence).date() != local(start).date()


def not_to_be_held(
    instances: Iterable[Times], first: date, *, settled: Mapping[datetime, bool] = MappingProxyType({})
) -> set[datetime]:
    """Recurrence datetimes of those that cannot be exceptions of a series that begins on the local date `first`.

    Who stays on its own day always can. Of those that were moved, in the order of the rhythm, each one can that starts
    between the days of the nearest before and after it that can. `settled`: of those for which it has been decided,
    whether they are held.
    """
    ordered = sorted(instances)
    held = [times for times in ordered if settled.get(times[0], not is_moved(times))]
    left_out = {recurrence for recurrence, _start in ordered if not settled.get(recurrence, True)}
    for times in ordered:
        if times in held or times[0] in left_out:
            continue
        recurrence, day = times[0], local(times[1]).date()
        before = max((local(start).date() for at, start in held if at < recurrence), default=date.min)
        after = min((local(start).date() for at, start in held if at > recurrence), default=date.max)
        if first <= day and before < day < after:
            held.append(times)
        else:
            left_out.add(recurrence)
    return left_out
