"""What mail leaves behind goes by the federation's days (domain rule 12)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from booking.models import Meeting
from forums.brakes import Attempt, Purpose, note_failure
from forums.models import ApiToken, Brake
from notifications.models import AccessCode, CalendarObject, InboundMail, Notice, OutboxMessage, OutboxState
from notifications.retention import run_retention
from notifications.tasks import tell
from tests.factories import make_federation, make_key
from tests.factories.calls import call_forum, call_individual
from tests.factories.series_rows import make_series

pytestmark = pytest.mark.django_db
DAYS = datetime.timedelta(days=1)
HOUR = datetime.timedelta(hours=1)


def told(meeting: Meeting, state: str = OutboxState.SENT) -> Meeting:
    tell(meeting.pk)
    OutboxMessage.objects.update(state=state)
    return meeting


def bodies() -> set[tuple[bool, bool]]:
    """Whether there is text, and a finished mail."""
    return {(bool(text), bool(body)) for text, body in OutboxMessage.objects.values_list("text", "body")}


def test_what_mails_said_goes_after_the_federations_days_and_that_they_were_sent_stays(
    cast: Any, time_machine: Any
) -> None:
    cast.federation.mail_retention_days = 10
    cast.federation.save()
    told(call_forum(cast))
    count, made = OutboxMessage.objects.count(), OutboxMessage.objects.earliest("created_at").created_at

    time_machine.move_to(made + 10 * DAYS - HOUR)
    assert run_retention()["mail_bodies"] == 0
    assert bodies() == {(True, True)}
    time_machine.move_to(made + 10 * DAYS + HOUR)

    assert run_retention()["mail_bodies"] == count
    assert bodies() == {(False, False)}
    assert run_retention()["mail_bodies"] == 0
    assert OutboxMessage.objects.count() == count


@pytest.mark.parametrize("empty", [{"text": ""}, {"body": b""}])
def test_a_mail_that_is_half_empty_is_emptied(cast: Any, time_machine: Any, empty: dict[str, Any]) -> None:
    meeting = told(call_forum(cast))
    OutboxMessage.objects.update(**empty)

    time_machine.move_to(meeting.called_at + 31 * DAYS)

    assert run_retention()["mail_bodies"] == OutboxMessage.objects.count()
    assert bodies() == {(False, False)}


@pytest.mark.parametrize("waiting", [OutboxState.QUEUED, OutboxState.SENDING])
def test_what_has_not_left_keeps_its_body(cast: Any, time_machine: Any, waiting: str) -> None:
    told(call_forum(cast), waiting)

    time_machine.move_to(timezone.now() + 31 * DAYS)

    assert run_retention()["mail_bodies"] == 0
    assert bodies() == {(True, True)}


def test_another_federations_days_are_its_own(cast: Any, time_machine: Any) -> None:
    make_federation(mail_retention_days=1)
    told(call_forum(cast))

    time_machine.move_to(timezone.now() + 5 * DAYS)

    assert run_retention()["mail_bodies"] == 0


def received(federation: Any, meeting: Meeting | None = None, is_handled: bool = True) -> InboundMail:
    number = InboundMail.objects.count()
    about = {"federation": federation, "meeting": meeting, "result": "unknown", "words": "Hej"}
    about |= {"handled_at": timezone.now() if is_handled else None, "needs_person": not is_handled}
    return InboundMail.objects.create(message_key=str(number), from_address="bo@af.example", **about)


def test_what_came_in_goes_by_the_days_of_whose_mailbox_it_came_to(cast: Any, time_machine: Any) -> None:
    """And who wrote what belongs to no meeting; nobody's mail goes after thirty days."""
    cast.federation.mail_retention_days = 10
    cast.federation.save()
    about, own, nobodys = received(cast.federation, call_forum(cast)), received(cast.federation), received(None)
    came = nobodys.received_at

    def kept() -> list[tuple[bool, str]]:
        rows = (InboundMail.objects.get(pk=row.pk) for row in (about, own, nobodys))
        return [(row.words != "", row.from_address) for row in rows]

    time_machine.move_to(came + 10 * DAYS - HOUR)
    assert run_retention()["inbound_bodies"] == 0
    time_machine.move_to(came + 10 * DAYS + HOUR)
    assert run_retention()["inbound_bodies"] == 2
    assert kept() == [(False, "bo@af.example"), (False, ""), (True, "bo@af.example")]
    time_machine.move_to(came + 30 * DAYS + HOUR)
    assert run_retention()["inbound_bodies"] == 1
    assert kept()[2] == (False, "")


