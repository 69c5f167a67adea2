"""What stops a mail on our side: a fault of ours, or a database that is away or busy."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import DataError, IntegrityError, OperationalError

from booking.models import Answer, Meeting
from notifications.inbox import receiving
from notifications.inbox.receiving import receive
from notifications.models import InboundMail
from notifications.pages.wording import inbound_text
from tests.notifications.inbox.test_receiving import local_mailbox as local_mailbox
from tests.notifications.inbox.test_receiving import meeting as meeting
from tests.notifications.inbox.test_receiving import reply, seat

pytestmark = pytest.mark.django_db


def test_a_mail_that_a_fault_of_ours_stops_is_for_a_person_to_read(
    cast: Any, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would do so at every poll, seen by nobody."""
    raw = reply(meeting)
    with monkeypatch.context() as broken:
        broken.setattr(receiving, "take_answers", lambda mail: {}["nothing"])
        outcome = receive(raw)

    kept = InboundMail.objects.get()
    assert (outcome.result, outcome.reason, kept.reason) == ("rejected", "fault", "fault")
    assert kept.needs_person and kept.words == ""
    assert inbound_text(kept.result, kept.reason) == "Samverk kunde inte ta hand om mejlet. Läs det. Inget är ändrat."
    assert seat(meeting, cast.bo).answer == Answer.UNANSWERED
    assert receive(raw).reason == "duplicate"


@pytest.mark.parametrize("fault", [IntegrityError("person_called_once"), DataError("value too long")])
def test_a_mail_that_a_constraint_refuses_is_no_duplicate(
    cast: Any, meeting: Meeting, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    """Filed as read without a row, a reply would be seen by nobody."""

    def fail(mail: Any) -> Any:
        raise fault

    raw = reply(meeting)
    with monkeypatch.context() as broken:
        broken.setattr(receiving, "take_answers", fail)
        outcome = receive(raw)

    kept = InboundMail.objects.get()
    assert (outcome.result, outcome.reason) == ("rejected", "fault")
    assert (kept.reason, kept.needs_person) == ("fault", True)


def test_a_mail_that_another_worker_has_taken_meanwhile_is_a_duplicate(
    cast: Any, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def take(mail: Any) -> Any:
        InboundMail.objects.create(message_key=mail.key, result="applied")
        raise IntegrityError("message_key")

    # what the other has committed is there also when this transaction is taken back
    monkeypatch.setattr(receiving, "transaction", SimpleNamespace(atomic=nullcontext))
    monkeypatch.setattr(receiving, "take_answers", take)

    assert receive(reply(meeting)).reason == "duplicate"
    assert InboundMail.objects.get().result == "applied"


@pytest.mark.parametrize("passing", [OperationalError("away"), SoftTimeLimitExceeded()])
def test_a_mail_that_the_database_could_not_take_now_is_taken_later(
    cast: Any, meeting: Meeting, monkeypatch: pytest.MonkeyPatch, passing: Exception
) -> None:
    def fail(mail: Any) -> Any:
        raise passing

    raw = reply(meeting)
    with monkeypatch.context() as busy:
        busy.setattr(receiving, "take_answers", fail)
        with pytest.raises(type(passing)):
            receive(raw)

    assert not InboundMail.objects.exists()
    assert receive(raw).result == "applied"
