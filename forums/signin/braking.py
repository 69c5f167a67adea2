"""Brakes at the login and at proofs: who has to wait is told before the password or the code is looked at."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import ngettext

from config.ground.sources import source_of
from forums import refusals
from forums.brakes import Attempt, Held, Purpose, hold, note_failure
from forums.models import KnownDevice, Person
from forums.signin.devices import digest_of_device


def login_attempt(request: HttpRequest, address: str) -> Attempt:
    """A try of a password. Whether the browser is known is asked alike for an address that nobody has."""
    digest = digest_of_device(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""))
    is_known = KnownDevice.objects.filter(person__email=address.strip().lower(), digest=digest).exists()
    return Attempt(Purpose.LOGIN, address, source_of(request), digest if is_known else "")


def code_attempt(request: HttpRequest, person: Person) -> Attempt:
    return Attempt(Purpose.SECOND_FACTOR, str(person.pk), source_of(request))


def refuse_held(request: HttpRequest, attempt: Attempt) -> None:
    """Raises `ValidationError` for who has to wait, and leaves how long for the answer's status."""
    if held := hold(attempt):
        request.held = held  # type: ignore[attr-defined]
        raise ValidationError(refusals.too_many_tries(held.minutes).message, code="too_many_tries")


def held_of(request: HttpRequest) -> Held | None:
    return getattr(request, "held", None)


def note_wrong_password(request: HttpRequest, address: str) -> None:
    person = Person.objects.filter(email=address.strip().lower()).values_list("pk", flat=True).first()
    note_failure(login_attempt(request, address), person=person)


def tell_of_failures(request: HttpRequest, failed: int) -> None:
    text = ngettext(
        "Sedan du loggade in förra gången har någon skrivit fel lösenord till ditt konto %(n)d gång.",
        "Sedan du loggade in förra gången har någon skrivit fel lösenord till ditt konto %(n)d gånger.",
        failed,
    )
    messages.warning(request, text % {"n": failed})
