"""What somebody is told by mail about their own login. What is above this app makes the mails of it."""

from __future__ import annotations

from django.utils import timezone

from forums.actions.logins import ring_for_mails
from forums.models import LoginRequest, LoginRequestKind, Person


def tell_new_device(person: Person) -> None:
    _tell(person, LoginRequestKind.DEVICE)


def tell_factors_changed(person: Person) -> None:
    """Tell a person that a way to log in has come or gone, or is to go (ASVS 5.0, 6.3.7)."""
    _tell(person, LoginRequestKind.FACTORS)


def _tell(person: Person, kind: LoginRequestKind) -> None:
    LoginRequest.objects.create(kind=kind, person=person, address=person.email or "", asked_at=timezone.now())
    ring_for_mails()
