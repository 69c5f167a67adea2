"""Counter-proposals of a time, and delegations to somebody else: calendars send them, and only the caller decides."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from booking.meetings import refusals
from booking.meetings.access import can_change
from booking.meetings.actions.answering import answer_invitation, name_substitute, refuse_closed
from booking.meetings.actions.changing import move_meeting
from booking.meetings.actions.recording import lock_invitation, lock_meeting, raise_revision, record
from booking.meetings.queries import open_delegations, open_proposals
from booking.meetings.reach import of_series
from booking.models import Answer, Channel, CounterProposal, Delegation, Invitation, Meeting, SeriesSeat, WishState
from config.ground.errors import RuleError
from forums.access import require
from forums.actions.people import person_by_address
from forums.models import Person


def propose_time(
    invitation: Invitation,
    *,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    channel: str,
    at: datetime.datetime | None = None,
    comment: str = "",
    answer: str = Answer.TENTATIVE,
) -> CounterProposal | None:
    """Record a counter-proposal of another time (UTC). The meeting stays as it is; the person counts as tentative, or
    as one who has said no and proposes (`answer`).

    One open proposal a person: a new one replaces the one before. None when the person has answered later. Raises
    `RuleError`: past, backwards, the time that the meeting has, meeting cancelled or begun.
    """
    moment = at or timezone.now()
    with transaction.atomic():
        meeting, invitation = lock_invitation(invitation)
        refuse_closed(meeting, invitation)
        if ends_at <= starts_at:
            raise refusals.backwards()
        if starts_at <= timezone.now():
            raise refusals.past()
        if (starts_at, ends_at) == (meeting.starts_at, meeting.ends_at):
            raise refusals.same_time()
        invitation = answer_invitation(invitation, answer=answer, channel=channel, at=moment, comment=comment)
        if invitation.answered_at is not None and invitation.answered_at > moment:
            return None
        invitation.counter_proposals.filter(state=WishState.OPEN).delete()
        proposal = CounterProposal.objects.create(
            invitation=invitation,
            starts_at=starts_at,
            ends_at=ends_at,
            instead_of=meeting.starts_at,  # a called meeting has a time
            made_at=moment,
        )
        record(meeting, "time_proposed", by=invitation.person, invitation=str(invitation.pk))
    return proposal


def accept_proposal(proposal: CounterProposal, *, by: Person, version: int | None = None) -> Meeting:
    """Move the meeting to the proposed time; everybody is asked again. Idempotent.

    A proposal for a series moves all that lie ahead in it; the first of those is returned then. Raises `RuleError` when
    the proposal has lapsed, `PermissionDenied` for who may not change the meeting.
    """
    with transaction.atomic():
        meeting = lock_meeting(_look_again(proposal).invitation.meeting)
        require(can_change(by, meeting))
        proposal = _look_again(proposal)
        if proposal.state == WishState.GRANTED:
            return meeting
        _refuse_lapsed(meeting, proposal)
        if proposal.for_series:
            _decide(proposal, WishState.GRANTED, by)
            return of_series().move_series(meeting, proposal, by=by)
        meeting = move_meeting(meeting, by=by, starts_at=proposal.starts_at, ends_at=proposal.ends_at, version=version)
        _decide(proposal, WishState.GRANTED, by)
    return meeting


def decline_proposal(proposal: CounterProposal, *, by: Person) -> Meeting:
    """Decline the proposal: the meeting stays at its time, and only the one who proposed is told. Idempotent."""
    with transaction.atomic():
        meeting = lock_meeting(_look_again(proposal).invitation.meeting)
        require(can_change(by, meeting))
        proposal = _look_again(proposal)
        if proposal.state == WishState.DECLINED:
            return meeting
        _refuse_lapsed(meeting, proposal)
        _decide(proposal, WishState.DECLINED, by)
        record(meeting, "proposal_declined", by=by, invitation=str(proposal.invitation_id))
        raise_revision(meeting)
    return meeting


def note_delegation(
    invitation: Invitation, *, email: str, at: datetime.datetime | None = None, for_series: bool = False
) -> Delegation:
    """Record a delegation: somebody who is called wants another to come instead. The caller decides about it.

    A group that says so calls the delegate at once (see `calls_delegates`). The delegation is no answer, and a new one
    replaces the one before. Raises `RuleError` when the meeting is cancelled or has begun.
    """
    with transaction.atomic():
        meeting, invitation = lock_invitation(invitation)
        refuse_closed(meeting, invitation)
        invitation.delegations.filter(state=WishState.OPEN).delete()
        delegation = Delegation.objects.create(
            invitation=invitation, email=email.lower(), asked_at=at or timezone.now(), for_series=for_series
        )
        record(meeting, "delegation_asked", by=invitation.person, invitation=str(invitation.pk))
        if calls_delegates(meeting):
            try:
                with transaction.atomic():
                    _call_delegate(delegation, name=name_from(delegation.email), by=None)
            except RuleError:
                delegation.refresh_from_db()  # cannot be called like that: it waits for a decision
    return delegation


def note_series_delegation(seat: SeriesSeat, *, email: str, at: datetime.datetime | None = None) -> Delegation:
    """Record a delegation of all that lie ahead in a series, but for meetings that the person has answered singly."""
    with transaction.atomic():
        waiting = of_series().replaceable_calls(seat)
        if not waiting:
            raise refusals.not_called("you")
        Delegation.objects.filter(invitation__series_seat=seat, for_series=True, state=WishState.OPEN).delete()
        delegation = note_delegation(waiting[-1], email=email, at=at, for_series=True)
    return delegation


def calls_delegates(meeting: Meeting) -> bool:
    """Are delegates called at once? Only where a group says so: an address tells neither its party nor the consent."""
    return not meeting.is_individual and meeting.forum is not None and meeting.forum.calls_delegates


def grant_delegation(delegation: Delegation, *, by: Person, name: str) -> Invitation:
    """Call the delegate as a substitute, of the same party and within the consent; of a series for all ahead."""
    with transaction.atomic():
        meeting = lock_meeting(delegation.invitation.meeting)
        require(can_change(by, meeting))
        delegation = Delegation.objects.select_related("invitation__meeting").get(pk=delegation.pk)
        if delegation.state == WishState.GRANTED:
            return delegation.invitation
        _refuse_lapsed_delegation(meeting, delegation)
        return _call_delegate(delegation, name=name, by=by)


def decline_delegation(delegation: Delegation, *, by: Person) -> Meeting:
    """Decline the delegation: the seat stays, and nobody is mailed, since the caller rings. Idempotent."""
    with transaction.atomic():
        meeting = lock_meeting(delegation.invitation.meeting)
        require(can_change(by, meeting))
        delegation = Delegation.objects.select_related("invitation__meeting").get(pk=delegation.pk)
        if delegation.state == WishState.DECLINED:
            return meeting
        _refuse_lapsed_delegation(meeting, delegation)
        _decide(delegation, WishState.DECLINED, by)
        record(meeting, "delegation_declined", by=by, invitation=str(delegation.invitation_id))
    return meeting


def lapse_wishes() -> int:
    """Expire open wishes that `open_proposals` and `open_delegations` no longer give; a delegate's address is deleted.

    Returns how many.
    """
    now = timezone.now()
    proposals = CounterProposal.objects.filter(state=WishState.OPEN).exclude(pk__in=open_proposals().values("pk"))
    delegations = Delegation.objects.filter(state=WishState.OPEN).exclude(pk__in=open_delegations().values("pk"))
    lapsed = proposals.update(state=WishState.LAPSED, decided_at=now)
    return lapsed + delegations.update(state=WishState.LAPSED, decided_at=now, email="")


def name_from(address: str) -> str:
    """The known person's name; else what stands before the @, as a name: kim.kottesken → Kim Kottesken."""
    known = person_by_address(address)
    if known is not None:
        return known.name
    words = address.partition("@")[0].partition("+")[0].replace("_", ".").split(".")
    return " ".join(word.capitalize() for word in words if word)


def _call_delegate(delegation: Delegation, *, name: str, by: Person | None) -> Invitation:
    substitutes = of_series().substitute_in_series if delegation.for_series else name_substitute
    substitute = substitutes(delegation.invitation, name=name, email=delegation.email, channel=Channel.MAIL)
    _decide(delegation, WishState.GRANTED, by)
    return substitute


def _decide(wish: CounterProposal | Delegation, state: WishState, by: Person | None) -> None:
    wish.state, wish.decided_at, wish.decided_by = state, timezone.now(), by
    fields = ["state", "decided_at", "decided_by"]
    if isinstance(wish, Delegation):
        wish.email = ""
        fields.append("email")
    wish.save(update_fields=fields)


def _look_again(proposal: CounterProposal) -> CounterProposal:
    return CounterProposal.objects.select_related("invitation").get(pk=proposal.pk)


def _refuse_lapsed(meeting: Meeting, proposal: CounterProposal) -> None:
    if not open_proposals(meeting).filter(pk=proposal.pk).exists():
        raise refusals.proposal_over()


def _refuse_lapsed_delegation(meeting: Meeting, delegation: Delegation) -> None:
    if not open_delegations(meeting).filter(pk=delegation.pk).exists():
        raise refusals.delegation_over()
