"""API tokens: made, ended, and removed when they have long been out of date."""

from __future__ import annotations

import datetime
import hashlib
import logging
import secrets

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from forums import audit, refusals
from forums.logins import is_let_in
from forums.models import ApiToken, Person
from forums.validators import clean_line, find_identifiers

logger = logging.getLogger(__name__)
KEY_OCTETS = 32
LONGEST_NAME = 60
AT_MOST = 10
SHOWN_AFTER_END = datetime.timedelta(days=30)


def digest_of(key: str) -> str:
    """The key is 256 random bits, so a plain digest cannot be reversed, and is quick enough for every request."""
    return hashlib.sha256(key.encode()).hexdigest()


def make_token(person: Person, *, name: str, by: Person | None) -> tuple[ApiToken, str]:
    """Make a key for one of the person's programs. The key itself is returned here and never again.

    `by` is the person, or None for whoever runs the server. Holds for `API_TOKEN_DAYS`. Raises `PermissionDenied` for
    anybody else; `RuleError` for one who cannot log in, a name that is taken or cannot be kept, and more than ten keys.
    """
    with transaction.atomic():
        person = _lock(person)
        _require_own(person, by)
        if not is_let_in(person):
            raise refusals.has_left(person)
        name, now = _clean_name(name), timezone.now()
        if person.api_tokens.filter(name=name).exists():
            raise refusals.token_name_taken()
        if person.api_tokens.count() >= AT_MOST:
            raise refusals.too_many_tokens(AT_MOST)
        key = secrets.token_urlsafe(KEY_OCTETS)
        ends_at = now + datetime.timedelta(days=settings.API_TOKEN_DAYS)
        token = ApiToken.objects.create(person=person, name=name, digest=digest_of(key), made_at=now, ends_at=ends_at)
        audit.record("token_made", by=by, person=person)
    logger.info("token made", extra={"person": person.pk, "token": token.pk})
    return token, key


def end_token(token: ApiToken, *, by: Person | None) -> None:
    """End a key at once. Idempotent. Raises `PermissionDenied` for whoever else's it is."""
    _require_own(token.person, by)
    with transaction.atomic():
        ended, _rows = ApiToken.objects.filter(pk=token.pk).delete()
        if ended:
            audit.record("token_revoked", by=by, person=token.person)
    logger.info("token ended", extra={"person": token.person_id, "token": token.pk})


def end_tokens(person: Person, *, actor: Person | None) -> int:
    """End all keys of a person, in the caller's transaction; the number of keys."""
    ended, _rows = person.api_tokens.all().delete()
    if ended:
        audit.record("token_revoked", by=actor, person=person)
    return ended


def remove_old_tokens() -> int:
    """Delete what has not held for a month. How many rows."""
    return ApiToken.objects.filter(ends_at__lt=timezone.now() - SHOWN_AFTER_END).delete()[0]


def _require_own(person: Person, by: Person | None) -> None:
    if by is not None and by.pk != person.pk:
        raise PermissionDenied


def _clean_name(name: str) -> str:
    name = clean_line(name)
    if not name or len(name) > LONGEST_NAME or find_identifiers(name):
        raise refusals.token_name()
    return name


def _lock(person: Person) -> Person:
    list(Person.objects.select_for_update(no_key=True).filter(pk=person.pk).order_by().values_list("pk"))
    return Person.objects.get(pk=person.pk)
