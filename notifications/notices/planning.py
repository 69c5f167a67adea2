"""Which notices there are to be, by the rules that the kinds have registered; none is made twice."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from uuid import UUID

from booking.models import Meeting
from config.database.writing import insert
from notifications.models import Notice
from notifications.notices.kinds import MEETING_RULES, SWEEPS, Due
from notifications.telling.truth import Call, live_calls

logger = logging.getLogger(__name__)


def plan_notices(meeting_id: UUID | str) -> None:
    """Make the rows that this meeting calls for now. A new time makes its reminders anew; nothing is made twice."""
    meeting = Meeting.objects.select_related("template", "caller").filter(pk=meeting_id).first()
    if meeting is not None:
        plan_together([(meeting, live_calls([meeting.pk])[meeting.pk])])


def plan_together(meetings: Iterable[tuple[Meeting, list[Call]]]) -> None:
    """The same for several meetings with their live calls, in as many queries as for one."""
    batch = {
        meeting.pk: (meeting, live)
        for meeting, live in meetings
        if not meeting.no_mail and meeting.called_at is not None and not meeting.stripped_at
    }
    due = {one.key: one for rule in MEETING_RULES for one in rule(batch)}
    for key in Notice.objects.filter(meeting__in=batch).order_by().values_list("key", flat=True):
        due.pop(key, None)
    _write(due)


def plan_swept() -> None:
    """Make the rows that the tick finds: what is due by the calendar, and what somebody has asked for.

    A rule that fails stops no other, nor what is due already; it is tried again by the next tick.
    """
    for sweep in SWEEPS:
        try:
            make(sweep())
        except Exception:
            logger.exception("notices could not be planned", extra={"rule": sweep.__module__})


def make(due: Iterable[Due]) -> None:
    """Write rows; one that is there already stays as it is, also when another process writes it beside us."""
    _write({one.key: one for one in due})


def _write(due: Mapping[str, Due]) -> None:
    insert([_row(key, one) for key, one in due.items()], skip_known=True)


def _row(key: str, due: Due) -> Notice:
    refers = {f"{name}_id": pk for name, pk in filter(None, (due.about, due.to))}
    return Notice(kind=due.kind, key=key, occurrence=due.occurrence, due_at=due.due_at, **refers)
