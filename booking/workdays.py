"""Swedish working days and Swedish time: what is decided in Europe/Stockholm and stored in UTC.

Values in, values out. Where a function takes a day it also takes a moment, which is then read on a Swedish wall clock.
A working day is a weekday that is neither a public holiday (lag 1989:253 om allmänna helgdagar) nor one of the three
aftnar on which public bodies are closed: midsommarafton, julafton and nyårsafton. A half day is a working day.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
REMINDER_TIME = time(8, 0)

WEEKDAYS = {
    "sv": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "sv": (
        *("januari", "februari", "mars", "april", "maj", "juni"),
        *("juli", "augusti", "september", "oktober", "november", "december"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
# The library also has the days before most aftnar as half days; those are bank hours, not ours.
HALF_DAYS = {
    "Trettondagsafton": "trettondagsafton",
    "Skärtorsdagen": "skärtorsdag",
    "Valborgsmässoafton": "valborgsmässoafton",
    "Allahelgonsafton": "dagen före alla helgons dag",
}

Language = Literal["sv", "en"]
# What a day is called in English, by its Swedish name; what is not here keeps it
ENGLISH_DAYS = {
    "Nyårsdagen": "New Year’s Day",
    "Trettondedag jul": "Epiphany",
    "Långfredagen": "Good Friday",
    "Påskdagen": "Easter Sunday",
    "Annandag påsk": "Easter Monday",
    "Första maj": "May Day",
    "Kristi himmelsfärdsdag": "Ascension Day",
    "Pingstdagen": "Whit Sunday",
    "Nationaldagen": "the National Day",
    "Midsommardagen": "Midsummer Day",
    "Alla helgons dag": "All Saints’ Day",
    "Juldagen": "Christmas Day",
    "Annandag jul": "Boxing Day",
    "påskafton": "Easter Eve",
    "pingstafton": "Whitsun Eve",
    "midsommarafton": "Midsummer’s Eve",
    "julafton": "Christmas Eve",
    "nyårsafton": "New Year’s Eve",
    "trettondagsafton": "the eve of Epiphany",
    "skärtorsdag": "Maundy Thursday",
    "valborgsmässoafton": "Walpurgis Night",
    "dagen före alla helgons dag": "the day before All Saints’ Day",
    "klämdag": "a single working day between days off",
}
DAY_SENTENCES = {
    "sv": {
        "holiday": "är helgdag ({name})",
        "eve": "är {name}, då de flesta är lediga",
        "weekend": "är en {name}",
        "bridge_day": "är en {name}, då många är lediga",
        "half_day": "är {name}, då många slutar tidigare",
    },
    "en": {
        "holiday": "is a public holiday ({name})",
        "eve": "is {name}, when most people are off",
        "weekend": "is a {name}",
        "bridge_day": "is {name}, when many are off",
        "half_day": "is {name}, when many finish early",
    },
}

WarningCode = Literal["holiday", "eve", "weekend", "bridge_day", "half_day"]


@dataclass(frozen=True, slots=True)
class DayWarning:
    """Why people may be away that day. It warns and stops nobody (domain rule 11)."""

    code: WarningCode
    name: str
    message: str


@dataclass(frozen=True, slots=True)
class ReminderPlan:
    """When the reminders of one call go (UTC); None is one that is not made. `answer_by` is the last day to answer."""

    unanswered: datetime | None
    everyone: datetime | None
    outcome: datetime | None
    answer_by: date


# --- working days


def is_workday(day: date) -> bool:
    """Whether notice, lead time and reminders count this day."""
    day = _day(day)
    return day.weekday() < 5 and day not in _days_off(day.year)


def add_workdays(day: date, count: int) -> date:
    """The working day `count` working days after `day`, before it when negative; 0 is the day itself."""
    day = _day(day)
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_workday(day):
            day += step
    return day


def workdays_between(first: date, last: date) -> int:
    """Working days after `first`, up to and with `last`: a call today for tomorrow has a lead time of 1.

    Negative when `last` is before `first`. `workdays_between(d, add_workdays(d, n)) == n` for every working day d.
    """
    return _workdays_until(_day(last)) - _workdays_until(_day(first))


def day_warnings(day: date, language: Language = "sv") -> list[DayWarning]:
    """What to warn about before a meeting is called to this day: weekend, helgdag, afton, klämdag, half day."""
    day = _day(day)
    found: list[tuple[WarningCode, str]] = []
    if name := _holidays(day.year).get(day):
        found.append(("holiday", name))
    elif name := _eves(day.year).get(day):
        found.append(("eve", name))
    elif day.weekday() >= 5:
        found.append(("weekend", format_weekday(day, language)))
    else:
        if _is_bridge_day(day):
            found.append(("bridge_day", "klämdag"))
        if name := _half_days(day.year).get(day):
            found.append(("half_day", name))
    return [_warning(day, code, name, language) for code, name in found]


def easter_sunday(year: int) -> date:
    return next(day for day, name in _holidays(year).items() if name == "Påskdagen")


# --- local time


def local(moment: datetime) -> datetime:
    """The moment on a Swedish wall clock. A moment without zone is refused: nobody knows when it is."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(STOCKHOLM)


