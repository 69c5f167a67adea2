"""The rollup: precounted buckets that all figures are read from, and their invalidation.

An action that changes what is counted marks the buckets it touches as dirty (`models/dirt.py`). A tick, and the page
that needs a few of them, recount a dirty bucket. What a bucket holds stands in `counting.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from booking.models import DirtyBucket, FigureBucket, Meeting
from booking.statistics.counting import MeetingRow, count_meetings, read_rows
from booking.statistics.measures import settle_open
from forums.models import Area, Federation
from forums.queries import today


@dataclass(frozen=True, slots=True)
class Scope:
    """The unit of counting: one area in one half-year, or with no area its whole federation."""

    federation_id: int
    area_id: int | None
    half_year: str


def scopes_for(where: Area | Federation, half_years: Iterable[str]) -> list[Scope]:
    if isinstance(where, Area):
        return [Scope(where.federation_id, where.pk, half) for half in half_years]
    return [Scope(where.pk, None, half) for half in half_years]


def refresh(scopes: Iterable[Scope]) -> int:
    """Recount the dirty buckets of these scopes, and return how many. With nothing dirty it is one query."""
    wanted = set(scopes)
    federations = {scope.federation_id for scope in wanted}
    halves = {scope.half_year for scope in wanted}
    dirty = DirtyBucket.objects.filter(federation__in=federations, half_year__in=halves).order_by()
    rows = dirty.values_list("federation", "area", "half_year").distinct()
    return sum(recount(scope) for scope in _in_order(rows) if scope in wanted)


def refresh_all_dirty() -> int:
    """Recount every dirty bucket (the tick), a scope at a time, so that each transaction is short."""
    rows = DirtyBucket.objects.values_list("federation", "area", "half_year").distinct()
    return sum(recount(scope) for scope in _in_order(rows))


def rebuild() -> Iterator[Scope]:
    """Recount everything, a scope at a time, and yield each scope; figures can be read all the while."""
    for scope in all_scopes():
        with transaction.atomic():
            lock(scope)
            read = list(_dirty_of(scope).values_list("pk", flat=True))
            _buckets_of(scope).delete()
            _write(scope, read_rows(*_conditions(scope)))
            DirtyBucket.objects.filter(pk__in=read).delete()
        yield scope


def all_scopes() -> list[Scope]:
    """Every scope that has meetings, buckets or dirt."""
    found: set[Scope] = set()
    counted = Meeting.objects.exclude(half_year="").filter(template__counts=True)
    for federation, area, half in counted.values_list("federation", "area", "half_year").distinct():
        found |= {Scope(federation, None, half)} | ({Scope(federation, area, half)} if area else set())
    joint = Meeting.joint_areas.through.objects.values_list("meeting__federation", "area", "meeting__half_year")
    found |= {Scope(*row) for row in joint.distinct() if row[2]}
    for model in (FigureBucket, DirtyBucket):
        found |= {Scope(*row) for row in model.objects.values_list("federation", "area", "half_year").distinct()}
    return sorted(found, key=lambda scope: (scope.half_year, scope.federation_id, scope.area_id or 0))


def recount(scope: Scope) -> int:
    """Recount the dirty buckets of one scope: delete and bulk insert in one transaction, with the dirt that was read.

    The dirt is read before the meetings. A change that is committed in between has left dirt of its own, which stays:
    it is counted twice at worst, never missed.
    """
    with transaction.atomic():
        lock(scope)
        dirt = dict(_dirty_of(scope).values_list("pk", "slug"))
        if not dirt:
            return 0
        slugs = set(dirt.values())
        _buckets_of(scope).filter(slug__in=slugs).delete()
        _write(scope, read_rows(*_conditions(scope), slugs=slugs))
        DirtyBucket.objects.filter(pk__in=list(dirt)).delete()
    return len(slugs)


def differences(scope: Scope) -> list[str]:
    """Consistency check: slugs whose buckets differ from the meetings. Dirty ones are not compared."""
    dirty = set(_dirty_of(scope).values_list("slug", flat=True))
    stored = {
        (slug, variant): counts for slug, variant, counts in _buckets_of(scope).values_list("slug", "variant", "counts")
    }
    counted = count_meetings(read_rows(*_conditions(scope)), today())
    keys = {key for key in stored.keys() | counted.keys() if _now(stored.get(key)) != _now(counted.get(key))}
    return sorted({slug for slug, _variant in keys} - dirty)


def _now(counts: Mapping[str, int] | None) -> dict[str, int] | None:
    """The bucket as of today: a meeting that was ahead when it was counted may not be so now."""
    return None if counts is None else dict(settle_open(counts, today()))


def _write(scope: Scope, rows: Iterable[MeetingRow]) -> None:
    FigureBucket.objects.bulk_create(
        FigureBucket(
            federation_id=scope.federation_id,
            area_id=scope.area_id,
            half_year=scope.half_year,
            slug=slug,
            variant=variant,
            counts=dict(counts),
        )
        for (slug, variant), counts in sorted(count_meetings(rows, today()).items())
    )


def lock(scope: Scope) -> None:
    """Lock the scope's row, so that recounts are serialised; on SQLite there is one writer anyhow.

    NO KEY, because meetings refer to the row and must not wait.
    """
    rows = Area.objects.all() if scope.area_id else Federation.objects.all()
    rows.select_for_update(no_key=True).order_by().get(pk=scope.area_id or scope.federation_id)


def _in_order(rows: Iterable[tuple[int, int | None, str]]) -> list[Scope]:
    return sorted((Scope(*row) for row in rows), key=lambda scope: (scope.half_year, scope.area_id or 0))


def _dirty_of(scope: Scope):
    return DirtyBucket.objects.filter(federation=scope.federation_id, area=scope.area_id, half_year=scope.half_year)


def _buckets_of(scope: Scope):
    return FigureBucket.objects.filter(federation=scope.federation_id, area=scope.area_id, half_year=scope.half_year)


def _conditions(scope: Scope) -> list[Q]:
    """One condition for each index; together they match the scope's meetings, some of them twice."""
    if scope.area_id is None:
        return [Q(federation=scope.federation_id, half_year=scope.half_year)]
    own = Q(area=scope.area_id, half_year=scope.half_year)
    return [own, Q(joint_areas=scope.area_id, half_year=scope.half_year)]
