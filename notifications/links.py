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

from booking.models import Invitation

VALID_AFTER_MEETING = datetime.timedelta(days=14)
HIDDEN_LINK = "[din personliga länk]"


def link_token(invitation: Invitation) -> str:
    return _encode(invitation.pk.bytes + _seal(invitation.pk, invitation.link_version, settings.SECRET_KEY))


def personal_link(invitation: Invitation) -> str:
    """The whole address, as mails and calendar entries carry it."""
    return settings.PUBLIC_URL + reverse("notifications:answer", args=[link_token(invitation)])


def open_link(token: str) -> Invitation | None:
    """The invitation behind a link; None when it is made up, revoked, or older than two weeks after the meeting.

    A rotated key still opens links that were mailed with the former one.
    """
    raw = _decode(token)
    if raw is None or len(raw) != 32:
        return None
    key, seal = uuid.UUID(bytes=raw[:16]), raw[16:]
    invitation = (
        Invitation.objects.filter(pk=key)
        .select_related(
            "meeting__template", "meeting__federation", "meeting__area", "meeting__caller", "meeting__forum"
        )
        .select_related("meeting__calling_unit__party", "person", "unit__party", "party__kind")
        .first()
    )
    if invitation is None or not _is_genuine(invitation, seal) or _is_over(invitation):
        return None
    return invitation


def _is_genuine(invitation: Invitation, seal: bytes) -> bool:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(_seal(invitation.pk, invitation.link_version, key), seal) for key in keys)


def _is_over(invitation: Invitation) -> bool:
    ends_at = invitation.meeting.ends_at
    return ends_at is None or ends_at + VALID_AFTER_MEETING < timezone.now()


def _seal(key: uuid.UUID, version: int, secret: str) -> bytes:
    return salted_hmac("samverk.invitation", f"{key}:{version}", secret=secret, algorithm="sha256").digest()[:16]


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(token: str) -> bytes | None:
    try:
        return base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