def at_local(day: date, clock: time) -> datetime:
    """The moment (UTC) when a Swedish wall clock shows this. Where a person chose it, ask `is_unambiguous` first."""
    return datetime.combine(day, clock.replace(tzinfo=None), STOCKHOLM).astimezone(UTC)


def is_unambiguous(day: date, clock: time) -> bool:
    """False for a time that the spring night skips or the autumn night repeats; no meeting starts or ends there.

    Calendars resolve such times differently, so they are refused at the form.
    """
    clock = clock.replace(tzinfo=None)
    first = datetime.combine(day, clock.replace(fold=0), STOCKHOLM)
    second = datetime.combine(day, clock.replace(fold=1), STOCKHOLM)
    return first.utcoffset() == second.utcoffset()


def half_year(day: date) -> str:
    """The half-year that a meeting on this day (or at this moment) is counted in: "2026-1" is January to June."""
    day = _day(day)
    return f"{day.year}-{1 if day.month <= 6 else 2}"


# --- how a time is written


def format_weekday(day: date, language: Language = "sv") -> str:
    """torsdag"""
    return WEEKDAYS[language][_day(day).weekday()]


def format_date(day: date, language: Language = "sv") -> str:
    """12 november 2026"""
    return _day_month_year(_day(day), language)


def format_time(moment: datetime, language: Language = "sv") -> str:
    """09.00, or 09:00 in English"""
    return local(moment).strftime("%H:%M" if language == "en" else "%H.%M")


def format_week(day: date) -> str:
    """46: the week as Swedish calendars count it (ISO 8601)"""
    return str(_day(day).isocalendar().week)


def format_when(start: datetime, end: datetime, language: Language = "sv") -> str:
    """torsdag 12 november 2026 kl. 09.00–10.30 (v. 46)

    Weekday, date and week are always written out, because people have come on the wrong day and at the wrong half of
    it. A meeting over midnight says the day of its end as well.
    """
    clock, week = ("at", "week") if language == "en" else ("kl.", "v.")

    def side(moment: datetime) -> str:
        day = f"{format_weekday(moment, language)} {format_date(moment, language)}"
        return f"{day} {clock} {format_time(moment, language)}"

    until = f"–{format_time(end, language)}" if _day(start) == _day(end) else f" – {side(end)}"
    return f"{side(start)}{until} ({week} {format_week(start)})"


# --- reminders


def due_at(start: datetime, workdays_before: int) -> datetime:
    """08.00 Swedish time that many working days before the day of `start` (after it when negative), in UTC."""
    return at_local(add_workdays(start, -workdays_before), REMINDER_TIME)


