"""Sessions in the database, as Django keeps them: read by a compiled query, since each request needs one, and ended
after an hour without a request and ten hours after the login (ASVS 5.0, 7.3.1 and 7.3.2)."""

from __future__ import annotations

import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from config.database.prepared import Slot, prepared

BEGUN = "begun"
# how often the end of a session in use is moved on: a request in some hundred writes
MOVED_ON_EVERY = datetime.timedelta(minutes=5)


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        """The session's data. One that is in use is saved at the end of the request, a few minutes apart."""
        self._ends_at: datetime.datetime | None = None
        data = super().load()
        if self._ends_at is not None and end_of(data) - self._ends_at > MOVED_ON_EVERY:
            self.modified = True
        return data

    def _get_session_from_db(self) -> Session | None:
        found = _session(self.session_key or "", timezone.now())
        if not found:
            self._session_key = None
            return None
        self._ends_at = found[0].expire_date
        return found[0]

    def cycle_key(self) -> None:
        """Another key, at a login and whenever what the session may see becomes more. The row by which its owner sees
        and ends it goes along."""
        before = self.session_key
        super().cycle_key()
        if before:
            UserSession = apps.get_model("usersessions", "UserSession")
            UserSession.objects.filter(session_key=before).update(session_key=self.session_key)

    def get_expiry_age(self, **_kwargs: Any) -> int:
        """Seconds until the session ends, if nothing more is asked for in it."""
        return int((end_of(dict(self.items())) - timezone.now()).total_seconds())

    def get_expiry_date(self, **_kwargs: Any) -> datetime.datetime:
        return end_of(dict(self.items()))


def end_of(data: dict[str, Any]) -> datetime.datetime:
    """When a session that is used now ends, in UTC: after an idle hour, or ten hours after its login."""
    now = timezone.now()
    idle = now + datetime.timedelta(seconds=settings.SESSION_IDLE_SECONDS)
    begun = data.get(BEGUN)
    if begun is None:
        return idle
    last = datetime.datetime.fromtimestamp(begun, datetime.UTC) + datetime.timedelta(
        seconds=settings.SESSION_COOKIE_AGE
    )
    return min(idle, last)


def owner_of_ended(key: str) -> int | None:
    """Whose session it was that has ended, while its row is still there: the person's id."""
    row = Session.objects.filter(session_key=key, expire_date__lte=timezone.now()).first()
    owner = row.get_decoded().get(SESSION_KEY) if row is not None else None
    return int(owner) if owner is not None else None


@prepared
def _session(key: Slot, now: Slot) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now).order_by()
