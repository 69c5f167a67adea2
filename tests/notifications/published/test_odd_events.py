"""Published calendars as odd as they come: declined meetings, exceptions, versions, zones, what nobody understands."""

from __future__ import annotations

import pytest

from booking.models import BusyKind
from notifications.published.reading import read_taken
from tests.notifications.published.test_reading import FIRST, LAST, calendar, swedish, taken

ME = "bo@kommun.example"
DAYS_AT_NINE = "UID:a\nDTSTART;TZID=Europe/Stockholm:20261105T090000\nDURATION:PT1H\n"
WEEKS = f"{DAYS_AT_NINE}RRULE:FREQ=WEEKLY;COUNT=5"
PLACE = "UID:a\nRECURRENCE-ID;TZID=Europe/Stockholm"
WHOLE = [("11-02 00:00", "01-25 00:00")]


def kinds(*events: str, zone: str = "", owner: str = ME) -> list[tuple[str, str, str]]:
    found = read_taken([calendar(*events, zone=zone)], FIRST, LAST, [owner])
    return sorted((swedish(one.starts_at), swedish(one.ends_at), str(one.kind)) for one in found)


def unknown(*events: str, zone: str = "") -> list[tuple[str, str]]:
    return [(start, end) for start, end, kind in kinds(*events, zone=zone) if kind == BusyKind.UNKNOWN]


def starts(*events: str, zone: str = "") -> list[str]:
    """Starts of what is known, on a Swedish clock, and that nothing is unknown."""
    assert unknown(*events, zone=zone) == []
    return [start for start, _end in taken(*events, zone=zone)]


# --- what the owner has answered


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (f"ATTENDEE;PARTSTAT=DECLINED:mailto:{ME}", []),
        (f'ATTENDEE;CN="Bo: B, bra";PARTSTAT=declined:MAILTO:{ME.upper()}', []),
        (f"ATTENDEE;PARTSTAT=TENTATIVE:mailto:{ME}", ["perhaps"]),
        (f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{ME}", ["busy"]),
        (f"ATTENDEE:mailto:{ME}", ["busy"]),
        (f"ATTENDEE;PARTSTAT=DELEGATED:mailto:{ME}", ["busy"]),
        (f"ATTENDEE;PARTSTAT=DECLINED:mailto:{ME}\nATTENDEE;PARTSTAT=ACCEPTED:mailto:{ME}", ["busy"]),
        ("ATTENDEE;PARTSTAT=DECLINED:mailto:rut@kommun.example", ["busy"]),
        (f"ATTENDEE;PARTSTAT=DECLINED:mailto:x{ME}", ["busy"]),
        ("STATUS:TENTATIVE", ["perhaps"]),
        ("X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE", ["perhaps"]),
        ("STATUS:CANCELLED\nSTATUS:CONFIRMED", ["busy"]),
    ],
)
def test_a_meeting_counts_by_what_the_owner_of_the_calendar_answered(lines: str, expected: list[str]) -> None:
    found = kinds(f"DTSTART:20261112T080000Z\nDURATION:PT1H\n{lines}")

    assert [kind for _start, _end, kind in found] == expected


def test_google_names_a_calendar_by_the_address_of_its_owner() -> None:
    declined = "DTSTART:20261112T080000Z\nDURATION:PT1H\nATTENDEE;PARTSTAT=DECLINED:mailto:annan@kommun.example"

    assert kinds(declined, zone="X-WR-CALNAME:Annan@kommun.example\n") == []
    assert len(kinds(declined, zone="X-WR-CALNAME:Kalender\n")) == 1


def test_one_declined_instance_is_free_and_the_others_are_not() -> None:
    declined = f"{PLACE}:20261112T090000\nDTSTART:20261112T080000Z\nDURATION:PT1H\n"
    declined += f"ATTENDEE;PARTSTAT=DECLINED:mailto:{ME}"

    assert [start for start, _end, _kind in kinds(WEEKS, declined)] == [
        f"{day} 09:00" for day in ("11-05", "11-19", "11-26", "12-03")
    ]


# --- exceptions


def test_a_day_that_is_excepted_takes_the_instance_of_that_day_away() -> None:
    assert starts(f"{WEEKS}\nEXDATE;VALUE=DATE:20261112,20261126") == ["11-05 09:00", "11-19 09:00", "12-03 09:00"]


def test_an_exception_that_is_not_understood_leaves_the_time_taken() -> None:
    assert len(starts(f"{WEEKS}\nEXDATE:12 november")) == 5
    assert len(starts(f"{WEEKS}\nEXDATE;TZID=Kalles tid:20261112T090000")) == 5


