"""Queries of meetings that more than one place needs."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from booking.meetings.turnout import count, unsettled
from booking.models import (
    Answer,
    ClosedHalfYear,
    CounterProposal,
    Delegation,
    Invitation,
    InvitationState,
    Meeting,
    MeetingState,
    Outcome,
    Substitution,
    WishState,
)
from config.database.prepared import Slot, prepared
from forums.models import Forum, Person
from forums.queries import Row, plan_of

TIMES_ABSENT = 3
WISHES: tuple[type[CounterProposal], type[Delegation]] = (CounterProposal, Delegation)
UNDECIDED = Q(state=WishState.OPEN) | Q(state=WishState.LAPSED)


def live_invitations(meeting: Meeting) -> QuerySet[Invitation]:
    return meeting.invitations.filter(state=InvitationState.LIVE).select_related(
        "person", "unit__party__kind", "party__kind", "contact_point__person"
    )


def closed_half_years(federation_id: int, halves: Iterable[str]) -> QuerySet[ClosedHalfYear]:
    return ClosedHalfYear.objects.filter(federation=federation_id, half_year__in=halves)


def is_closed(meeting: Meeting) -> bool:
    """Is the half-year closed? Then what was registered is corrected by a note beside the figure only."""
    return closed_half_years(meeting.federation_id, [meeting.half_year]).exists()


def substituted_seats(meeting: Meeting) -> set[str]:
    """Ids of the invitations whose seat a substitute filled, by the latest registration."""
    last = meeting.events.filter(what="registered").last()
    return set((last.details or {}).get("by_substitute", [])) if last else set()


def open_proposals(*meetings: Meeting) -> QuerySet[CounterProposal]:
    """Open counter-proposals, of these meetings or of all.

    One lapses when the meeting gets a new time, is cancelled or begins, when its seat ends, and when the person has
    answered the call after all.
    """
    rows = CounterProposal.objects.filter(_still_called(), state=WishState.OPEN, starts_at__gt=timezone.now()).filter(
        instead_of=F("invitation__meeting__starts_at"),
        invitation__answer__in=(Answer.TENTATIVE, Answer.NO),
        invitation__answered_at=F("made_at"),
    )
    return _of(meetings, rows)


def open_delegations(*meetings: Meeting) -> QuerySet[Delegation]:
    """Open delegations: persons named to come instead whom nobody has decided about yet."""
    return _of(meetings, Delegation.objects.filter(_still_called(), state=WishState.OPEN))


def wished_by(wish: type[CounterProposal] | type[Delegation]) -> list[UUID]:
    """Ids of the calls with an open wish, which are few. Joined with meetings, the planner might begin with those."""
    return list(wish.objects.filter(state=WishState.OPEN).order_by().values_list("invitation", flat=True))


def has_wishes(meeting: Meeting) -> bool:
    """Is there a wish at this meeting that is open, or that lapsed undecided?"""
    return any(wish.objects.filter(UNDECIDED, invitation__meeting=meeting).exists() for wish in WISHES)


def proposals_with_state(*meetings: Meeting) -> list[CounterProposal]:
    """All counter-proposals with their state now: one past deciding reads as lapsed before the tick writes it."""
    rows = CounterProposal.objects.filter(invitation__meeting__in=meetings)
    return _with_state(_of(meetings, rows), open_proposals(*meetings))


def delegations_with_state(*meetings: Meeting) -> list[Delegation]:
    rows = Delegation.objects.filter(invitation__meeting__in=meetings)
    return _with_state(_of(meetings, rows), open_delegations(*meetings))


def _with_state(rows: QuerySet[Any], waiting: QuerySet[Any]) -> list[Any]:
    open_ones = set(waiting.values_list("pk", flat=True))
    found = list(rows.select_related("invitation__unit", "invitation__meeting__area"))
    for wish in found:
        if wish.state == WishState.OPEN and wish.pk not in open_ones:
            wish.state = WishState.LAPSED
    return found


def _still_called() -> Q:
    return Q(
        invitation__state=InvitationState.LIVE,
        invitation__meeting__state=MeetingState.CALLED,
        invitation__meeting__starts_at__gt=timezone.now(),
    )


def _of(meetings: Iterable[Meeting], rows: QuerySet[Any]) -> QuerySet[Any]:
    rows = rows.filter(invitation__meeting__in=meetings) if meetings else rows
    return rows.select_related(
        "invitation__person", "invitation__meeting__template", "invitation__meeting__forum",
        "invitation__meeting__series__forum",
    )  # fmt: skip


def parties_of(invitations: Iterable[Invitation]) -> set[int]:
    """Ids of the parties with somebody called, the caller's own included."""
    return {each.party_id for each in invitations if each.party_id is not None}