def test_what_nobody_has_seen_to_stays_however_old_it_is(cast: Any, time_machine: Any) -> None:
    """An incoming public record: the words here, and who wrote it, are what one needs to see to it."""
    waits = [received(cast.federation, call_forum(cast), False), received(cast.federation, None, False)]

    time_machine.move_to(timezone.now() + 400 * DAYS)
    run_retention()

    rows = [InboundMail.objects.get(pk=row.pk) for row in waits]
    assert {(row.words, row.from_address) for row in rows} == {("Hej", "bo@af.example")}


def test_the_row_of_an_original_stays_until_it_has_left_the_mailbox(cast: Any, time_machine: Any) -> None:
    unplaced, placed = received(cast.federation), received(cast.federation, call_forum(cast))
    of_series = received(cast.federation)
    InboundMail.objects.filter(pk=of_series.pk).update(series=make_series(cast, cast.bo, caller=cast.cilla))
    came = unplaced.received_at

    time_machine.move_to(came + 60 * DAYS - HOUR)
    run_retention()
    assert InboundMail.objects.count() == 3
    time_machine.move_to(came + 60 * DAYS + HOUR)
    run_retention()

    assert set(InboundMail.objects.all()) == {placed, of_series} != {unplaced}


def test_what_an_answer_said_goes_with_its_words(cast: Any, time_machine: Any) -> None:
    mail = received(cast.federation, call_forum(cast))
    InboundMail.objects.filter(pk=mail.pk).update(waiting={"answer": "yes"}, words="")

    time_machine.move_to(mail.received_at + 31 * DAYS)
    run_retention()

    assert InboundMail.objects.get(pk=mail.pk).waiting is None


def test_devices_and_brakes_go_when_nothing_needs_them(cast: Any, time_machine: Any) -> None:
    today = timezone.localdate()
    cast.bo.known_devices.create(digest="x", first_used_on=today, last_used_on=today)
    note_failure(Attempt(Purpose.LOGIN, "bo@af.example", "192.0.2.7"))

    time_machine.move_to(timezone.now() + 400 * DAYS)
    removed = run_retention()

    assert removed["devices"] == 1 and removed["brakes"] >= 3
    assert not cast.bo.known_devices.exists() and not Brake.objects.exists()


def test_a_federation_that_keeps_mail_for_longer_than_nobodys_does_so(cast: Any, time_machine: Any) -> None:
    cast.federation.mail_retention_days = 60
    cast.federation.save()
    own = received(cast.federation)

    time_machine.move_to(own.received_at + 31 * DAYS)

    assert run_retention()["inbound_bodies"] == 0


def test_all_about_a_stripped_meeting_goes_and_nothing_about_another(cast: Any) -> None:
    stripped, other = told(call_individual(cast)), told(call_individual(cast))
    series = make_series(cast, cast.bo, caller=cast.cilla)
    for meeting in (stripped, other):
        mail = received(cast.federation, meeting)
        seat = meeting.invitations.get(person=cast.bo)
        InboundMail.objects.filter(pk=mail.pk).update(series=series, invitation=seat, waiting={"answer": "yes"})
    Meeting.objects.filter(pk=stripped.pk).update(stripped_at=timezone.now())

    removed = run_retention()

    for rows in (OutboxMessage, CalendarObject, Notice):
        assert set(rows.objects.values_list("meeting", flat=True)) == {other.pk}
    assert removed["InboundMail"] == 1
    # who may say what becomes of its original has nothing of the case
    row = InboundMail.objects.exclude(meeting=other).get()
    assert (row.meeting, row.series, row.invitation, row.waiting) == (None, None, None, None)
    assert (row.from_address, row.words) == ("", "")
    assert row.federation == cast.federation


def test_a_code_goes_when_it_holds_no_longer(cast: Any, time_machine: Any) -> None:
    seat = call_individual(cast).invitations.get(person=cast.bo)
    AccessCode.objects.create(invitation=seat, code_hash="x", expires_at=timezone.now() + HOUR)

    assert run_retention()["codes"] == 0
    time_machine.move_to(timezone.now() + 2 * HOUR)

    assert run_retention()["codes"] == 1


def test_sessions_and_keys_that_have_ended_go(cast: Any, time_machine: Any) -> None:
    Client().force_login(cast.anna)
    make_key(cast.anna)
    ApiToken.objects.update(ends_at=timezone.now() + HOUR)

    assert (run_retention()["sessions"], run_retention()["api_tokens"]) == (0, 0)
    time_machine.move_to(timezone.now() + 32 * DAYS)

    removed = run_retention()
    assert (removed["sessions"], removed["api_tokens"]) == (1, 1)
    assert not Session.objects.exists()