def test_an_instance_that_is_named_by_its_day_is_replaced() -> None:
    moved = "UID:a\nRECURRENCE-ID;VALUE=DATE:20261112\nDTSTART:20261113T080000Z\nDURATION:PT1H"

    assert starts(WEEKS, moved) == ["11-05 09:00", "11-13 09:00", "11-19 09:00", "11-26 09:00", "12-03 09:00"]


# --- this and the following


FOLLOWING = f"{PLACE};RANGE=THISANDFUTURE:20261119T090000\n"


def test_what_follows_moves_along_and_gets_the_new_length() -> None:
    moved = f"{FOLLOWING}DTSTART;TZID=Europe/Stockholm:20261120T130000\nDURATION:PT2H"

    assert taken(WEEKS, moved) == [
        ("11-05 09:00", "11-05 10:00"),
        ("11-12 09:00", "11-12 10:00"),
        ("11-20 13:00", "11-20 15:00"),
        ("11-27 13:00", "11-27 15:00"),
        ("12-04 13:00", "12-04 15:00"),
    ]


def test_what_follows_is_cancelled_and_a_later_change_or_a_single_one_goes_before_it() -> None:
    off = f"{FOLLOWING}DTSTART:20261119T080000Z\nDURATION:PT1H\nSTATUS:CANCELLED"
    again = f"{PLACE};RANGE=THISANDFUTURE:20261203T090000\nDTSTART:20261203T100000Z\nDURATION:PT1H"
    single = f"{PLACE}:20261126T090000\nDTSTART:20261126T060000Z\nDURATION:PT1H"

    assert starts(WEEKS, off) == ["11-05 09:00", "11-12 09:00"]
    assert starts(WEEKS, off, single, again) == ["11-05 09:00", "11-12 09:00", "11-26 07:00", "12-03 11:00"]


def test_a_change_from_long_ago_holds_today() -> None:
    series = "UID:a\nDTSTART:20240104T080000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;UNTIL=20261120T000000Z"
    moved = "UID:a\nRECURRENCE-ID;RANGE=THISANDFUTURE:20240201T080000Z\nDTSTART:20240202T090000Z\nDURATION:PT1H"

    assert starts(series, moved) == ["11-06 10:00", "11-13 10:00", "11-20 10:00"]


@pytest.mark.parametrize(
    "moved",
    [
        f"{PLACE};RANGE=THISANDPRIOR:20261119T090000\nDTSTART:20261119T080000Z\nDURATION:PT1H",
        f"{FOLLOWING}DTSTART:i morgon\nDURATION:PT1H",
        f"{FOLLOWING}DTSTART:20261119T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY",
    ],
)
def test_a_change_of_what_follows_that_is_not_understood_leaves_it_unknown(moved: str) -> None:
    assert unknown(WEEKS, moved)[-1][1] == "01-25 00:00"
    assert min(start for start, _end in unknown(WEEKS, moved)) <= "11-19 09:00"


def test_what_follows_a_series_that_is_not_in_the_file_is_unknown() -> None:
    moved = f"{FOLLOWING}DTSTART:20261119T080000Z\nDURATION:PT1H"

    assert unknown(moved) == [("11-19 09:00", "01-25 00:00")]


# --- versions


def test_an_instance_of_an_older_version_is_dead() -> None:
    moved = f"{PLACE}:20261112T090000\nDTSTART:20261113T080000Z\nDURATION:PT1H\n"

    assert "11-13 09:00" not in starts(f"{WEEKS}\nSEQUENCE:3", f"{moved}SEQUENCE:2")
    assert "11-12 09:00" in starts(f"{WEEKS}\nSEQUENCE:3", f"{moved}SEQUENCE:2")
    assert "11-13 09:00" in starts(f"{WEEKS}\nSEQUENCE:3", f"{moved}SEQUENCE:3")
    assert "11-13 09:00" in starts(f"{WEEKS}\nSEQUENCE:3", moved)


@pytest.mark.parametrize("line", ["EXDATE;VALUE=DATE:20261112", "EXDATE:20261112T080000Z"])
def test_an_instance_that_the_series_excludes_is_dead(line: str) -> None:
    moved = f"{PLACE}:20261112T090000\nDTSTART:20261113T080000Z\nDURATION:PT1H"

    assert starts(f"{WEEKS}\n{line}", moved) == ["11-05 09:00", "11-19 09:00", "11-26 09:00", "12-03 09:00"]


def test_the_newest_of_two_versions_counts() -> None:
    old = "UID:a\nDTSTART:20261112T080000Z\nDURATION:PT1H"
    new = "UID:a\nSEQUENCE:1\nDTSTART:20261113T080000Z\nDURATION:PT1H"

    assert starts(old, new) == starts(new, old) == ["11-13 09:00"]
    assert len(starts(old, new.replace("SEQUENCE:1\n", ""))) == 2


