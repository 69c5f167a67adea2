from __future__ import annotations

import datetime
import email
import re
from email import policy
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from booking.meetings.actions.seats import add_invitation, remove_invitation
from booking.models import Invitation
from forums.models import ContactPoint
from notifications.models import AccessCode, Notice, OutboxMessage
from notifications.outbox.delivery import deliver_batch
from notifications.outbox.transport import Refused
from notifications.tasks import tell
from notifications.telling import codes
from notifications.telling.codes import new_code
from tests.factories.calls import call_individual
from tests.notifications.pages.looking import details_of, every_row, link_of, logged_in, seat_of, text_of

pytestmark = pytest.mark.django_db
WORDS = {"purposes": ["Samordna insatser"], "prepare": ["Pågående insatser"]}


@pytest.fixture
def seat(cast: Any) -> Invitation:
    """Bo's call to a meeting at the psykiatri, where Rut and Frida come too, with something to prepare."""
    choices = {name: [*listed, *WORDS.get(name, [])] for name, listed in cast.sip.choices.items()}
    for template in (cast.samverksmote, cast.sip):
        template.choices = {**choices, **{name: WORDS[name] for name in WORDS}}
        template.save()
    place = "Psykiatrin Lingon, plan 2"
    meeting = call_individual(cast, cast.bo, cast.rut, cast.frida, template=cast.sip, place=place, **WORDS)
    tell(meeting.pk)
    return seat_of(meeting, cast.bo)


def mailed_code(seat: Invitation) -> str:
    """The code as it stands in the newest mail to the invited address."""
    mail = seat.outbox.filter(kind="access_code").order_by("-created_at", "-counter").last()
    text = email.message_from_bytes(bytes(mail.body), policy=policy.default).get_body(("plain",)).get_content()
    return re.search(r"Koden är (\d{6})\.", text)[1]


def test_without_a_code_nobody_is_named(cast: Any, client: Client, seat: Invitation) -> None:
    page = text_of(client.get(details_of(seat)))

    for words in ("Rut", "Frida", "Psykiatrin", "Samordna insatser", "huvudman"):
        assert words not in page


def test_the_code_opens_who_comes_what_to_prepare_and_the_place(cast: Any, client: Client, seat: Invitation) -> None:
    client.post(details_of(seat), {"skicka": "1"})

    page = text_of(client.post(details_of(seat), {"code": mailed_code(seat)}, follow=True))

    for words in (
        "Rut Rimfrosthatt",
        "Lingonby vårdcentral, Region Lingon",
        "Frida Fjädermoln",
        "Psykiatrin Lingon, plan 2",
        "Samordna insatser",
        "Pågående insatser",
        "Ni inbjuds att delta",
    ):
        assert words in page


def test_who_is_called_as_huvudman_is_told_so(cast: Any, client: Client, seat: Invitation) -> None:
    rut = seat_of(seat.meeting, cast.rut)
    client.post(details_of(rut), {"skicka": "1"})

    page = text_of(client.post(details_of(rut), {"code": mailed_code(rut)}, follow=True))

    assert "Ni kallas som huvudman" in page


def test_the_code_goes_to_the_invited_address_and_to_a_units_mailbox(cast: Any, client: Client) -> None:
    ContactPoint.objects.create(unit=cast.region_unit, function="Rehab", mailbox="rehab@vc.example")
    meeting = call_individual(cast, cast.bo, cast.rut)
    remove_invitation(seat_of(meeting, cast.rut), by=cast.anna)
    unit = add_invitation(meeting, by=cast.anna, unit=cast.region_unit)

    client.post(details_of(unit), {"skicka": "1"})

    assert OutboxMessage.objects.get(kind="access_code").address == "rehab@vc.example"


def test_a_code_is_stored_only_as_a_seal_and_its_mail_is_emptied_when_it_has_left(
    cast: Any, client: Client, seat: Invitation, settings: Any, tmp_path: Any
) -> None:
    settings.EMAIL_URL = f"maildir://{tmp_path}/mailbox"
    client.post(details_of(seat), {"skicka": "1"})
    code = mailed_code(seat)

    deliver_batch()

    assert code not in str({label: rows for label, rows in every_row().items() if "Session" not in label})
    assert bytes(OutboxMessage.objects.get(kind="access_code").body) == b""
    assert any(code in path.read_text() for path in (tmp_path / "mailbox" / "new").iterdir())


