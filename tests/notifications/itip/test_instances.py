from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.rhythm import Frequency, Rhythm, rhythm_problem
from booking.workdays import is_unambiguous, local
from notifications.itip import CalendarFacts, Instance, build_request, differences, digest, is_ahead, moved_keys, pack
from tests.notifications.itip.expand import expand

HOUR = timedelta(hours=1)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
WEEKLY = Rhythm(Frequency.WEEKLY, 1, date(2026, 10, 1), date(2027, 4, 29), time(9))


def instances(rhythm: Rhythm = WEEKLY) -> list[Instance]:
    moments = [rhythm.moment(day) for day in rhythm.days()]
    return [Instance(recurrence_at=at, start=at, end=at + HOUR, summary="LSG", place="Rum 3") for at in moments]


def file_of(shown: list[Instance], rhythm: Rhythm = WEEKLY, told_start: datetime | None = None) -> bytes:
    packed = pack(shown, rhythm, 60, told_start=told_start, now=LONG_AGO)
    master = packed.master
    return build_request(
        CalendarFacts(
            uid="1f0b1a7e-0000-4000-8000-000000000000",
            sequence=0,
            dtstamp=LONG_AGO,
            organizer_address="samverk@lingon.example",
            organizer_name="Samverk",
            attendee_address="bo@af.example",
            start=master.start,
            end=master.end,
            summary=master.summary,
            location=master.place,
            rrule=packed.rule,
            exdates=packed.exdates,
            overrides=packed.overrides,
        )
    )


def as_shown(shown: list[Instance]) -> dict[datetime, Any]:
    return {one.recurrence_at or one.start: (one.start, one.end, one.place) for one in shown}


def test_a_whole_series_is_one_rule_right_across_both_clock_changes_and_the_turn_of_the_year() -> None:
    raw = file_of(instances())

    assert raw.count(b"BEGIN:VEVENT") == 1
    assert expand(raw) == as_shown(instances())


def test_a_cancelled_first_and_last_instance_leave_the_start_where_it_was_told() -> None:
    whole = instances()
    left = whole[1:-1]

    raw = file_of(left, told_start=whole[0].start)

    assert b"DTSTART;TZID=Europe/Stockholm:20261001T090000" in raw
    assert expand(raw) == as_shown(left)


def test_an_exception_moved_over_a_summer_time_night_is_right_to_the_instant() -> None:
    whole = instances()
    before_the_night = next(n for n, one in enumerate(whole) if local(one.start).date() == date(2026, 10, 22))
    moved = whole[before_the_night].start + timedelta(days=4) + HOUR
    whole[before_the_night] = replace(whole[before_the_night], start=moved, end=moved + HOUR)

    raw = file_of(whole)

    assert b"RECURRENCE-ID;TZID=Europe/Stockholm:20261022T090000" in raw
    assert expand(raw) == as_shown(whole)


def test_exdates_stand_in_the_zone_of_the_start() -> None:
    whole = instances()

    raw = file_of([*whole[:5], *whole[6:]])

    assert b"EXDATE;TZID=Europe/Stockholm:20261105T090000" in raw


def test_a_series_in_another_room_is_no_list_of_exceptions() -> None:
    whole = [replace(one, place="Rum 4") if number > 3 else one for number, one in enumerate(instances())]

    raw = file_of(whole)

    assert raw.count(b"RECURRENCE-ID") == 4
    assert expand(raw) == as_shown(whole)


def test_what_lies_ahead_is_the_rule_however_much_has_been() -> None:
    whole = instances()
    new = {one.key for one in whole[-3:]}
    shown = [replace(one, place="Rum 4") if one.key in new else one for one in whole]

    packed = pack(shown, WEEKLY, 60, told_start=None, now=whole[-4].start)

    assert packed.master.place == "Rum 4"
    assert len(packed.overrides) == len(whole) - 3 > 3


def test_an_answer_of_its_own_shows_on_its_instance() -> None:
    whole = instances()
    whole[2] = replace(whole[2], partstat="DECLINED")

    packed = pack(whole, WEEKLY, 60, told_start=None, now=LONG_AGO)

    assert [(one.recurrence_id, one.partstat) for one in packed.overrides] == [(whole[2].recurrence_at, "DECLINED")]


def test_the_order_of_instances_is_no_change_and_neither_is_an_answer() -> None:
    whole = instances()

    assert digest(reversed(whole)) == digest(whole)
    assert digest([replace(one, partstat="ACCEPTED") for one in whole]) == digest(whole)


@pytest.mark.parametrize(
    "change", [{"place": "Rum 4"}, {"url": "https://rum.example/1"}, {"summary": "LSG extra"}, {"end": LONG_AGO}]
)
def test_what_a_calendar_shows_of_an_instance_changes_the_digest(change: dict[str, Any]) -> None:
    whole = instances()
    changed = [replace(whole[0], **change), *whole[1:]]

    assert differences(digest(whole), digest(changed), LONG_AGO) == {whole[0].key}
    assert moved_keys(digest(whole), digest(changed)) == set()


def test_the_same_instant_in_another_zone_is_no_change() -> None:
    whole = instances()
    elsewhere = [replace(one, start=local(one.start), end=local(one.end)) for one in whole]

    assert digest(elsewhere) == digest(whole)


def test_what_has_begun_is_no_difference() -> None:
    whole = instances()
    now = whole[3].start

    assert differences(digest(whole), digest(whole[2:]), now) == set()
    assert differences(digest(whole), digest(whole[:4]), now) == {one.key for one in whole[4:]}
    assert not is_ahead(digest(whole[:4]), now)


def test_the_digest_is_the_same_in_the_next_release() -> None:
    start = datetime(2026, 11, 12, 8, tzinfo=UTC)
    alone = Instance(start=start, end=start + HOUR, summary="LSG", place="Rum 3", url="https://rum.example/1")

    assert digest([alone]) == "4:-=20261112T080000Z=3600.VuN2DX.AkuNCr.nrSXaN."


@given(data=st.data())
def test_a_packed_series_expands_to_exactly_its_instances(data: st.DataObject) -> None:
    rhythm = Rhythm(
        data.draw(st.sampled_from(Frequency)),
        data.draw(st.integers(1, 3)),
        data.draw(st.dates(date(2024, 1, 1), date(2028, 12, 28))),
        date(2030, 1, 1),
        data.draw(st.times(time(4), time(22)).map(lambda t: t.replace(second=0, microsecond=0))),
    ).of_length(data.draw(st.integers(1, 40)))
    if rhythm_problem(rhythm):
        return
    whole = instances(rhythm)
    kept = data.draw(st.lists(st.sampled_from(whole), min_size=1, unique_by=lambda one: one.key))
    shown = [data.draw(st.sampled_from([one, changed(one, data)])) for one in kept]
    told_start = data.draw(st.sampled_from([None, whole[0].start]))

    assert expand(file_of(shown, rhythm, told_start)) == as_shown(shown)


def changed(one: Instance, data: st.DataObject) -> Instance:
    start = one.start + timedelta(minutes=data.draw(st.integers(-3000, 3000)))
    if not is_unambiguous(local(start).date(), local(start).time()):
        start = one.start
    return replace(one, start=start, end=start + HOUR, place=data.draw(st.sampled_from(["", "Rum 3", "Rum 4"])))
