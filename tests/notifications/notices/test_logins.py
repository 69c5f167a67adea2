"""Mails about logging in: made from rows, to whom they are meant for and nobody else, by the way of all other mail."""

from __future__ import annotations

import datetime
import email
import re
from typing import Any

import pytest
from django.utils import timezone

from booking.staffing.actions import correct_person
from forums.actions.logins import ask_for_password, choose_password, end_login, give_login
from forums.logins import open_login_link
from forums.models import LoginRequest, Person
from forums.queries import today
from notifications import retention
from notifications.models import Notice, OutboxMessage, OutboxState
from notifications.notices.logins import send_login_mails
from notifications.outbox.bounces import note_failure
from notifications.outbox.delivery import deliver_batch
from notifications.tasks import send_login_mails as task
from tests.factories import make_person, make_unit
from tests.factories.vouching import say_yes
from tests.notifications.pages.looking import logged_in, text_of

pytestmark = pytest.mark.django_db
PASSWORD = "fyra ord som passar"


@pytest.fixture
def new(cast: Any) -> Person:
    return make_person(cast.af_unit, name="Ny Nypon", email="ny@af.example")


@pytest.fixture
def bo(cast: Any) -> Person:
    """Somebody who logs in."""
    cast.bo.set_password(PASSWORD)
    cast.bo.save()
    return cast.bo


def plain(message: OutboxMessage) -> str:
    part = email.message_from_bytes(bytes(message.body)).get_payload()[0]
    return part.get_payload(decode=True).decode()


def opened(message: OutboxMessage) -> Person | None:
    pk, token = re.search(r"/losenord/(\d+)/([^/\s]+)/", plain(message)).groups()  # type: ignore[union-attr]
    return open_login_link(int(pk), token)


def test_a_way_in_that_is_given_is_one_mail_with_a_link_that_opens(cast: Any, new: Person) -> None:
    give_login(new, by=cast.cilla)

    assert (send_login_mails(), send_login_mails()) == (1, 0)

    message = OutboxMessage.objects.get()
    assert (message.address, message.federation, message.meeting) == ("ny@af.example", cast.federation, None)
    assert message.subject == "Välj lösenord till Samverk"
    assert "Cilla Citronfjäril, Lingonförbundet, har gett dig en inloggning till Samverk." in plain(message)
    assert opened(message) == new
    notice = LoginRequest.objects.get().notices.get()
    assert (notice.kind, notice.was_sent, message.notice) == ("login_given", True, notice)


def test_the_link_is_not_kept_where_it_can_be_read(cast: Any, new: Person) -> None:
    give_login(new, by=cast.cilla)
    task()
    message = OutboxMessage.objects.get()
    assert "/losenord/" in plain(message) and "/losenord/" not in message.text

    deliver_batch()

    message.refresh_from_db()
    assert (message.state, bytes(message.body)) == (OutboxState.SENT, b"")


def test_a_new_password_is_sent_to_who_has_one(cast: Any, bo: Person) -> None:
    give_login(bo, by=cast.cilla)
    ask_for_password("Bo@af.example")

    send_login_mails()

    by_keeper, by_address = OutboxMessage.objects.order_by("created_at")
    assert "Det gamla gäller tills dess." in plain(by_keeper)
    assert "Någon, säkert du, har bett om ett nytt lösenord" in plain(by_address)
    assert opened(by_keeper) == opened(by_address) == bo


def test_an_address_from_before_is_answered_at_the_one_that_holds(cast: Any, bo: Person) -> None:
    correct_person(bo, by=cast.cilla, email="bo.ny@af.example")
    say_yes()
    ask_for_password("bo@af.example")

    send_login_mails()

    forgotten = OutboxMessage.objects.get(kind="login_forgotten")
    assert forgotten.address == "bo.ny@af.example"


def test_who_is_not_here_and_who_was_never_given_a_way_in_gets_nothing(cast: Any, new: Person, bo: Person) -> None:
    left = make_person(make_unit(cast.af), email="borta@af.example", password=PASSWORD)
    left.placements.update(starts_on=today() - datetime.timedelta(days=9), ends_on=today() - datetime.timedelta(days=1))
    closed = make_person(cast.af_unit, email="stangd@af.example", password=PASSWORD, is_active=False)
    for one in (new, left, closed):
        ask_for_password(one.email or "")
    ask_for_password("finns.inte@af.example")

    assert send_login_mails() == 0

    assert not OutboxMessage.objects.exists()
    assert set(Notice.objects.values_list("kind", "was_sent")) == {("login_forgotten", False)}


