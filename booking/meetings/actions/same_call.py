"""The same call once more is asked about: mostly it is a button that was pressed twice (domain, "Double bookings")."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from booking.meetings import refusals
from booking.models import Invitation, InvitationState, Meeting, MeetingState
from forums.models import Person

WITHIN = datetime.timedelta(days=1)


def wait_for_own_calls(caller_id: int | None) -> None:
    """Lock the caller's row to the end of the transaction, so that of two calls at once the second sees the first.

    Lock order: persons before meetings, as in the actions on staff.
    """
    list(Person.objects.select_for_update(no_key=True).filter(pk=caller_id).order_by().values_list("pk"))


def refuse_same_call(meeting: Meeting, calls: Iterable[Invitation], now: datetime.datetime) -> None:
    """Raise `RuleError` when its caller has within a day called the same people from the same template to the same
    time (UTC). `calls` are the draft's live invitations.
    """
    earlier = Meeting.objects.filter(
        caller=meeting.caller_id,
        template=meeting.template_id,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        state=MeetingState.CALLED,
        called_at__gt=now - WITHIN,
    )
    found = list(earlier.exclude(pk=meeting.pk).order_by().values_list("pk", flat=True))
    if not found:
        return
    seats = Invitation.objects.filter(meeting__in=found, state=InvitationState.LIVE).order_by()
    called: dict[object, set[tuple[int | None, int | None]]] = {}
    for pk, person, unit in seats.values_list("meeting", "person", "unit"):
        called.setdefault(pk, set()).add(_who(person, unit))
    if {_who(each.person_id, each.unit_id) for each in calls} in called.values():
        raise refusals.same_call()


def _who(person: int | None, unit: int | None) -> tuple[int | None, int | None]:
    return (person, None) if person is not None else (None, unit)
