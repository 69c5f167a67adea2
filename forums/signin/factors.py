"""Second factors: who needs one, who has one, and what the browser's session has shown of who it is."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from forums.models import Federation, Person, RoleKind
from forums.queries import today
from forums.standing import TRUSTED, standing_of

# a recovery code alone is no factor: it is there for who has lost the others
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def needs_factor(person: Person) -> bool:
    """Whether a password alone is too little: for who keeps the register always, for contact persons and for everybody
    as the federation has decided. In the demonstration its made-up people need none."""
    if settings.DEMO and person.is_demo:
        return False
    standing = standing_of(person)
    if any(role.kind in TRUSTED for role in standing.roles):
        return True
    trusted = [role for role in standing.roles if role.kind == RoleKind.CONTACT_PERSON]
    if any(role.federation.second_factor_of_contact_persons for role in trusted):
        return True
    days = [place.second_factor_from for place in standing.workplaces]
    days += [role.federation.second_factor_from for role in standing.roles]
    if not days:
        days = list(Federation.objects.filter(pk__in=standing.federations).values_list("second_factor_from", flat=True))
    return any(day is not None and day <= today() for day in days)


def owns_factor(person: Person) -> bool:
    return Authenticator.objects.filter(user=person, type__in=FACTORS).exists()


def has_shown_factor(request: HttpRequest, person: Person) -> bool:
    """Whether a second factor was shown in this session: a code, a passkey, or by a provider that vouches for it."""
    return any(_is_strong(record) for record in get_authentication_records(request, person))


def is_fully_in(request: HttpRequest) -> bool:
    """Whether somebody is logged in, with the second factor where they need one."""
    person = request.user
    return person.is_authenticated and (has_shown_factor(request, person) or not needs_factor(person))


def has_proved_lately(request: HttpRequest, person: Person) -> bool:
    """Whether it was shown a short while ago who this is, by the strongest way that the person has
    (`ACCOUNT_REAUTHENTICATION_TIMEOUT`; ASVS 5.0, 7.5.3)."""
    since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    lately = [record for record in get_authentication_records(request, person) if record["at"] > since]
    if any(_is_strong(record) for record in lately):
        return True
    return bool(lately) and not owns_factor(person)


def remember_first_code(request: HttpRequest, authenticator: Authenticator, **_more: Any) -> None:
    """The code that an app was added with has been used: it logs nobody in."""
    step = getattr(request, "shown_step", None)
    if authenticator.type == Authenticator.Type.TOTP and step is not None:
        authenticator.data["last_step"] = step
        authenticator.save(update_fields=["data"])


def _is_strong(record: dict[str, object]) -> bool:
    return record.get("method") == "mfa" or bool(record.get("strong"))
