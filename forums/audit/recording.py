"""Writing the record of changes, in the transaction of the action that made the change."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from django.db.models import Model
from django.utils import timezone

from forums.models import Area, AuditEntry, AuditSubject, Federation, Forum, Person, Place, Unit, VideoService

SUBJECTS = {
    Person: AuditSubject.PERSON,
    Unit: AuditSubject.UNIT,
    Area: AuditSubject.AREA,
    Forum: AuditSubject.FORUM,
}


def record(what: str, *, by: Person | None, federation: Federation | int | None = None, **named: object) -> None:
    """Write an audit entry for each person, unit, area and group that is named.

    A group and a place name their area, too, and a video service its federation.

    Rows are kept as their ids and dates as text, under the words that they are given by. `federation` is where it was
    done; a unit, a group or an area that is named says it, too. Names, addresses and numbers are never given.
    """
    at = timezone.now()
    where = federation.pk if isinstance(federation, Federation) else federation or _federation_of(named.values())
    details = {word: _plain(value) for word, value in named.items() if value is not None}
    AuditEntry.objects.bulk_create(
        AuditEntry(
            at=at,
            federation_id=where,
            who_id=by.pk if by is not None else None,
            what=what,
            about=about,
            about_id=pk,
            details=details,
        )
        for about, pk in dict.fromkeys(_subjects(named.values()))
    )


def _subjects(named: Iterable[object]) -> Iterator[tuple[str, int]]:
    for value in named:
        if isinstance(value, list):
            yield from _subjects(value)
        elif isinstance(value, Person | Unit | Area | Forum):
            yield SUBJECTS[type(value)], value.pk
        if isinstance(value, Forum | Place) and value.area_id is not None:
            yield AuditSubject.AREA, value.area_id
        elif isinstance(value, VideoService):
            yield AuditSubject.FEDERATION, value.federation_id
        elif isinstance(value, Federation):
            yield AuditSubject.FEDERATION, value.pk


def _federation_of(named: Iterable[object]) -> int | None:
    for value in named:
        if isinstance(value, Forum | Area | VideoService):
            return value.federation_id
        if isinstance(value, Federation):
            return value.pk
        if isinstance(value, Place):
            return value.area.federation_id
        if isinstance(value, Unit):
            return value.party.federation_id
    return None


def _plain(value: object) -> object:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, Model):
        return value.pk
    return value.isoformat() if isinstance(value, datetime.date) else value
