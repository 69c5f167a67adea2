"""What a sender looks at when it asks what is due: never at all that has ever been sent."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection
from django.db.models import QuerySet
from django.utils import timezone

from notifications.models import OutboxMessage, OutboxState
from notifications.outbox import claiming
from notifications.tasks import tell
from tests.factories.calls import call_individual

pytestmark = pytest.mark.django_db


def plan_of(rows: QuerySet[Any]) -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # a table as small as a test's is read as a whole otherwise
            cursor.execute("SET LOCAL enable_seqscan = off")
    return rows.explain()


def have_been_sent(number: int) -> None:
    """So many that which index is taken does not hang on what the server last counted."""
    like = OutboxMessage.objects.first()
    assert like is not None
    names = [one.attname for one in OutboxMessage._meta.concrete_fields if not one.primary_key]
    own = {name: getattr(like, name) for name in names} | {"told_id": None, "state": OutboxState.SENT}
    sent = (own | {"message_id": f"<{one}@lingon.example>"} for one in range(number))
    OutboxMessage.objects.bulk_create(OutboxMessage(**row) for row in sent)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def test_what_is_due_is_found_by_the_index_of_open_messages_however_many_have_been_sent(cast: Any) -> None:
    tell(call_individual(cast).pk)
    have_been_sent(500)
    now = timezone.now()

    for rows in (claiming._due(now), claiming._first(now, [cast.federation.pk], 10), claiming._expired(now)):
        assert "outbox_open" in plan_of(rows), plan_of(rows)
    claimed = plan_of(claiming._first(now, [cast.federation.pk], 10))
    assert "Sort" not in claimed and "TEMP B-TREE" not in claimed, claimed
    assert claiming._due(now).count() == OutboxMessage.objects.exclude(state=OutboxState.SENT).count() > 0


def test_what_could_not_be_leased_is_not_sent(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock does not allow that a message is gone before it is leased; were it so, nobody would know whose it is."""
    tell(call_individual(cast).pk)
    rows = list(claiming._first(timezone.now(), [cast.federation.pk], 10))
    monkeypatch.setattr(claiming, "_next", lambda *_values, **_shape: [*rows, (uuid4(), *rows[0][1:])])

    with pytest.raises(DatabaseError, match=f"{len(rows)} of {len(rows) + 1} messages"):
        claiming.claim(uuid4(), (cast.federation.pk,), 10)

    assert not OutboxMessage.objects.exclude(state=OutboxState.QUEUED).exists()