def too_few_parties(meeting: Meeting, live: Iterable[Invitation]) -> bool:
    """Are fewer parties called than the template asks for? An individual meeting then has to be cancelled."""
    return len(parties_of(live)) < meeting.template.min_parties


def for_list(meetings: QuerySet[Meeting], *also: str) -> QuerySet[Meeting]:
    """Select only the columns of a row in a list: a meeting and its template are wide."""
    joined = {name.partition("__")[0] for name in also}
    return meetings.select_related("template", "forum", *joined).only(
        "reference", "state", "no_mail", "created_at", "starts_at", "ends_at", "answer_by", "meeting_form", "place",
        "place_kind", "title", "variant", "caller", "series", "known_to", "goes_ahead_at", "template__name",
        "template__level", "template__variants", "template__min_parties", "template__quorum_parties", "forum__name",
        *also,
    )  # fmt: skip


def where_any(rows: QuerySet[Row]) -> Iterable[Row]:
    """The rows of a query that is nearly always empty: EXISTS first, the wide columns only when there are some."""
    return rows if rows.exists() else []


def open_meetings(person: Person, now: datetime.datetime | None = None) -> list[Meeting]:
    """The person's open meetings: called ones ahead or going on that they call or are called to, their drafts, and
    their own that have started and are not registered as held or cancelled.
    """
    moment = now or timezone.now()
    # ids by a query of their own: an OR uses indexes only if each half has one
    called = Q(meeting__state=MeetingState.CALLED, meeting__ends_at__gte=moment)
    rows = Invitation.objects.filter(called, person=person, state=InvitationState.LIVE)
    return _open_meetings(person.pk, rows.order_by().values_list("meeting", flat=True), moment)


def joint_days_ahead(areas: Collection[int], now: datetime.datetime) -> list[Meeting]:
    """Called days ahead that these areas hold together with the area that called: for their coordinators to know of."""
    joint = Meeting.joint_areas.through.objects.filter(meeting=OuterRef("pk"), area__in=areas)
    days = Meeting.objects.filter(Exists(joint), state=MeetingState.CALLED, ends_at__gte=now)
    return list(for_list(days).annotate(outcome_id=F("outcome__id")).order_by("starts_at", "id")) if areas else []


@prepared
def _open_meetings(person: Slot, called_to: Slot, moment: Slot) -> QuerySet[Meeting]:
    is_open = Q(ends_at__gte=moment) | Q(starts_at__lte=moment, outcome=None)
    mine = Meeting.objects.filter(
        Q(caller=person) | Q(pk__in=called_to), Q(state=MeetingState.DRAFT) | Q(is_open, state=MeetingState.CALLED)
    )
    return for_list(mine).annotate(outcome_id=F("outcome__id")).order_by("starts_at", "id")


def is_coming(meeting: Meeting, now: datetime.datetime) -> bool:
    return meeting.is_called and meeting.ends_at is not None and meeting.ends_at >= now


def is_unregistered(meeting: Meeting, now: datetime.datetime) -> bool:
    """Is this one of `open_meetings` that has started and is not registered as held or cancelled?"""
    return meeting.is_called and meeting.has_started(now) and meeting.outcome_id is None  # type: ignore[attr-defined]


class ListedSeat(NamedTuple):
    """The columns of a live invitation that lists need."""

    id: UUID
    meeting_id: UUID
    person_id: int | None
    party_id: int | None
    answer: str
    answered_at: datetime.datetime | None
    invited_at: datetime.datetime | None


def with_answers(meetings: Iterable[Meeting], person: Person) -> list[Meeting]:
    """Annotate meetings, in one query, with their turnout, the person's own invitation, and of the person's own calls
    the declines that wait for them."""
    rows: list[Any] = list(meetings)
    seats: dict[UUID, list[ListedSeat]] = {row.pk: [] for row in rows}
    live = Invitation.objects.filter(meeting__in=seats, state=InvitationState.LIVE).order_by()
    for values in live.values_list("pk", "meeting", "person", "party", "answer", "answered_at", "invited_at"):
        seat = ListedSeat(*values)
        seats[seat.meeting_id].append(seat)
    for row in rows:
        own = seats[row.pk]
        others = [seat for seat in own if seat.person_id is None or seat.person_id != row.caller_id]
        row.turnout = count(seat.answer for seat in others)
        row.own_invitation = next((seat for seat in own if seat.person_id == person.pk), None)
        row.unsettled = (
            unsettled(row.template, own, row.goes_ahead_at)
            if row.caller_id == person.pk and row.turnout.cannot and row.is_called
            else []
        )
    return rows


