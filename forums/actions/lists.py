"""Lists of staff that leave the service as files: that somebody has fetched one stands in the record of changes,
once a day."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from forums import audit
from forums.access import can_arrange_forum
from forums.keepers import is_keeper, kept_areas
from forums.models import AuditEntry, Federation, Forum, Person
from forums.queries import today


def note_register_fetched(*, by: Person) -> None:
    """Write down that the register was fetched as a file, in each federation that it is of."""
    if not is_keeper(by):
        raise PermissionDenied
    for federation in Federation.objects.filter(areas__in=kept_areas(by)).distinct():
        if not _is_known("register_fetched", by, federation.pk):
            audit.record("register_fetched", by=by, federation=federation, where=federation)


def note_members_fetched(forum: Forum, *, by: Person) -> None:
    """The same of a group's contact list."""
    if not can_arrange_forum(by, forum):
        raise PermissionDenied
    if not _is_known("members_fetched", by, forum.pk):
        audit.record("members_fetched", by=by, forum=forum)


def _is_known(what: str, by: Person, about: int) -> bool:
    """Has it been written down today? Ten downloads in a day are one line."""
    entries = AuditEntry.objects.filter(what=what, who_id=by.pk, about_id=about)
    return any(timezone.localdate(at) == today() for at in entries.values_list("at", flat=True))
