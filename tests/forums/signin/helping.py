"""People with passwords and second factors."""

from __future__ import annotations

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.http import HttpResponse
from django.test import Client

from forums.models import Person

PASSWORD = "fyra ord som passar"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # the secret of no real app
STEP = 30


def give_password(person: Person) -> Person:
    person.set_password(PASSWORD)
    person.save()
    return person


def give_app(person: Person) -> Authenticator:
    give_password(person)
    RecoveryCodes.activate(person)
    return TOTP.activate(person, SECRET).instance


def recovery_codes(person: Person) -> list[str]:
    return Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()


def code_of(steps: int = 0, secret: str = SECRET) -> str:
    """What the app shows now, or so many half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // STEP + steps))


def log_in(client: Client, person: Person, password: str = PASSWORD, **more: str) -> HttpResponse:
    return client.post("/logga-in/", {"login": person.email or "", "password": password, **more})


def log_in_with_code(client: Client, person: Person, code: str) -> HttpResponse:
    assert log_in(client, person)["Location"] == "/logga-in/kod/"
    return client.post("/logga-in/kod/", {"code": code})


def is_logged_in(client: Client) -> bool:
    return client.get("/mina-uppgifter/inloggning/").status_code == 200
