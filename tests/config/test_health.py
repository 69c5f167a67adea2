from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from notifications.models import Heartbeat, OutboxMessage
from tests.factories.forums import make_federation

pytestmark = pytest.mark.django_db


def hear_worker(*, seconds_ago):
    Heartbeat.objects.create(name="worker", at=timezone.now() - timedelta(seconds=seconds_ago))


def queue_mail(*, due_minutes_ago, state="queued"):
    OutboxMessage.objects.create(
        federation=make_federation(),
        kind="reminder",
        address="sam@forsvik.example",
        envelope_from="samverk@samverk.example",
        message_id="<1@samverk.example>",
        subject="Kallelse",
        body=b"",
        state=state,
        next_at=timezone.now() - timedelta(minutes=due_minutes_ago),
    )


def test_a_process_that_answers_is_alive(client):
    answer = client.get("/health/live")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_ready_when_the_worker_was_heard_of_and_mail_gets_out(client):
    hear_worker(seconds_ago=10)
    queue_mail(due_minutes_ago=4)

    answer = client.get("/health/ready")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "checks": {"database": "ok", "broker": "ok", "worker": "ok", "mail_queue": "ok"},
    }


def test_not_ready_before_a_worker_was_ever_heard_of(client):
    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["checks"]["worker"] == "fel: ingen arbetare har hörts av"


def test_not_ready_when_the_worker_has_been_silent_for_a_minute(client):
    hear_worker(seconds_ago=61)

    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["checks"]["worker"] == "fel: tyst i 61 s"


def test_not_ready_when_mail_has_been_due_for_five_minutes(client):
    hear_worker(seconds_ago=1)
    queue_mail(due_minutes_ago=6)

    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["checks"]["mail_queue"] == "fel: äldsta mejlet har väntat 360 s"


@pytest.mark.parametrize(("due_minutes_ago", "state"), [(-30, "queued"), (60, "sent")])
def test_mail_that_waits_for_a_later_try_or_has_left_is_not_late(client, due_minutes_ago, state):
    hear_worker(seconds_ago=1)
    queue_mail(due_minutes_ago=due_minutes_ago, state=state)

    assert client.get("/health/ready").status_code == 200


def test_an_error_is_named_by_its_kind_without_its_text(client, monkeypatch):
    def refuse(*args):
        raise OperationalError("password=hemligt")

    monkeypatch.setattr(connection, "cursor", refuse)

    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "fel: OperationalError"
    assert "hemligt" not in answer.content.decode()


def test_nothing_is_changed_by_asking(client):
    assert client.post("/health/live").status_code == 405
    assert client.post("/health/ready").status_code == 405


def test_a_database_that_can_only_be_read_is_not_ready(client, monkeypatch):
    hear_worker(seconds_ago=1)

    def full(*args, **values):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(Heartbeat.objects, "update_or_create", full)

    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "fel: OperationalError"


def test_asking_often_writes_once_in_five_seconds(client):
    hear_worker(seconds_ago=1)
    client.get("/health/ready")
    written = Heartbeat.objects.get(name="written").at

    client.get("/health/ready")

    assert Heartbeat.objects.get(name="written").at == written


def test_what_the_database_wrote_is_no_sign_of_a_worker(client):
    client.get("/health/ready")

    assert client.get("/health/ready").json()["checks"]["worker"] == "fel: ingen arbetare har hörts av"
