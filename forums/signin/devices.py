"""Known devices: the browsers that a person logs in with."""

from __future__ import annotations

import datetime
import hashlib
import re
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.models import KnownDevice, Person
from forums.signin.telling import tell_new_device

AT_MOST = 20
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)  # fmt: skip


def note_device(request: HttpRequest, person: Person, response: HttpResponse) -> None:
    """Remember the browser; who already logs in with another one is told by mail (ASVS 5.0, 6.3.5)."""
    key = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    if not re.fullmatch(r"[\w-]{43}", key, re.ASCII):
        key = secrets.token_urlsafe(32)
    today = timezone.localdate()
    device, is_new = KnownDevice.objects.get_or_create(
        person=person, digest=digest_of_device(key), defaults={"first_used_on": today, "last_used_on": today}
    )
    others = person.known_devices.exclude(pk=device.pk)
    if is_new and others.exists():
        tell_new_device(person)
        oldest = others.order_by("-last_used_on", "-pk").values("pk")[AT_MOST - 1 :]
        KnownDevice.objects.filter(pk__in=list(oldest.values_list("pk", flat=True))).delete()
    elif device.last_used_on != today:
        KnownDevice.objects.filter(pk=device.pk).update(last_used_on=today)
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        key,
        max_age=settings.DEVICE_COOKIE_AGE,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def forget_old_devices() -> int:
    """Delete those whose cookie has long ended. How many rows."""
    long_ago = timezone.localdate() - datetime.timedelta(seconds=settings.DEVICE_COOKIE_AGE)
    return KnownDevice.objects.filter(last_used_on__lt=long_ago).delete()[0]


def words_for(user_agent: str) -> str:
    """What a browser calls itself, in words: "Firefox, Windows"."""
    found = [next((name for mark, name in kinds if mark in user_agent), "") for kinds in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in found if name) or _("Okänd webbläsare")


def digest_of_device(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