def reminder_plan(
    called_at: datetime,
    start: datetime,
    *,
    unanswered: int | None,
    everyone: int | None,
    outcome_after: int | None,
) -> ReminderPlan:
    """The reminders of a meeting called at `called_at` (or moved then: a new time makes them anew).

    One that would have been due before the call, or not before the meeting starts, is not made. When both fall
    together only the one to everyone is made: it reaches those who have not answered, too.
    """
    before = {days: _due_in_time(called_at, start, days) for days in (unanswered, everyone)}
    to_unanswered, to_everyone = before[unanswered], before[everyone]
    return ReminderPlan(
        unanswered=None if to_unanswered == to_everyone else to_unanswered,
        everyone=to_everyone,
        outcome=None if outcome_after is None else due_at(start, -outcome_after),
        answer_by=_answer_by(called_at, start, to_unanswered),
    )


def _due_in_time(called_at: datetime, start: datetime, days: int | None) -> datetime | None:
    due = None if days is None else due_at(start, days)
    return due if due and called_at < due < start else None


def _answer_by(called_at: datetime, start: datetime, reminded_at: datetime | None) -> date:
    """The working day after the reminder; without one the last working day before the meeting. Never before the call
    nor after the meeting."""
    wanted = add_workdays(reminded_at, 1) if reminded_at else add_workdays(start, -1)
    return min(max(wanted, _day(called_at)), _day(start))


# --- inside


def _day(day: date) -> date:
    return local(day).date() if isinstance(day, datetime) else day


def _warning(day: date, code: WarningCode, swedish: str, language: Language) -> DayWarning:
    name = ENGLISH_DAYS.get(swedish, swedish) if language == "en" else swedish
    when = f"{format_weekday(day, language).capitalize()} {_day_month_year(day, language)}"
    return DayWarning(code, name, f"{when} {DAY_SENTENCES[language][code].format(name=name)}.")


def _day_month_year(day: date, language: Language = "sv") -> str:
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"


def _is_bridge_day(day: date) -> bool:
    """A single working day between two days off."""
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    return is_workday(day) and not is_workday(before) and not is_workday(after)


@lru_cache(maxsize=400)
def _holidays(year: int) -> dict[date, str]:
    return _sweden(year, "public")


@lru_cache(maxsize=400)
def _eves(year: int) -> dict[date, str]:
    """Midsommarafton, julafton and nyårsafton, and påskafton and pingstafton, which are Saturdays."""
    closed, half = _sweden(year, "de_facto"), _sweden(year, "optional")
    return {day: name.lower() for day, name in (*closed.items(), *half.items()) if name.endswith("afton")}


@lru_cache(maxsize=400)
def _half_days(year: int) -> dict[date, str]:
    names = {day: name.partition(" (")[0] for day, name in _sweden(year, "optional").items()}
    return {day: HALF_DAYS[name] for day, name in names.items() if name in HALF_DAYS}


def _sweden(year: int, category: str) -> dict[date, str]:
    # imported when first asked for: the library reads all countries of the world, a third of the time a start takes
    from holidays.countries import Sweden

    return dict(Sweden(years=year, categories=(category,), include_sundays=False, language="sv"))


@lru_cache(maxsize=400)
def _days_off(year: int) -> frozenset[date]:
    return frozenset(_holidays(year)) | frozenset(_eves(year))


@lru_cache(maxsize=400)
def _workdays_of(year: int) -> tuple[int, ...]:
    """How many working days there have been on each day of the year, that day included."""
    days = (date.fromordinal(date(year, 1, 1).toordinal() + n) for n in range(date(year, 12, 31).timetuple().tm_yday))
    total, counts = 0, []
    for day in days:
        total += is_workday(day)
        counts.append(total)
    return tuple(counts)


@lru_cache(maxsize=400)
def _workdays_before_year(year: int) -> int:
    return sum(_workdays_of(earlier)[-1] for earlier in range(1990, year)) - sum(
        _workdays_of(later)[-1] for later in range(year, 1990)
    )


def _workdays_until(day: date) -> int:
    return _workdays_before_year(day.year) + _workdays_of(day.year)[day.timetuple().tm_yday - 1]
