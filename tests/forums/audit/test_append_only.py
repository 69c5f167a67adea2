"""What has been recorded is never changed or removed, not even by somebody who asks the database directly."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from forums import audit
from forums.models import AuditEntry
from tests.factories import make_person


def record_one() -> AuditEntry:
    person = make_person()
    audit.record("password_chosen", by=person, person=person)
    return AuditEntry.objects.get(about_id=person.pk)


@pytest.mark.django_db
def test_entry_cannot_be_changed() -> None:
    entry = record_one()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(what="login_given")

    entry.refresh_from_db()
    assert entry.what == "password_chosen"


@pytest.mark.django_db
def test_entry_cannot_be_removed() -> None:
    entry = record_one()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        entry.delete()

    assert AuditEntry.objects.filter(pk=entry.pk).exists()


@pytest.mark.django_db
def test_entry_cannot_be_changed_or_removed_in_sql() -> None:
    record_one()

    for statement in ("UPDATE forums_auditentry SET who_id = NULL", "DELETE FROM forums_auditentry"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    assert AuditEntry.objects.count() == 1


@pytest.mark.django_db
def test_action_that_is_undone_leaves_no_entry() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record_one()
        raise ZeroDivisionError

    assert AuditEntry.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_database_can_be_emptied_and_still_refuses_afterwards() -> None:
    """As a test with transactions of its own does when it is over."""
    record_one()

    call_command("flush", interactive=False, verbosity=0)

    assert AuditEntry.objects.count() == 0
    entry = record_one()
    with pytest.raises(IntegrityError, match="append-only"):
        entry.delete()
    with pytest.raises(IntegrityError, match="append-only"):
        AuditEntry.objects.update(what="login_given")
