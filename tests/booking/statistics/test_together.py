"""Two at once: what is counted while others change it and count it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from booking.models import DirtyBucket, FigureBucket
from booking.models.dirt import mark_dirty
from booking.statistics.rollup import all_scopes, differences, lock, refresh, refresh_all_dirty, scopes_for
from tests.booking.statistics.rows import make_held
from tests.cast import Cast, make_cast


def apart(work, times: int) -> list:
    """Run it that many times at once, each on a connection of its own."""

    def once(number):
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=times) as pool:
        return list(pool.map(once, range(times)))


@pytest.fixture
def open_cast(transactional_db) -> Cast:
    return make_cast()


@pytest.mark.postgres
def test_a_bucket_that_many_count_at_once_is_there_once(open_cast: Cast):
    make_held(open_cast.lsg_template)
    scopes = scopes_for(open_cast.area, ["2025-1"])

    counted = apart(lambda _number: refresh(scopes), 6)

    assert sum(counted) == 1
    assert list(FigureBucket.objects.values_list("slug", "counts__held")) == [("lsg", 1)]


@pytest.mark.postgres
def test_meetings_registered_while_others_count_are_all_counted_in_the_end(open_cast: Cast):
    def register_or_count(number):
        for _each in range(5):
            if number % 2:
                refresh_all_dirty()
            else:
                make_held(open_cast.lsg_template)

    apart(register_or_count, 6)
    refresh_all_dirty()

    assert not DirtyBucket.objects.exists()
    assert set(FigureBucket.objects.values_list("counts__held", flat=True)) == {15}
    assert [differences(scope) for scope in all_scopes()] == [[], []]


@pytest.mark.postgres
def test_marking_never_waits_for_somebody_who_counts(open_cast: Cast):
    meeting = make_held(open_cast.lsg_template)
    with transaction.atomic():
        lock(scopes_for(open_cast.area, ["2025-1"])[0])

        apart(lambda _number: mark_dirty(meeting), 1)

    assert DirtyBucket.objects.count() == 4