def with_who_declined(meetings: Iterable[Meeting]) -> list[Meeting]:
    """Those whose caller has declines to settle, with the rows of who declined: one query, and mostly none."""
    waiting: list[Any] = [
        meeting for meeting in meetings if getattr(meeting, "unsettled", []) and not meeting.has_started()
    ]
    if not waiting:
        return []
    declined = [seat.id for meeting in waiting for seat in meeting.unsettled]
    rows = Invitation.objects.select_related("person", "unit", "party").in_bulk(declined)
    for meeting in waiting:
        meeting.unsettled = [rows[seat.id] for seat in meeting.unsettled if seat.id in rows]
    return waiting


def seats(meeting: Meeting) -> list[Invitation]:
    """Invitations that count as a seat: not removed before the start, and no substitute who fills another's.

    Domain, "What is counted": a substitute who replaces fills the seat, one who comes along adds one. A substitute
    may have a substitute in turn; whose last substitute was removed is not called any more.
    """
    rows = {row.pk: row for row in meeting.invitations.select_related("party__kind", "person", "unit")}
    filled_by: dict[UUID, list[UUID]] = {}
    named = Substitution.objects.filter(kind=Substitution.Kind.REPLACES, original__meeting=meeting)
    for original, substitute in named.values_list("original_id", "substitute_id"):
        filled_by.setdefault(original, []).append(substitute)

    def is_kept(pk: UUID) -> bool:
        if rows[pk].state == InvitationState.REPLACED:
            return any(is_kept(substitute) for substitute in filled_by.get(pk, ()))
        return rows[pk].is_live

    kept = [pk for pk in rows if is_kept(pk)]
    filling = {substitute for pk in kept for substitute in filled_by.get(pk, ())}
    return [rows[pk] for pk in kept if pk not in filling]


def coming_of_forum(forum: Forum, among: Collection[UUID]) -> QuerySet[Meeting]:
    """A group's called meetings ahead, of those whose ids are given."""
    called = Meeting.objects.filter(pk__in=among, forum=forum, state=MeetingState.CALLED, ends_at__gte=timezone.now())
    return for_list(called).order_by("starts_at", "id")


def earlier_of_forum(forum: Forum, among: Collection[UUID]) -> QuerySet[Meeting]:
    """A group's meetings that have been, newest first, of those whose ids are given; drafts are their caller's own."""
    been = Meeting.objects.filter(pk__in=among, forum=forum, ends_at__lt=timezone.now())
    held = Exists(Outcome.objects.filter(meeting=OuterRef("pk")))
    return for_list(been.exclude(state=MeetingState.DRAFT).annotate(is_held=held)).order_by("-starts_at", "id")


def year_of_forum(forum: Forum, year: int) -> dict[str, int | str | None]:
    """The group's planned and held meetings in a year ("1 av 2 på året")."""
    plan = plan_of(forum, year)
    held = Meeting.objects.filter(forum=forum, outcome__isnull=False, half_year__startswith=f"{year}-").count()
    return {
        "year": year,
        "held": held,
        "planned": plan.meetings_per_year if plan else None,
        "rhythm": plan.rhythm if plan else "",
    }


def absent_parties(forum: Forum) -> list[str]:
    """Parties that were called to the group's last three held meetings and came to none of them (domain rule 7)."""
    held = Meeting.objects.filter(forum=forum, outcome__isnull=False).order_by("-starts_at", "id")
    latest = list(held.values_list("pk", flat=True)[:TIMES_ABSENT])
    if len(latest) < TIMES_ABSENT:
        return []
    known = Invitation.objects.filter(meeting__in=latest, party__isnull=False, attended__isnull=False)
    came: dict[str, dict[UUID, bool]] = {}
    for party, meeting, attended in known.order_by("party__kind__position").values_list(
        "party__name", "meeting", "attended"
    ):
        own = came.setdefault(party, {})
        own[meeting] = own.get(meeting, False) or bool(attended)
    return [party for party, own in came.items() if len(own) == TIMES_ABSENT and not any(own.values())]
