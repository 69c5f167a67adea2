"""Substitutes for members of a group: called in when a member says no, released when the member comes after all."""

from __future__ import annotations

from booking.meetings.actions.recording import raise_revision, record
from booking.meetings.actions.seats import end_invitation, invite_substitute
from booking.meetings.queries import live_invitations
from booking.models import Answer, Invitation, InvitationState, Meeting, Series, SeriesSeat, Substitution
from booking.workdays import local
from forums.models import Membership
from forums.queries import members_of


def fill_seat(meeting: Meeting, invitation: Invitation, for_series: bool = False) -> None:
    """Call in the forum's substitute of the same party when a member says no; a later yes gives the seat back.

    A substitute for a whole series gets a seat in it: one calendar entry instead of one for each day.
    """
    filled = (
        invitation.substitutions.filter(substitute__state=InvitationState.LIVE).select_related("substitute").first()
    )
    if invitation.answer == Answer.NO and filled is None:
        member = _substitute_member(meeting, invitation)
        if member is not None:
            substitute = invite_substitute(invitation, member.person, member.unit, Substitution.Kind.REPLACES)
            if for_series and meeting.series is not None:
                _seat_in_series(meeting.series, substitute)
            record(meeting, "substitute_called", by=None, invitation=str(invitation.pk))
            raise_revision(meeting)
    elif invitation.answer in Answer.coming() and filled is not None:
        give_seat_back(meeting, filled)


def fill_left_seat(meeting: Meeting, invitation: Invitation) -> None:
    """Call in the substitute for a member who has left for good; the next member of the party gets the seat back."""
    if invitation.substitutions.filter(substitute__state=InvitationState.LIVE).exists():
        return
    member = _substitute_member(meeting, invitation)
    if member is None:
        return
    substitute = invite_substitute(invitation, member.person, member.unit, Substitution.Kind.REPLACES)
    if meeting.series is not None and invitation.series_seat_id is not None:
        _seat_in_series(meeting.series, substitute)
    record(meeting, "substitute_called", by=None, invitation=str(invitation.pk))


def _seat_in_series(series: Series, invitation: Invitation) -> None:
    named = {"party": invitation.party, "unit": invitation.unit}
    seat, _new = SeriesSeat.objects.get_or_create(series=series, person=invitation.person, defaults=named)
    invitation.series_seat = seat
    invitation.save(update_fields=["series_seat"])


def give_seat_back(meeting: Meeting, filled: Substitution) -> None:
    """End the substitute's call, and that of the substitute's own substitute; one who has said yes stays, along."""
    if filled.substitute.answer in Answer.coming():
        filled.kind = Substitution.Kind.ACCOMPANIES
        filled.save(update_fields=["kind"])
        return
    end_invitation(filled.substitute, InvitationState.REMOVED)
    further = filled.substitute.substitutions.filter(substitute__state=InvitationState.LIVE)
    for substitution in further.select_related("substitute"):
        give_seat_back(meeting, substitution)
    raise_revision(meeting)


def _substitute_member(meeting: Meeting, invitation: Invitation) -> Membership | None:
    if meeting.forum is None or meeting.starts_at is None or invitation.party is None or invitation.is_guest:
        return None
    day = local(meeting.starts_at).date()
    called = live_invitations(meeting).values("person")
    free = members_of(meeting.forum, day).filter(is_substitute=True, party=invitation.party, person__email__gt="")
    same_unit_first = sorted(free.exclude(person__in=called), key=lambda seat: seat.unit_id != invitation.unit_id)
    return next(iter(same_unit_first), None)