# --- rules and added dates


def test_added_periods_have_their_own_length() -> None:
    periods = "RDATE;VALUE=PERIOD:20261106T080000Z/20261106T110000Z,20261107T080000Z/PT30M"

    assert taken(f"{DAYS_AT_NINE}{periods}") == [
        ("11-05 09:00", "11-05 10:00"),
        ("11-06 09:00", "11-06 12:00"),
        ("11-07 09:00", "11-07 09:30"),
    ]
    assert len(taken(f"{DAYS_AT_NINE}{periods}\nEXDATE:20261107T080000Z")) == 2


def test_an_added_time_in_another_zone_is_that_instant() -> None:
    assert starts(f"{DAYS_AT_NINE}RDATE:20261106T080000Z") == ["11-05 09:00", "11-06 09:00"]


def test_two_rules_are_both_followed() -> None:
    two = f"{DAYS_AT_NINE}RRULE:FREQ=WEEKLY;COUNT=2\nRRULE:FREQ=MONTHLY;BYMONTHDAY=5;COUNT=2"

    assert starts(two) == ["11-05 09:00", "11-12 09:00", "12-05 09:00"]


def test_a_rule_that_never_ends_may_say_so_by_the_year_9999() -> None:
    assert len(starts(f"{DAYS_AT_NINE}RRULE:FREQ=WEEKLY;UNTIL=99991231T235959Z")) == 12


# --- what is not understood


@pytest.mark.parametrize(
    "line",
    [
        "RRULE:FREQ=DAILY;BYHOUR=9,14",
        "RRULE:FREQ=WEEKLY; BYDAY=MO",
        "RRULE:FREQ=WEEKLY;X-EVERY=OTHER",
        "RRULE:FREQ=HOURLY",
        "RRULE :FREQ=WEEKLY",
        "RRULE",
        'RRULE;X="a:FREQ=WEEKLY',
        "RRULE:FREQ=DAILY\nRRULE:FREQ=SOMETIMES",
        "RDATE:i morgon",
        "RDATE;VALUE=PERIOD:20261106T080000Z/sedan",
        "DURATION:PT2H",
        "DTEND:sedan",
        "DTSTART:20261105T100000Z",
        "RECURRENCE-ID :20261105T080000Z",
    ],
)
def test_what_is_not_understood_makes_the_time_unknown_and_never_free(line: str) -> None:
    ((start, end),) = unknown(f"{DAYS_AT_NINE}{line}")

    assert start <= "11-05 09:00" and end == "01-25 00:00"


def test_what_is_not_understood_says_nothing_of_what_is_over() -> None:
    assert unknown(f"{DAYS_AT_NINE}RRULE:FREQ=DAILY;BYHOUR=9;UNTIL=20261110") == [("11-03 09:00", "11-13 02:00")]
    assert kinds("DTSTART:20240101T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;BYHOUR=9;UNTIL=20250101") == []


def test_what_is_not_understood_and_takes_no_time_is_free() -> None:
    assert kinds(f"{DAYS_AT_NINE}RRULE:FREQ=DAILY;BYHOUR=9\nTRANSP:TRANSPARENT") == []


@pytest.mark.parametrize("start", ["", "DTSTART:i morgon\n", "DTSTART :20261105T080000Z\n", "DTSTART:20261332\n"])
def test_an_event_whose_start_is_not_understood_may_be_at_any_time(start: str) -> None:
    assert unknown(f"{start}DURATION:PT1H") == WHOLE


def test_a_first_time_that_its_rule_would_not_give_is_unknown() -> None:
    assert unknown(f"{DAYS_AT_NINE}RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=2") == [("11-05 09:00", "11-05 10:00")]


def test_a_day_that_is_added_beside_times_is_unknown_all_day() -> None:
    assert unknown(f"{DAYS_AT_NINE}RDATE;VALUE=DATE:20261107") == [("11-07 00:00", "11-08 01:00")]


def test_what_is_counted_from_long_before_anybody_kept_calendars_is_unknown() -> None:
    assert unknown("DTSTART:01010101T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=999999999") == WHOLE


def test_a_busy_time_that_is_not_understood_is_unknown_from_where_it_begins() -> None:
    text = "BEGIN:VFREEBUSY\nFREEBUSY:20261115T080000Z/nonsens\nFREEBUSY;FBTYPE=BUSY-TENTATIVE:20261112T080000Z/PT1H\n"

    assert kinds(zone=f"{text}END:VFREEBUSY\n") == [
        ("11-12 09:00", "11-12 10:00", "perhaps"),
        ("11-15 09:00", "01-25 00:00", "unknown"),
    ]
    assert unknown(zone="BEGIN:VFREEBUSY\nFREEBUSY :20261115T080000Z/PT1H\nEND:VFREEBUSY\n") == WHOLE


