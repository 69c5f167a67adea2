"""One-time codes, mailed to the invited address: with one a personal link shows who else comes.

A forwarded link alone gives nobody away (domain rule 2). Only an HMAC of the code is stored; it holds for 15 minutes,
five tries and until the next code.
"""

from __future__ import annotations

import datetime
import secrets

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from booking.models import Invitation
from notifications.models import AccessCode

VALID = datetime.timedelta(minutes=15)
ATTEMPTS = 5
DIGITS = 6


def new_code(invitation: Invitation) -> str:
    """Create a code, in clear only here and in the mail; the earlier ones are revoked."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    with transaction.atomic():
        invitation.access_codes.all().delete()
        AccessCode.objects.create(
            invitation=invitation, code_hash=_seal(invitation, code), expires_at=timezone.now() + VALID
        )
    return code


def is_right(invitation: Invitation, code: str) -> bool:
    """Does the code hold? Each try is counted by one conditional UPDATE, also when many come at once; single use."""
    row = invitation.access_codes.order_by("-pk").first()
    if row is None:
        return False
    claimed = AccessCode.objects.filter(pk=row.pk, attempts__lt=ATTEMPTS, expires_at__gt=timezone.now())
    if not claimed.update(attempts=F("attempts") + 1):
        return False
    if not constant_time_compare(row.code_hash, _seal(invitation, "".join(code.split()))):
        return False
    row.delete()
    return True


def _seal(invitation: Invitation, code: str) -> str:
    value = f"{invitation.pk}:{code}"
    return salted_hmac("samverk.access_code", value, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()
