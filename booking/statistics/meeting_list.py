"""The period's meetings one by one, as the half-year's report names them, and what is booked ahead.

Meetings about a person are not among them: of those only numbers are told (domain rule 4).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from booking.meetings.wording import half_name
from booking.models import KnownTo, Meeting, MeetingState, PartyPresence
from booking.statistics.figures import Figures, halves_of
from booking.statistics.names import Names, read_names
from booking.statistics.wording import written
from booking.workdays import half_year, local
from config.ground.tables import Column, Table
from forums.models import Area, Federation, Level

AREA, PEOPLE = 4, 7  # places among the headings
PERIOD_HALVES = {"year": slice(0, 2), "first": slice(0, 1), "second": slice(1, 2)}


@dataclass(frozen=True, slots=True)
class ListedMeeting:
    """One meeting of a group, or an open one. `date` is None where only its month or half-year is known."""

    date: datetime.date | None
    half_year: str
    when: str
    slug: str
    kind: str
    title: str
    group: str
    area: str
    state: str
    parties: list[str]
    participants: int | None


def period_meetings(figures: Figures, period: str = "year") -> list[ListedMeeting]:
    """The called meetings of the year of `figures`, or half of it, in their order."""
    halves = halves_of(figures.year)[PERIOD_HALVES[period]]
    return [_one(meeting, figures.names) for meeting in _meetings(figures.where, Q(half_year__in=halves))]


def booked_ahead(figures: Figures) -> list[ListedMeeting]:
    """What groups and open meetings are called to from now on."""
    now, names = timezone.now(), figures.names
    found = list(_meetings(figures.where, Q(state=MeetingState.CALLED, starts_at__gt=now)))
    slugs = {meeting.template.slug for meeting in found}
    if figures.where is not None and slugs - names.types.keys():
        names = read_names(figures.where, local(now).year, slugs)
    return [_one(meeting, names) for meeting in found]


def _meetings(where: Area | Federation | None, which: Q) -> QuerySet[Meeting]:
    mine = Q(area=where) | Q(joint_areas=where) if isinstance(where, Area) else Q(federation=where)
    rows = Meeting.objects.filter(mine, which, template__counts=True)
    rows = rows.exclude(state=MeetingState.DRAFT).exclude(template__level=Level.INDIVIDUAL)
    present = Prefetch("presences", PartyPresence.objects.filter(is_present=True).select_related("kind"))
    found = rows.select_related("template", "forum", "area", "outcome__unit_visited").prefetch_related(present)
    return found.order_by("starts_at", "pk").distinct()


def _one(meeting: Meeting, names: Names) -> ListedMeeting:
    day = local(meeting.starts_at).date()  # type: ignore[arg-type]
    outcome = getattr(meeting, "outcome", None)
    visited = outcome.unit_visited.name if outcome and outcome.unit_visited else ""
    variant = names.variant(meeting.template.slug, meeting.variant) if meeting.variant else ""
    return ListedMeeting(
        date=day if meeting.known_to in (KnownTo.MOMENT, KnownTo.DAY) else None,
        half_year=meeting.half_year,
        when=_when(day, meeting.known_to),
        slug=meeting.template.slug,
        kind=variant or names.type(meeting.template.slug),
        title=meeting.title or visited,
        group=meeting.forum.name if meeting.forum else "",
        area=meeting.area.name if meeting.area else "",
        state=_state(meeting, is_held=outcome is not None),
        parties=[presence.kind.code for presence in meeting.presences.all()],
        participants=_participants(outcome),
    )


def _when(day: datetime.date, known_to: str) -> str:
    """As it stands in a table: 2018-05-16, 2018-05 or första halvåret 2018."""
    if known_to == KnownTo.HALF_YEAR:
        return half_name(half_year(day))
    return day.isoformat()[:7] if known_to == KnownTo.MONTH else day.isoformat()


def _state(meeting: Meeting, *, is_held: bool) -> str:
    if meeting.state == MeetingState.CANCELLED:
        return "cancelled"
    if is_held:
        return "held"
    return "not_registered" if meeting.has_started() else "ahead"


def _participants(outcome: Any) -> int | None:
    """Who came to an open meeting, as it is counted in the figures."""
    if outcome is None:
        return None
    parts = [*(outcome.participants_per_party or {}).values()]
    parts += [outcome.participants_public] if outcome.participants_public is not None else []
    return sum(parts) if outcome.participants_count is None and parts else outcome.participants_count


# --- how it is shown


def state_name(state: str) -> str:
    names = {
        "held": _("Genomfört"),
        "cancelled": _("Inställt"),
        "not_registered": _("Ej registrerat"),
        "ahead": _("Kommande"),
    }
    return names[state]


def headings() -> list[str]:
    return [_("Datum"), _("Möte"), _("Rubrik"), _("Grupp"), _("Område"), _("Status"), _("Parter"), _("Deltagare")]


def rows_of(meetings: Iterable[ListedMeeting], parties: Mapping[str, str]) -> Iterator[Sequence[Any]]:
    """Cells by `headings`. Which parties came is only known where somebody has said so."""
    for each in meetings:
        came = ", ".join(parties.get(code, code) for code in each.parties)
        state = state_name(each.state)
        yield each.date or each.when, each.kind, each.title, each.group, each.area, state, came, each.participants


def meetings_table(meetings: Sequence[ListedMeeting], parties: Mapping[str, str], caption: str) -> Table:
    """A table of the columns that have something to tell; an area that is the same in all rows tells nothing."""
    rows = list(rows_of(meetings, parties))
    shown = [number for number in range(len(headings())) if any(row[number] not in ("", None) for row in rows)]
    if len({each.area for each in meetings}) == 1 and AREA in shown:
        shown.remove(AREA)
    columns = [Column(headings()[number], numeric=number == PEOPLE) for number in shown]
    return Table(caption, columns, [["–" if row[n] in ("", None) else written(row[n]) for n in shown] for row in rows])