def test_what_lasts_for_years_is_busy_today() -> None:
    assert taken("DTSTART;VALUE=DATE:20240101\nDTEND;VALUE=DATE:20300101") == WHOLE
    assert taken("DTSTART:20240101T000000Z\nDURATION:P999999D") == WHOLE
    assert unknown("DTSTART:20240101T000000Z\nDURATION:P400D\nRRULE:FREQ=YEARLY") == WHOLE


def test_hours_that_pass_and_days_by_the_calendar_differ_where_clocks_change() -> None:
    late = "DTSTART;TZID=America/New_York:20261101T003000\nDURATION:"

    assert taken(f"{late}PT48H") == [("11-02 00:00", "11-03 05:30")]
    assert taken(f"{late}P2D") == [("11-02 00:00", "11-03 06:30")]


# --- zones that only the file knows


def zone(*parts: str) -> str:
    return "BEGIN:VTIMEZONE\nTZID:Vår tid\n" + "".join(parts) + "END:VTIMEZONE\n"


def part(kind: str, before: str, after: str, start: str, more: str = "") -> str:
    lines = f"DTSTART:{start}\nTZOFFSETFROM:{before}\nTZOFFSETTO:{after}\n{more}"
    return f"BEGIN:{kind}\n{lines}END:{kind}\n"


NEPAL = zone(part("STANDARD", "+0545", "+0545", "19700101T000000"))
LATE = zone(
    part("STANDARD", "+0500", "+0400", "20201101T020000", "RRULE:FREQ=YEARLY;BYMONTH=12;BYDAY=1SU\n"),
    part("DAYLIGHT", "+0400", "+0500", "20200401T020000", "RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU\n"),
)
DATES = zone(
    part("STANDARD", "+0400", "+0300", "20201101T020000", "RDATE:20211101T020000,20261210T020000\n"),
    part("DAYLIGHT", "+0300", "+0400", "20210401T020000", "RDATE:20260401T020000\n"),
)
ENDED = zone(
    part(
        "STANDARD",
        "+0300",
        "+0200",
        "19971026T040000",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20141026T010000Z\n",
    ),
    part(
        "DAYLIGHT",
        "+0200",
        "+0300",
        "19970330T030000",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;UNTIL=20150329T010000Z\n",
    ),
)
NINES = "DTSTART;TZID=Vår tid:20261112T090000\nDURATION:PT1H\nRRULE:FREQ=MONTHLY;COUNT=2"


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        (NEPAL, ["11-12 04:15", "12-12 04:15"]),
        (LATE, ["11-12 05:00", "12-12 06:00"]),
        (DATES, ["11-12 06:00", "12-12 07:00"]),
        (ENDED, ["11-12 07:00", "12-12 07:00"]),
    ],
)
def test_a_zone_that_only_the_file_defines_is_read_from_it(definition: str, expected: list[str]) -> None:
    assert starts(NINES, zone=definition) == expected


def test_an_hour_that_the_clocks_of_the_file_skip_is_counted_from_before_and_one_that_comes_twice_is_the_first() -> (
    None
):
    jump = zone(
        part("STANDARD", "+0400", "+0500", "20201101T020000"),
        part("DAYLIGHT", "+0500", "+0600", "20261112T020000"),
        part("STANDARD", "+0600", "+0500", "20261119T030000"),
    )

    skipped = "DTSTART;TZID=Vår tid:20261112T023000\nDURATION:PT10M"
    twice = "DTSTART;TZID=Vår tid:20261119T023000\nDURATION:PT10M"
    assert starts(skipped, twice, zone=jump) == ["11-11 22:30", "11-18 21:30"]


@pytest.mark.parametrize(
    "definition",
    [
        "",
        zone(),
        zone(part("STANDARD", "i går", "+0400", "20201101T020000")),
        zone(part("STANDARD", "+0300", "+0400", "20201101T020000", "RRULE:FREQ=SECONDLY\n")),
        zone(part("STANDARD", "+0300", "+0400", "20201101T020000", "RRULE :FREQ=YEARLY\n")),
        zone(part("STANDARD", "+0300", "+0400", "någon gång")),
    ],
)
def test_a_time_in_a_zone_that_is_not_understood_is_unknown_wherever_it_may_be(definition: str) -> None:
    ((start, end),) = unknown("DTSTART;TZID=Vår tid:20261112T090000\nDURATION:PT1H", zone=definition)

    assert start <= "11-12 06:00" and end >= "11-12 08:00"
    assert start >= "11-11 19:00" and end <= "11-13 00:00"
