"""One's own meetings, found by what one knows of them: reference, title or group, kind, state, area, days."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from booking.meetings.queries import for_list, with_answers
from booking.models import Invitation, InvitationState, Meeting, MeetingState, Outcome
from booking.workdays import at_local
from config.database.sorting import swedish_order
from forums.models import Area, Person

COMING, EARLIER, ALL = "kommande", "tidigare", "alla"
CALLED, HELD, UNREGISTERED, CANCELLED = "kallade", "genomforda", "oregistrerade", "installda"
MIDNIGHT = datetime.time(0)
_LOOSE = re.compile(r"[\s–-]")


@dataclass(frozen=True)
class Wanted:
    """What is asked for. Days are local dates, the last one included."""

    text: str = ""
    when: str = ALL
    kind: str = ""
    state: str = ""
    area: Area | None = None
    first: datetime.date | None = None
    last: datetime.date | None = None


def own_meetings(person: Person) -> QuerySet[Meeting]:
    """Called and cancelled meetings of this caller, or that the person is called to; drafts stand in the to-do list."""
    called_to = Invitation.objects.filter(person=person, state=InvitationState.LIVE).values("meeting_id")
    mine = Meeting.objects.filter(Q(caller=person) | Q(pk__in=called_to))
    return mine.exclude(state=MeetingState.DRAFT).filter(starts_at__isnull=False)


def find_meetings(person: Person, wanted: Wanted, now: datetime.datetime | None = None) -> QuerySet[Meeting]:
    """The rows of a list: those ahead with the next first, others with the latest first."""
    moment = now or timezone.now()
    found = own_meetings(person).filter(_time_of(wanted, moment), _state_of(wanted.state, moment))
    if wanted.kind:
        found = found.filter(template__slug=wanted.kind)
    if wanted.area is not None:
        joint = Meeting.joint_areas.through.objects.filter(meeting=OuterRef("pk"), area=wanted.area)
        found = found.filter(Q(area=wanted.area) | Q(Exists(joint)))
    if wanted.text:
        found = found.filter(pk__in=_with_text(found, wanted.text))
    ordered = found.order_by(*(("starts_at", "id") if wanted.when == COMING else ("-starts_at", "id")))
    return for_list(ordered).annotate(is_held=Exists(Outcome.objects.filter(meeting=OuterRef("pk"))))


def as_rows(meetings: Iterable[Meeting], person: Person) -> list[Meeting]:
    """With their answers. Of what has not begun, nobody asks whether it was held."""
    rows = with_answers(meetings, person)
    for row in rows:
        if not row.has_started():
            del row.is_held  # type: ignore[attr-defined]
    return rows


def kinds_of(person: Person) -> list[tuple[str, str]]:
    """Slug and name of each kind of meeting that the person has had, by the newest name."""
    rows = own_meetings(person).order_by("template__version").values_list("template__slug", "template__name")
    return sorted(dict(rows.distinct()).items(), key=lambda pair: pair[1])


def areas_of(person: Person) -> QuerySet[Area]:
    return Area.objects.filter(pk__in=own_meetings(person).order_by().values("area")).order_by(*swedish_order("name"))


def _time_of(wanted: Wanted, now: datetime.datetime) -> Q:
    found = Q()
    if wanted.when == COMING:
        found &= Q(ends_at__gte=now)
    if wanted.when == EARLIER:
        found &= Q(ends_at__lt=now)
    if wanted.first is not None:
        found &= Q(starts_at__gte=at_local(wanted.first, MIDNIGHT))
    if wanted.last is not None:
        found &= Q(starts_at__lt=at_local(wanted.last + datetime.timedelta(days=1), MIDNIGHT))
    return found


def _state_of(state: str, now: datetime.datetime) -> Q:
    called = Q(state=MeetingState.CALLED)
    return {
        CALLED: called & Q(starts_at__gt=now),
        HELD: called & Q(outcome__isnull=False),
        UNREGISTERED: called & Q(starts_at__lte=now, outcome=None),
        CANCELLED: Q(state=MeetingState.CANCELLED),
    }.get(state, Q())


def _with_text(meetings: QuerySet[Meeting], text: str) -> list[UUID]:
    """Ids of those that hold every word. A reference is found however its dashes and capitals are written.

    Compared here: SQLite folds only a–z, and one's own meetings are few.
    """
    words, loose = text.casefold().split(), _LOOSE.sub("", text).casefold()
    rows = meetings.order_by().values_list("pk", "reference", "title", "forum__name", "template__name")
    found = []
    for pk, *parts in rows:
        reference = _LOOSE.sub("", parts[0] or "").casefold()
        said = " ".join(part or "" for part in parts).casefold()
        if all(word in said for word in words) or (reference and len(loose) > 2 and loose in reference):
            found.append(pk)
    return found
