"""How many mails a minute a recipients' domain is sent, and what a host's wrong clock does to it."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

import pytest
from django.utils import timezone

from forums.models import Federation
from notifications.models import DomainPace, OutboxMessage, OutboxState
from notifications.outbox import claiming, delivery, pace
from notifications.outbox.delivery import deliver_due
from tests.notifications.outbox.mails import sink as sink
from tests.notifications.outbox.relay_mail import federation as federation
from tests.notifications.outbox.relay_mail import queue
from tests.servers import SmtpSink

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


# --- the pace of a domain


def test_a_domain_beyond_its_pace_waits_and_the_others_mail_goes(
    sink: SmtpSink, settings: Any, federation: Federation
) -> None:
    settings.MAIL_PACE = {"stor.example": 60}
    queue(federation, delivery.BATCH * 2, "stor.example", next_at=timezone.now() - HOUR)
    queue(federation, 3, "liten.example")

    deliver_due()

    sent = [received.recipients[0].rpartition("@")[2] for received in sink.received]
    assert sent.count("liten.example") == 3
    # sixty a minute are one a second, and ten seconds are saved up
    assert 10 <= sent.count("stor.example") < delivery.BATCH
    waiting = delivery.BATCH * 2 + 3 - len(sent)
    assert OutboxMessage.objects.filter(state=OutboxState.QUEUED, attempts=0).count() == waiting


def test_after_a_while_a_domain_may_be_sent_more(sink: SmtpSink, settings: Any, federation: Federation) -> None:
    settings.MAIL_PACE = {"": 6}
    queue(federation, 5)
    deliver_due()
    before = len(sink.received)

    deliver_due()
    assert len(sink.received) == before
    DomainPace.objects.update(free_at=timezone.now() - datetime.timedelta(seconds=1))
    deliver_due()

    assert len(sink.received) == before + 1


@pytest.mark.parametrize("quiet", [datetime.timedelta(seconds=11), 5 * HOUR])
def test_what_a_domain_has_not_used_is_saved_for_ten_seconds_only(settings: Any, quiet: datetime.timedelta) -> None:
    settings.MAIL_PACE = {"": 60}
    now = timezone.now()
    DomainPace.objects.create(domain="af.example", free_at=now - quiet)

    assert pace.take(Counter({"af.example": 100}), now)["af.example"] == 11


def test_without_a_pace_nothing_is_counted(sink: SmtpSink, federation: Federation) -> None:
    queue(federation, 30)

    deliver_due()

    assert len(sink.received) == 30
    assert DomainPace.objects.count() == 0


def test_a_pace_of_its_own_goes_before_that_of_all(settings: Any) -> None:
    settings.MAIL_PACE = {"": 60, "kommun.example": 20}

    assert (pace.per_minute("kommun.example"), pace.per_minute("af.example")) == (20, 60)


# --- clocks


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_sender_whose_clock_is_ahead_takes_no_lease_that_lasts(
    settings: Any, federation: Federation, time_machine: Any
) -> None:
    queue(federation)
    token = delivery.uuid.uuid4()
    claiming.claim(token, (federation.pk,), 1)

    time_machine.move_to(timezone.now() + HOUR)

    assert claiming.claim(delivery.uuid.uuid4(), (federation.pk,), 1)[0] == []
