"""Personal links: a token derived from the invitation, never stored, so that every mail carries the same one.

The token is an HMAC over the invitation and its link version; raising the version revokes the link. A link shows what
the mail shows and takes the answer; it is no login.
"""

from __future__ import annotations

import datetime
import uuid
from functools import cache
from typing import Protocol

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from booking.models import Invitation, InvitationState, Meeting, MeetingState, SeriesSeat
from notifications.telling.tokens import is_genuine, make_token, read_token

VALID_AFTER_MEETING = datetime.timedelta(days=14)
HIDDEN_LINK = "[din personliga länk]"
PLACE = "TOKEN"
PURPOSE = "samverk.invitation"
SERIES_PURPOSE = "samverk.series_seat"


class Linked(Protocol):
    """An invitation, or what has been read of one."""

    @property
    def pk(self) -> uuid.UUID: ...
    @property
    def link_version(self) -> int: ...


def link_token(invitation: Linked) -> str:
    return make_token(PURPOSE, invitation.pk, invitation.link_version)


def personal_link(invitation: Linked) -> str:
    """The URL, as mails and calendar entries carry it."""
    return _address("notifications:answer", link_token(invitation))


def open_link(token: str) -> Invitation | None:
    """The invitation behind a token; None when it is forged, revoked, or older than two weeks after the meeting.

    Tokens of a rotated key (`SECRET_KEY_FALLBACKS`) still open. A meeting without mail (a draft, utan utskick) has
    none.
    """
    found = _read(token)
    if found is None:
        return None
    invitation, seal = found
    return invitation if is_genuine(PURPOSE, invitation.pk, invitation.link_version, seal) else None


def open_spent_link(token: str) -> Invitation | None:
    """The invitation whose link its own answer revoked: a substitute, who comes, another unit.

    For idempotency, to recognise the same form posted again, and to take a colleague back who was named by mistake.
    """
    found = _read(token)
    if found is None or found[0].state == InvitationState.REMOVED:
        return None
    invitation, seal = found
    return invitation if is_genuine(PURPOSE, invitation.pk, invitation.link_version - 1, seal) else None


def series_token(seat: SeriesSeat) -> str:
    return make_token(SERIES_PURPOSE, uuid.UUID(int=seat.pk), seat.link_version)


def series_link(seat: SeriesSeat) -> str:
    """The URL of a person's link to a series: all of it, and each of its coming instances, to answer."""
    return _address("notifications:answer-series", series_token(seat))


def open_series_link(token: str) -> SeriesSeat | None:
    """The seat behind a series' token; None when it is forged or revoked, when the person has no live call in the
    series, or two weeks after the last of it.
    """
    parts = read_token(token)
    if parts is None or parts[0].int >= 2**63:
        return None
    key, seal = parts
    seat = (
        SeriesSeat.objects.filter(pk=key.int)
        .select_related("person", "series__forum", "series__template", "series__federation", "series__caller")
        .first()
    )
    if seat is None or not is_genuine(SERIES_PURPOSE, key, seat.link_version, seal):
        return None
    return seat if _has_something(seat) else None


def _has_something(seat: SeriesSeat) -> bool:
    return seat.invitations.filter(
        state=InvitationState.LIVE,
        meeting__state=MeetingState.CALLED,
        meeting__no_mail=False,
        meeting__stripped_at__isnull=True,
        meeting__ends_at__gte=timezone.now() - VALID_AFTER_MEETING,
    ).exists()


def _address(name: str, token: str) -> str:
    return settings.PUBLIC_URL + _path(name).replace(PLACE, token)


@cache
def _path(name: str) -> str:
    """The path of a page that takes a token; cached, since a thousand mails need it."""
    return reverse(name, args=[PLACE])


def _read(token: str) -> tuple[Invitation, bytes] | None:
    parts = read_token(token)
    if parts is None:
        return None
    key, seal = parts
    invitation = (
        Invitation.objects.filter(pk=key)
        .select_related(
            "meeting__template", "meeting__federation", "meeting__area", "meeting__caller", "meeting__forum"
        )
        .select_related("meeting__calling_unit__party", "person", "unit__party", "party__kind")
        .select_related("contact_point__person")
        .first()
    )
    return (invitation, seal) if invitation and _may_have_links(invitation.meeting) else None


def _may_have_links(meeting: Meeting) -> bool:
    if meeting.state == MeetingState.DRAFT or meeting.no_mail or meeting.stripped_at is not None:
        return False
    return meeting.ends_at is not None and meeting.ends_at + VALID_AFTER_MEETING >= timezone.now()
