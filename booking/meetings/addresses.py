"""The URL of a meeting's page, for long lists."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from django.urls import reverse

ANY = UUID(int=0)


def meeting_url(pk: UUID) -> str:
    """The URL by a cached pattern: `reverse` for each row takes a tenth of a list's time."""
    return _pattern().replace(str(ANY), str(pk))


@cache
def _pattern() -> str:
    return reverse("booking:meeting", args=[ANY])
