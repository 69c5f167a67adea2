"""Who comes instead of somebody who is no longer called to meetings of a series, and from which day."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from booking.models import Invitation, InvitationState, SeriesSeat, Substitution
from booking.workdays import local
from forums.models import Membership
from notifications.itip import key_of, moment_of

# a seat ends and its heir is called in one transaction
TOGETHER = datetime.timedelta(minutes=1)


@dataclass(frozen=True)
class Heirs:
    """By instance (its key) who comes instead; those instances that the person has handed over themselves; and the
    local date from which their seat in the group is another's, where that is known."""

    names: dict[str, str] = field(default_factory=dict)
    handed_over: frozenset[str] = frozenset()
    since: datetime.date | None = None

    def one_for(self, keys: Collection[str]) -> str:
        """The one who comes instead at all of these; "" when that is nobody, or several."""
        found = {self.names.get(key, "") for key in keys}
        return found.pop() if len(found) == 1 else ""


def find_heirs(seat: SeriesSeat | None, keys: Iterable[str]) -> Heirs:
    """Who comes to these instances instead of who had the seat; nobody where the seat is a hole."""
    moments = [moment_of(key) for key in keys]
    if seat is None or not moments:
        return Heirs()
    ended = Invitation.objects.filter(
        person=seat.person_id, meeting__series=seat.series_id, meeting__recurrence_at__in=moments
    ).exclude(state=InvitationState.LIVE)
    lost = list(ended.select_related("meeting").order_by("ended_at", "pk"))
    sent = Substitution.objects.filter(original__in=lost, kind=Substitution.Kind.REPLACES)
    names, handed_over = {}, set()
    for one in sent.select_related("substitute__person", "original__meeting"):
        key = key_of(one.original.meeting.recurrence_at)
        if one.substitute.person is not None:
            names[key] = one.substitute.person.name
            handed_over.add(key)
    for invitation in lost:
        key = key_of(invitation.meeting.recurrence_at)
        if key not in names and (name := _called_instead(invitation)):
            names[key] = name
    return Heirs(names, frozenset(handed_over), _since(seat, min(moments)))


def _called_instead(invitation: Invitation) -> str:
    """Who was called for the same unit, or else party, in the moment in which this seat ended."""
    if invitation.ended_at is None or invitation.party_id is None:
        return ""
    called = Invitation.objects.filter(
        Q(unit=invitation.unit_id),
        meeting=invitation.meeting_id,
        party=invitation.party_id,
        state=InvitationState.LIVE,
        person__isnull=False,
        invited_at__range=(invitation.ended_at, invitation.ended_at + TOGETHER),
    ).exclude(person=invitation.person_id)
    found = list(called.values_list("person__name", flat=True)[:2])
    return found[0] if len(found) == 1 else ""


def _since(seat: SeriesSeat, first_lost: datetime.datetime) -> datetime.date | None:
    """The day after the person's last in the group, when that lies before the first meeting without them."""
    rows = Membership.objects.filter(forum=seat.series.forum_id, person=seat.person_id, ends_on__isnull=False)
    last = rows.order_by("-ends_on").values_list("ends_on", flat=True).first()
    since = last + datetime.timedelta(days=1) if last is not None else None
    return since if since is not None and since <= local(first_lost).date() else None
