"""How it is now with what a mail asked for, another time or person: the mail was read once, the question goes on."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Max

from booking.meetings.queries import delegations_with_state, proposals_with_state
from booking.meetings.wording import proposed_text
from booking.models import Meeting, WishState
from notifications.models import InboundMail
from notifications.pages.wording import REPLACED

PROPOSES = ("proposed", "declined_proposed", "proposed_series")
ASKS = (*PROPOSES, "delegated", "delegated_series")


def wish_states(mails: Iterable[InboundMail]) -> dict[int, str]:
    """By mail, the state of what it asks for when that does not wait any more; asked for a whole page at once.

    Of several mails about the same call the last one counts. What is not there any more has lapsed.
    """
    asking = [mail for mail in mails if mail.reason in ASKS]
    if not asking:
        return {}
    states = _states({mail.invitation.meeting for mail in asking if mail.invitation is not None})
    newest = _newest({mail.invitation_id for mail in asking if mail.invitation_id is not None})
    found = {}
    for mail in asking:
        key = (mail.reason in PROPOSES, mail.invitation_id)
        state = states.get(key, WishState.LAPSED) if newest.get(key, mail.pk) == mail.pk else REPLACED
        if state != WishState.OPEN:
            found[mail.pk] = str(state)
    return found


def proposed_times(mails: Iterable[InboundMail]) -> dict[int, str]:
    """By mail, the time that it proposes, while nobody has decided about it; asked for a whole page at once."""
    asking = [mail for mail in mails if mail.reason in ("proposed", "declined_proposed") and mail.invitation]
    if not asking:
        return {}
    meetings = {mail.invitation.meeting for mail in asking if mail.invitation is not None}
    shown = {
        one.invitation_id: proposed_text(one) for one in proposals_with_state(*meetings) if one.state == WishState.OPEN
    }
    return {mail.pk: shown[mail.invitation_id] for mail in asking if mail.invitation_id in shown}


def _states(meetings: Iterable[Meeting]) -> dict[tuple[bool, UUID | None], str]:
    """The last one's of each call: they come in the order that they were made."""
    meetings = list(meetings)
    if not meetings:
        return {}
    states: dict[tuple[bool, UUID | None], str] = {}
    for proposal in proposals_with_state(*meetings):
        states[True, proposal.invitation_id] = proposal.state
    for delegation in delegations_with_state(*meetings):
        states[False, delegation.invitation_id] = delegation.state
    return states


def _newest(invitations: Iterable[UUID]) -> dict[tuple[bool, UUID | None], int]:
    rows = InboundMail.objects.filter(invitation__in=invitations, reason__in=ASKS).order_by()
    found = rows.values_list("reason", "invitation").annotate(last=Max("pk"))
    newest: dict[tuple[bool, UUID | None], int] = {}
    for reason, invitation, last in found:
        key = (reason in PROPOSES, invitation)
        newest[key] = max(last, newest.get(key, 0))
    return newest
