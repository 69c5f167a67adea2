"""Three kinds of failures, and what each does to the person, the caller, reminders and logins; and flags that heal."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from booking.meetings.actions.changing import change_meeting
from booking.meetings.actions.seats import add_invitation
from booking.models import Meeting
from forums.actions.logins import ask_for_password
from forums.models import Person
from notifications.inbox.receiving import receive
from notifications.models import Notice, OutboxMessage, OutboxState, Told
from notifications.notices.due import run_due
from notifications.notices.logins import send_login_mails
from notifications.outbox.delivery import deliver_batch
from notifications.pages.wording import failure_text
from notifications.tasks import reconcile_all, tell
from notifications.telling.dead_addresses import heal_those_reached
from notifications.telling.links import link_token
from tests.factories import make_contact_point, make_person
from tests.factories.calls import call_forum, call_individual
from tests.notifications.inbox.test_receiving import plain_mail, reply
from tests.notifications.notices.reminding import remind_days_before
from tests.notifications.outbox.test_bounces import bounce, report
from tests.notifications.outbox.test_bounces import local_mailbox as local_mailbox
from tests.notifications.outbox.test_bounces import meeting as meeting
from tests.notifications.pages.looking import logged_in, text_of

pytestmark = pytest.mark.django_db
BO = "bo@af.example"
DEAD = ["5.1.1", "5.1.10", "5.1.6", "5.2.1"]
NOT_DEAD = ["5.2.2", "5.2.3", "5.3.4", "5.7.1", "5.7.26", "5.7.509", "5.0.0", "5.5.0", "5.4.7", "4.4.7", "4.2.2"]


def to_bo(**which: Any) -> OutboxMessage:
    return OutboxMessage.objects.filter(address=BO, method="REQUEST", **which).latest("counter", "created_at")


def came_back(message: OutboxMessage, status: str = "5.1.1") -> None:
    receive(report(message, "failed", status))


def is_flagged(person: Person) -> bool:
    return Person.objects.get(pk=person.pk).address_bounced_at is not None


def notices(*kinds: str) -> list[tuple[str, str]]:
    found = Notice.objects.filter(kind__in=kinds) if kinds else Notice.objects.all()
    return sorted(found.values_list("kind", "person__name"))


FAILURES = ("address_bounced", "colleague_bounced", "mail_not_delivered", "domain_refuses")


@pytest.mark.parametrize("status", DEAD)
def test_a_dead_address_is_flagged_and_held_and_those_who_can_mend_it_are_told(
    cast: Any, meeting: Meeting, status: str
) -> None:
    came_back(to_bo(), status)

    assert is_flagged(cast.bo)
    assert Told.objects.get(address=BO).is_held
    assert notices(*FAILURES) == [("address_bounced", cast.anna.name), ("colleague_bounced", cast.kim.name)]


@pytest.mark.parametrize("status", NOT_DEAD)
def test_what_is_about_the_mailbox_the_mail_or_time_flags_nobody_and_its_caller_is_told(
    cast: Any, meeting: Meeting, status: str
) -> None:
    message = to_bo()

    came_back(message, status)

    message.refresh_from_db()
    assert (is_flagged(cast.bo), Told.objects.get(address=BO).is_held) == (False, False)
    assert (message.state, message.failure != "address", message.failed_at is not None) == ("bounced", True, True)
    assert notices(*FAILURES) == [("mail_not_delivered", cast.anna.name)]
    assert failure_text(message).startswith("Mejlet kom tillbaka. ")
    assert "Kontrollera" not in failure_text(message)


@pytest.mark.parametrize("status", NOT_DEAD)
def test_the_next_mail_is_tried_and_says_all_that_the_one_that_came_back_said(
    cast: Any, meeting: Meeting, status: str
) -> None:
    came_back(to_bo(), status)

    change_meeting(meeting, by=cast.anna, place="Blåbärssalen")
    tell(meeting.pk)

    again = to_bo()
    assert (again.state, again.kind) == (OutboxState.QUEUED, "invitation")


def test_what_came_back_for_another_reason_is_not_sent_again_and_again(cast: Any, meeting: Meeting) -> None:
    came_back(to_bo(), "5.7.1")

    reconcile_all()

    assert OutboxMessage.objects.filter(address=BO).count() == 1


def test_somebody_may_send_again_what_came_back_for_another_reason(cast: Any, meeting: Meeting) -> None:
    message = to_bo()
    came_back(message, "5.2.2")
    page = logged_in(cast.anna).get("/skickat/")
    assert [row["can_try_again"] for row in page.context["rows"]].count(True) == 1
    assert "Brevlådan är full." in text_of(page)

    logged_in(cast.anna).post(f"/skickat/{message.pk}/forsok-igen/")

    assert to_bo().state in (OutboxState.QUEUED, OutboxState.SENT) and to_bo().pk != message.pk


@pytest.mark.parametrize(("status", "reminded"), [("5.1.1", 0), ("5.2.2", 1), ("5.7.1", 1), ("5.4.7", 1)])
def test_reminders_go_on_unless_the_address_is_dead(
    cast: Any, meeting: Meeting, time_machine: Any, status: str, reminded: int
) -> None:
    came_back(to_bo(), status)
    time_machine.move_to(remind_days_before(meeting, cast.samverksmote.remind_unanswered_days))

    run_due()

    assert OutboxMessage.objects.filter(address=BO, kind="remind_unanswered").count() == reminded


def test_a_forgotten_password_is_mailed_to_a_flagged_address(cast: Any, meeting: Meeting) -> None:
    cast.bo.set_password("fyra ord som passar")
    cast.bo.save()
    came_back(to_bo())
    ask_for_password(BO)

    send_login_mails()

    assert OutboxMessage.objects.filter(address=BO, kind="login_forgotten").count() == 1


def test_a_report_of_the_same_failure_once_more_changes_and_tells_nothing(cast: Any, meeting: Meeting) -> None:
    came_back(to_bo(), "5.2.2")
    at = to_bo().failed_at

    receive(report(to_bo(), "failed", "5.2.2").replace(b"<dsn-", b"<again-"))

    assert to_bo().failed_at == at
    assert notices(*FAILURES) == [("mail_not_delivered", cast.anna.name)]


# --- one domain


def called_at_one_domain(cast: Any, number: int, domain: str = "af.example") -> list[OutboxMessage]:
    people = [make_person(cast.af_unit, email=f"n{n}@{domain}") for n in range(number)]
    meeting = call_forum(cast)
    for person in people:
        add_invitation(meeting, by=cast.cilla, person=person, is_guest=True)
    tell(meeting.pk)
    deliver_batch()
    return list(OutboxMessage.objects.filter(address__in=[person.email for person in people]))


@pytest.mark.parametrize("status", ["5.7.26", "5.2.2", "5.4.7", "5.0.0"])
def test_when_several_of_one_domain_fail_alike_the_administrators_are_told_once_and_nobody_is_flagged(
    cast: Any, status: str
) -> None:
    for message in called_at_one_domain(cast, 4):
        came_back(message, status)
    run_due()

    assert notices("domain_refuses") == [("domain_refuses", cast.adam.name)]
    mail = OutboxMessage.objects.get(kind="domain_refuses")
    assert mail.address == cast.adam.email
    assert "af.example" in mail.subject and "adresser på af.example" in mail.text
    assert not Person.objects.filter(address_bounced_at__isnull=False).exists()
    assert "n0@" not in mail.text


def test_two_of_a_domain_several_of_different_domains_and_hours_apart_are_no_pattern(
    cast: Any, time_machine: Any
) -> None:
    messages = called_at_one_domain(cast, 4)
    for message in messages[:2]:
        came_back(message, "5.7.1")
    came_back(messages[2], "5.2.2")
    time_machine.move_to(timezone.now() + datetime.timedelta(hours=2))
    came_back(messages[3], "5.7.1")

    assert notices("domain_refuses") == []


# --- flags that heal


def flagged(cast: Any, meeting: Meeting) -> None:
    came_back(to_bo())
    assert is_flagged(cast.bo)


def is_told_again(meeting: Meeting) -> bool:
    """What was held for the address is told by the next run over everything ahead."""
    reconcile_all()
    return OutboxMessage.objects.filter(address=BO, meeting=meeting, state=OutboxState.QUEUED).exists()


def test_an_answer_from_the_address_heals_its_flag_and_tells_what_was_held(cast: Any, meeting: Meeting) -> None:
    flagged(cast, meeting)

    assert receive(reply(meeting)).result == "applied"

    assert not is_flagged(cast.bo)
    assert is_told_again(meeting)
    assert "Mejlen kommer inte fram" not in text_of(logged_in(cast.anna).get(f"/moten/{meeting.pk}/"))


def test_any_mail_from_the_address_that_a_server_vouches_for_heals_its_flag(
    cast: Any, meeting: Meeting, settings: Any
) -> None:
    flagged(cast, meeting)
    settings.AUTHSERV_ID = "mx.lingon.example"
    ours = f"In-Reply-To: {to_bo().message_id}"
    forged = "Authentication-Results: mx.lingon.example; dmarc=fail header.from=af.example"

    receive(plain_mail(ours, forged, "Auto-Submitted: auto-replied"))
    assert is_flagged(cast.bo)
    receive(plain_mail(ours, forged.replace("fail", "pass"), "Auto-Submitted: auto-replied"))

    assert not is_flagged(cast.bo)


def test_an_answer_by_the_link_heals_the_flag(cast: Any, meeting: Meeting, client: Any) -> None:
    flagged(cast, meeting)

    client.post(f"/svar/{link_token(meeting.invitations.get(person=cast.bo))}/", {"answer": "yes"})

    assert not is_flagged(cast.bo)


def test_who_logs_in_has_their_address_still(cast: Any, meeting: Meeting, client: Any) -> None:
    flagged(cast, meeting)
    cast.bo.refresh_from_db()
    cast.bo.set_password("fyra ord som passar")
    cast.bo.save()

    client.post("/logga-in/", {"login": BO, "password": "fyra ord som passar"})

    assert not is_flagged(cast.bo)


def test_a_mail_that_is_reported_as_delivered_heals_the_flag(cast: Any, meeting: Meeting) -> None:
    flagged(cast, meeting)

    receive(report(to_bo(), "delivered", "2.0.0").replace(b"<dsn-", b"<later-"))

    assert not is_flagged(cast.bo)


def test_a_later_mail_that_does_not_come_back_heals_the_flag_after_two_days(
    cast: Any, meeting: Meeting, time_machine: Any
) -> None:
    flagged(cast, meeting)
    time_machine.move_to(timezone.now() + datetime.timedelta(hours=1))
    other = call_individual(cast)
    tell(other.pk)
    deliver_batch()
    assert to_bo().meeting_id == other.pk

    time_machine.move_to(timezone.now() + datetime.timedelta(hours=47))
    assert heal_those_reached() == 0
    time_machine.move_to(timezone.now() + datetime.timedelta(hours=2))
    assert heal_those_reached() == 1

    assert not is_flagged(cast.bo)


def test_a_later_mail_that_comes_back_heals_nothing(cast: Any, meeting: Meeting, time_machine: Any) -> None:
    flagged(cast, meeting)
    time_machine.move_to(timezone.now() + datetime.timedelta(hours=1))
    other = call_individual(cast)
    tell(other.pk)
    deliver_batch()
    receive(bounce(to_bo()))

    time_machine.move_to(timezone.now() + datetime.timedelta(days=3))

    assert heal_those_reached() == 0
    assert is_flagged(cast.bo)


def test_the_flag_of_a_units_mailbox_heals_as_a_persons_does(cast: Any) -> None:
    point = make_contact_point(cast.af_unit, mailbox="in@af.example")
    point.address_bounced_at = timezone.now()
    point.save()

    receive(plain_mail().replace(b"From: bo@af.example", b"From: IN@af.example"), cast.federation)

    point.refresh_from_db()
    assert point.address_bounced_at is None