def test_a_forgotten_password_is_mailed_whatever_the_flag_of_the_address_says(cast: Any, bo: Person) -> None:
    Person.objects.filter(pk=bo.pk).update(address_bounced_at=timezone.now())
    ask_for_password(bo.email or "")

    send_login_mails()

    assert OutboxMessage.objects.get().address == bo.email


def test_whose_first_link_is_too_old_may_ask_for_another(cast: Any, new: Person) -> None:
    give_login(new, by=cast.cilla)
    ask_for_password("ny@af.example")

    send_login_mails()

    assert [opened(message) for message in OutboxMessage.objects.all()] == [new, new]


def test_what_is_taken_back_before_it_is_sent_is_not_sent(cast: Any, new: Person) -> None:
    give_login(new, by=cast.cilla)
    end_login(new, by=cast.cilla)

    assert send_login_mails() == 0


def test_an_address_that_one_has_changed_oneself_is_told_so_when_one_logs_in(cast: Any) -> None:
    cast.adam.set_password(PASSWORD)
    cast.adam.save()
    correct_person(cast.adam, by=cast.adam, email="adam.ny@lingon.example")
    correct_person(cast.david, by=cast.david, email="david.ny@lingon.example")

    send_login_mails()

    message = OutboxMessage.objects.get()
    assert (message.address, message.subject) == ("adam@lingon.example", "Din adress i Samverk är ändrad")
    assert "adam.ny@lingon.example" not in plain(message) and "/losenord/" not in plain(message)


def test_an_address_that_bounces_is_flagged(cast: Any, new: Person) -> None:
    give_login(new, by=cast.cilla)
    send_login_mails()

    message = OutboxMessage.objects.get()
    message.failure = "address"
    note_failure(message)

    assert Person.objects.get(pk=new.pk).address_bounced_at is not None


def test_one_that_cannot_be_made_does_not_stop_the_others(cast: Any, new: Person, bo: Person, caplog: Any) -> None:
    Person.objects.filter(pk=new.pk).update(email="ny\r\n@af.example")
    give_login(bo, by=cast.cilla)
    LoginRequest.objects.create(kind="given", person=new, asked_at=timezone.now() - datetime.timedelta(minutes=1))

    assert send_login_mails() == 1

    assert OutboxMessage.objects.get().address == "bo@af.example"
    waits = Notice.objects.get(settled_at=None)
    assert "notice failed" in caplog.text and waits.due_at > timezone.now()


def test_mails_about_logging_in_are_on_nobodys_list_of_what_was_sent(cast: Any, new: Person) -> None:
    give_login(new, by=cast.adam)
    send_login_mails()

    for one in (cast.adam, cast.cilla, cast.anna):
        assert "ny@af.example" not in text_of(logged_in(one).get("/skickat/"))


def test_what_was_asked_for_goes_in_days_and_what_nobody_used_in_months(cast: Any, new: Person, bo: Person) -> None:
    give_login(new, by=cast.cilla)
    give_login(bo, by=cast.cilla)
    ask_for_password("bo@af.example")
    send_login_mails()
    OutboxMessage.objects.update(state=OutboxState.SENT)
    for days, left in ((2, (3, 3)), (4, (2, 3)), (91, (0, 0))):
        long_ago = timezone.now() - datetime.timedelta(days=days)
        LoginRequest.objects.update(asked_at=long_ago)
        OutboxMessage.objects.update(created_at=long_ago)

        retention.run_retention()

        assert (LoginRequest.objects.count(), OutboxMessage.objects.count()) == left


def test_two_links_that_hold_are_both_useless_when_one_is_used(cast: Any, bo: Person) -> None:
    for _time in range(2):
        ask_for_password("bo@af.example")
    send_login_mails()
    one, other = OutboxMessage.objects.all()
    token = re.search(r"/losenord/\d+/([^/\s]+)/", plain(one)).group(1)  # type: ignore[union-attr]

    choose_password(bo, token=token, password="ett annat lösenord")

    assert opened(one) is None and opened(other) is None
