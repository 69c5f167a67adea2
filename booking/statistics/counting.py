"""The contents of a bucket: whole numbers that add up, so that a year is the sum of its buckets.

| key | counts |
|---|---|
| meetings | meetings that were called: held, cancelled or neither yet |
| loaded | those of them that come from an older year's file, whose moves nobody knows |
| called | those whose first call is known |
| held, cancelled, open | what became of them; open is neither |
| not_registered | the open ones whose day had passed when they were counted |
| open.<day> | the other open ones by the day of their start; "ej registrerat" is worked out from it when read |
| cancelled.<reason> | cancelled by reason; the rest have none that is known |
| moved | how many times called meetings got a new time |
| called_by.<kind> | by the party kind of the unit that called; "-" when no party did (the federation's own) |
| form.<form> | held, by form; the rest are not known |
| lead.<days> | held, by working days from the first call to the start that was kept |
| parties_known | held meetings of which it is known what parties came |
| party.<kind>.present | held meetings where the party came |
| party.<kind>.called, .came | held meetings that it was called to, where that is known; those where it then came |
| persons_known, persons.invited, persons.attended | held meetings whose seats were counted; seats; persons who came |
| gender.<gender>, age.<band> | held meetings about a person |
| participants_known, participants | held open meetings that were counted; who came |
| participants.<kind>, .public, .<gender> | of them, by party, public and gender, each where it was counted |
| visits, visit.<unit>, visited.<place> | visits: to units, and to what is no unit |
| forum.<id> | held meetings of one forum |

A number that nobody knows adds to no key: zero and unknown are told apart by the keys that count what is known.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from booking.models import Gender, Meeting, MeetingState, PartyPresence
from booking.workdays import local, workdays_between
from forums.models import Level

NO_PARTY = "-"

_COLUMNS = {
    "id": "id",
    "slug": "template__slug",
    "level": "template__level",
    "variant": "variant",
    "state": "state",
    "forum": "forum_id",
    "starts_at": "starts_at",
    "called_at": "called_at",
    "lead_days": "lead_days",
    "called_by": "called_by_kind__code",
    "moved": "moved_count",
    "reason": "cancellation_reason",
    "is_loaded": "is_loaded",
    "planned_form": "meeting_form",
    "outcome": "outcome__id",
    "form": "outcome__meeting_form",
    "gender": "outcome__gender",
    "age_band": "outcome__age_band",
    "invited": "outcome__invited_count",
    "attended": "outcome__attended_count",
    "participants": "outcome__participants_count",
    "per_party": "outcome__participants_per_party",
    "public": "outcome__participants_public",
    "per_gender": "outcome__gender_counts",
    "unit_visited": "outcome__unit_visited_id",
    "place_visited": "outcome__place_visited",
}


@dataclass(slots=True)
class Presence:
    """One party kind at a held meeting; None is not known."""

    kind: str
    invited: int | None
    attended: int | None
    is_present: bool | None


@dataclass(slots=True)
class MeetingRow:
    """What is counted of one meeting, without its model."""

    id: Any
    slug: str
    level: str
    variant: str
    state: str
    forum: int | None
    starts_at: datetime.datetime
    called_at: datetime.datetime | None
    lead_days: int | None
    called_by: str | None
    moved: int
    reason: str
    is_loaded: bool
    planned_form: str
    outcome: int | None
    form: str | None
    gender: str | None
    age_band: str | None
    invited: int | None
    attended: int | None
    participants: int | None
    per_party: dict[str, int] | None
    public: int | None
    per_gender: dict[str, int] | None
    unit_visited: int | None
    place_visited: str | None
    presences: list[Presence] = field(default_factory=list)

    @property
    def lead_time(self) -> int | None:
        """Working days; kept as a number when retention has taken the days. None: not known, or nobody was called."""
        if self.lead_days is not None or self.called_at is None:
            return self.lead_days
        if self.called_at >= self.starts_at:
            # registered afterwards, perhaps on the same day
            return None
        return workdays_between(self.called_at, self.starts_at)

    @property
    def is_held(self) -> bool:
        return self.state == MeetingState.CALLED and self.outcome is not None


def read_rows(*conditions: Q, slugs: Collection[str] | None = None) -> Iterator[MeetingRow]:
    """The counted meetings that meet one of the conditions, each once. Drafts and uncounted templates are left out."""
    seen: set[Any] = set()
    for condition in conditions:
        meetings = Meeting.objects.filter(condition, template__counts=True).exclude(state=MeetingState.DRAFT)
        if slugs is not None:
            meetings = meetings.filter(template__slug__in=slugs)
        presences = _presences_at(meetings)
        for values in meetings.order_by().values_list(*_COLUMNS.values()).iterator(chunk_size=2000):
            row = MeetingRow(*values)
            if row.id not in seen:
                seen.add(row.id)
                row.presences = presences.get(row.id, [])
                yield row


def _presences_at(meetings: Any) -> dict[Any, list[Presence]]:
    found: dict[Any, list[Presence]] = defaultdict(list)
    rows = PartyPresence.objects.filter(meeting__in=meetings.order_by().values("pk")).order_by()
    columns = ("meeting_id", "kind__code", "invited", "attended", "is_present")
    for meeting, kind, invited, attended, is_present in rows.values_list(*columns):
        found[meeting].append(Presence(kind, invited, attended, is_present))
    return found


def count_meetings(rows: Iterable[MeetingRow], today: datetime.date) -> dict[tuple[str, str], Counter[str]]:
    """Buckets by template slug and variant."""
    buckets: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in rows:
        counts = buckets[row.slug, row.variant]
        for key, number in count_one(row, today):
            if number:
                counts[key] += number
    return dict(buckets)


def count_one(row: MeetingRow, today: datetime.date) -> Iterator[tuple[str, int]]:
    """What one meeting adds to its bucket."""
    yield "meetings", 1
    yield "loaded", int(row.is_loaded)
    yield "called", int(row.called_at is not None)
    yield "moved", row.moved
    if row.called_by or not row.is_loaded:
        yield f"called_by.{row.called_by or NO_PARTY}", 1
    if row.is_held:
        yield "held", 1
        yield from _count_held(row)
    elif row.state == MeetingState.CANCELLED:
        yield "cancelled", 1
        if row.reason:
            yield f"cancelled.{row.reason}", 1
    else:
        day = local(row.starts_at).date()
        yield "open", 1
        yield "not_registered" if day < today else f"open.{day.isoformat()}", 1


def _count_held(row: MeetingRow) -> Iterator[tuple[str, int]]:
    if form := row.form or row.planned_form:
        yield f"form.{form}", 1
    if (days := row.lead_time) is not None and days >= 0:
        yield f"lead.{days}", 1
    if row.forum is not None:
        yield f"forum.{row.forum}", 1
    if row.unit_visited is not None:
        yield "visits", 1
        yield f"visit.{row.unit_visited}", 1
    elif row.place_visited:
        yield "visits", 1
        yield f"visited.{row.place_visited}", 1
    if row.level == Level.INDIVIDUAL:
        yield f"gender.{row.gender or Gender.UNKNOWN}", 1
        yield f"age.{row.age_band or Gender.UNKNOWN}", 1
    if row.level == Level.OPEN:
        yield from _count_participants(row)
    yield from _count_parties(row)
    yield from _count_persons(row)


def _count_parties(row: MeetingRow) -> Iterator[tuple[str, int]]:
    """An older year's file tells who came, not who was called, so its meetings give no rate."""
    known = [presence for presence in row.presences if presence.is_present is not None]
    yield "parties_known", int(bool(known))
    for presence in known:
        yield f"party.{presence.kind}.present", int(presence.is_present or False)
        if not row.is_loaded:
            yield f"party.{presence.kind}.called", 1
            yield f"party.{presence.kind}.came", int(presence.is_present or False)


def _count_persons(row: MeetingRow) -> Iterator[tuple[str, int]]:
    seats = [(presence.invited, presence.attended) for presence in row.presences]
    if row.invited is not None:
        seats = [(row.invited, row.attended)]
    known = [(invited, came) for invited, came in seats if invited is not None and came is not None]
    yield "persons_known", int(bool(known))
    yield "persons.invited", sum(invited for invited, _came in known)
    yield "persons.attended", sum(came for _invited, came in known)


def _count_participants(row: MeetingRow) -> Iterator[tuple[str, int]]:
    parts = {**(row.per_party or {}), **({} if row.public is None else {"public": row.public})}
    total = sum(parts.values()) if row.participants is None and parts else row.participants
    if total is not None:
        yield "participants_known", 1
        yield "participants", total
    for part, number in {**parts, **(row.per_gender or {})}.items():
        yield f"participants.{part}", number
