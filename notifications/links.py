"""Personal links: derived from the invitation, never stored, so every mail carries the same one.

An HMAC over the invitation and its link version. Raising the version revokes the link. It shows what the
mail shows and takes the answer; it is no login.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import uuid

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from booking.models import Invitation, InvitationState, Meeting, MeetingState

VALID_AFTER_MEETING = datetime.timedelta(days=14)
HIDDEN_LINK = "[din personliga länk]"


def link_token(invitation: Invitation) -> str:
    return _encode(invitation.pk.bytes + _seal(invitation.pk, invitation.link_version, settings.SECRET_KEY))


def personal_link(invitation: Invitation) -> str:
    """The whole address, as mails and calendar entries carry it."""
    return settings.PUBLIC_URL + reverse("notifications:answer", args=[link_token(invitation)])


def open_link(token: str) -> Invitation | None:
    """The invitation behind a link; None when it is made up, revoked, or older than two weeks after the meeting.

    A rotated key still opens links that were mailed with the former one. A meeting that nobody was mailed about
    (a draft, utan utskick) has no links.
    """
    found = _read(token)
    return found[0] if found and _is_genuine(*found, version=found[0].link_version) else None


def open_spent_link(token: str) -> Invitation | None:
    """The invitation that this link led to until its own answer revoked it: a substitute, who comes, another unit.

    Only for recognising the same form posted again; the link shows nothing any more.
    """
    found = _read(token)
    if found is None or not _is_genuine(*found, version=found[0].link_version - 1):
        return None
    invitation = found[0]
    return None if invitation.state == InvitationState.REMOVED else invitation


def _read(token: str) -> tuple[Invitation, bytes] | None:
    raw = _decode(token)
    if raw is None or len(raw) != 32:
        return None
    invitation = (
        Invitation.objects.filter(pk=uuid.UUID(bytes=raw[:16]))
        .select_related(
            "meeting__template", "meeting__federation", "meeting__area", "meeting__caller", "meeting__forum"
        )
        .select_related("meeting__calling_unit__party", "person", "unit__party", "party__kind")
        .select_related("contact_point__person")
        .first()
    )
    return (invitation, raw[16:]) if invitation and _may_have_links(invitation.meeting) else None


def _may_have_links(meeting: Meeting) -> bool:
    if meeting.state == MeetingState.DRAFT or meeting.no_mail or meeting.stripped_at is not None:
        return False
    return meeting.ends_at is not None and meeting.ends_at + VALID_AFTER_MEETING >= timezone.now()


def _is_genuine(invitation: Invitation, seal: bytes, *, version: int) -> bool:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(_seal(invitation.pk, version, key), seal) for key in keys)


def _seal(key: uuid.UUID, version: int, secret: str) -> bytes:
    return salted_hmac("samverk.invitation", f"{key}:{version}", secret=secret, algorithm="sha256").digest()[:16]


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(token: str) -> bytes | None:
    try:
        return base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
