"""What marks a bucket of the rollup dirty: an action that changes what is counted, in its own transaction."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from booking.models.figures import DirtyBucket
from booking.models.meetings import Meeting
from config.database.writing import insert
from forums.models import Level


def mark_dirty(meeting: Meeting, *, also: tuple[str, ...] = ()) -> None:
    """The figures that this meeting is part of have changed, or are about to.

    Call it inside the transaction of the change; when area, template or half-year may change, before it as well, or
    name the other half-years in `also`. Only inserts, so that two actions never wait for each other. A draft is
    counted nowhere and marks nothing.
    """
    halves = {half for half in (meeting.half_year, *also) if half}
    if halves and meeting.template.counts:
        mark_buckets(meeting.federation_id, _areas_of(meeting), {(half, meeting.template.slug) for half in halves})


def mark_buckets(federation_id: int, areas: Iterable[int | None], buckets: Iterable[tuple[str, str]]) -> None:
    """Mark buckets, given as half-year and slug, of these areas; None among them is the federation itself."""
    rows = [
        DirtyBucket(federation_id=federation_id, area_id=area, half_year=half, slug=slug)
        for area, (half, slug) in product(areas, sorted(buckets))
    ]
    insert(rows)


def _areas_of(meeting: Meeting) -> list[int | None]:
    """The areas that count this meeting, and None for the federation, which counts a joint day once."""
    areas = {meeting.area_id} if meeting.area_id else set()
    if meeting.template.level == Level.OPEN:
        areas |= set(meeting.joint_areas.values_list("pk", flat=True))
    return [*sorted(areas), None]
