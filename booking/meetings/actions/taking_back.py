"""Taking back a colleague whom somebody has named by mistake."""

from __future__ import annotations

from django.db import transaction

from booking.meetings import refusals
from booking.meetings.actions.answering import ANSWERED, forget_answer
from booking.meetings.actions.recording import lock_invitation, raise_revision, record
from booking.meetings.actions.rules import footing_of
from booking.meetings.actions.seats import end_invitation
from booking.meetings.consent import outside
from booking.models import Answer, Invitation, InvitationState, Meeting, Substitution


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
