from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from booking.meetings.actions.changing import cancel_meeting, move_meeting
from booking.models import Meeting
from notifications.models import InboundMail
from notifications.outbox.delivery import deliver_batch
from notifications.tasks import tell
from tests.factories.calls import call_individual
from tests.notifications.pages.looking import seat_of, text_of

pytestmark = pytest.mark.django_db
MAILBOX = reverse("notifications:mailbox")


@pytest.fixture
def demo(settings: Any, tmp_path: Path) -> Path:
    settings.DEMO = True
    settings.EMAIL_URL = f"maildir://{tmp_path}/mailbox"
    return tmp_path / "mailbox"


@pytest.fixture
def meeting(cast: Any, demo: Path) -> Meeting:
    """Called, and delivered to the local mailbox."""
    called = call_individual(cast)
    deliver(called)
    return called


def deliver(meeting: Meeting) -> None:
    tell(meeting.pk)
    while deliver_batch().sent:
        continue


def letter_to(client: Client, address: str) -> str:
    rows = client.get(MAILBOX, {"till": address}).context["rows"]
    return reverse("notifications:letter", args=[rows[0].key])


def test_the_mailbox_is_there_in_the_demonstration_only(client: Client, settings: Any, meeting: Meeting) -> None:
    url = letter_to(client, "bo@af.example")
    for demo, email_url in ((False, settings.EMAIL_URL), (True, "smtp://127.0.0.1:25")):
        settings.DEMO, settings.EMAIL_URL = demo, email_url

        assert {client.get(page).status_code for page in (MAILBOX, url)} == {404}
        assert client.post(url + "svara/", {"answer": "accept"}).status_code == 404


def test_the_mailbox_says_what_it_is_and_is_searched_by_address(client: Client, meeting: Meeting) -> None:
    page = client.get(MAILBOX)

    assert "Lokal brevlåda – bara i demo" in text_of(page)
    assert len(page.context["rows"]) == 3
    found = client.get(MAILBOX, {"till": "RUT@vard"}).context["rows"]
    assert [row.to_address for row in found] == ["rut@vardcentralen.example"]


def test_an_empty_mailbox_is_a_page(client: Client, demo: Path) -> None:
    assert "Inga mejl har skickats än" in text_of(client.get(MAILBOX))


def test_a_mail_shows_its_text_its_link_and_its_calendar(cast: Any, client: Client, meeting: Meeting) -> None:
    page = text_of(client.get(letter_to(client, "bo@af.example")))

    assert 'href="https://samverk.example/svar/' in page
    assert meeting.reference in page
    assert "METHOD" in page
    assert "Acceptera" in page


@pytest.mark.parametrize(("choice", "answer"), [("accept", "yes"), ("tentative", "tentative"), ("decline", "no")])
def test_a_button_answers_as_a_calendar_does(
    cast: Any, client: Client, meeting: Meeting, choice: str, answer: str
) -> None:
    url = letter_to(client, "bo@af.example")

    response = client.post(url + "svara/", {"answer": choice}, follow=True)

    seat = seat_of(meeting, cast.bo)
    assert (seat.answer, seat.answered_by) == (answer, "mail")
    assert "Svarsmejlet är mottaget: Svaret är registrerat" in text_of(response)
    assert InboundMail.objects.get().result == "applied"


def test_an_answer_to_the_time_before_a_move_is_too_old(cast: Any, client: Client, meeting: Meeting) -> None:
    old = letter_to(client, "bo@af.example")
    day = timedelta(days=7)
    move_meeting(meeting, by=cast.anna, starts_at=meeting.starts_at + day, ends_at=meeting.ends_at + day)
    deliver(meeting)

    page = text_of(client.post(old + "svara/", {"answer": "accept"}, follow=True))

    assert "Svarar på en tid som inte gäller längre" in page
    assert seat_of(meeting, cast.bo).answer == "unanswered"


def test_nothing_outside_the_folder_is_read(client: Client, meeting: Meeting, demo: Path) -> None:
    (demo.parent / "secret").write_text("To: a@b.example\n\nhemligt")

    for key in ("..", "../secret", "..%2Fsecret", "%2e%2e%2fsecret", "secret", "new"):
        assert client.get(f"/brevlada/{key}/").status_code == 404


def test_a_cancellation_cannot_be_answered(cast: Any, client: Client, meeting: Meeting) -> None:
    cancel_meeting(meeting, by=cast.anna, reason="illness")
    deliver(meeting)
    rows = client.get(MAILBOX, {"till": "bo@af.example"}).context["rows"]
    gone = next(row for row in rows if row.subject.startswith("Inställt"))
    url = reverse("notifications:letter", args=[gone.key])

    assert "Acceptera" not in text_of(client.get(url))
    assert client.post(url + "svara/", {"answer": "accept"}).status_code == 404
