"""Staff change: a new person takes a seat, and all meetings ahead follow."""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from booking.actions.recording import lock_meeting, raise_revision, record, save_meeting
from booking.actions.rules import address_missing
from booking.actions.seats import end_invitation
from booking.models import Invitation, InvitationState, Meeting, MeetingState
from booking.queries import live_invitations
from booking.workdays import at_local
from config.errors import RuleError
from forums.access import can_arrange_forum
from forums.models import Membership, Person


def replace_member(membership: Membership, *, by: Person, person: Person, on: datetime.date) -> Membership:
    """Give a forum seat to another person from a day on (domain rule 7).

    The new member is called to every meeting of the forum from that day, and the old one's entries are
    cancelled; history stays with who was there. Done again with the same person it changes nothing.
    """
    with transaction.atomic():
        seat = (
            Membership.objects.select_for_update(of=("self",))
            .select_related("forum__area", "person")
            .get(pk=membership.pk)
        )
        if not can_arrange_forum(by, seat.forum):
            raise PermissionDenied
        heir = seat.forum.memberships.filter(person=person, ends_on__isnull=True).first()
        if seat.person_id == person.pk or (heir is not None and seat.ends_on is not None):
            return heir or seat
        if heir is not None:
            raise RuleError("already_member", _("%(name)s har redan en plats i gruppen.") % {"name": person}, "person")
        if not person.email:
            raise address_missing(person)
        if on <= seat.starts_on:
            raise RuleError("too_early", _("Välj en dag efter att den förra började."), "on")
        seat.ends_on = on - datetime.timedelta(days=1)
        seat.save(update_fields=["ends_on"])
        new = Membership.objects.create(
            forum=seat.forum,
            person=person,
            party=seat.party,
            unit=seat.unit,
            is_substitute=seat.is_substitute,
            starts_on=on,
        )
        for meeting in _ahead(seat, on):
            _hand_over(meeting, seat.person, new, by)
    return new


def _ahead(seat: Membership, on: datetime.date) -> list[Meeting]:
    first = max(at_local(on, datetime.time(0)), timezone.now())
    return list(seat.forum.meetings.filter(starts_at__gte=first).exclude(state=MeetingState.CANCELLED).order_by("pk"))


def _hand_over(meeting: Meeting, old: Person, new: Membership, by: Person) -> None:
    meeting = lock_meeting(meeting)
    invitation = live_invitations(meeting).filter(person=old).first()
    if invitation is None:
        return
    if live_invitations(meeting).filter(person=new.person).exists():
        end_invitation(invitation, InvitationState.REMOVED)
    elif meeting.state == MeetingState.DRAFT:
        invitation.person = new.person
        invitation.save(update_fields=["person"])
    else:
        end_invitation(invitation, InvitationState.REMOVED)
        Invitation.objects.create(
            meeting=meeting,
            person=new.person,
            party=new.party,
            unit=new.unit,
            standing=invitation.standing,
            invited_at=timezone.now(),
        )
    record(meeting, "member_replaced", by=by)
    save_meeting(meeting)
    if meeting.is_called:
        raise_revision(meeting)
