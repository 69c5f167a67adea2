"""Answers that no mail server vouches for: they wait on Inkommet until somebody who holds the meeting accepts them."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from booking.meetings.actions.changing import move_meeting
from booking.models import Answer, Meeting
from notifications.inbox.accepting import accept_answer, can_accept
from notifications.inbox.receiving import receive
from notifications.models import InboundMail
from notifications.outbox.delivery import deliver_batch
from notifications.tasks import tell
from tests.factories.calls import call_forum, call_individual
from tests.notifications.inbox.test_receiving import reply
from tests.notifications.pages.looking import logged_in, seat_of, text_of

pytestmark = pytest.mark.django_db
INBOUND = reverse("notifications:inbound")


@pytest.fixture(autouse=True)
def nobody_vouches(settings: Any, tmp_path: Path) -> None:
    settings.AUTHSERV_ID, settings.EMAIL_URL = "", f"maildir://{tmp_path / 'mailbox'}"


def came_in(meeting: Meeting, **words: Any) -> InboundMail:
    tell(meeting.pk)
    deliver_batch()
    receive(reply(meeting, **words))
    return InboundMail.objects.get()


def page_of(mail: InboundMail) -> str:
    return reverse("notifications:inbound-mail", args=[mail.pk])


def test_what_waits_says_what_it_would_be_and_is_accepted_with_a_button(cast: Any) -> None:
    meeting = call_individual(cast)
    mail, anna = came_in(meeting, partstat="DECLINED"), logged_in(cast.anna)
    shown = text_of(anna.get(page_of(mail)))
    assert "Svaret: Nej" in shown and "Ta emot svaret" in shown
    assert seat_of(meeting, cast.bo).answer == Answer.UNANSWERED

    after = text_of(anna.post(page_of(mail), {"accept": "1"}, follow=True))

    mail.refresh_from_db()
    assert seat_of(meeting, cast.bo).answer == Answer.NO
    assert (mail.result, mail.reason, mail.needs_person, mail.waiting) == ("applied", "no", False, None)
    assert mail.accepted_by == cast.anna and mail.handled_at is not None
    assert "Anna Andlykt tog emot svaret." in after


def test_of_what_waits_about_a_person_no_word_is_kept_and_that_there_was_one_is_told(cast: Any) -> None:
    """Domain rule 2. A group's comment is kept without numbers, and is there once it has been accepted."""
    case = call_individual(cast)
    mail = came_in(case, partstat="DECLINED", comment="Kanarie 19811228-9874")
    assert "Kanarie" not in str(InboundMail.objects.values().get(pk=mail.pk))

    accept_answer(mail, by=cast.anna)

    assert (seat_of(case, cast.bo).answer, seat_of(case, cast.bo).answer_notes) == (Answer.NO, ["unkept"])
    InboundMail.objects.all().delete()
    group = call_forum(cast)
    accept_answer(came_in(group, comment="Sen, 19811228-9874"), by=cast.cilla)
    assert seat_of(group, cast.bo).comment == "Sen, [borttaget]"


def test_it_can_be_put_aside_without_being_counted(cast: Any) -> None:
    meeting = call_individual(cast)
    mail = came_in(meeting)

    logged_in(cast.anna).post(page_of(mail))

    mail.refresh_from_db()
    assert (mail.needs_person, mail.accepted_by) == (False, None)
    assert seat_of(meeting, cast.bo).answer == Answer.UNANSWERED
    assert accept_answer(mail, by=cast.anna) is None


def test_of_a_case_its_caller_alone_accepts_of_a_group_whoever_holds_it(cast: Any) -> None:
    case = came_in(call_individual(cast))
    people = (cast.anna, cast.alma, cast.bo, cast.cilla, cast.david, cast.adam)

    assert [person for person in people if can_accept(person, case)] == [cast.anna]
    InboundMail.objects.all().delete()
    group = came_in(call_forum(cast))
    assert cast.cilla in [person for person in people if can_accept(person, group)]
    assert not can_accept(cast.bo, group)


def test_an_answer_to_a_time_that_has_passed_is_not_applied_by_accepting_it(cast: Any) -> None:
    meeting = call_individual(cast)
    mail = came_in(meeting)
    assert meeting.starts_at is not None and meeting.ends_at is not None
    day = datetime.timedelta(days=7)
    move_meeting(meeting, by=cast.anna, starts_at=meeting.starts_at + day, ends_at=meeting.ends_at + day)
    tell(meeting.pk)

    shown = text_of(logged_in(cast.anna).post(page_of(mail), {"accept": "1"}, follow=True))

    assert seat_of(meeting, cast.bo).answer == Answer.UNANSWERED
    assert "Svarar på en tid som inte gäller längre." in shown


def test_a_mail_from_another_sender_than_the_invited_has_no_button(cast: Any) -> None:
    mail = came_in(call_individual(cast), sender="rut@vardcentralen.example", attendee="bo@af.example")

    assert mail.reason == "other_sender" and not can_accept(cast.anna, mail)
    assert "Ta emot svaret" not in text_of(logged_in(cast.anna).get(page_of(mail)))
    logged_in(cast.anna).post(page_of(mail), {"accept": "1"})
    assert seat_of(mail.meeting, cast.bo).answer == Answer.UNANSWERED


def test_of_an_answer_that_was_given_meanwhile_the_later_one_counts(cast: Any) -> None:
    meeting = call_individual(cast)
    tell(meeting.pk)
    receive(reply(meeting, stamp=timezone.now() - datetime.timedelta(hours=1)))
    late = InboundMail.objects.get()
    receive(reply(meeting, partstat="DECLINED", stamp=timezone.now()))
    newer = InboundMail.objects.exclude(pk=late.pk).get()

    accept_answer(newer, by=cast.anna)
    accept_answer(late, by=cast.anna)

    assert seat_of(meeting, cast.bo).answer == Answer.NO