def test_a_code_that_was_refused_by_the_server_is_not_kept(
    cast: Any, client: Client, seat: Invitation, monkeypatch: Any
) -> None:
    client.post(details_of(seat), {"skicka": "1"})
    monkeypatch.setattr("notifications.outbox.transport.LocalMailbox.send", refuse)

    deliver_batch()

    mail = OutboxMessage.objects.get(kind="access_code")
    assert (mail.state, bytes(mail.body)) == ("failed", b"")


def refuse(*_mail: object) -> str:
    raise Refused("550")


def test_five_wrong_tries_end_a_code(cast: Any, client: Client, seat: Invitation) -> None:
    code = new_code(seat)
    wrong = f"{(int(code) + 1) % 10**6:06d}"

    answers = [client.post(details_of(seat), {"code": wrong}).status_code for _try in range(5)]
    late = client.post(details_of(seat), {"code": code})

    assert answers == [422] * 5
    assert late.status_code == 422
    assert "Koden stämmer inte, eller gäller inte längre" in text_of(late)


def test_a_code_holds_a_quarter_of_an_hour(cast: Any, client: Client, seat: Invitation, time_machine: Any) -> None:
    code = new_code(seat)

    time_machine.move_to(timezone.now() + codes.VALID)

    assert client.post(details_of(seat), {"code": code}).status_code == 422


def test_a_new_code_ends_the_one_before_and_one_that_has_opened_is_spent(seat: Invitation) -> None:
    first, second = new_code(seat), new_code(seat)

    assert first == second or not codes.is_right(seat, first)
    assert codes.is_right(seat, f" {second[:3]} {second[3:]} ")
    assert not codes.is_right(seat, second)
    assert not AccessCode.objects.exists()


def test_a_code_opens_no_other_link(cast: Any, client: Client, seat: Invitation) -> None:
    code = new_code(seat)
    rut = seat_of(seat.meeting, cast.rut)

    assert client.post(details_of(rut), {"code": code}).status_code == 422
    client.post(details_of(seat), {"code": code})
    assert "Frida" not in text_of(client.get(details_of(rut)))


def test_three_codes_an_hour_at_most_and_one_however_often_it_is_pressed(
    cast: Any, client: Client, seat: Invitation, time_machine: Any
) -> None:
    time_machine.move_to(timezone.now(), tick=False)
    for _again in range(5):
        client.post(details_of(seat), {"skicka": "1"})
    assert Notice.objects.filter(kind="access_code").count() == 1

    for _minute in range(4):
        time_machine.shift(61)
        last = client.post(details_of(seat), {"skicka": "1"})

    assert last.status_code == 422
    assert "Tre koder har skickats den senaste timmen" in text_of(last)
    assert OutboxMessage.objects.filter(kind="access_code").count() == 3
    time_machine.shift(3600)
    assert client.post(details_of(seat), {"skicka": "1"}).status_code == 302


def test_the_page_is_open_for_half_an_hour_in_that_browser_only(
    cast: Any, client: Client, seat: Invitation, time_machine: Any
) -> None:
    client.post(details_of(seat), {"code": new_code(seat)})
    assert "Frida" in text_of(client.get(details_of(seat)))
    assert "Frida" not in text_of(Client().get(details_of(seat)))

    time_machine.move_to(timezone.now() + datetime.timedelta(minutes=30))

    assert "Frida" not in text_of(client.get(details_of(seat)))


def test_a_revoked_link_closes_the_page_that_a_code_had_opened(cast: Any, client: Client, seat: Invitation) -> None:
    url = details_of(seat)
    client.post(url, {"code": new_code(seat)})

    remove_invitation(seat, by=cast.anna)

    assert client.get(url).status_code == 404


def test_the_invited_person_needs_no_code_when_logged_in_and_nobody_else_is_let_in(cast: Any, seat: Invitation) -> None:
    url = details_of(seat)

    assert "Frida" in text_of(logged_in(cast.bo).get(url))
    for person in (cast.cilla, cast.david, cast.adam, cast.kim, cast.eva):
        assert "Frida" not in text_of(logged_in(person).get(url))


def test_a_meeting_that_has_begun_gives_no_codes(
    cast: Any, client: Client, seat: Invitation, time_machine: Any
) -> None:
    url = details_of(seat)
    time_machine.move_to(seat.meeting.starts_at)

    assert client.post(url, {"skicka": "1"})["Location"] == link_of(seat)
    assert not Notice.objects.filter(kind="access_code").exists()
