"""Who sees, and may see to, what has come in. Of a case it is its caller's alone (domain rule 4)."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from booking.meetings.access import changeable_meetings
from forums.models import Person, RoleKind
from forums.queries import roles_of
from notifications.inbox import mailboxes
from notifications.models import InboundMail, InboundResult


def visible_inbound(person: Person) -> QuerySet[InboundMail]:
    """Mails that came in about meetings the person may change; for an administrator also those that have no place."""
    own = changeable_meetings(person)
    series = Q(series__in=own.filter(series__isnull=False).order_by().values("series"))
    return InboundMail.objects.filter(Q(meeting__in=own) | series | _unplaced_for(person)).select_related(
        "meeting__template",
        "meeting__forum",
        "series__forum",
        "invitation__person",
        "invitation__unit",
        "invitation__meeting",
        "accepted_by__merged_into",
        "handled_by__merged_into",
    )


def _unplaced_for(person: Person) -> Q:
    """Administrators keep the role mailbox of their federation, and together the one that several are read from.

    What lies in a shared one and names no federation would else be seen by nobody.
    """
    kept = set(roles_of(person).filter(kind=RoleKind.ADMINISTRATOR).values_list("federation", flat=True))
    shares = bool(kept - mailboxes.read_alone()) if kept else False
    own = Q(federation__in=kept)
    # what was applied had a place, until its meeting was stripped
    unplaced = Q(meeting=None, series=None) & ~Q(result=InboundResult.APPLIED)
    return unplaced & (own | Q(federation=None) if shares else own)
