"""Taking back who was named by mistake: a colleague who comes instead or along, and whom a unit sends."""

from __future__ import annotations

from django.db import transaction

from booking.meetings import refusals
from booking.meetings.access import can_change, speaks_for_unit
from booking.meetings.actions.answering import ANSWERED, forget_answer, refuse_closed
from booking.meetings.actions.recording import lock_invitation, raise_revision, record
from booking.meetings.actions.rules import footing_of
from booking.meetings.actions.seats import end_invitation, way_in
from booking.meetings.consent import outside
from booking.meetings.queries import live_invitations
from booking.models import Answer, Invitation, InvitationState, Meeting, MeetingEvent, Substitution
from forums.access import require
from forums.models import Person


def named_colleague(invitation: Invitation) -> Invitation | None:
    """The call of the colleague whom this person has named, instead or along, while it stands."""
    replaced = invitation.state == InvitationState.REPLACED and invitation.answer == Answer.SUBSTITUTE
    kind = Substitution.Kind.REPLACES if replaced else Substitution.Kind.ACCOMPANIES
    if not replaced and not invitation.is_live:
        return None
    named = invitation.substitutions.filter(kind=kind, substitute__state=InvitationState.LIVE)
    latest = named.select_related("substitute__person").order_by("named_at").last()
    return latest.substitute if latest else None


def can_take_back(colleague: Invitation) -> bool:
    """Until the colleague has said anything; after that they have planned for it."""
    return colleague.answer == Answer.UNANSWERED


def take_back_colleague(invitation: Invitation) -> Invitation:
    """End the call of the colleague whom this person named, and give back the seat. Idempotent.

    The personal link that the person has opens again. Raises `RuleError`: the colleague has answered, meeting over, or
    the person could no longer be called.
    """
    with transaction.atomic():
        meeting, invitation = lock_invitation(invitation)
        if not meeting.is_called:
            raise refusals.cancelled("invited")
        if meeting.has_started():
            raise refusals.started("invited")
        colleague = named_colleague(invitation)
        if colleague is None:
            if invitation.is_live:
                return invitation
            raise refusals.not_called("you")
        if not can_take_back(colleague):
            raise refusals.colleague_answered()
        if not invitation.is_live and not _may_return(meeting, invitation):
            raise refusals.not_called("you")
        end_invitation(colleague, InvitationState.REMOVED)
        if not invitation.is_live:
            forget_answer(invitation)
            invitation.state, invitation.ended_at = InvitationState.LIVE, None
            # the version that ended with naming the colleague: the same link once more
            invitation.link_version -= 1
            invitation.save(update_fields=["state", "ended_at", "link_version", *ANSWERED])
        record(meeting, "substitute_taken_back", by=invitation.person, invitation=str(invitation.pk))
        raise_revision(meeting)
    return invitation


def _may_return(meeting: Meeting, invitation: Invitation) -> bool:
    """Somebody who has handed over may since have left the unit, or the consent may cover less (domain rule 3)."""
    person, unit, consent = invitation.person, invitation.unit, meeting.consent
    if person is None or not person.is_active:
        return False
    footing = footing_of(meeting, [person])
    if person.pk in footing.without_cases or (unit is not None and (person.pk, unit.pk) not in footing.at_work):
        return False
    if not meeting.template.consent_required:
        return True
    return consent is not None and consent.withdrawn_at is None and not outside(consent, [invitation])


def was_assigned(invitation: Invitation) -> bool:
    """Is it a unit's call, for which somebody has said who comes? Whoever was called by name is nobody's choice."""
    if invitation.person_id is None:
        return False
    chosen = MeetingEvent.objects.filter(meeting=invitation.meeting_id, what="assigned")
    return chosen.filter(details__invitation=str(invitation.pk)).exists()


def unassign_invitation(invitation: Invitation, *, by: Person) -> Invitation:
    """Take back whom a unit has said will come, until that person has answered. Idempotent.

    The person is told as anybody whose call ends; the unit is asked anew, by a link of its own. Raises
    `PermissionDenied` for who may neither assign nor change the meeting, else `RuleError`.
    """
    with transaction.atomic():
        meeting, invitation = lock_invitation(invitation)
        require(can_change(by, meeting) or speaks_for_unit(by, invitation))
        if invitation.person is None:
            return invitation
        refuse_closed(meeting, invitation)
        if not was_assigned(invitation):
            raise refusals.called_by_name()
        if not can_take_back(invitation):
            raise refusals.colleague_answered()
        point = invitation.contact_point
        # by the unit's link a colleague of another unit may have been named
        asked = point.unit if point is not None else invitation.unit
        if live_invitations(meeting).filter(person__isnull=True, unit=asked).exists():
            raise refusals.already_called(asked, "unit")
        record(meeting, "assigned_taken_back", by=by, invitation=str(invitation.pk))
        invitation.person, invitation.unit, invitation.contact_point = None, asked, point or way_in(asked)
        forget_answer(invitation)
        invitation.link_version += 1
        invitation.save(update_fields=["person", "unit", "contact_point", "link_version", *ANSWERED])
        raise_revision(meeting)
    return invitation
